"""Servers under load, each a process with its children, and how each wants to be asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import _load, _peers
from benchmarks._server import ROOT, _free_port, _wait

DISTINCT = 200
SAVE = """
import sys, joblib, mlflow.sklearn
mlflow.sklearn.save_model(joblib.load(sys.argv[1]), sys.argv[2], serialization_format="cloudpickle")
"""
PACKAGES = {
    "mlflow": ("mlflow", "scikit-learn==1.9.1", "uvicorn", "fastapi"),
    "bentoml": ("bentoml>=1.4,<1.5", "scikit-learn==1.9.1", "pandas"),
}


@dataclass(frozen=True)
class Peer:
    """A server under load.

    Parameters
    ----------
    name, port, process
        Which, and where.
    path, key, token
        How it is asked: address, name of the rows in the body, bearer token.
    """

    name: str
    port: int
    process: subprocess.Popen[bytes]
    path: str = "/predict"
    key: str = "rows"
    token: str = ""

    def requests(self, rows: list[dict[str, object]], size: int) -> list[bytes]:
        """Return ready requests of *size* rows each."""
        count = DISTINCT if size == 1 else 4
        bodies = (rows[at * size : (at + 1) * size] for at in range(count))
        made = (json.dumps({self.key: part}, separators=(",", ":")).encode() for part in bodies)
        return [_load.request(self.path, body, self.token) for body in made]

    @property
    def memory(self) -> float:
        """Megabytes of its processes: their own, and their share of what is shared."""
        return sum(map(_pss, _family(self.process.pid))) / 1024

    @property
    def processor(self) -> float:
        """Seconds of processor time that its processes have used so far."""
        return sum(map(_ticks, _family(self.process.pid))) / os.sysconf("SC_CLK_TCK")


@contextmanager
def started(
    command: Sequence[str | Path], port: int, environment: dict[str, str], health: str = "livez"
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the end of the block."""
    process = subprocess.Popen(
        [*map(str, command), "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}/{health}", 120)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def uvicorn(app: str) -> list[str]:
    """Return the command that runs an ASGI app of ours."""
    quiet = ["--no-access-log", "--log-level", "error"]
    return [sys.executable, "-m", "uvicorn", f"benchmarks.{app}:app", *quiet]


@contextmanager
def mlflow(places: Path, pipeline: Path) -> Iterator[Peer]:
    """Run MLflow's scoring server, in an environment of its own below *places*."""
    python = _peers.environment(places / "mlflow", PACKAGES["mlflow"])
    model = pipeline.with_name("mlflow")
    subprocess.run([python, "-c", SAVE, pipeline, model], check=True, capture_output=True)
    command = [python.with_name("mlflow"), "models", "serve", "-m", model, "--env-manager", "local"]
    path = {"PATH": f"{python.parent}:{os.environ['PATH']}"}
    port = _free_port()
    with started(command, port, path, "health") as process:
        yield Peer("MLflow", port, process, "/invocations", "dataframe_records")


@contextmanager
def bentoml(places: Path, pipeline: Path) -> Iterator[Peer]:
    """Run BentoML's server, in an environment of its own below *places*."""
    python = _peers.environment(places / "bentoml", PACKAGES["bentoml"])
    service = "benchmarks._bentoml_peer:Pipeline"
    port = _free_port()
    with started(
        [python.with_name("bentoml"), "serve", service], port, {"PEER_PIPELINE": str(pipeline)}
    ) as process:
        yield Peer("BentoML", port, process)


PEERS = (mlflow, bentoml)


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _pss(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1])
