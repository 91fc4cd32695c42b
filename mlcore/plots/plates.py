"""Plates for print: seaborn on figures of their own, without pyplot and its shared state."""

from __future__ import annotations

import io
import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.numbers import whole
from mlcore.plots.palette import LIGHT
from mlcore.profiling import cells
from mlcore.profiling.messages import CHART_UNFIT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PlateKind = Literal["pairs", "violin", "heat", "joint", "regression"]
ROWS = 2_000
"""Rows that a plate draws, at most."""
LEVELS = 8
DOTS = 200
_TURN = threading.Lock()
"""Settings of matplotlib belong to the process: one plate is drawn at a time."""
_LOOK: Any = {
    "font.family": "DejaVu Sans", "font.size": 9, "axes.edgecolor": LIGHT.muted,
    "axes.labelcolor": LIGHT.text, "text.color": LIGHT.text, "xtick.color": LIGHT.muted,
    "ytick.color": LIGHT.muted, "axes.spines.top": False, "axes.spines.right": False,
    "svg.fonttype": "none", "svg.hashsalt": "loupe", "text.parse_math": False,
}  # fmt: skip


@dataclass(frozen=True)
class PlateSpec:
    """One plate.

    Parameters
    ----------
    kind : PlateKind
        ``pairs``: every number against every other; ``violin``: a number for each value of
        *by*; ``heat``: rank correlations; ``joint``: two numbers with their own shapes beside;
        ``regression``: two numbers, a straight line and its 95% interval.
    columns : tuple of str
        Numbers: two to five for pairs, two or more for heat, two for joint and regression,
        one for violin.
    by : str or None
        Column whose values have colours, or a violin each.
    """

    kind: PlateKind
    columns: tuple[str, ...]
    by: str | None = None


@dataclass(frozen=True)
class Plate:
    """A plate as a file, and what it is made of."""

    image: bytes
    sentence: str


@dataclass(frozen=True)
class Entry:
    """A kind of plate: its name for people, and how many numbers it takes."""

    title: str
    fewest: int
    most: int


PLATES: dict[PlateKind, Entry] = {
    "pairs": Entry("Pair grid", 2, 5),
    "violin": Entry("Violins", 1, 1),
    "heat": Entry("Heat map of correlations", 2, 20),
    "joint": Entry("Joint distribution", 2, 2),
    "regression": Entry("Regression", 2, 2),
}


def plate(data: Dataset, spec: PlateSpec, form: Literal["png", "svg"] = "png") -> Plate:
    """Return the plate *spec* of *data*, drawn for paper, as PNG or SVG.

    Parameters
    ----------
    data : Dataset
        At most 2,000 random rows are drawn; the sentence says how many of how many.
    spec : PlateSpec
        What is drawn.
    form : {"png", "svg"}
        Kind of file; a PNG has 200 dots an inch.

    Raises
    ------
    LoupeError
        ``no_column``; ``chart_unfit`` when the columns are too few or too many.
    """
    entry = PLATES[spec.kind]
    if not entry.fewest <= len(spec.columns) <= entry.most:
        fitting = ", ".join(e.title for e in PLATES.values()
                            if e.fewest <= len(spec.columns) <= e.most)  # fmt: skip
        raise LoupeError(CHART_UNFIT, kind=entry.title, fitting=fitting)
    frame = _frame(data, spec)
    with _TURN:
        image = _drawn(spec, frame, form)
    taken = min(ROWS, data.rows)
    source = f"{whole(taken)} of {whole(data.rows)} rows, chosen at random (a sample)"
    drawn = source if taken < data.rows else f"{whole(data.rows)} rows"
    gaps = taken - len(frame)
    left = f", {whole(gaps)} of them without a value and left out" if gaps else ""
    return Plate(image, f"Drawn from {drawn}{left}.")


def _frame(data: Dataset, spec: PlateSpec) -> pd.DataFrame:
    names = [*spec.columns, *([spec.by] if spec.by else [])]
    part = cells.sample(data, names, ROWS)
    frame = pd.DataFrame(
        {str(i): part[str(i)].cast(float).to_numpy() for i in range(len(spec.columns))}
    )
    if spec.by:
        frame["by"] = _levels(part[str(len(spec.columns))].cast(str).to_list())
    known = np.isfinite(frame.drop(columns="by", errors="ignore").to_numpy()).all(axis=1)
    return frame.loc[known]


def _levels(values: Sequence[str | None]) -> pd.Categorical:
    """Return the names of groups, the most frequent ones; others together."""
    told = pd.Series([value if value is not None else "missing" for value in values])
    order = list(told.value_counts().index)
    if len(order) > LEVELS:
        kept = order[: LEVELS - 1]
        told, order = told.where(told.isin(kept), "other"), [*kept, "other"]
    return pd.Categorical(told, list(dict.fromkeys(order)))


def _drawn(spec: PlateSpec, frame: pd.DataFrame, form: str) -> bytes:
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(_LOOK):
        figure = Figure(figsize=(7, 5), layout="constrained", facecolor="white")
        FigureCanvasAgg(figure)
        _DRAWERS[spec.kind](figure, frame, spec)
        sink = io.BytesIO()
        metadata = {"Date": None} if form == "svg" else None
        figure.savefig(sink, format=form, dpi=DOTS, metadata=metadata)
    return sink.getvalue()


def _colours(frame: pd.DataFrame) -> dict[str, Any]:
    if "by" not in frame:
        return {"color": LIGHT.first}
    return {"hue": "by", "palette": list(LIGHT.series[: frame["by"].cat.categories.size])}


def _pairs(figure: Figure, frame: pd.DataFrame, spec: PlateSpec) -> None:
    import seaborn as sns

    size = len(spec.columns)
    figure.set_size_inches(1.7 * size + 1, 1.7 * size)
    axes = figure.subplots(size, size, squeeze=False, sharex="col")
    for row in range(size):
        for column in range(size):
            ax, looks = axes[row, column], {**_colours(frame), "legend": False}
            given = {"data": frame, "x": str(column), "ax": ax}
            if row == column:
                sns.histplot(**given, **looks, element="step", bins=20)
            else:
                sns.scatterplot(**given, y=str(row), **looks, s=8, linewidth=0, alpha=0.6)
            _named(ax, spec.columns[column] if row == size - 1 else "",
                   spec.columns[row] if column == 0 else "")  # fmt: skip
    _legend(figure, frame, spec)


def _legend(figure: Figure, frame: pd.DataFrame, spec: PlateSpec) -> None:
    from matplotlib.lines import Line2D

    if "by" not in frame:
        return
    names = frame["by"].cat.categories
    marks = [Line2D([], [], marker="o", linestyle="", color=LIGHT.series[i])
             for i in range(len(names))]  # fmt: skip
    figure.legend(marks, list(names), title=spec.by, loc="outside right upper", frameon=False)


def _violin(figure: Figure, frame: pd.DataFrame, spec: PlateSpec) -> None:
    import seaborn as sns

    ax = figure.subplots()
    given = {"x": "by"} | _colours(frame) | {"legend": False} if "by" in frame else _colours(frame)
    sns.violinplot(data=frame, y="0", **given, inner="quart", cut=0, linewidth=1, ax=ax)
    _named(ax, spec.by or "", spec.columns[0])


def _heat(figure: Figure, frame: pd.DataFrame, spec: PlateSpec) -> None:
    import seaborn as sns
    from matplotlib.colors import LinearSegmentedColormap

    size = len(spec.columns)
    figure.set_size_inches(max(5.0, 0.55 * size + 2), max(4.0, 0.5 * size + 1.5))
    names = list(spec.columns)
    table = frame.drop(columns="by", errors="ignore").corr(method="spearman")
    colours = LinearSegmentedColormap.from_list("loupe", LIGHT.diverging)
    sns.heatmap(
        table.to_numpy(), vmin=-1, vmax=1, cmap=colours, annot=size <= 12, fmt=".2f",
        xticklabels=names, yticklabels=names, linewidths=1, ax=figure.subplots(),
    )  # fmt: skip


def _joint(figure: Figure, frame: pd.DataFrame, spec: PlateSpec) -> None:
    import seaborn as sns

    grid = figure.add_gridspec(2, 2, width_ratios=(4, 1), height_ratios=(1, 4))
    main = figure.add_subplot(grid[1, 0])
    above = figure.add_subplot(grid[0, 0], sharex=main)
    beside = figure.add_subplot(grid[1, 1], sharey=main)
    looks = {**_colours(frame), "legend": False}
    sns.scatterplot(data=frame, x="0", y="1", ax=main, s=12, linewidth=0, alpha=0.6, **looks)
    sns.histplot(data=frame, x="0", ax=above, element="step", bins=30, **looks)
    sns.histplot(data=frame, y="1", ax=beside, element="step", bins=30, **looks)
    for ax in (above, beside):
        ax.set_axis_off()
    _named(main, *spec.columns)
    _legend(figure, frame, spec)


def _regression(figure: Figure, frame: pd.DataFrame, spec: PlateSpec) -> None:
    """Draw the least-squares line with the 95% interval of its mean, from the t distribution."""
    from scipy import stats

    ax, x, y = figure.subplots(), frame["0"].to_numpy(), frame["1"].to_numpy()
    ax.scatter(x, y, s=12, color=LIGHT.first, alpha=0.5, linewidths=0)
    _named(ax, *spec.columns)
    if len(x) < 3 or np.ptp(x) == 0:
        return
    fit = stats.linregress(x, y)
    at = np.linspace(x.min(), x.max(), 100)
    line, rest = fit.intercept + fit.slope * at, y - fit.intercept - fit.slope * x
    error = math.sqrt(float(rest @ rest) / (len(x) - 2))
    spread = float(((x - x.mean()) ** 2).sum())
    reach = stats.t.ppf(0.975, len(x) - 2) * error
    reach = reach * np.sqrt(1 / len(x) + (at - x.mean()) ** 2 / spread)
    ax.plot(at, line, color=LIGHT.second, linewidth=2)
    ax.fill_between(at, line - reach, line + reach, color=LIGHT.second, alpha=0.28, linewidth=0)


def _named(ax: Any, x: str, y: str) -> None:
    ax.set_xlabel(x)
    ax.set_ylabel(y)


_DRAWERS: dict[PlateKind, Callable[[Any, pd.DataFrame, PlateSpec], None]] = {
    "pairs": _pairs,
    "violin": _violin,
    "heat": _heat,
    "joint": _joint,
    "regression": _regression,
}
