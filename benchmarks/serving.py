"""The service under load, beside a bare FastAPI app around the same kind of pipeline.

    .venv/bin/python benchmarks/serving.py [PART …] [--seconds 3] [--environments DIR]

trains gradient boosting on 14 mixed columns, serves it by Loupe (validation, token, limits and log
on) and by FastAPI with scikit-learn's pipeline per request, and loads both in turn on this machine,
clients included. With DIR, MLflow and BentoML are asked too, each in an environment of its own that
is made there. ``speed`` promises, against FastAPI:

* p50 and p99 of one row at concurrency 1: at most 0.08 of it;
* requests a second at concurrency 16: at least 40 times;
* without a compiled path, at concurrency 64: at least 20 times, and p50 alone at most 1.4 times;
* rows a second in batches of 1,000: at least 3 times;
* memory of the service: at most 250 MB.

``swaps``: 200 promotions while 50,000 requests are answered; none fails, each answer is that of
the version it names to 1e-12. ``overload``: ten times the peak; at least 90 % of it is answered,
the others are told within 20 ms (99th percentile) when to come back. ``ceiling``: what the client
gets out of an app that does nothing.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import sys
import warnings
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import joblib

from benchmarks import _load, _servers
from benchmarks._overload import overload
from benchmarks._server import _free_port
from benchmarks._servers import DISTINCT, Peer
from benchmarks._swaps import Checked, swaps
from benchmarks.prediction import loupe, stock, table
from mlcore import settings as all_settings
from mlcore.prediction.answer import answer
from mlcore.registry.registry import Registry
from mlcore.serving import tokens
from mlcore.store.store import Store

MODEL = "hist_gradient_boosting"
ROUNDS = 3
NAMES = {"compiled": "compiled", "plain": "any model", "changing": "changing"}
PARTS = ("speed", "swaps", "overload", "ceiling")
WANTED = (200, 50_000)
"""Swaps, and requests answered meanwhile."""
MINE = {"LOUPE_TOKEN_RATE": "1000000"}


def measure(peers: list[Peer], rows: list[dict[str, object]], seconds: float, **load: int) -> None:
    """Print one comparison, with the last peer; each is loaded in turn, several times."""
    size, concurrency = load["size"], load["concurrency"]
    found: dict[str, list[_load.Load]] = {peer.name: [] for peer in peers}
    used = dict.fromkeys(found, 0.0)
    for peer in peers:
        _load.run(peer.port, peer.requests(rows, size), concurrency, 1.0)
    for _ in range(ROUNDS):
        for peer in peers:
            requests, before = peer.requests(rows, size), peer.processor
            found[peer.name].append(_load.run(peer.port, requests, concurrency, seconds))
            used[peer.name] += peer.processor - before
    base = found[peers[-1].name]
    print(f"\nConcurrency {concurrency}, rows in a request {size}, load {os.getloadavg()[0]:.1f}\n")
    print(
        "| server | p50 ms | p99 ms | replies/s | rows/s | processor ms/reply | ratios: p50 | p99 "
        "| rate | not 200 |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, loads in found.items():
        p50, p99 = (median(one.quantile(share) for one in loads) for share in (0.5, 0.99))
        rate = median(one.rate for one in loads)
        bad = sum(sum(one.status.values()) - one.status[200] for one in loads)
        ratios = (
            median(o.quantile(0.5) / b.quantile(0.5) for o, b in zip(loads, base, strict=True)),
            median(o.quantile(0.99) / b.quantile(0.99) for o, b in zip(loads, base, strict=True)),
            median(o.rate / b.rate for o, b in zip(loads, base, strict=True)),
        )
        each = used[name] / sum(sum(one.status.values()) for one in loads)
        clock = (f"{p50 * 1e3:.2f}", f"{p99 * 1e3:.2f}", f"{rate:,.0f}", f"{rate * size:,.0f}")
        cells = (*clock, f"{each * 1e3:.2f}")
        print(
            f"| {name} | {' | '.join(cells)} | {' | '.join(f'{r:.3f}' for r in ratios)} | {bad} |",
            flush=True,
        )


def main(parts: list[str], seconds: float, places: Path | None) -> None:
    """Print the tables of some parts."""
    warnings.simplefilter("ignore")
    frame = table()
    rows = frame.drop(columns="answer").to_dict("records")
    with TemporaryDirectory() as folder, ExitStack() as running:
        home = Path(folder)
        store = Store.open(all_settings.load({}, home=home / "home", token_rate=1_000_000))
        models = _registered(store, frame, home)
        token, port = tokens.create(store, "default").token, _free_port()
        command = [sys.executable, "-m", "mlcore", "serve"]
        own = running.enter_context(
            _servers.started(command, port, {"LOUPE_HOME": str(store.settings.home), **MINE})
        )
        ours, plain, changing = (
            Peer(f"Loupe, {said}", port, own, f"/v1/models/{name}/predict", token=token)
            for name, said in NAMES.items()
        )
        if "speed" in parts:
            peers = _peers(running, stock(frame), home, places)
            _speed(ours, plain, peers, rows, seconds)
        if "swaps" in parts:
            said = {at: _values(model, rows) for at, model in enumerate(models, start=1)}
            registry = Registry(store)
            swaps(
                port,
                changing.requests(rows, 1),
                Checked(said),
                lambda version: registry.promote("changing", version),
                WANTED,
            )
        if "overload" in parts:
            overload(port, plain.requests(rows, 250), seconds)
        if "ceiling" in parts:
            _ceiling(running, ours, rows, seconds)


def _registered(store: Store, frame: Any, home: Path) -> list[Any]:
    """Keep the models that are asked, and return the two that change places."""
    registry = Registry(store)
    model = loupe(frame, MODEL, home)
    other = loupe(frame, "lightgbm", home)
    registry.register(model, "compiled")
    registry.register(replace(model, meta=replace(model.meta, quick="")), "plain")
    for one in (model, other):
        registry.register(one, "changing")
    return [model, other]


def _values(model: Any, rows: list[dict[str, object]]) -> list[Any]:
    return [found.value for row in rows[:DISTINCT] for found in answer(model, [row])]


def _peers(running: ExitStack, pipeline: Any, home: Path, places: Path | None) -> list[Peer]:
    """Start the peers, FastAPI last."""
    kept = home / "pipeline.joblib"
    joblib.dump(pipeline, kept)
    more = [] if places is None else [start(places, kept) for start in _servers.PEERS]
    found = [running.enter_context(one) for one in more]
    port = _free_port()
    command = _servers.uvicorn("_fastapi_peer")
    bare = running.enter_context(_servers.started(command, port, {"PEER_PIPELINE": str(kept)}))
    return [*found, Peer("FastAPI, pipeline", port, bare)]


def _speed(
    ours: Peer, plain: Peer, peers: list[Peer], rows: list[dict[str, object]], seconds: float
) -> None:
    measure([ours, plain, *peers], rows, seconds, size=1, concurrency=1)
    measure([ours, *peers], rows, seconds, size=1, concurrency=16)
    measure([plain, *peers], rows, seconds, size=1, concurrency=64)
    measure([ours, plain, *peers], rows, seconds, size=1000, concurrency=2)
    told = ", ".join(f"{peer.name} {peer.memory:.0f} MB" for peer in (ours, *peers))
    print(f"\nMemory: {told}")


def _ceiling(running: ExitStack, ours: Peer, rows: list[dict[str, object]], seconds: float) -> None:
    port = _free_port()
    process = running.enter_context(_servers.started(_servers.uvicorn("_noop_peer"), port, {}))
    nothing = Peer("an app that does nothing", port, process)
    for concurrency in (1, 16, 64):
        measure([ours, nothing], rows, seconds, size=1, concurrency=concurrency)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=["speed"], help=", ".join(PARTS))
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--environments", type=Path, default=None)
    given = parser.parse_args()
    main(given.parts, given.seconds, given.environments)
