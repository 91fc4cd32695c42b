"""The rules of alerts: what each looks at, and the limit it has unless another is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mlcore.language import translate as _
from mlcore.monitoring.moved import DriftReport
from mlcore.monitoring.performance import Performance
from mlcore.monitoring.traffic import Minute
from mlcore.numbers import duration, percent, significant, whole
from mlcore.profiling.drift import LARGE

Unit = Literal["share", "seconds", "count", "index"]
FEWEST = 20
"""Requests from which shares and latencies are judged."""
SHOWN: dict[Unit, Callable[[float], str]] = {
    "share": percent,
    "seconds": duration,
    "count": whole,
    "index": significant,
}


@dataclass(frozen=True)
class Found:
    """What a check saw of a model.

    Parameters
    ----------
    name, version
        Which model, and who answers.
    since, until : float
        The window, in seconds since 1970 (UTC).
    traffic : Minute
        All requests in it.
    drift : DriftReport
        What moved.
    estimated, real : Performance
        Before and after labels.
    trained : float or None
        The score out-of-fold, as a scorer value.
    off : str
        Why drift cannot be told; empty: it can.
    """

    name: str
    version: int
    since: float
    until: float
    traffic: Minute
    drift: DriftReport
    estimated: Performance
    real: Performance
    trained: float | None = None
    off: str = ""

    @property
    def name_of_metric(self) -> str:
        """The model's own metric."""
        return self.estimated.metric


@dataclass(frozen=True)
class Rule:
    """One rule.

    Parameters
    ----------
    code, title, help : str
        Its name; what people read; when it matters.
    unit : Unit
        Of the value and of the limit.
    limit : float or None
        Its own limit; None: off unless one is chosen.
    value : callable
        ``Found -> float or None``; None: nothing can be said.
    below : bool
        True: an alert when the value is below the limit.
    do : str
        What the engineer on call does first.
    """

    code: str
    title: str
    help: str
    unit: Unit
    limit: float | None
    value: Callable[[Found], float | None]
    do: str
    below: bool = False

    def breached(self, value: float, limit: float) -> bool:
        """Tell whether *value* is on the wrong side of *limit*."""
        return value < limit if self.below else value > limit

    def shown(self, value: float) -> str:
        """Return a value as people read it."""
        return SHOWN[self.unit](value)


def _answers(found: Found) -> float | None:
    if found.drift.state not in ("drift", "none"):
        return None
    moved = [column for column in found.drift.answers if column.state == "drift"]
    sizes = [max(c.effect, LARGE if c.reasons != ("values",) else 0.0) for c in moved]
    return max(sizes, default=0.0)


def _inputs(found: Found) -> float | None:
    told = found.drift.state in ("drift", "none")
    return float(len(found.drift.moved)) if told else None


def _unfit(found: Found) -> float | None:
    came = found.drift.came
    return (came - found.drift.rows) / came if came >= FEWEST else None


def fall(trained: float | None, now: Performance) -> float | None:
    """Return by which share the score fell below that of training; None: it cannot be told.

    A fall within the interval of the live score is none.
    """
    if trained is None or now.score is None or now.high is None or not trained:
        return None
    return (trained - now.score) / abs(trained) if now.high < trained else 0.0


def _errors(found: Found) -> float | None:
    return found.traffic.trouble if found.traffic.requests >= FEWEST else None


def _latency(found: Found) -> float | None:
    return found.traffic.latency(0.99) if found.traffic.requests >= FEWEST else None


def _lost(found: Found) -> float | None:
    rows = found.traffic.rows
    return found.traffic.dropped / rows if rows else None


RULES: tuple[Rule, ...] = (
    Rule(
        "answers", _("Answers drift"), _("The answers are spread differently than at training."),
        "index", 0.1, _answers,
        _("Look at which input moved them; label some rows to see whether they are still right."),
    ),
    Rule(
        "inputs", _("Inputs drift"), _("So many inputs differ from the reference."),
        "count", 0.0, _inputs,
        _("Ask whoever sends the first ones listed what changed; retrain when it stays."),
    ),
    Rule(
        "unfit", _("Rows of another type"), _("Rows whose columns are not what they were."),
        "share", 0.01, _unfit,
        _("A sender changed its format: name the column to them."),
    ),
    Rule(
        "estimate", _("Estimated score falls"), _("The model is less sure than out-of-fold."),
        "share", 0.1, lambda found: fall(found.trained, found.estimated),
        _("Label some of the rows to see whether it is true; then retrain or roll back."),
    ),
    Rule(
        "labels", _("Real score falls"), _("Labelled rows score worse than out-of-fold."),
        "share", 0.1, lambda found: fall(found.trained, found.real),
        _("Retrain on fresh data, or roll back when it began with a promotion."),
    ),
    Rule(
        "errors", _("Requests fail"), _("Answered with an error of ours, or a row failed."),
        "share", 0.02, _errors,
        _("Roll back when it began with a promotion; else look into the log of the service."),
    ),
    Rule(
        "latency", _("Answers are slow"), _("99 in 100 requests are quicker than this."),
        "seconds", 1.0, _latency,
        _("Look at load and batch sizes; add a worker, or lower the limit of rows."),
    ),
    Rule(
        "silence", _("Too few requests"), _("Fewer requests came than are expected."),
        "count", None, lambda found: float(found.traffic.requests),
        _("See whether the senders reach the service: /readyz, tokens, network."), below=True,
    ),
    Rule(
        "lost", _("Rows are lost to the log"), _("More came than could be written down."),
        "share", 0.01, _lost,
        _("Lower LOUPE_LOG_PERCENT, or look at the disk of the database."),
    ),
    Rule(
        "reference", _("Drift is off"), _("What the version learnt from cannot be read."),
        "count", 0.0, lambda found: 1.0 if found.off else 0.0,
        _("Train a new version; this one answers on."),
    ),
)  # fmt: skip
_BY_CODE = {entry.code: entry for entry in RULES}


def rule(code: str) -> Rule:
    """Return the rule called *code*.

    Raises
    ------
    KeyError
        When there is none.
    """
    return _BY_CODE[code]
