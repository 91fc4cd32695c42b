"""The search on Train: asked in words, drawn with its sentence, and taken further."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlcore.jobs import claims, queue
from mlcore.jobs.inline import run_inline
from mlcore.jobs.owner import new_owner
from mlcore.training import runs
from mlcore.types import Plan
from mlcore.workspace.workspace import Workspace
from tests.pages.conftest import keep, run, words

MODELS = ("dummy", "ridge", "tree")


def _searched(space: Workspace, **more: object) -> str:
    keep(space, "tips")
    plan = Plan("tip", **{"models": MODELS, "folds": 3, "tune": True, "trials": 12} | more)  # type: ignore[arg-type]
    job = space.train(plan, None)
    assert run_inline(space.store, job).state == "done"
    return runs.listing(space.store, space.id)[0].id


@pytest.fixture
def searched(space: Workspace) -> str:
    return _searched(space)


def _last_plan(space: Workspace) -> dict[str, object]:
    plan: dict[str, object] = queue.listing(space.store, space.id)[0].spec["plan"]
    return plan


def test_the_form_asks_how_to_search_and_the_plan_says_so(space: Workspace) -> None:
    keep(space, "tips")
    app = run("train")
    assert not [box for box in app.selectbox if box.label == "How to search"]
    app.toggle(key="train.tune").set_value(True).run()
    app.selectbox(key="train.method").select("random").run()
    app.number_input(key="train.trials").set_value(5).run()
    app.toggle(key="train.race").set_value(True).run()
    app.toggle(key="train.nested").set_value(True).run()
    app.button(key="train.start").click().run()
    assert not app.exception
    plan = _last_plan(space)
    assert (plan["tune"], plan["method"], plan["trials"]) == (True, "random", 5)
    assert (plan["race"], plan["nested"], plan["sample"]) == (True, True, 0)


def test_h09_the_course_has_its_sentence_and_stays_after_a_refresh(
    space: Workspace, searched: str
) -> None:
    for app in (run("train"), run("train")):
        assert not app.exception
        said = words(app).replace("\\", "")
        assert "The search" in said
        assert "The best of 24 trials scores" in said


def test_h08_a_second_search_is_queued_and_its_place_is_told(space: Workspace) -> None:
    keep(space, "tips")
    plan = Plan("tip", models=("dummy", "ridge"), folds=3, tune=True, trials=5)
    first, second = space.train(plan, None), space.train(replace(plan, seed=1), None)
    claims.claim(space.store, first, new_owner())  # as a supervisor takes it
    said = words(run("train"))
    assert queue.get(space.store, second).state == "queued"
    assert "waits for its turn (1 in the queue)" in said


def test_values_and_what_decides_are_one_click_away(space: Workspace, searched: str) -> None:
    app = run("train")
    app.get_by_key("train.search.view").set_value("values").run()
    assert "is best with" in words(app).replace("\\", "")
    chooser = next(box for box in app.selectbox if box.label == "Model")
    chooser.select("tree").run()
    app.get_by_key("train.search.view").set_value("weights").run()
    assert not app.exception
    said = words(app).replace("\\", "")
    assert "fANOVA" in said or "What decides is told from" in said


def test_a_search_goes_on_from_where_it_ended(space: Workspace, searched: str) -> None:
    app = run("train")
    app.number_input(key="train.more.trials").set_value(3).run()
    app.button(key="train.more").click().run()
    assert not app.exception
    job = queue.listing(space.store, space.id)[0]
    assert (job.spec["run"], job.spec["plan"]["trials"]) == (searched, 15)
    assert run_inline(space.store, job.id).state == "done"
    longer = runs.load(space.store, space.id, searched)
    assert sum(trial.model == "tree" for trial in longer.trials) == 15


def test_the_trials_of_an_earlier_run_can_be_taken_over(space: Workspace, searched: str) -> None:
    space.keep_dataset(replace(space.needs_dataset().data, name="Copy"))
    app = run("train")
    app.toggle(key="train.tune").set_value(True).run()
    app.number_input(key="train.folds").set_value(3).run()
    app.toggle(key="train.warm.Copy").set_value(True).run()
    app.button(key="train.start").click().run()
    assert not app.exception
    assert _last_plan(space)["warm"] == searched


def test_nested_cross_validation_is_told_in_words(space: Workspace) -> None:
    _searched(space, models=("dummy", "tree"), trials=3, nested=True)
    said = words(run("train")).replace("\\", "")
    assert "With the choice included: RMSE" in said
    assert "Nested cross-validation, 3 folds" in said


def test_models_that_ended_early_are_marked_and_say_why(space: Workspace) -> None:
    _searched(space, models=("dummy", "linear", "tree", "knn"), tune=False, race=True, folds=8)
    app = run("train")
    marks = {mark for marks in app.dataframe[0].value["mark"] for mark in marks}
    said = words(app).replace("\\", "")
    assert ("Dropped" in marks) == ("clearly behind" in said)
    assert "could not be trained" not in said


def test_own_ranges_reach_the_plan_and_empty_fields_leave_the_usual(space: Workspace) -> None:
    keep(space, "tips")
    app = run("train")
    app.toggle(key="train.tune").set_value(True).run()
    app.selectbox(key="train.ranges.model").select("ridge").run()
    app.number_input(key="train.range.ridge.alpha.low").set_value(0.5).run()
    app.button(key="train.start").click().run()
    assert not app.exception
    assert _last_plan(space)["ranges"] == [["ridge", "alpha", 0.5, 1e4]]


def test_a_range_that_ends_before_it_begins_is_told_and_nothing_is_queued(
    space: Workspace,
) -> None:
    keep(space, "tips")
    app = run("train")
    app.toggle(key="train.tune").set_value(True).run()
    app.selectbox(key="train.ranges.model").select("ridge").run()
    app.number_input(key="train.range.ridge.alpha.low").set_value(5.0).run()
    app.number_input(key="train.range.ridge.alpha.high").set_value(1.0).run()
    app.button(key="train.start").click().run()
    assert "is not below" in words(app).replace("\\", "")
    assert not queue.listing(space.store, space.id)
