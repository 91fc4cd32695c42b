"""Every setting as (name, default, help); the environment's ``LOUPE_*`` overrides."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from mlcore.errors import LoupeError, Message, Where

BAD_SETTING = Message(
    "bad_setting",
    what="The setting {name} is “{value}”, which is not {wanted}.",
    fix="Set {name} to {wanted}, or leave it out.",
)

MLFLOW = "MLFLOW_TRACKING_URI"
"""Also read, because MLflow's own tools use it."""


def _setting(default: Any, help: str, least: int = 0) -> Any:
    return field(default=default, metadata={"help": help, "least": least})


@dataclass(frozen=True)
class Settings:
    """All settings of one process; read once, never changed."""

    home: Path = _setting(Path("~/.loupe"), "Folder where everything lasts.")
    database: str = _setting("", "SQLAlchemy URL; empty means a SQLite file in the home folder.")
    objects: str = _setting("", "Storage of tables and models, as s3://bucket/prefix; empty: home.")
    workspaces: str = _setting("one", "'one': everybody shares 'default'; 'many': one per visitor.")
    running_streams: int = _setting(4, "Streams that are followed at the same time.")
    stream_event_kb: int = _setting(1_000, "Largest event of a stream that is read, in kilobytes.")
    stream_mb: int = _setting(500, "Most a stream may hold before it is a data set, in megabytes.")
    running_jobs: int = _setting(1, "Jobs that run at the same time; the others wait in a queue.")
    running_moves: int = _setting(4, "Tables that are loaded or written at the same time.")
    scheduler: str = _setting("", "Address of a Dask scheduler whose workers do fits; empty: none.")
    fit_threads: int = _setting(0, "Fits at the same time inside a job; 0 means one per core.")
    max_upload_mb: int = _setting(200, "Largest file a person may upload, in megabytes.")
    max_large_mb: int = _setting(5_000, "Largest file that may be sent in parts, in megabytes.")
    parse_mb: int = _setting(4_000, "Most memory for reading one table, in megabytes.")
    parse_seconds: int = _setting(300, "Longest time for reading one table.")
    try_seconds: int = _setting(20, "Longest time for trying one step of a recipe on a sample.")
    folders: str = _setting("", "Folders whose files the Data page offers, joined by ':'.")
    query_rows: int = _setting(100_000, "Most rows taken from the answer of a database.")
    query_seconds: int = _setting(60, "Longest time for one query.")
    write_seconds: int = _setting(3_600, "Longest time for writing a table to a database.")
    download_mb: int = _setting(500, "Largest answer of a web address, in megabytes.")
    download_seconds: int = _setting(300, "Longest time for reading from a web address.")
    allow_hosts: str = _setting("", "Hosts or networks inside this one that may be read from.")
    max_rows: int = _setting(5_000_000, "Most rows of one dataset.")
    max_columns: int = _setting(10_000, "Most columns of one dataset.")
    workspace_mb: int = _setting(20_000, "Most megabytes of tables in a workspace; 0: no limit.")
    workspace_datasets: int = _setting(200, "Most datasets in a workspace; 0: no limit.")
    max_request_rows: int = _setting(10_000, "Most rows in one prediction request.", least=1)
    max_request_mb: int = _setting(8, "Largest request body, in megabytes.", least=1)
    log_percent: int = _setting(100, "Share of the predictions that are logged, in percent.")
    log_rows_second: int = _setting(50, "Most rows a second that one process logs.")
    log_days: int = _setting(30, "Days that logged rows are kept.")
    watch_minutes: int = _setting(15, "Minutes from one check of the models to the next; 0: none.")
    watch_rows: int = _setting(100, "Fewest rows from which drift is told.")
    hosts: str = _setting("", "Names the server answers to beside localhost, joined by commas.")
    behind_proxy: int = _setting(0, "1: a proxy with TLS is in front of the pages.")
    oidc_issuer: str = _setting("", "OpenID Connect provider that signs people in; empty: none.")
    oidc_client: str = _setting("", "What this server is called there.")
    oidc_secret: str = _setting("", "Its secret there.")
    oidc_allow: str = _setting("", "Addresses or @domains that may come in; empty: all it knows.")
    cache: str = _setting("", "Answers to identical rows: 'memory', or a Redis URL; empty: none.")
    cache_rows: int = _setting(10_000, "Most rows whose answers are kept in memory.")
    cache_seconds: int = _setting(3_600, "How long Redis keeps an answer.")
    token_rate: int = _setting(5_000, "Most requests a second with one access token.", least=1)
    max_under_way: int = _setting(512, "Most REST requests worked on at the same time.", least=1)
    request_seconds: int = _setting(10, "Longest time a model may take for one request.", least=1)
    drain_seconds: int = _setting(2, "Seconds a service told to stop still takes requests.")
    replay_rows: int = _setting(500, "Most rows a candidate answers beside the champion.")
    gate_rows: int = _setting(0, "Fewest rows a candidate must have answered; 0: any.")
    gate_changed: int = _setting(100, "Most answers, in percent, that a candidate may change.")
    gate_slower: int = _setting(0, "Most percent a candidate may take longer a row; 0: any.")
    gate_worse: int = _setting(0, "1: a candidate with a worse score is not promoted.")
    mlflow: str = _setting("", "MLflow server that versions are told to, as MLFLOW_TRACKING_URI.")
    traces: str = _setting("", "Where traces go (OTLP over HTTP, .../v1/traces); empty: nowhere.")
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR.")

    @property
    def database_url(self) -> str:
        """The database's URL, the default written out."""
        return self.database or f"sqlite:///{self.home / 'loupe.db'}"

    @property
    def threads(self) -> int:
        """Fits at the same time, at least one."""
        return self.fit_threads or len(os.sched_getaffinity(0))


def load(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Return the settings of *environ* (default: the process's), with *overrides* on top.

    Raises
    ------
    LoupeError
        ``bad_setting`` when a value is not of the setting's type, or below the least it may be.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        text = environ.get(f"LOUPE_{setting.name.upper()}")
        if text:
            values[setting.name] = _cast(setting, text)
    values.setdefault("mlflow", environ.get(MLFLOW, ""))
    values |= {name: value for name, value in overrides.items() if value is not None}
    values["home"] = Path(values.get("home", Settings.home)).expanduser().resolve()
    return Settings(**values)


def _cast(setting: Field[Any], text: str) -> Any:
    if type(setting.default) is not int:
        return text
    name, least = f"LOUPE_{setting.name.upper()}", setting.metadata["least"]
    wanted = "a whole number"
    try:
        if int(text) >= least:
            return int(text)
        wanted = f"{wanted} from {least} on"
    except ValueError:
        pass
    raise LoupeError(BAD_SETTING, Where(field=name), name=name, value=text[:40], wanted=wanted)
