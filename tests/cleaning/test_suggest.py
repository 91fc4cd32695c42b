from __future__ import annotations

from mlcore.cleaning.suggest import suggest, without_target
from mlcore.types import Finding, StepSpec

CLIP = StepSpec("clip", ("riders", "wind"), (("method", "iqr"),))
FILL = StepSpec("impute", ("wind",), (("strategy", "median"),))
FOUND = (
    Finding("outliers", "info", CLIP.columns, cure=CLIP),
    Finding("missing", "info", cure=FILL),
)


def test_gaps_come_before_numbers() -> None:
    assert suggest(FOUND) == (FILL, CLIP)


def test_the_target_is_left_as_it_is() -> None:
    assert suggest(FOUND, "riders")[1].columns == ("wind",)
    assert suggest(FOUND, "wind") == (StepSpec("clip", ("riders",), CLIP.params),)


def test_a_cure_for_the_target_alone_is_none() -> None:
    assert without_target(FILL, "wind") is None
    assert without_target(FILL, None) == FILL


def test_alike_cures_are_one_step_and_what_goes_is_not_treated() -> None:
    more = Finding("gaps", "info", cure=StepSpec("impute", ("age",), FILL.params))
    gone = Finding("constant", "info", cure=StepSpec("drop", ("wind",)))
    steps = suggest((*FOUND, more, gone))
    assert [(s.name, s.columns) for s in steps] == [
        ("drop", ("wind",)),
        ("impute", ("age",)),
        ("clip", ("riders",)),
    ]
