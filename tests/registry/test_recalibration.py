"""A correction of probabilities is a new version of the same fit, and answers everywhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mlcore.errors import LoupeError
from mlcore.evaluation.recalibration import recalibration
from mlcore.prediction import artifact, conformal
from mlcore.prediction.answer import answer
from mlcore.prediction.batch import batch
from mlcore.prediction.limits import limits_of
from mlcore.prediction.recalibrated import Recalibrated, recalibrated
from mlcore.prediction.why import in_chances, reasons
from mlcore.registry.registry import Registry
from tests.prediction import making
from tests.prediction.test_parity import json_rows, raw_rows


def correction(case: str, method: str = "isotonic") -> Recalibrated:
    found = recalibrated(making.run(case), None, method)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("case", ["booleans", "light"])
@pytest.mark.parametrize("method", ["isotonic", "sigmoid"])
def test_a_corrected_version_shares_the_fit_and_answers_corrected(
    registry: Registry, tmp_path: Path, case: str, method: str
) -> None:
    model, changed = making.model(case), correction(case, method)
    registry.register(model, "m", run="r1")
    assert registry.with_recalibration("m", 1, changed) == 2
    newest, oldest = registry.versions("m")
    assert (newest.digest, newest.parent, newest.run) == (oldest.digest, 1, "r1")
    assert (newest.meta.score, newest.meta.holdout) == (changed.score, None)
    assert "before the probabilities were corrected" in newest.meta.holdout_reason
    frame = raw_rows(case)[list(model.signature.names)].head(40)
    expected = changed.curves.apply(model.predict_proba(frame))
    loaded = registry.load("m:2")
    np.testing.assert_allclose(loaded.predict_proba(frame), expected, atol=1e-12)
    np.testing.assert_array_equal(
        registry.load("m:1").predict_proba(frame), model.predict_proba(frame)
    )
    answers = answer(loaded, json_rows(frame))
    for row, one in enumerate(answers):
        assert one.probabilities is not None
        assert list(one.probabilities.values()) == pytest.approx(expected[row], abs=1e-12)
    table = batch(loaded, frame).frame
    for at, name in enumerate(model.signature.classes):
        np.testing.assert_allclose(table[f"probability_{name}"], expected[:, at], atol=1e-12)
    registry.promote("m", 2)
    registry.export("m", tmp_path / "out")
    np.testing.assert_allclose(
        artifact.load(tmp_path / "out").predict_proba(frame), expected, atol=1e-12
    )


@pytest.mark.parametrize("case", ["booleans", "light", "classes", "missing"])
def test_reasons_lead_to_the_corrected_chance(registry: Registry, case: str) -> None:
    registry.register(making.model(case), "m")
    registry.with_recalibration("m", 1, correction(case, "sigmoid"))
    model = registry.load("m:2")
    frame = raw_rows(case)[list(model.signature.names)].head(6)
    chances = model.predict_proba(frame)
    for row, one in enumerate(reasons(model, model.check(json_rows(frame)))):
        at = model.signature.classes.index(one.of)
        told = one.total if one.chance is None else one.chance
        assert told == pytest.approx(chances[row, at], abs=1e-9)
        shown = in_chances(one)
        parts = shown.start + sum(part for _name, part in shown.parts)
        assert parts == pytest.approx(shown.total, abs=1e-9)


@pytest.mark.parametrize("case", ["booleans", "light"])
def test_sets_are_those_of_corrected_probabilities(registry: Registry, case: str) -> None:
    registry.register(making.model(case), "m")
    registry.with_recalibration("m", 1, correction(case))
    model, oof = registry.load("m:2"), making.run(case).oof()
    corrected = np.empty_like(oof.prediction)
    for fold in np.unique(oof.fold):
        inside = oof.fold == fold
        made = recalibration(oof.y[~inside], oof.prediction[~inside], "isotonic")
        corrected[inside] = made.apply(oof.prediction[inside])
    assert model.meta.sets == conformal.least_shares(oof.y, corrected)
    assert (
        registry.load("m:1").meta.sets
        == limits_of(making.run(case), making.run(case).trial())["sets"]
    )
    assert model.meta.covered is None
    for coverage, least in model.meta.sets:
        assert conformal.covered_by_sets(oof.y, corrected, least) >= coverage


def test_a_threshold_is_chosen_on_corrected_probabilities(registry: Registry) -> None:
    registry.register(making.model("booleans"), "m")
    registry.with_recalibration("m", 1, correction("booleans"))
    registry.with_threshold("m", 2, "True", 0.3)
    model, frame = registry.load("m:3"), making.dataset("booleans").frame()
    chance = model.predict_proba(frame)[:, 1]
    np.testing.assert_array_equal(chance, registry.load("m:2").predict_proba(frame)[:, 1])
    np.testing.assert_array_equal(model.predict(frame), chance >= 0.3)


def test_what_cannot_be_corrected_is_refused(registry: Registry) -> None:
    registry.register(making.model("booleans"), "m")
    registry.register(making.model("plain"), "price")
    registry.with_threshold("m", 1, "True", 0.4)
    for name, version, case, words in (
        ("m", 2, "booleans", "answers by a threshold"),
        ("m", 1, "light", "classes are others"),
        ("price", 1, "booleans", "classes are others"),
    ):
        with pytest.raises(LoupeError) as caught:
            registry.with_recalibration(name, version, correction(case))
        assert caught.value.code == "cannot_recalibrate"
        assert words in caught.value.what
    assert len(registry.versions("m")) == 2


def test_the_score_is_that_of_rows_the_curve_has_not_seen() -> None:
    run = making.run("light")
    found, oof = correction("light"), run.oof()
    from mlcore.evaluation.metrics import metric

    measure = metric(run.plan.metric or "")
    seen = measure.score(oof.y, found.curves.apply(oof.prediction))
    assert found.score < seen + 0.05
    assert len(found.curves.curves) == 3
    assert recalibrated(making.run("plain"), None, "isotonic") is None
