"""The estimate comes close to what labels show later, and says when it cannot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlcore.evaluation.metrics import metric
from mlcore.monitoring import performance
from mlcore.monitoring.performance import estimated, honest, known_rows, real, worst
from mlcore.monitoring.window import Window, of_records
from mlcore.prediction.model import Model
from mlcore.prediction.watched import _reliability
from tests.monitoring.traffic_of import asked, houses


def truth(frame, seed: int) -> np.ndarray:  # type: ignore[no-untyped-def]
    """Return prices as :mod:`tests.prediction.making` makes them."""
    rng = np.random.default_rng(seed)
    price = frame["size"] * 3 + frame["rooms"] * 10 + (frame["kind"] == "house") * 40
    return np.asarray(price + rng.normal(0, 5, len(frame)))


def labelled(window: Window, labels: list[object]) -> Window:
    return replace(window, labels=tuple(labels))


def test_the_error_of_a_regression_is_estimated_before_labels(model: Model) -> None:
    frame = houses(1500, 51)
    window = asked(model, frame)
    found = estimated(model, window)
    y = truth(frame, 52)
    true = metric(model.meta.metric).score(y, window.answers)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.score <= found.high  # type: ignore[operator]
    assert found.score == pytest.approx(true, rel=0.15)
    assert (found.rows, found.of) == (1500, 1500)


def classified(rows: int, seed: int, blur: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities that are true, and what came of them; blurred rows are unsure."""
    rng = np.random.default_rng(seed)
    p = rng.beta(0.4, 0.4, rows)
    p = p + (0.5 - p) * blur
    return np.column_stack([1 - p, p]), (rng.random(rows) < p).astype(int)


@pytest.mark.parametrize("name", ["roc_auc", "accuracy", "f1", "neg_log_loss"])
@pytest.mark.parametrize("blur", [0.0, 0.6])
def test_the_score_of_a_classifier_follows_how_sure_it_is(
    classes: Model, name: str, blur: float
) -> None:
    kept, y = classified(20_000, 1)
    trusted = {"watched": {"trust": _reliability(y, kept)}}
    model = replace(classes, reference=trusted, meta=replace(classes.meta, metric=name))
    answers, outcome = classified(3000, 2, blur)
    frame = classes.check(list(classes.golden.rows)).frame.iloc[[0] * 3000]
    found = estimated(model, Window(3000, frame, answers))
    true = metric(name).score(outcome, answers)
    assert found.score == pytest.approx(true, abs=0.05)


def test_words_are_taken_as_often_as_they_came_true() -> None:
    trust = [{"said": [0.0, 1.0], "true": [0.2, 0.8]}, {"said": [0.0, 1.0], "true": [0.2, 0.8]}]
    found = honest(np.array([[0.0, 1.0], [0.5, 0.5]]), trust)
    np.testing.assert_allclose(found, [[0.2, 0.8], [0.5, 0.5]])


def test_it_cannot_see_that_outcomes_changed(model: Model) -> None:
    """The limit that the page tells of: same inputs, other outcomes, same estimate."""
    frame = houses(800, 53)
    window = asked(model, frame)
    before = estimated(model, window)
    y = truth(frame, 54) + 300
    after = real(model, labelled(window, list(y)))
    assert estimated(model, window) == before
    assert after.high is not None
    assert before.low is not None
    assert after.high < before.low


def test_m12_performance_is_that_of_the_labelled_part(model: Model) -> None:
    frame = houses(400, 55)
    window, y = asked(model, frame), truth(frame, 56)
    some = [float(value) if at % 100 < 43 else None for at, value in enumerate(y)]
    found = real(model, labelled(window, some))
    assert (found.rows, found.of) == (172, 400)
    assert found.share == pytest.approx(0.43)
    assert found.low is not None
    assert found.score is not None
    assert found.low < found.score < (found.high or 0.0)
    few = real(model, labelled(window, [1.0] * 10 + [None] * 390))
    assert (few.score, few.rows) == (None, 10)


def test_classes_are_scored_by_their_names(classes: Model) -> None:
    rows = list(classes.golden.rows) * 10
    window = of_records(classes, rows)
    names = np.array(classes.signature.classes)[window.answers.argmax(axis=1)]
    right = labelled(window, list(names))
    y, answers, places = known_rows(classes, right)
    assert len(y) == len(places) == window.rows
    assert (y == answers.argmax(axis=1)).all()
    one = labelled(window, ["low"] * window.rows)
    assert real(classes, one).score is None or np.isfinite(real(classes, one).score)


def test_the_worst_slice_is_named(model: Model) -> None:
    frame = houses(900, 57)
    y = truth(frame, 58) + np.where(frame["kind"] == "barn", 80, 0)
    found = worst(model, labelled(asked(model, frame), list(y)))
    assert found.slices[0].where == (("kind", "barn"),)


@pytest.mark.parametrize("rows", [0, 10])
def test_few_rows_are_not_judged(model: Model, rows: int) -> None:
    window = asked(model, houses(40, 59))
    part = replace(
        window, frame=window.frame.iloc[:rows], answers=window.answers[:rows], came=rows, labels=()
    )
    assert estimated(model, part).score is None
    assert real(model, labelled(part, [1.0] * rows)).score is None


def test_an_old_model_has_no_estimate(model: Model) -> None:
    window = asked(model, houses(100, 60))
    assert estimated(replace(model, reference={}), window).score is None
    assert performance.DRAWS >= 100
