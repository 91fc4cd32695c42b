"""Clean: suggestions, ordered cards, undo, two tabs, a broken step, the recipe as a file."""

from __future__ import annotations

import pytest

from mlcore.cleaning.recipe import Recipe
from mlcore.types import StepSpec
from mlcore.workspace import editing
from mlcore.workspace.workspace import Workspace
from tests.pages.conftest import keep, run, words

NAME = "Restaurant tips"


def put(space: Workspace, *specs: StepSpec) -> None:
    _history, revision = space.history(NAME)
    editing.edit(space, NAME, revision, f"test {revision}", lambda _: Recipe(specs))


def names(space: Workspace) -> list[str]:
    return [step.name for step in space.recipe(NAME).steps]


DROP, SCALE = StepSpec("drop", ("day",)), StepSpec("scale", ("tip",), (("method", "minmax"),))


@pytest.fixture
def tips(space: Workspace) -> Workspace:
    keep(space, "tips")
    return space


def press(app, part: str) -> None:
    next(b for b in app.button if (b.key or "").endswith(part)).click().run()


def test_without_data_the_page_says_what_is_missing(space: Workspace) -> None:
    assert "No data set is open" in words(run("clean"))


def test_a_suggestion_becomes_a_step_that_can_be_undone(space: Workspace) -> None:
    keep(space, "titanic")
    app = run("clean")
    name = space.needs_dataset().name
    first = next(b for b in app.button if (b.key or "").startswith("clean.suggest"))
    first.click().run()
    assert len(space.recipe(name).steps) == 1
    app.button(key="clean.undo").click().run()
    assert len(space.recipe(name).steps) == 0
    app.button(key="clean.redo").click().run()
    assert len(space.recipe(name).steps) == 1


def test_a_step_is_added_from_the_form(tips: Workspace) -> None:
    app = run("clean")
    app.selectbox(key="clean.step").select("scale").run()
    app.multiselect(key="clean.new.scale.columns").select("tip").run()
    app.get_by_key("clean.new.scale.method").set_value("robust").run()
    app.button(key="clean.add").click().run()
    (spec,) = tips.recipe(NAME).steps
    assert (spec.name, spec.columns, spec.param("method")) == ("scale", ("tip",), "robust")
    assert "refitted in every fold when you train" in words(app)
    assert app.multiselect(key="clean.new.scale.columns").value == []


def test_a_step_without_columns_is_refused_and_nothing_changes(tips: Workspace) -> None:
    app = run("clean")
    app.selectbox(key="clean.step").select("drop").run()
    app.button(key="clean.add").click().run()
    assert "needs at least one column" in words(app)
    assert names(tips) == []


def test_cards_move_switch_off_and_go(tips: Workspace) -> None:
    put(tips, DROP, SCALE)
    app = run("clean")
    press(app, ".0.down")
    assert names(tips) == ["scale", "drop"]
    press(app, ".1.up")
    assert names(tips) == ["drop", "scale"]
    next(t for t in app.toggle if t.key.endswith(".0.on")).set_value(False).run()
    assert [step.enabled for step in tips.recipe(NAME).steps] == [False, True]
    assert "switched off" in words(app)
    press(app, ".0.remove")
    assert names(tips) == ["scale"]


def test_row_steps_say_that_they_are_for_training_only(tips: Workspace) -> None:
    put(tips, StepSpec("drop_duplicates"))
    app = run("clean")
    assert "training only" in words(app)


def test_the_second_tab_is_told_and_nothing_is_lost(tips: Workspace) -> None:
    put(tips, DROP, SCALE)
    one, two = run("clean"), run("clean")
    press(one, ".0.remove")
    press(two, ".1.remove")
    assert names(tips) == ["scale"]
    assert "changed in another tab" in words(two)
    press(two, ".0.remove")
    assert names(tips) == []


def test_a_broken_step_shows_its_problem_and_stays_editable(tips: Workspace) -> None:
    put(tips, DROP, StepSpec("encode", ("day",)))
    app = run("clean")
    said = words(app)
    assert "“day”" in said
    assert "which is not there then" in said
    press(app, ".1.edit")
    key = next(m.key for m in app.multiselect if m.key.startswith("clean.change."))
    app.multiselect(key=key).set_value(["time"])
    press(app, ".keep")
    assert tips.recipe(NAME).steps[1].columns == ("time",)
    assert "which is not there then" not in words(app)


def test_before_and_after_count_the_rows(tips: Workspace) -> None:
    spec = StepSpec("filter_rows", ("day",), (("condition", "is"), ("value", "Sun")))
    put(tips, spec)
    frame = tips.needs_dataset().data.frame()
    app = run("clean")
    table = app.table[0].value
    assert str(len(frame)) in table.to_string()
    assert f"{len(frame)} → " in words(app)


def test_every_kind_of_step_has_a_form(tips: Workspace) -> None:
    app = run("clean")
    for name in app.selectbox(key="clean.step").options:
        app.selectbox(key="clean.step").select(name).run()
        assert not app.exception
        assert "did not foresee" not in words(app), name


def test_the_recipe_can_be_taken_along_and_the_rows_kept(tips: Workspace) -> None:
    put(tips, DROP)
    app = run("clean")
    assert app.get("download_button")
    app.button(key="clean.apply").click().run()
    opened = tips.needs_dataset()
    assert opened.name == f"{NAME} cleaned"
    assert "day" not in opened.data.names
