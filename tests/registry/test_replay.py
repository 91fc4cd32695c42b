"""A replay says what changes; independent sums say the same. Gates close on what settings say."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, roc_auc_score

from mlcore import settings as all_settings
from mlcore.prediction.columns import as_json
from mlcore.prediction.model import Golden, Model
from mlcore.prediction.package import package
from mlcore.registry.asked import Asked, golden
from mlcore.registry.evidence import Evidence
from mlcore.registry.gates import gates
from mlcore.registry.replay import Latency, Replay, replay
from tests.prediction import making


@cache
def other(case: str) -> Model:
    """Return the baseline of a case: it always answers the same."""
    return package(
        making.run(case), next(t.id for t in making.run(case).trials if t.model == "dummy")
    )


@cache
def asked(case: str, unseen: bool = True) -> Asked:
    frame = making.dataset(case).frame().head(60)
    target = making.CASES[case][1]
    names = making.model(case).signature.names
    cells = (map(as_json, frame[name].array) for name in names)
    rows = tuple(dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True))
    return Asked(rows, "requests", tuple(frame[target].tolist()), unseen)


def test_a_version_beside_itself_changes_nothing() -> None:
    model = making.model("plain")
    found = replay(model, model, asked("plain"))
    assert (found.rows, found.changed, found.failed, found.shifts) == (60, 0, 0, ())
    assert found.scores is not None
    assert found.scores[0] == found.scores[1]
    assert found.candidate.p50 > 0


def test_changed_labels_and_shifts_of_classes() -> None:
    new, old = other("booleans"), making.model("booleans")
    frame = making.dataset("booleans").frame().head(60)
    found = replay(new, old, asked("booleans"))
    before, after = old.predict(frame), new.predict(frame)
    assert found.changed == int(np.sum(before != after))
    gaps = np.abs(old.predict_proba(frame) - new.predict_proba(frame)).max(axis=1)
    assert [shift.size for shift in found.shifts] == pytest.approx(np.sort(gaps)[::-1][:5])
    worst = found.shifts[0]
    assert (worst.before, worst.after) == (before[worst.row - 1], after[worst.row - 1])
    assert found.labelled == 60
    assert found.scores is not None
    y = frame["sold"].astype(int)
    assert found.scores[1] == pytest.approx(roc_auc_score(y, old.predict_proba(frame)[:, 1]))


def test_numbers_change_when_they_move_by_more_than_a_twentieth_of_the_range() -> None:
    new, old = other("plain"), making.model("plain")
    frame = making.dataset("plain").frame().head(60)
    found = replay(new, old, asked("plain"))
    before, after = old.predict(frame), new.predict(frame)
    assert found.changed == int(np.sum(np.abs(before - after) > 0.05 * np.ptp(before)))
    assert found.shifts[0].size == pytest.approx(np.abs(before - after).max())
    measured = replay(
        replace(new, meta=replace(new.meta, metric="neg_mean_absolute_error")), old, asked("plain")
    )
    assert measured.scores is not None
    assert measured.scores[0] == pytest.approx(-mean_absolute_error(frame["price"], after))


def test_rows_that_were_fitted_on_are_not_scored() -> None:
    model = making.model("plain")
    found = replay(model, model, asked("plain", unseen=False))
    assert (found.scores, found.labelled) == (None, 60)
    assert replay(model, model, golden(model.golden)).source == "golden rows"


def test_a_row_that_only_the_champion_answers_is_counted() -> None:
    old = making.model("plain")
    fields = tuple(
        replace(field, kind="date", dtype="") if field.name == "size" else field
        for field in old.signature.fields
    )
    new = replace(old, signature=replace(old.signature, fields=fields))
    found = replay(new, old, asked("plain"))
    assert (found.rows, found.failed, found.scores) == (0, 60, None)
    assert found.share == 0.0


def test_nothing_asked_is_no_evidence() -> None:
    model = making.model("plain")
    found = replay(model, model, golden(Golden()))
    assert (found.rows, found.slower) == (0, 1.0)


DONE = Replay("requests", 100, 30, 0, (), Latency(2.0, 3.0), Latency(1.0, 2.0), (0.7, 0.8), 100)
EQUAL = Evidence("tied", 0.0)


def closed(replayed: Replay, evidence: Evidence = EQUAL, **limits: int) -> list[str]:
    return [
        gate.code
        for gate in gates(replayed, evidence, all_settings.load({}, **limits))
        if not gate.passed
    ]


@pytest.mark.parametrize(
    ("limits", "shut"),
    [
        ({}, []),
        ({"gate_rows": 100}, []),
        ({"gate_rows": 101}, ["rows"]),
        ({"gate_changed": 30}, []),
        ({"gate_changed": 29}, ["changed"]),
        ({"gate_slower": 100}, []),
        ({"gate_slower": 99}, ["slower"]),
        ({"gate_worse": 1}, ["worse"]),
        ({"gate_rows": 101, "gate_changed": 0, "gate_slower": 1}, ["rows", "changed", "slower"]),
    ],
)
def test_gates_close_just_beyond_their_limits(limits: dict[str, int], shut: list[str]) -> None:
    assert closed(DONE, **limits) == shut


def test_a_candidate_that_cannot_answer_is_shut_out_by_default() -> None:
    assert closed(replace(DONE, failed=1)) == ["answers"]


def test_without_labels_the_folds_decide_who_is_worse() -> None:
    blind = replace(DONE, scores=None)
    assert closed(blind, Evidence("worse", -0.1), gate_worse=1) == ["worse"]
    assert closed(blind, EQUAL, gate_worse=1) == []


def test_gates_say_what_they_found() -> None:
    every = {"gate_rows": 101, "gate_changed": 10, "gate_slower": 50, "gate_worse": 1}
    said = " ".join(g.sentence for g in gates(DONE, EQUAL, all_settings.load({}, **every)))
    for part in ("100 rows were replayed", "30%", "2 times", "worse than the champion"):
        assert part in said
