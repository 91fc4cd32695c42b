"""What the report of a model shows: the same figures as Understand, part by part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from mlcore.evaluation import calibration as reliability
from mlcore.evaluation import curves, gains
from mlcore.evaluation.contributions import Contributions
from mlcore.evaluation.effects import partial_dependence
from mlcore.evaluation.error_groups import error_groups
from mlcore.evaluation.importance import Importance
from mlcore.evaluation.metrics import most_likely
from mlcore.evaluation.ranges import ranges
from mlcore.evaluation.residuals import residuals
from mlcore.evaluation.thresholds import thresholds
from mlcore.language import translate as _
from mlcore.plots import classes, errors, probabilities
from mlcore.plots.contributions import reach_plot, swarm_plot
from mlcore.plots.effects import effect_plot
from mlcore.plots.error_groups import error_groups_plot
from mlcore.plots.plot import Plot
from mlcore.plots.ranges import ranges_plot
from mlcore.plots.ranked import importance_plot
from mlcore.plots.slices import slices_plot
from mlcore.plots.thresholds import threshold_plot
from mlcore.prediction.overall import Bounds, explained
from mlcore.training import side_by_side
from mlcore.training.leaning import ROWS, FirstFold, first_fold, leaning_of
from mlcore.training.run import OutOfFold, Run
from mlcore.types import Trial

EFFECTS, SPENT = 3, Bounds(200, 10.0)
"""Columns whose effect is drawn; rows and seconds spent on reasons."""


@dataclass(frozen=True, eq=False)
class Subject:
    """A finished trial of a run, and what several parts need of it."""

    run: Run
    trial: Trial

    @cached_property
    def oof(self) -> OutOfFold:
        """Its out-of-fold predictions."""
        return self.run.oof(self.trial.id)

    @cached_property
    def fold(self) -> FirstFold:
        """Its fit on the first fold."""
        return first_fold(self.run, self.trial.id, ROWS)

    @cached_property
    def leaning(self) -> Importance:
        """Its permutation importance."""
        return leaning_of(self.run, self.fold)

    @cached_property
    def reasons(self) -> Contributions:
        """What its columns add to the answers."""
        return explained(self.run, self.fold, self.positive, SPENT)

    @property
    def positive(self) -> int:
        """The code of the class that is looked at."""
        return max(len(self.run.classes) - 1, 0)

    @property
    def chance(self) -> tuple[np.ndarray, np.ndarray, str]:
        """Which rows are of that class, its probability and its name."""
        oof, code = self.oof, self.positive
        return oof.y == code, oof.prediction[:, code], self.run.classes[code]

    @property
    def answer(self) -> str:
        """What is answered, in words."""
        if self.run.classes:
            return f"{_('Probability of')} {self.run.classes[self.positive]}"
        return f"{_('Predicted')} {self.run.plan.target}"

    def answers(self, frame: pd.DataFrame) -> np.ndarray:
        """Return one number for each raw row."""
        raw = self.fold.fitted.predict_raw(frame)
        return raw if raw.ndim == 1 else raw[:, self.positive]


Draw = Callable[[Subject], Plot]
Part = tuple[str, tuple[Draw, ...]]


def parts(run: Run) -> tuple[Part, ...]:
    """Return the parts of the report of any trial of a run."""
    own = (_TWO if len(run.classes) == 2 else _SEVERAL) if run.classes else _NUMBERS
    around = _RANGES if not run.classes and run.plan.quantile is None else ()
    return (*own, *around, *_ALL)


def _confusion(subject: Subject) -> Plot:
    oof = subject.oof
    met = curves.confusion(oof.y, most_likely(oof.prediction), subject.run.classes)
    return classes.confusion_plot(met)


def _roc(subject: Subject) -> Plot:
    oof, code = subject.oof, subject.positive
    value = curves.roc(oof.y, oof.prediction, subject.run.classes, code)
    return classes.roc_plot(value, band=gains.roc_band(oof.y, oof.prediction, oof.fold, code))


def _precision(subject: Subject) -> Plot:
    oof, code = subject.oof, subject.positive
    value = curves.precision_recall(oof.y, oof.prediction, subject.run.classes, code)
    band = gains.precision_band(oof.y, oof.prediction, oof.fold, code)
    return classes.precision_recall_plot(value, band=band)


def _threshold(subject: Subject) -> Plot:
    oof, code = subject.oof, subject.positive
    return threshold_plot(thresholds(oof.y, oof.prediction, subject.run.classes, code), 0.5)


def _errors(subject: Subject) -> Plot:
    oof, target = subject.oof, subject.run.plan.target
    return errors.predicted_plot(residuals(oof.y, oof.prediction), target)


def _residuals(subject: Subject) -> Plot:
    oof, target = subject.oof, subject.run.plan.target
    return errors.residuals_plot(residuals(oof.y, oof.prediction), target)


def _by_answer(subject: Subject) -> Plot:
    oof = subject.oof
    name = f"{_('predicted')} {subject.run.plan.target}"
    groups = error_groups(oof.y - oof.prediction, pd.Series(oof.prediction, name=name))
    return error_groups_plot(groups)


def _ranges(subject: Subject) -> Plot:
    oof = subject.oof
    return ranges_plot(ranges(oof.y, oof.prediction, oof.fold))


def _importance(subject: Subject) -> Plot:
    return importance_plot(subject.leaning)


def _reach(subject: Subject) -> Plot:
    return reach_plot(subject.reasons, subject.run.plan.target)


def _swarm(subject: Subject) -> Plot:
    return swarm_plot(subject.reasons, subject.run.plan.target)


def _effect(place: int) -> Draw:
    def draw(subject: Subject) -> Plot:
        columns = subject.leaning.columns
        name = columns[min(place, len(columns) - 1)].column
        value = partial_dependence(subject.answers, subject.fold.frame, name)
        return effect_plot(value, subject.answer)

    return draw


def _slices(subject: Subject) -> Plot:
    loss = _("Probability missed") if subject.run.classes else _("Error")
    return slices_plot(side_by_side.worst(subject.run, subject.trial.id), loss)


_RANKING: tuple[Part, ...] = (
    (_("How well rows are ranked"), (_roc, _precision)),
    (
        _("Do probabilities mean what they say?"),
        (
            lambda s: probabilities.calibration_plot(reliability.calibration(*s.chance)),
            lambda s: probabilities.gains_plot(gains.gains(*s.chance)),
            lambda s: probabilities.scores_plot(gains.scores(*s.chance)),
        ),
    ),
)
_SEVERAL: tuple[Part, ...] = ((_("Which class is taken for which"), (_confusion,)), *_RANKING)
_TWO: tuple[Part, ...] = (*_SEVERAL, (_("Where to draw the line"), (_threshold,)))
_NUMBERS: tuple[Part, ...] = (
    (_("How far off the answers are"), (_errors, _residuals, _by_answer)),
)
_RANGES: tuple[Part, ...] = ((_("How often its ranges hold"), (_ranges,)),)
_ALL: tuple[Part, ...] = (
    (_("What it leans on"), (_importance,)),
    (_("How far columns move the answers"), (_reach, _swarm)),
    (_("Effects"), tuple(map(_effect, range(EFFECTS)))),
    (_("Where it is worst"), (_slices,)),
)
