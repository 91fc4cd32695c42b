"""The tables. Times are seconds since 1970 in UTC; a change here needs a migration."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
_JSON = JSON(none_as_null=True)


def _key(name: str, kind: Any = Text, *rest: Any) -> Column[Any]:
    return Column(name, kind, *rest, primary_key=True, autoincrement=False)


def _must(name: str, kind: Any = Text, **options: Any) -> Column[Any]:
    return Column(name, kind, nullable=False, **options)


def _of_version() -> tuple[Column[Any], ...]:
    return _key("workspace"), _key("name"), _key("version", Integer)


def _a_version() -> ForeignKeyConstraint:
    """Return the promise that the version of a row exists."""
    names = ("workspace", "name", "version")
    return ForeignKeyConstraint(names, [f"versions.{name}" for name in names])


workspaces = Table(
    "workspaces",
    metadata,
    _key("id"),
    _must("name"),
    _must("created", Double),
    _must("changed", Double),
)
memos = Table(
    "memos",
    metadata,
    _key("workspace"),
    _key("key"),
    Column("value", _JSON),
    _must("revision", Integer),
    _must("changed", Double),
)
datasets = Table(
    "datasets",
    metadata,
    _key("workspace"),
    _key("name"),
    _key("version", Integer),
    _must("fingerprint"),
    _must("rows", Integer),
    _must("columns", _JSON),
    _must("object"),
    Column("lineage", _JSON),
    Column("rejected", _JSON),
    _must("created", Double),
    Index("datasets_by_fingerprint", "workspace", "fingerprint"),
)
jobs = Table(
    "jobs",
    metadata,
    _key("id"),
    _must("workspace"),
    _must("kind"),
    _must("call"),
    _must("spec", _JSON),
    _must("state"),
    _must("done", Integer, default=0),
    _must("total", Integer, default=0),
    _must("done_before", Integer, default=0),
    _must("doing", default=""),
    _must("created", Double),
    _must("queued", Double),
    Column("started", Double),
    Column("finished", Double),
    Column("heartbeat", Double),
    _must("owner", default=""),
    _must("reserved", Boolean, default=False),
    Column("pid", Integer),
    Column("pid_started", Double),
    _must("stop_requested", Boolean, default=False),
    Column("error", _JSON),
    Column("result", _JSON),
    Column("step_id", Text),
    UniqueConstraint("workspace", "step_id", name="jobs_one_per_step"),
    Index("jobs_by_workspace", "workspace", "created"),
    Index("jobs_by_state", "state", "queued"),
)
events = Table(
    "events",
    metadata,
    _key("job", Text, ForeignKey("jobs.id", ondelete="CASCADE")),
    _key("seq", Integer),
    _must("time", Double),
    _must("body", _JSON),
)
runs = Table(
    "runs",
    metadata,
    _key("id"),
    _must("workspace"),
    _must("number", Integer),
    Column("job", Text),
    _must("dataset"),
    _must("dataset_name"),
    _must("recipe", _JSON),
    _must("plan", _JSON),
    Column("facts", _JSON),
    _must("created", Double),
    UniqueConstraint("workspace", "number", name="runs_one_per_number"),
    Index("runs_by_job", "job"),
)
units = Table(
    "units",
    metadata,
    _key("run", Text, ForeignKey("runs.id", ondelete="CASCADE")),
    _key("trial"),
    _key("fold", Integer),
    _must("model"),
    Column("params", _JSON),
    Column("score", Double),
    Column("train_score", Double),
    _must("fit_seconds", Double, default=0.0),
    _must("predict_seconds", Double, default=0.0),
    _must("failure", default=""),
    _must("ending", default=""),
    Column("predictions", Text),
    _must("finished", Double),
)
models = Table(
    "models",
    metadata,
    _key("workspace"),
    _key("name"),
    _must("created", Double),
    _must("newest", Integer, server_default="0"),
)
versions = Table(
    "versions",
    metadata,
    _key("workspace"),
    _key("name"),
    _key("version", Integer),
    _must("folder"),
    _must("digest"),
    _must("meta", _JSON),
    Column("parent", Integer),
    Column("run", Text),
    _must("created", Double),
    ForeignKeyConstraint(["workspace", "name"], ["models.workspace", "models.name"]),
)
aliases = Table(
    "aliases",
    metadata,
    _key("workspace"),
    _key("name"),
    _key("alias"),
    _must("version", Integer),
    _must("changed", Double),
    _a_version(),
)
moves = Table(
    "moves",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _must("workspace"),
    _must("name"),
    _must("alias"),
    _must("version", Integer),
    Column("previous", Integer),
    _must("action"),
    _must("time", Double),
    Index("moves_by_name", "workspace", "name", "alias"),
)
remarks = Table(
    "remarks",
    metadata,
    *_of_version(),
    _must("tags", _JSON),
    _must("note"),
    _must("changed", Double),
    _a_version(),
)
faults = Table(
    "faults",
    metadata,
    *_of_version(),
    _must("code"),
    _must("file"),
    _must("found", Double),
    _a_version(),
)
audit = Table(
    "audit",
    metadata,
    _key("workspace"),
    _key("seq", Integer),
    _must("time", Double),
    *(_must(name) for name in ("who", "action", "object", "before", "after")),
    *(_must(name) for name in ("result", "note", "previous", "hash")),
)
identity = Table("identity", metadata, _key("id"))
tokens = Table(
    "tokens",
    metadata,
    _key("id"),
    _must("workspace"),
    _must("hash", unique=True),
    _must("scope"),
    _must("label", default=""),
    _must("created", Double),
    Column("expires", Double),
    Column("revoked", Double),
)
links = Table(
    "links",
    metadata,
    _key("id"),
    _must("workspace"),
    _must("hash", unique=True),
    _must("model"),
    Column("version", Integer),
    _must("label", default=""),
    Column("start", _JSON),
    _must("created", Double),
    Column("expires", Double),
    Column("revoked", Double),
)
streams = Table(
    "streams",
    metadata,
    _key("id"),
    _must("workspace"),
    _must("name"),
    _must("spec", _JSON),
    Column("job", Text),
    _must("revision", Integer, default=0),
    _must("state", _JSON),
    Column("heard", Double),
    _must("trouble", default=""),
    _must("watched", Double),
    _must("created", Double),
    Index("streams_by_workspace", "workspace", "created"),
)
segments = Table(
    "segments",
    metadata,
    _key("stream", Text, ForeignKey("streams.id", ondelete="CASCADE")),
    _key("seq", Integer),
    _must("first"),
    _must("last"),
    _must("rows", Integer),
    _must("size", Integer),
    _must("body", LargeBinary),
)
quarantine = Table(
    "quarantine",
    metadata,
    _key("stream", Text, ForeignKey("streams.id", ondelete="CASCADE")),
    _key("number", Integer),
    _must("offset"),
    _must("reason"),
    _must("text"),
)
predictions = Table(
    "predictions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _must("workspace"),
    _must("name"),
    _must("version", Integer),
    _must("time", Double),
    _must("request"),
    _must("row", Integer),
    Column("input", _JSON),
    Column("answer", _JSON),
    _must("seconds", Double),
    _must("status"),
    Column("label", _JSON),
    Column("labelled", Double),
    Index("predictions_by_time", "workspace", "name", "time"),
    Index("predictions_by_request", "workspace", "request"),
    info={"names_objects": False},
)
traffic = Table(
    "traffic",
    metadata,
    _key("workspace"),
    _key("name"),
    _key("version", Integer),
    _key("minute", Integer),
    _must("counts", _JSON),
    info={"names_objects": False},
)
watches = Table(
    "watches",
    metadata,
    _key("workspace"),
    _key("name"),
    _must("spec", _JSON),
    _must("revision", Integer),
    Column("checked", Double),
    Column("found", _JSON),
)
alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _must("workspace"),
    _must("name"),
    _must("version", Integer),
    _must("code"),
    _must("facts", _JSON),
    _must("opened", Double),
    Column("closed", Double),
    Column("seen", Double),
    Column("told", Double),
    _must("trouble", default=""),
    Index("alerts_by_name", "workspace", "name", "opened"),
)
