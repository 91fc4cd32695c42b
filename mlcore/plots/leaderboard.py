"""The leaderboard as people read it: rows, spread, and the sentence about who leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import Metric, metric
from mlcore.evaluation.ties import interval
from mlcore.language import translate as _
from mlcore.numbers import MISSING, apart, fixed, places
from mlcore.plots.spread import FoldScores, spreads
from mlcore.training.run import Run
from mlcore.types import Ending, Trial

Mark = Literal[
    "Tied first", "First", "Baseline", "Training", "Not trained", "Failed", "Out of time",
    "Dropped", "Sample only",
]  # fmt: skip
COLOURS: dict[Mark, str] = {
    "Tied first": "blue", "First": "blue", "Baseline": "gray",
    "Training": "yellow", "Not trained": "gray", "Failed": "red", "Out of time": "gray",
    "Dropped": "gray", "Sample only": "gray",
}  # fmt: skip
ENDED: dict[Ending, Mark] = {"cut": "Out of time", "dropped": "Dropped", "ranked": "Sample only"}
EARLY: tuple[Mark, ...] = tuple(ENDED.values())
"""Marks of models that ended before they had a score, without having failed."""
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True)
class Line:
    """One model: its best trial, its mark, and its numbers as people see them."""

    trial: Trial
    title: str
    mark: Mark | None
    score: float | None
    sd: float | None
    spread: str | None

    @property
    def deviation(self) -> str:
        """How much the folds differ, to the place the score is shown with: ``"± 0.02"``."""
        if self.score is None or self.sd is None:
            return MISSING
        return f"± {fixed(self.sd, places(self.score))}"


@dataclass(frozen=True)
class Board:
    """A leaderboard ready to be shown.

    Parameters
    ----------
    lines : tuple of Line
        Best first, then what trains, failures last.
    metric : Metric
        Whose values are shown.
    lead, sentence : str
        Who is first or tied, and by how much.
    """

    lines: tuple[Line, ...]
    metric: Metric
    lead: str
    sentence: str

    def folds(self) -> pd.DataFrame:
        """Return the fold scores, a column per fold: the table behind the spread."""
        rows = [
            {
                _("Model"): line.title,
                **{
                    f"{_('Fold')} {number}": self.metric.display(score)
                    for number, score in enumerate(line.trial.fold_scores, 1)
                },
            }
            for line in self.lines
            if line.score is not None
        ]
        return pd.DataFrame(rows)


def board(run: Run, active: bool = False, theme: str | None = None) -> Board:
    """Return the leaderboard of *run*.

    Parameters
    ----------
    run : Run
        Finished or not.
    active : bool
        True while its job runs: what has no score yet is training.
    theme : {"light", "dark"} or None
        For the spread's colours.
    """
    table, scorer = run.leaderboard, metric(run.plan.metric or "")
    trials = [run.trial(name) for name in table["trial"]]
    tied = {str(name) for name in table.loc[table["tied"], "trial"]}
    rivals = {trial.id for trial in trials if trial.id in tied and not _guesses(trial)}
    images = _images(trials, rivals, scorer, theme)
    lines = tuple(
        Line(
            trial,
            entry(trial.model).title,
            _mark(trial, rivals, active),
            None if trial.score is None else scorer.display(trial.score),
            trial.sd,
            image,
        )
        for trial, image in zip(trials, images, strict=True)
    )
    lead, sentence = _words(lines, rivals, scorer.title, run.splits.ratio)
    return Board(lines, scorer, lead, f"{sentence} {_simplest(run)}".strip())


def _guesses(trial: Trial) -> bool:
    return entry(trial.model).baseline


def _mark(trial: Trial, rivals: set[str], active: bool) -> Mark | None:
    if trial.failure:
        return ENDED.get(trial.ending, "Failed")
    if trial.score is None:
        return "Training" if active else "Not trained"
    if _guesses(trial):
        return "Baseline"
    if trial.id in rivals:
        return "Tied first" if len(rivals) > 1 else "First"
    return None


def _images(
    trials: list[Trial], rivals: set[str], scorer: Metric, theme: str | None
) -> list[str | None]:
    shown = [
        tuple(scorer.display(score) for score in trial.fold_scores)
        if trial.score is not None
        else ()
        for trial in trials
    ]
    rows = [FoldScores(s, trial.id in rivals) for s, trial in zip(shown, trials, strict=True)]
    means = [scorer.display(t.score) for t in trials if t.id in rivals and t.score is not None]
    zone = (min(means), max(means)) if len(means) > 1 else None
    guess = [scorer.display(t.score) for t in trials if _guesses(t) and t.score is not None]
    return spreads(rows, zone, guess[0] if guess else None, theme)


def _simplest(run: Run) -> str:
    """Return which of several tied models is the simplest."""
    if len(run.tied) < 2 or run.simplest is None:
        return ""
    return _("The simplest of them is {title}.").format(title=entry(run.simplest.model).title)


def _words(
    lines: tuple[Line, ...], rivals: set[str], title: str, ratio: float | None = None
) -> tuple[str, str]:
    scored = [line for line in lines if line.score is not None]
    first = [line for line in scored if line.trial.id in rivals]
    guess = [line for line in scored if line.mark == "Baseline"]
    if not first:
        lead = _("No model has finished yet.") if not scored else _("Only the baseline finished.")
        return lead, ""
    gain = _gain(first[0], guess[0], title) if guess else ""
    if len(first) > 1:
        gap = _behind(first[0], first[1])
        number = _NUMBERS[len(first)] if len(first) < len(_NUMBERS) else str(len(first))
        lead = f"{number} models are tied."
        margin = _margin(first[0], first[1], ratio)
        return lead, (
            f"{first[0].title} is ahead of {first[1].title} by {gap}, but by {margin} more or less "
            f"from fold to fold: the order may be chance. {gain}"
        ).strip()
    others = [line for line in scored if line.mark is None]
    lead = f"{first[0].title} is first."
    if not others:
        return lead, gain
    gap = _behind(first[0], others[0])
    return lead, f"It leads {others[0].title} by {gap}, fold by fold. {gain}".strip()


def _behind(first: Line, other: Line) -> str:
    return apart(first.score or 0.0, other.score or 0.0)


def _margin(first: Line, other: Line, ratio: float | None) -> str:
    """Return how far the lead is uncertain, to the place the scores are shown with."""
    pairs = zip(first.trial.fold_scores, other.trial.fold_scores, strict=True)
    found = interval([one - two for one, two in pairs], ratio=ratio)
    return apart(first.score or 0.0, (first.score or 0.0) + found.mean - found.low)


def _gain(first: Line, guess: Line, title: str) -> str:
    difference = (first.trial.score or 0.0) - (guess.trial.score or 0.0)
    if difference <= 0:
        return _("No model is better than the baseline: the columns say nothing about the target.")
    return f"Its {title} is {_behind(first, guess)} better than the baseline's."
