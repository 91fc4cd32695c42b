"""Two versions side by side: each thing that differs is named once, nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlcore.errors import LoupeError
from mlcore.registry.comparison import Difference, differences
from mlcore.registry.registry import Registry
from tests.prediction import making


def test_the_same_model_twice_differs_in_nothing(registry: Registry) -> None:
    for _ in range(2):
        registry.register(making.model("plain"), "m")
    assert differences(registry, "m", 1, 2) == ()


def test_what_was_changed_is_named(registry: Registry) -> None:
    old = making.model("plain")
    plan = {**old.meta.plan, "folds": 9}
    meta = replace(
        old.meta,
        score=0.123,
        plan=plan,
        rows=7,
        libraries=(("scikit-learn", "0.1"), *old.meta.libraries[1:]),
        fingerprints=(("dataset", "0123456789"),),
    )
    registry.register(old, "m")
    registry.register(replace(old, meta=meta), "m")
    found = {(d.part, d.what): (d.before, d.after) for d in differences(registry, "m", 1, 2)}
    assert found[("plan", "folds")] == ("3", "9")
    assert found[("data", "rows")] == (str(old.meta.rows), "7")
    assert found[("data", "fingerprint")][1] == "01234567"
    assert found[("libraries", "scikit-learn")][1] == "0.1"
    assert found[("scores", "score")][1] == "-0.123 RMSE"
    assert {part for part, _ in found} == {"plan", "data", "libraries", "scores"}


def test_inputs_recipe_and_model_of_two_trainings(registry: Registry) -> None:
    registry.register(making.model("plain"), "m")
    registry.register(making.model("cleaned"), "m")
    found = differences(registry, "m", 1, 2)
    assert Difference("inputs", "built", "", "date, required") in found
    assert [d.what for d in found if d.part == "recipe"].count("step") == len(
        making.RECIPES["cleaned"].steps
    )


def test_a_threshold_differs_and_nothing_else(registry: Registry) -> None:
    registry.register(making.model("booleans"), "sold")
    registry.with_threshold("sold", 1, "True", 0.25)
    assert differences(registry, "sold", 1, 2) == (
        Difference("model", "threshold", "", "True ≥ 0.25"),
    )


def test_unknown_versions_are_refused(registry: Registry) -> None:
    registry.register(making.model("plain"), "m")
    with pytest.raises(LoupeError, match="no version 5"):
        differences(registry, "m", 1, 5)
