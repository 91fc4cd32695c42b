"""Versions told to an MLflow tracking server, through its REST interface; ours stay the truth.

A server that does not answer changes nothing here: what could not be told is written into the log
and told with the next change of that version.
"""

from __future__ import annotations

import json
import logging
import math
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from mlcore.prediction.model import ModelMeta
from mlcore.registry.entries import VersionEntry

PATH = "/api/2.0/mlflow"
SECONDS = 5.0
LONGEST = 250
EXPERIMENT = "Loupe"
EXISTS = ("RESOURCE_ALREADY_EXISTS", "INVALID_PARAMETER_VALUE")
_log = logging.getLogger("loupe.registry")


class Unanswered(Exception):  # noqa: N818
    """The server did not take what it was told."""

    def __init__(self, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class Mirror:
    """A tracking server.

    Parameters
    ----------
    address : str
        Such as ``http://mlflow.example.org:5000``.
    """

    address: str

    def register(self, entry: VersionEntry) -> None:
        """Tell of a new version: a run with its metrics, and a model version that points at it.

        Raises
        ------
        Unanswered
            When the server does not answer or refuses.
        """
        run = self._run(entry)
        self._once("registered-models/create", {"name": entry.name})
        made = self._ask(
            "model-versions/create",
            {
                "name": entry.name,
                "source": f"runs:/{run}/model",  # MLflow takes only addresses it knows
                "run_id": run,
                "tags": _tags({"loupe.version": entry.version, "loupe.digest": entry.digest}),
            },
        )
        for alias in entry.aliases:
            self.alias(entry.name, alias, str(made["model_version"]["version"]))

    def alias(self, name: str, alias: str, version: str) -> None:
        """Point an alias at a version, by its number at the server."""
        told = {"name": name, "alias": alias, "version": version}
        self._ask("registered-models/alias", told)

    def number(self, name: str, version: int) -> str | None:
        """Return the number that the server gave to our *version*; None: it does not know it."""
        mark = '"' if "'" in name else "'"  # MLflow's filters know no way to write both
        wanted = quote(f"name={mark}{name}{mark}", safe="")
        path = f"model-versions/search?filter={wanted}&max_results=1000"
        for found in self._ask(path, None).get("model_versions", ()):
            tags = {tag["key"]: tag["value"] for tag in found.get("tags", ())}
            if tags.get("loupe.version") == str(version):
                return str(found["version"])
        return None

    def _run(self, entry: VersionEntry) -> str:
        meta, now = entry.meta, int(entry.created * 1000)
        begun = self._ask(
            "runs/create",
            {
                "experiment_id": self._experiment(),
                "run_name": f"{entry.name} v{entry.version}",
                "start_time": now,
                "tags": _tags(_lineage(meta)),
            },
        )
        run = str(begun["run"]["info"]["run_id"])
        metrics = [
            {"key": key, "value": value, "timestamp": now, "step": 0}
            for key, value in _metrics(meta).items()
        ]
        params = [{"key": k[:LONGEST], "value": str(v)[:LONGEST]} for k, v in meta.params]
        params.append({"key": "model", "value": meta.model})
        self._ask("runs/log-batch", {"run_id": run, "metrics": metrics, "params": params})
        ended = {"run_id": run, "status": "FINISHED", "end_time": int(time.time() * 1000)}
        self._ask("runs/update", ended)
        return run

    def _experiment(self) -> str:
        try:
            return str(self._ask("experiments/create", {"name": EXPERIMENT})["experiment_id"])
        except Unanswered as error:
            if error.code not in EXISTS:
                raise
        path = f"experiments/get-by-name?experiment_name={EXPERIMENT}"
        return str(self._ask(path, None)["experiment"]["experiment_id"])

    def _once(self, path: str, body: Mapping[str, Any]) -> None:
        try:
            self._ask(path, body)
        except Unanswered as error:
            if error.code not in EXISTS:
                raise

    def _ask(self, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        if urlsplit(self.address).scheme not in ("http", "https"):
            raise Unanswered("the address is neither http nor https")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.address.rstrip('/')}{PATH}/{path}",
            data,
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as reply:
                answer: dict[str, Any] = json.loads(reply.read() or b"{}")
        except urllib.error.HTTPError as error:
            raise Unanswered(f"it answered {error.code}", _code(error)) from error
        except (OSError, ValueError) as error:
            raise Unanswered("it does not answer") from error
        return answer


def tell(address: str, entry: VersionEntry, alias: str = "") -> str:
    """Tell the server at *address* of a version, or where *alias* points.

    Returns
    -------
    str
        Why it was not told; "" when it was.
    """
    mirror = Mirror(address)
    try:
        number = mirror.number(entry.name, entry.version) if alias else None
        if number is None:  # new, or the server was away when it was made
            mirror.register(entry)
        else:
            mirror.alias(entry.name, alias, number)
    except (Unanswered, KeyError) as error:
        _log.warning("the MLflow server was not told: %s", error)
        return str(error)
    return ""


def _code(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read())["error_code"])
    except (ValueError, KeyError, TypeError, OSError):
        return ""


def _lineage(meta: ModelMeta) -> dict[str, Any]:
    told = {f"loupe.{name}": value for name, value in meta.fingerprints}
    told |= {"loupe.dataset": meta.dataset, "loupe.target": meta.target, "loupe.task": meta.task}
    return told | {f"loupe.code.{name}": value for name, value in meta.code}


def _metrics(meta: ModelMeta) -> dict[str, float]:
    found = {"score": meta.score, "score_sd": meta.sd, "holdout": meta.holdout}
    named = {f"{meta.metric}.{name}": value for name, value in found.items()}
    return {name: v for name, v in named.items() if v is not None and math.isfinite(v)}


def _tags(values: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"key": key[:LONGEST], "value": str(value)[:4000]} for key, value in values.items()]
