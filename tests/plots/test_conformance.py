"""Every figure function keeps the contract: figure, sentence, table; found by looking for them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest

import mlcore.plots
from mlcore.catalog.distributions import Choice, Float, Int
from mlcore.cleaning.spread import Spread
from mlcore.data.dataset import Dataset
from mlcore.evaluation.calibration import calibration
from mlcore.evaluation.contributions import Contributions
from mlcore.evaluation.curves import confusion, precision_recall, roc
from mlcore.evaluation.disagreement import Answers, disagreement
from mlcore.evaluation.effects import partial_dependence
from mlcore.evaluation.error_groups import error_groups
from mlcore.evaluation.fairness import Asked, fairness, tradeoff
from mlcore.evaluation.gains import gains, scores
from mlcore.evaluation.importance import ColumnImportance, Importance
from mlcore.evaluation.interactions import interaction
from mlcore.evaluation.ranges import ranges
from mlcore.evaluation.residuals import residuals
from mlcore.evaluation.slices import worst_slices
from mlcore.evaluation.thresholds import thresholds
from mlcore.evaluation.ties import Interval
from mlcore.monitoring.drift import drift
from mlcore.monitoring.moved import DriftReport
from mlcore.monitoring.reference import of_training
from mlcore.monitoring.traffic import Minute, Stretch
from mlcore.plots.answer import RangeAnswer
from mlcore.plots.palette import palette
from mlcore.plots.plot import Plot
from mlcore.plots.reasons import Response, SignedParts
from mlcore.plots.theme import MOST_POINTS, TALLEST
from mlcore.profiling.associations import associations
from mlcore.profiling.chart.numbers import numbers
from mlcore.profiling.chart.spec import ChartSpec
from mlcore.profiling.compare import compare
from mlcore.profiling.gaps import gaps
from mlcore.profiling.hypotheses.outcome import examine_all
from mlcore.profiling.outliers import apart, outliers
from mlcore.profiling.pair import pair
from mlcore.profiling.profile import profile
from mlcore.profiling.target import against_target, ranking
from mlcore.profiling.timeline import timeline
from mlcore.training.ablation import Ablation, Pays
from mlcore.training.comparison import Comparison, Moved
from mlcore.training.curves import Curve, Point
from mlcore.training.tuning.history import Edge, Tried, Weights
from mlcore.training.tuning.history import Point as Tally
from mlcore.training.without import Missed, Without
from tests.monitoring.traffic_of import asked, houses
from tests.prediction import making
from tests.profiling.tables import dataset

RANDOM = np.random.default_rng(0)
ROWS = 7_000
FRAME = pd.DataFrame(
    {
        "x": RANDOM.normal(50, 10, ROWS),
        "lat": RANDOM.uniform(40, 50, ROWS),
        "lon": RANDOM.uniform(0, 10, ROWS),
        "day": pd.date_range("2000-01-01", periods=ROWS).astype("datetime64[us]"),
        "letter": RANDOM.choice(list("abc"), ROWS),
    }
)
FRAME.loc[:99, ["x", "letter"]] = None
FRAME.loc[100, "x"] = 999
Y = RANDOM.integers(0, 2, ROWS)
P = np.clip(0.5 * Y + RANDOM.normal(0.25, 0.2, ROWS), 0.01, 0.99)
TWO = (Y, np.c_[1 - P, P], ("no", "yes"))
NUMBERS = np.arange(ROWS)
ADDED = Contributions(
    FRAME, RANDOM.normal(size=FRAME.shape), 4.0, NUMBERS, ROWS, "value", method="sampled"
)
OFF = residuals(RANDOM.normal(10, 3, ROWS), RANDOM.normal(10, 3, ROWS))
WEIGHED = Importance("roc_auc", 0.9, 200, 5, (ColumnImportance("x", 0.2, 0.01, 1.0),))
SPLIT = Asked(Y == 1, P, FRAME["letter"], "yes")
SCATTER = ChartSpec("points", "lon", "lat", "letter")

POINTS = (Point(10, (0.5, 0.6), (0.9, 0.9)), Point(20, (0.7, 0.8), ()), Point(None, failure="no"))
STEPS = (
    Pays(1, "Fill", ("x",), Interval(0.1, 0.05, 0.15), 0.7),
    Pays(2, "Scale", ("<b>x</b>",), Interval(-0.1, -0.15, -0.05), 0.9),
    Pays(3, "Clip", (), failure="Step 4 needs it."),
)
MOVED = (Moved("Ridge", 0.7, 0.8, Interval(0.1, 0.05, 0.15)), Moved("Tree", 0.7, 0.6))
COURSE = tuple(
    Tally(n, f"tree-{n}", ("tree", "ridge")[n % 2], -3.0 / n if n % 3 else None, -3.0 / n)
    for n in range(1, 12)
)
EDGES = (Edge("lightgbm", "learning_rate", 0.3, 0.02, 0.3),)
TRIED = Tried(
    "tree",
    "roc_auc",
    (("rate", Float(0.01, 1, log=True)), ("depth", Int(2, 9)), ("kind", Choice(("a", None)))),
    (((0.1, 3, "a"), 0.9), ((0.02, 9, None), 0.8)),
)

ASKED = [Stretch(3600.0 * at, 3600.0, Minute(4, 12, 1, buckets=(4,) * 16)) for at in range(3)]


@cache
def drifted() -> DriftReport:
    model, frame = making.model("plain"), houses(500, 91)
    frame["size"] += 30
    return drift(of_training(model), asked(model, frame), 100)


EXAMPLES: dict[str, Callable[[Dataset], tuple]] = {
    "ablation_plot": lambda data: (Ablation("ridge", "r2", 0.8, 5, STEPS),),
    "curve_plot": lambda data: (Curve("rows", "ridge", "r2", POINTS, 0.25),),
    "runs_plot": lambda data: (Comparison((), MOVED, ((), ()), "r2", "folds", 200),),
    "apart_plot": lambda data: (apart(data),),
    "change_plot": lambda data: (compare(data, data).columns[0], ("old", "new")),
    "comparison_plot": lambda data: (compare(data, data),),
    "drift_plot": lambda data: (drifted(), {}, "euro"),
    "latency_plot": lambda data: (ASKED,),
    "shift_plot": lambda data: (drifted().columns[0],),
    "traffic_plot": lambda data: (ASKED,),
    "effects_plot": lambda data: (examine_all(data, "letter", ["x", "lat"]), "letter"),
    "pair_plot": lambda data: (pair(data, "x", "letter"),),
    "calibration_plot": lambda data: (calibration(Y, P, "yes"),),
    "effect_plot": lambda data: (
        partial_dependence(lambda frame: frame["x"].fillna(0).to_numpy(), FRAME.head(200), "x"),
        "Probability of yes",
    ),
    "interaction_plot": lambda data: (
        interaction(lambda rows: rows["lat"] * rows["lon"], FRAME.head(400), ("lat", "lon")),
        "Price",
    ),
    "reach_plot": lambda data: (ADDED, "price"),
    "swarm_plot": lambda data: (ADDED, "price"),
    "disagreement_plot": lambda data: (
        disagreement(
            Answers(NUMBERS, Y, TWO[1]), Answers(NUMBERS, Y, TWO[1][::-1]), "accuracy", TWO[2]
        ),
        ("<b>Ridge</b>", "Tree"),
    ),
    "tradeoff_plot": lambda data: (tradeoff(SPLIT),),
    "without_plot": lambda data: (
        Without(
            "tree",
            "r2",
            0.9,
            5,
            (Missed("<b>x</b>", Interval(0.1, 0.05, 0.15)), Missed("y", failure="refused")),
            3,
        ),
    ),
    "error_groups_plot": lambda data: (
        error_groups(RANDOM.normal(size=ROWS), data.frame(["letter"])["letter"]),
    ),
    "gains_plot": lambda data: (gains(Y, P, "yes"),),
    "fairness_plot": lambda data: (fairness(SPLIT), "found"),
    "slices_plot": lambda data: (
        worst_slices(FRAME, np.abs(FRAME["x"].fillna(0)).to_numpy()),
        "Loss",
    ),
    "scores_plot": lambda data: (scores(Y, P, "yes"),),
    "chances_plot": lambda data: ({"no": 0.2, "yes": 0.8},),
    "chart_plot": lambda data: (numbers(data, SCATTER),),
    "column_plot": lambda data: (profile(data).column("x"),),
    "confusion_plot": lambda data: (confusion(Y, (P > 0.5).astype(int), ("no", "yes")),),
    "history_plot": lambda data: (COURSE, "neg_root_mean_squared_error"),
    "importance_plot": lambda data: (WEIGHED,),
    "matrix_plot": lambda data: (associations(data),),
    "missing_plot": lambda data: ([("x", 0.4)],),
    "outliers_plot": lambda data: (outliers(data, "x"),),
    "patterns_plot": lambda data: (gaps(data),),
    "places_plot": lambda data: (numbers(data, SCATTER),),
    "precision_recall_plot": lambda data: (precision_recall(*TWO),),
    "predicted_plot": lambda data: (OFF, "y"),
    "ranges_plot": lambda data: (ranges(OFF.actual, OFF.predicted, NUMBERS % 5),),
    "range_plot": lambda data: (RangeAnswer(6.4, 4.1, 10.8, 0, 20),),
    "reasons_plot": lambda data: (
        SignedParts(4.1, 6.4, (("<b>age</b> 96", 1.4), ("ward", -0.5), ("x", 0.0))),
    ),
    "residuals_plot": lambda data: (OFF, "y"),
    "response_plot": lambda data: (
        Response("<b>age</b>", "days", (1.0, 2.0, 3.0), (4.0, 6.0, 5.0), (2.0, 6.0)),
    ),
    "roc_plot": lambda data: (roc(*TWO),),
    "spread_plot": lambda data: (Spread("<b>kind</b>", ("a", "<i>b</i>"), (3, 1), (2, 2)),),
    "strengths_plot": lambda data: (ranking(data, "x"), "x", ROWS),
    "target_plot": lambda data: (profile(data).column("x"), against_target(data, "x", "letter")),
    "threshold_plot": lambda data: (thresholds(*TWO), 0.3),
    "timeline_plot": lambda data: (timeline(data, "day", "x"),),
    "together_plot": lambda data: (gaps(data),),
    "tried_plot": lambda data: (TRIED,),
    "weights_plot": lambda data: (Weights("lightgbm", 12, (("a", 0.7), ("b", 0.3))), EDGES),
}


def _functions() -> dict[str, Callable[..., Plot]]:
    found = {}
    for entry in pkgutil.iter_modules(mlcore.plots.__path__, "mlcore.plots."):
        module = importlib.import_module(entry.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            mine = function.__module__ == entry.name and not name.startswith("_")
            if mine and function.__annotations__.get("return") in (Plot, "Plot"):
                assert name not in found, f"two figures are called {name}"
                found[name] = function
    return found


FUNCTIONS = _functions()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return dataset(FRAME, tmp_path_factory.mktemp("conformance"))


def test_functions_are_found() -> None:
    assert len(FUNCTIONS) >= 20


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_figure_keeps_the_contract(data: Dataset, name: str, theme: str) -> None:
    assert name in EXAMPLES, f"give {name} an example above"
    plot = FUNCTIONS[name](*EXAMPLES[name](data), theme)
    layout = plot.figure.layout
    assert plot.lead.strip()
    assert "nan" not in plot.alt.lower().split()
    assert len(plot.table)
    assert plot.table.columns.is_unique
    assert not layout.title.text  # the section's heading is the title
    assert layout.height <= TALLEST
    assert layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert layout.font.color == palette(theme).text
    assert sum(map(_marks, plot.figure.data)) <= MOST_POINTS + 500
    for trace in plot.figure.data:
        assert _coloured(trace), trace  # never plotly's own


def _marks(trace: object) -> int:
    cells = getattr(trace, "z", None)
    return int(np.size(cells)) if cells is not None else int(np.size(getattr(trace, "x", ())))


def _coloured(trace: object) -> bool:
    found = [getattr(getattr(trace, part, None), "color", None) for part in ("line", "marker")]
    own = getattr(trace, "colorscale", None) or getattr(trace, "fillcolor", None)
    return any(colour is not None for colour in found) or own is not None
