"""The service under load, beside a bare FastAPI app around the same kind of pipeline.

``python benchmarks/serving.py [SECONDS]`` trains gradient boosting on 14 mixed columns, serves it
by Loupe (validation, token, limits and log on) and by FastAPI with scikit-learn's pipeline per
request, and loads both in turn on this machine, clients included. Promised, against FastAPI:

* p50 and p99 of one row at concurrency 1: at most 0.08 of it;
* requests a second at concurrency 16: at least 40 times;
* without a compiled path, at concurrency 64: at least 20 times, and p50 alone at most 1.4 times;
* rows a second in batches of 1,000: at least 3 times;
* memory of the service: at most 250 MB.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

import joblib

from benchmarks import _load
from benchmarks._server import ROOT, _free_port, _wait
from benchmarks.prediction import loupe, stock, table
from mlcore import settings as all_settings
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.store.store import Store

MODEL = "hist_gradient_boosting"
ROUNDS = 3
DISTINCT = 200


@dataclass(frozen=True)
class Peer:
    """A server under load."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    path: str
    token: str = ""

    def requests(self, rows: list[dict[str, object]], size: int) -> list[bytes]:
        """Return ready requests of *size* rows each."""
        count = DISTINCT if size == 1 else 4
        bodies = (rows[at * size : (at + 1) * size] for at in range(count))
        made = (json.dumps({"rows": part}, separators=(",", ":")).encode() for part in bodies)
        return [_load.request(self.path, body, self.token) for body in made]

    @property
    def memory(self) -> float:
        """Megabytes that are this process's own or its share of what is shared."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        line = next(line for line in text.splitlines() if line.startswith("Pss:"))
        return int(line.split()[1]) / 1024


@contextmanager
def started(
    command: list[str], port: int, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}/livez")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def measure(peers: list[Peer], rows: list[dict[str, object]], seconds: float, **load: int) -> None:
    """Print one comparison; each peer is loaded in turn, several times."""
    size, concurrency = load["size"], load["concurrency"]
    found: dict[str, list[_load.Load]] = {peer.name: [] for peer in peers}
    for peer in peers:
        _load.run(peer.port, peer.requests(rows, size), concurrency, 1.0)
    for _ in range(ROUNDS):
        for peer in peers:
            requests = peer.requests(rows, size)
            found[peer.name].append(_load.run(peer.port, requests, concurrency, seconds))
    base = found[peers[-1].name]
    print(f"\nConcurrency {concurrency}, rows in a request {size}, load {os.getloadavg()[0]:.1f}\n")
    print("| server | p50 ms | p99 ms | replies/s | rows/s | ratios: p50 | p99 | rate | not 200 |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, loads in found.items():
        p50, p99 = (median(one.quantile(share) for one in loads) for share in (0.5, 0.99))
        rate = median(one.rate for one in loads)
        bad = sum(sum(one.status.values()) - one.status[200] for one in loads)
        ratios = (
            median(o.quantile(0.5) / b.quantile(0.5) for o, b in zip(loads, base, strict=True)),
            median(o.quantile(0.99) / b.quantile(0.99) for o, b in zip(loads, base, strict=True)),
            median(o.rate / b.rate for o, b in zip(loads, base, strict=True)),
        )
        cells = (f"{p50 * 1e3:.2f}", f"{p99 * 1e3:.2f}", f"{rate:,.0f}", f"{rate * size:,.0f}")
        print(
            f"| {name} | {' | '.join(cells)} | {' | '.join(f'{r:.3f}' for r in ratios)} | {bad} |"
        )


def main(seconds: float = 3.0) -> None:
    """Print the tables."""
    warnings.simplefilter("ignore")
    frame = table()
    rows = frame.drop(columns="answer").to_dict("records")
    with TemporaryDirectory() as folder:
        home = Path(folder)
        model = loupe(frame, MODEL, home)
        joblib.dump(stock(frame), home / "pipeline.joblib")
        store = Store.open(all_settings.load({}, home=home / "home", token_rate=1_000_000))
        registry = Registry(store)
        registry.register(model, "compiled")
        registry.register(replace(model, meta=replace(model.meta, quick="")), "plain")
        token = tokens.create(store, "default").token
        port, other = _free_port(), _free_port()
        mine = {"LOUPE_HOME": str(home / "home"), "LOUPE_TOKEN_RATE": "1000000"}
        theirs = {"PEER_PIPELINE": str(home / "pipeline.joblib")}
        bare = [
            "uvicorn",
            "benchmarks._fastapi_peer:app",
            "--no-access-log",
            "--log-level",
            "error",
        ]
        with (
            started(["mlcore", "serve"], port, mine) as own,
            started(bare, other, theirs) as peer,
        ):
            route = "/v1/models/{}/predict"
            ours = Peer("Loupe, compiled", port, own, route.format("compiled"), token)
            plain = Peer("Loupe, any model", port, own, route.format("plain"), token)
            fastapi = Peer("FastAPI, pipeline", other, peer, "/predict")
            measure([ours, plain, fastapi], rows, seconds, size=1, concurrency=1)
            measure([ours, fastapi], rows, seconds, size=1, concurrency=16)
            measure([plain, fastapi], rows, seconds, size=1, concurrency=64)
            measure([ours, plain, fastapi], rows, seconds, size=1000, concurrency=2)
            print(f"\nMemory: Loupe {ours.memory:.0f} MB, FastAPI {fastapi.memory:.0f} MB")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
