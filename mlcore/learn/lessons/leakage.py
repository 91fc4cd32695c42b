"""Lesson: cross-validation, and how a score climbs for nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlcore.language import translate as _
from mlcore.learn.leakage import LEAK, Kind, Leakage, leak
from mlcore.learn.lesson import (
    Chosen,
    Ending,
    Lesson,
    Parameter,
    Preset,
    Question,
    Source,
    Told,
)
from mlcore.learn.lessons.leakage_code import code
from mlcore.learn.points import Points, Slot
from mlcore.numbers import percent, significant, whole


@dataclass(frozen=True)
class Words:
    """How one kind of leak is told: its amount, the wrong way, the right way."""

    amount: str
    wrong: str
    right: str


WORDS: dict[Kind, Words] = {
    "selection": Words(
        _("columns of noise looked at"), _("columns picked before the folds"),
        _("columns picked inside each fold"),
    ),
    "copies": Words(
        _("copies of each row"), _("copies on both sides of a fold"),
        _("copies kept together"),
    ),
    "groups": Words(
        _("rows from each person"), _("a person on both sides of a fold"),
        _("each person on one side"),
    ),
    "time": Words(
        _("how much a moment is like the last"), _("moments at random over the folds"),
        _("the past tests the future"),
    ),
}  # fmt: skip
SCORE = (
    r"\widehat{\mathrm{acc}} = \frac{1}{n}\sum_{k=1}^{5}\;\sum_{i \in F_k}"
    r"[\,\hat y_i^{(-k)} = y_i\,]"
)
NUMBERS = r"\mathrm{wrong:}\ #, \quad \mathrm{right:}\ #\\ \mathrm{for\ nothing:}\ #"


def toy(chosen: Chosen) -> Points:
    """Return coin flips, as many of each side."""
    rows = chosen["rows"]
    return Points(np.zeros((rows, 1)), np.arange(rows) % 2, ("row",), _("coin flip"), ("0", "1"))


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return the cross-validated accuracy, and what it comes to."""
    return (rf"\begin{{gathered}} {SCORE}\\[4pt] {NUMBERS} \end{{gathered}}",)


def tell(leakage: Leakage, at: int) -> Told:
    """Return what the scores are at this amount."""
    frame, said = leakage.frames[at], WORDS[leakage.chosen["kind"]]
    wrong, right = (percent(scores.mean) for scores in (frame.wrong, frame.right))
    lead = f"{_('Accuracy')} {wrong} {_('against')} {right}."
    amount = significant(frame.amount) if leakage.chosen["kind"] == "time" else whole(frame.amount)
    sentence = (
        f"{said.amount.capitalize()}: {amount}. {wrong} {_('with')} {said.wrong}, {right} "
        f"{_('with')} {said.right}. {_('The labels are coin flips: nothing can be learned.')}"
    )
    gap = frame.wrong.mean - frame.right.mean
    return Told(lead, sentence, (wrong, right, percent(max(gap, 0.0)) if gap > 0 else "0%"))


LESSON = Lesson(
    name="leakage",
    title=_("Cross-validation and leakage"),
    icon="water_drop",
    lead=_("On pure noise the score climbs from 50% to 90% for nothing, if the folds are late."),
    newcomer=_(
        "A model that is asked about rows it has learned from has seen the answers. So some rows "
        "are set aside, and the model is asked about these: in turn, until each row was set aside "
        "once. That is cross-validation, and it is honest only when nothing of the rows set aside "
        "reached the model. Here every label is a coin flip, so an honest score is 50%. Watch how "
        "picking the best columns first, on all rows, makes noise look like knowledge."
    ),
    student=_(
        "Among $p$ columns of noise, the largest correlation with the labels of $n$ rows grows "
        "like $\\sqrt{2\\ln p / n}$. Picked on all rows, those columns correlate with the labels "
        "of the test rows too, because the test rows helped to pick them; cross-validating the "
        "model afterwards repeats the model, not the picking. The remedy is to make the picking "
        "part of what is fitted in each fold (a *pipeline*). Copies, rows of one person and "
        "neighbours in time leak in the same way: the training side holds a near twin of the test "
        "row, and its label with it. The remedy is to keep together what belongs together (*group "
        "folds*), and to let only the past test the future (*time folds*). The bands hold eight "
        "in ten of the repetitions; new rows, which nobody looked at, show the truth. In Loupe a "
        "recipe's fitted steps are fitted anew inside each fold, so this leak cannot be expressed."
    ),
    question=Question(
        _("Labels are coin flips. The best 20 of 5,000 columns of noise are kept, then the model "
          "is cross-validated. What accuracy does it show?"),
        (_("About 50%"), _("About 70%"), _("Above 90%")),
        2,
        _("The columns were picked with the labels of all rows, the test rows among them. With "
          "5,000 to pick from, some fit any labels. Picked inside each fold, the same columns "
          "score 50%."),
    ),
    parameters=(
        Parameter(
            "kind", _("What leaks"), ("selection", "copies", "groups", "time"), "selection",
            _("Which way the answer reaches the training."),
            (_("Columns picked first"), _("Copies of rows"), _("Rows of one person"),
             _("Neighbours in time")),
        ),
        Parameter("rows", _("Rows"), (40, 60, 100, 200), 60, _("How many coin flips there are.")),
        Parameter(
            "columns", _("Columns of noise"), (20, 100, 500, 1000, 2000, 5000), 5000,
            _("How many columns there are to pick from at the end."),
        ),
        Parameter("keep", _("Columns kept"), (2, 5, 10, 20), 20, _("How many are picked.")),
    ),
    presets=(
        Preset("picked-first", _("Best columns first"), (), LEAK),
        Preset("copies", _("Copies"), (("kind", "copies"),), LEAK),
        Preset("persons", _("Same person twice"), (("kind", "groups"), ("rows", 100)), LEAK),
        Preset("time", _("Yesterday and tomorrow"), (("kind", "time"), ("rows", 100)), LEAK),
        Preset("nothing-to-pick", _("Nothing to pick"), (("columns", 20), ("rows", 200))),
    ),
    endings=(
        Ending(
            LEAK, _("A leak"),
            _("The score tells how well the test rows were known beforehand, not how well new rows "
              "are met. Draw the folds first; do everything that learns inside them."),
        ),
    ),
    toy=toy,
    trajectory=leak,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("Both scores are those of scikit-learn's cross-validation on the same folds."),
    sources=(
        Source("Hastie, Tibshirani & Friedman (2009), The Elements of Statistical Learning, 7.10.2",
               "https://hastie.su.domains/ElemStatLearn/"),
        Source("Ambroise & McLachlan (2002), Selection bias in gene extraction",
               "https://doi.org/10.1073/pnas.102102699"),
        Source("Kaufman et al. (2012), Leakage in data mining",
               "https://doi.org/10.1145/2382577.2382579"),
    ),
    slots=(Slot("y", _("Labels, shuffled"), "class", "target", 2),),
    models=("naive_bayes",),
    pace=5,
    shown=lambda parameter, chosen: (
        parameter.name not in ("columns", "keep") or chosen["kind"] == "selection"
    ),
)  # fmt: skip
