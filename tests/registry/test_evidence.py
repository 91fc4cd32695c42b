"""Evidence for a candidate: what two scores allow to be said; where a rollback would go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlcore.prediction.model import Model, ModelMeta
from mlcore.registry.evidence import compare, earlier
from mlcore.registry.registry import Registry

ROWS = (("dataset", "d"), ("splits", "s"))
OLD = ModelMeta(task="binary", target="y", metric="roc_auc", score=0.80, sd=0.02, fingerprints=ROWS)


@pytest.mark.parametrize(
    ("score", "verdict"), [(0.85, "better"), (0.75, "worse"), (0.81, "tied"), (0.80, "tied")]
)
def test_the_folds_decide_what_counts_as_apart(score: float, verdict: str) -> None:
    found = compare(replace(OLD, score=score), OLD)
    assert found.verdict == verdict
    assert found.difference == pytest.approx(score - 0.80)
    assert found.same_rows


def test_errors_are_better_when_smaller() -> None:
    old = replace(OLD, task="regression", metric="neg_mean_absolute_error", score=-2.0, sd=0.1)
    assert compare(replace(old, score=-1.0), old).verdict == "better"


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (replace(OLD, target="z"), "target"),
        (replace(OLD, metric="accuracy"), "metric"),
        (replace(OLD, score=None), "unscored"),
    ],
)
def test_what_cannot_be_compared_says_why(new: ModelMeta, reason: str) -> None:
    found = compare(new, OLD)
    assert (found.verdict, found.reason) == ("incomparable", reason)


def test_other_rows_are_told() -> None:
    assert not compare(replace(OLD, fingerprints=(("dataset", "e"),)), OLD).same_rows


def test_earlier_is_where_a_rollback_goes(registry: Registry, model: Model) -> None:
    for _ in range(3):
        registry.register(model, "m")
    assert earlier(registry, "m") is None
    registry.promote("m", 2)
    registry.promote("m", 3)
    assert earlier(registry, "m") == 2
    assert registry.rollback("m") == 2
    assert earlier(registry, "m") == 1
