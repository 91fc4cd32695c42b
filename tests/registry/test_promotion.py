"""Promotion with evidence: the hold-out replayed, gates from settings, the log told why."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mlcore import settings as all_settings
from mlcore.data.read import read
from mlcore.errors import LoupeError
from mlcore.jobs.inline import run_inline
from mlcore.registry import shelf
from mlcore.registry.asked import Asked, held_out
from mlcore.registry.loaded import Loaded
from mlcore.registry.promotion import promote, weigh
from mlcore.registry.registry import Registry
from mlcore.store.store import Store
from mlcore.types import Plan
from mlcore.workspace.workspace import Workspace, enter
from tests.prediction import making


@pytest.fixture(scope="module")
def _trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("versions") / "home"
    made = enter(Store.open(all_settings.load({}, home=folder)), None)
    data = read("sample:tips", made.store.objects, name="tips", settings=made.store.settings)
    made.keep_dataset(data)
    for refit, model in (("all", "ridge"), ("none", "dummy"), ("none", "tree")):
        plan = Plan("tip", models=(model,), folds=2, refit=refit)  # type: ignore[arg-type]
        assert run_inline(made.store, made.train(plan, "tips")).state == "done"
    return folder


@pytest.fixture
def space(_trained: Path, home: Path) -> Workspace:
    """Return a workspace with three versions of one model, each with its run."""
    shutil.copytree(_trained, home)
    return enter(Store.open(all_settings.load()), None)


def limited(space: Workspace, **limits: int) -> Registry:
    """Return the registry of *space* under other settings."""
    store = Store.open(replace(space.store.settings, **limits))
    return Registry(store, space.id, "tester")


def test_the_hold_out_is_replayed_and_the_log_says_what_changes(space: Workspace) -> None:
    found = promote(space.registry, "tips", 2)
    assert space.registry.current("tips") == 2
    assert found.replay is not None
    assert (found.champion, found.replay.source) == (1, "hold-out")
    holdout = space.registry.meta("tips", 2).holdout_rows
    assert found.replay.rows == found.replay.labelled == holdout
    assert found.replay.scores is None, "the first version was fitted on all rows"
    newest = space.registry.journal.records(1)[0]
    assert newest.note == f"{found.replay.changed} of {holdout} answers change (hold-out)"
    assert (newest.before, newest.after) == ("v1", "v2")


def test_rows_that_neither_has_seen_are_scored(space: Workspace) -> None:
    space.registry.promote("tips", 2)
    found = weigh(space.registry, "tips", 3)
    assert found.replay is not None
    assert found.replay.scores is not None
    tree, dummy = (space.registry.meta("tips", number) for number in (3, 2))
    assert found.replay.scores == pytest.approx((tree.holdout, dummy.holdout), rel=0.2)


def test_a_closed_gate_keeps_the_champion_and_force_is_told(space: Workspace) -> None:
    registry = limited(space, gate_changed=0)
    with pytest.raises(LoupeError) as caught:
        promote(registry, "tips", 2)
    assert caught.value.code == "gate_closed"
    assert "answers change; at most 0 % may" in caught.value.what
    assert registry.current("tips") == 1
    assert registry.journal.records(1)[0].result == "gate_closed"
    promote(registry, "tips", 2, force=True)
    assert registry.current("tips") == 2
    assert "forced past changed" in registry.journal.records(1)[0].note


def test_logged_requests_take_the_place_of_the_hold_out(space: Workspace) -> None:
    rows = space.registry.load("tips").golden.rows
    found = weigh(space.registry, "tips", 2, asked=Asked(rows, "requests"))
    assert found.replay is not None
    assert (found.replay.source, found.replay.rows) == ("requests", len(rows))


def test_few_rows_are_asked_where_settings_say_so(space: Workspace) -> None:
    found = weigh(limited(space, replay_rows=7), "tips", 2)
    assert found.replay is not None
    assert found.replay.rows == 7


def test_a_lost_run_leaves_the_golden_rows(space: Workspace) -> None:
    newest, _, oldest = space.registry.versions("tips")
    assert held_out(space.store, space.id, (replace(newest, run=None), oldest), 9) is None
    assert held_out(space.store, space.id, (replace(newest, run="gone"), oldest), 9) is None
    assert held_out(space.store, "elsewhere", (newest, oldest), 9) is None


def test_models_of_other_things_are_not_replayed(registry: Registry) -> None:
    registry.register(making.model("plain"), "m")
    registry.register(making.model("booleans"), "m")
    found = weigh(registry, "m", 2)
    assert (found.replay, found.gates, found.note) == (None, (), "")
    assert found.scores is not None
    assert found.scores.reason == "target"


def test_a_champion_that_is_gone_does_not_keep_others_out(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        registry.register(making.model("plain"), "m")
    folder = registry.folder / registry.versions("m")[1].folder
    (folder / "meta.json").unlink()
    monkeypatch.setattr(shelf, "LOADED", Loaded())
    found = promote(registry, "m", 2)
    assert (found.champion, found.replay) == (1, None)
    assert registry.current("m") == 2


def test_who_is_champion_already_needs_no_evidence(registry: Registry) -> None:
    registry.register(making.model("plain"), "m")
    assert weigh(registry, "m", 1) == weigh(registry, "m", 1)
    assert weigh(registry, "m", 1, "nightly").champion is None
    promote(registry, "m", 1, "nightly")
    assert registry.current("m", "nightly") == 1


def test_gates_are_settings(tmp_path) -> None:
    environ = {"LOUPE_GATE_CHANGED": "20", "MLFLOW_TRACKING_URI": "http://localhost:5000"}
    read_settings = all_settings.load(environ, home=tmp_path)
    assert (read_settings.gate_changed, read_settings.mlflow) == (20, "http://localhost:5000")
