"""Predict as a person has it: the panel at 50 inputs, a what-if in the browser, a million rows.

``python benchmarks/asking.py panel``: answer, interval, domain, contributions and neighbours of one
row with 50 inputs, by a boosted model. Promised: at most 1 s at the 95th percentile.

``python benchmarks/asking.py table [ROWS]``: a table of 14 mixed columns asked part by part,
against the bare ``predict`` of the same boosted model on prepared rows, and against scikit-learn's
own pipeline; reading and writing apart. Promised: at most 3 × the bare ``predict``.

``python benchmarks/asking.py whatif``: a field of the form is changed in a browser, until the page
has come to rest. Promised: at most 300 ms at the median.

``python benchmarks/asking.py threshold``: the threshold to save is changed in a browser, until the
page has come to rest. Promised: at most 200 ms at the median.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import re
import resource
import sys
import time
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import _project
import numpy as np
import pandas as pd
import prediction as small
from _browser import WATCH, browser, load, visitor
from _figures import Figure, show
from _server import serving

from mlcore import settings
from mlcore.data import table as stored
from mlcore.data.dataset import Dataset
from mlcore.data.kinds import specs
from mlcore.data.read import read
from mlcore.jobs.inline import run_inline
from mlcore.numbers import significant
from mlcore.prediction.answer import answers
from mlcore.prediction.batch import batch
from mlcore.prediction.cases import Cases
from mlcore.prediction.domain import trust
from mlcore.prediction.model import Model
from mlcore.prediction.table import answer_table, part_rows
from mlcore.prediction.why import reasons
from mlcore.store.objects import Objects
from mlcore.store.store import Store
from mlcore.types import Plan
from mlcore.workspace.workspace import DEFAULT, Workspace, enter

WIDE, ROUNDS, TURNS = 50, 100, 30
PANEL, WHAT_IF, RERUN, TIMES = 1.0, 0.3, 0.2, 3.0


def wide(rows: int = 2_000) -> pd.DataFrame:
    """Return the small table with more numbers, 50 inputs in all, and its answer."""
    frame = small.table(rows)
    rng = np.random.default_rng(1)
    more = {f"more_{at}": rng.normal(size=rows).round(3) for at in range(WIDE - 14)}
    return pd.concat([pd.DataFrame(more), frame], axis=1)


def asked(model: Model, row: dict[str, object]) -> None:
    """Do what the page does for one row, drawing apart."""
    checked = model.check([row])
    given = answers(model, checked)[0]
    case = Cases.of(model.signature.fields, checked.frame).rows[0]
    assert len(trust(model, case, given.warnings).neighbours) == 3
    assert reasons(model, checked)


def panel() -> None:
    """Print the times of one panel."""
    frame = wide()
    with TemporaryDirectory() as name:
        model = small.loupe(frame, "hist_gradient_boosting", Path(name))
    rows = frame.drop(columns="answer").to_dict("records")
    taken = [small.timed(lambda r=row: asked(model, r)) for row in rows[: ROUNDS + 3]]  # type: ignore[misc]
    load_now = os.getloadavg()[0]
    show(f"Panel, {WIDE} inputs, load {load_now:.1f}", [Figure("one row", taken[3:], PANEL)])


def million(rows: int = 1_000_000) -> None:
    """Print how many times the bare prediction the whole way through a table takes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        model = small.loupe(small.table(), "hist_gradient_boosting", folder)
        part = small.table(50_000).drop(columns="answer")
        peer = small.stock(small.table())
        size = part_rows(len(part.columns))
        prepared = np.asarray(model.fitted.preparation.encode(part))  # type: ignore[attr-defined]
        bare, whole, pipeline = [], [], []
        for _ in range(5):
            bare.append(small.timed(lambda: model.fitted.estimator.predict(prepared)))  # type: ignore[attr-defined]
            pieces = [part.iloc[at : at + size] for at in range(0, len(part), size)]
            whole.append(small.timed(lambda p=pieces: [batch(model, one) for one in p]))  # type: ignore[misc]
            pipeline.append(small.timed(lambda: peer.predict(part)))
        ratio = np.median(whole) / np.median(bare)
        print(f"50,000 rows, load {os.getloadavg()[0]:.1f}: bare predict {np.median(bare):.3f} s, "
              f"scikit-learn's pipeline {np.median(pipeline):.3f} s, checked and answered "
              f"{np.median(whole):.3f} s: {ratio:.2f} × bare (promised ≤ {TIMES:g}), "
              f"{np.median(whole) / np.median(pipeline):.2f} × the pipeline",
              flush=True)  # fmt: skip
        _long(model, part, rows, folder)


def _long(model: Model, part: pd.DataFrame, rows: int, folder: Path) -> None:
    """Print time and memory of a long table from file to file."""
    objects = Objects(folder / "objects")
    many = pd.concat([part] * max(1, rows // len(part)), ignore_index=True)
    sha = objects.put(stored.to_parquet(stored.to_arrow(many)))
    data = Dataset("long", sha, len(many), specs(many), sha, objects)
    del many
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    made = answer_table(model, data)
    taken = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{made.rows:,} rows from file to file in {taken:.1f} s; the peak of memory grew by "
          f"{grown:.0f} MB over that of making the table")  # fmt: skip


def what_if() -> None:
    """Print the time from a changed field to the page at rest."""
    with TemporaryDirectory() as name:
        home = Path(name) / "home"
        home.mkdir()
        store = Store.open(settings.load(home=home))
        enter(store, DEFAULT)
        model = small.loupe(wide(), "hist_gradient_boosting", home)
        Workspace(store).registry.register(model, "wide")
        store.close()
        field = max(model.signature.fields, key=lambda one: one.importance)
        server = serving(_project.ROOT / "server.py", home)
        with server as url, browser() as chromium, visitor(chromium) as page:
            load(page, f"{url}/prediction", "Predict")
            label = re.compile(field.name.replace("_", ".*_"))  # it is escaped
            box = page.get_by_role("spinbutton", name=label).first
            taken = []
            for turn in range(TURNS + 3):
                box.fill(str(round(-1 + 0.07 * turn, 2)))
                page.evaluate(WATCH, "")
                box.press("Enter")
                taken.append(float(page.evaluate("window.settled")))
    title = f"What-if in the browser, {WIDE} inputs, load {os.getloadavg()[0]:.1f}"
    show(title, [Figure("a changed number", taken[3:], WHAT_IF, "median")])


def threshold() -> None:
    """Print the time from a changed threshold to the page at rest."""
    with TemporaryDirectory() as name:
        home = Path(name) / "home"
        home.mkdir()
        store = Store.open(settings.load(home=home))
        space = enter(store, DEFAULT)
        data = read("sample:titanic", store.objects, name="Titanic", settings=store.settings)
        space.keep_dataset(data)
        plan = Plan("survived", models=("dummy", "logistic"), folds=5)
        job = run_inline(store, space.train(plan, data.name))
        assert job.state == "done", job.error
        space.set_control("understand.view.b", "threshold")
        store.close()
        server = serving(_project.ROOT / "server.py", home)
        with server as url, browser() as chromium, visitor(chromium) as page:
            load(page, f"{url}/understanding", "Understand")
            box = page.get_by_role("spinbutton", name="Threshold to save").first
            taken = []
            for turn in range(TURNS + 3):
                box.fill(f"{0.3 + 0.01 * turn:.3f}")
                page.evaluate(WATCH, "")
                box.press("Enter")
                taken.append(float(page.evaluate("window.settled")))
            last = significant(0.3 + 0.01 * (TURNS + 2))
            assert page.get_by_role("cell", name=last, exact=True).count() == 1, "it was taken"
    title = f"Threshold studio in the browser, 1,313 rows, load {os.getloadavg()[0]:.1f}"
    show(title, [Figure("a changed threshold", taken[3:], RERUN, "median")])


PARTS = {"panel": panel, "table": million, "whatif": what_if, "threshold": threshold}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    part, *rest = sys.argv[1:] or ["panel"]
    PARTS[part](*map(int, rest))  # type: ignore[operator]
