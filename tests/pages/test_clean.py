"""Clean: suggestions, ordered cards, undo, two tabs, a broken step, the recipe as a file."""

from __future__ import annotations

import io
import json
import re

import pandas as pd
import pytest

from mlcore.cleaning.catalogue import STEPS
from mlcore.cleaning.export import script
from mlcore.cleaning.fit import fit
from mlcore.cleaning.recipe import Recipe
from mlcore.data.read import read_bytes
from mlcore.types import StepSpec
from mlcore.workspace import editing
from mlcore.workspace.workspace import Workspace
from pages.ui import clean_export
from pages.ui.clean_cards import Work
from pages.ui.frame_look import dates
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


def test_v03_the_second_tab_is_told_and_chooses(tips: Workspace) -> None:
    put(tips, DROP, SCALE)
    one, two = run("clean"), run("clean")
    press(one, ".0.remove")
    press(two, ".1.remove")
    assert names(tips) == ["scale"]  # the first tab's change stands
    assert re.search(r"changed in another tab \d+ seconds? ago", words(two))
    assert "The other tab's change is kept" in words(two).replace("\\", "")
    assert len([b for b in two.button if (b.key or "").endswith(".remove")]) == 1  # its state
    press(two, ".0.remove")  # having seen it, the second tab repeats its change, or leaves it
    assert names(tips) == []
    assert "changed in another tab" not in words(two)


def test_v05_pressed_twice_at_once_it_counts_once(tips: Workspace) -> None:
    put(tips, DROP, SCALE)
    once, again = run("clean"), run("clean")  # two presses of one state of the page
    for app in (once, again):
        press(app, ".0.remove")
    assert names(tips) == ["scale"]
    assert "changed in another tab" not in words(again)
    for app in (once, again):
        app.button(key="clean.undo").click().run()
    assert names(tips) == ["drop", "scale"]
    for _ in range(4):  # a storm of reruns presses nothing
        once.run()
    assert names(tips) == ["drop", "scale"]


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


# ------------------------------------------------------------- faults of the catalogue


def form(app, name: str, column: str | None = None, **params: object):  # type: ignore[no-untyped-def]
    """Fill the form of the step *name* and add it."""
    app.selectbox(key="clean.step").select(name).run()
    if column is not None:
        widget = app.get_by_key(f"clean.new.{name}.columns")
        widget.set_value([column] if widget.type == "multiselect" else column).run()
    for key, value in params.items():
        app.get_by_key(f"clean.new.{name}.{key}").set_value(value).run()
    return app.button(key="clean.add").click().run()


def order(app, first: str, second: str) -> bool:  # type: ignore[no-untyped-def]
    """Return True when the page says *first* above *second*."""
    said = words(app)
    return said.index(first) < said.index(second)


def keep_frame(space: Workspace, text: str, name: str = NAME) -> None:
    data = read_bytes(text.encode(), f"{name}.csv", space.store.objects, name=name)
    space.keep_dataset(data)


def test_a_refusal_stands_under_the_form_and_nothing_is_added(tips: Workspace) -> None:
    app = form(run("clean"), "scale", "tip")
    assert names(tips) == ["scale"]
    app = form(app, "rename", "tip", to="day")
    said = [str(element.value) for element in app.markdown]
    at = next(i for i, text in enumerate(said) if "There is a column called" in text)
    assert at > next(i for i, text in enumerate(said) if "Gives a column another name" in text)
    assert names(tips) == ["scale"]
    app.run()
    assert "There is a column called" not in words(app)


def test_c01_no_values_to_average_is_refused(space: Workspace) -> None:
    keep_frame(space, "a,x\n1,\n2,\n3,\n")
    app = form(run("clean"), "impute", "x", strategy="mean")
    assert "There are no values to average in “x”" in words(app)
    assert names(space) == []


def test_c06_dropping_most_rows_is_asked_about_with_the_number(space: Workspace) -> None:
    keep_frame(space, "a,b\n" + "1,x\n" * 99 + "2,y\n")
    app = form(run("clean"), "drop_duplicates")
    assert "This leaves 2 of 100 rows: 98% go" in words(app)
    assert names(space) == []
    app.button(key="clean.add.no").click().run()
    assert "This leaves" not in words(app)
    assert names(space) == []
    app = form(app, "drop_duplicates")
    app.button(key="clean.add.yes").click().run()
    assert names(space) == ["drop_duplicates"]


def test_c07_an_outlier_rule_that_takes_a_fifth_is_asked_about(space: Workspace) -> None:
    numbers = [*range(70), *range(1000, 1030)]
    keep_frame(space, "a,b\n" + "".join(f"{n},x\n" for n in numbers))
    app = form(run("clean"), "clip", "a", method="range", high=100)
    assert "30% of the values in “a”" in words(app)
    assert names(space) == []


def test_c07_a_lost_class_is_named(tips: Workspace) -> None:
    tips.set_control(f"train.target.{NAME}", "day")
    app = form(run("clean"), "filter_rows", "total_bill", condition="more than", value="41")
    assert "No row of the class “Fri” of “day” is left" in words(app)
    assert names(tips) == []


def test_c08_after_no_row_the_next_steps_wait(tips: Workspace) -> None:
    spec = StepSpec("filter_rows", ("tip",), (("condition", "more than"), ("value", 1e6)))
    put(tips, spec, SCALE)
    app = run("clean")
    assert "No row is left" in words(app)
    assert "Waits: step 1 leaves no row to work on." in words(app)
    assert "There are no values" not in words(app)


def test_c08_a_filter_that_leaves_nothing_may_be_added(tips: Workspace) -> None:
    form(run("clean"), "filter_rows", "tip", condition="more than", value="1000000")
    assert names(tips) == ["filter_rows"]


def test_c11_a_name_that_is_taken_blank_or_looks_alike_is_refused(tips: Workspace) -> None:
    app = run("clean")
    for name, why in (("day", "There is a column"), (" ", "blank"), (" day ", "looks the same")):
        app = form(app, "rename", "tip", to=name)
        assert why in words(app)
        assert names(tips) == []


def test_c12_a_column_that_later_steps_need_lists_them(tips: Workspace) -> None:
    put(tips, DROP, StepSpec("encode", ("day",)), StepSpec("group_rare", ("day",)))
    said = words(run("clean"))
    assert "“day” is needed later: by 2 Encode categories, 3 Group rare categories" in said


def test_c12_dropping_the_target_is_asked_about(tips: Workspace) -> None:
    tips.set_control(f"train.target.{NAME}", "tip")
    app = form(run("clean"), "drop", "tip")
    assert "This removes “tip”, which is to be predicted" in words(app)
    assert names(tips) == []
    app.button(key="clean.add.yes").click().run()
    assert names(tips) == ["drop"]


def test_c17_the_same_click_in_two_tabs_counts_once(tips: Workspace) -> None:
    one, two = run("clean"), run("clean")
    for app in (one, two):
        app.selectbox(key="clean.step").select("scale").run()
        app.multiselect(key="clean.new.scale.columns").select("tip").run()
    one.button(key="clean.add").click().run()
    two.button(key="clean.add").click().run()
    assert names(tips) == ["scale"]


def test_the_form_offers_columns_that_earlier_steps_made(tips: Workspace) -> None:
    put(tips, StepSpec("encode", ("day",)), StepSpec("rename", ("tip",), (("to", "extra"),)))
    app = run("clean")
    app.selectbox(key="clean.step").select("scale").run()
    offered = app.multiselect(key="clean.new.scale.columns").options
    assert {"day = Sun", "extra"} <= set(offered)
    assert "tip" not in offered
    press(app, ".1.edit")
    key = next(s.key for s in app.selectbox if s.key.startswith("clean.change."))
    assert "tip" in app.selectbox(key=key).options


def test_settings_have_words_of_people(tips: Workspace) -> None:
    put(tips, SCALE)
    app = run("clean")
    assert "Scale: from 0 to 1" in words(app)
    app.selectbox(key="clean.step").select("impute").run()
    labels = [element.label for element in (*app.get("button_group"), *app.text_input, *app.toggle)]
    assert {"Fill with", "Fixed value", "Mark where a gap was"} <= set(labels)


@pytest.mark.parametrize("entry", STEPS, ids=lambda entry: entry.name)
def test_every_setting_has_a_label_and_its_choices_words(entry) -> None:  # type: ignore[no-untyped-def]
    for param in entry.params:
        assert param.label, param.name
        assert not param.names or len(param.names) == len(param.choices)
        assert all("_" not in param.word(choice) for choice in param.choices)


def test_one_is_not_many(tips: Workspace) -> None:
    put(tips, DROP)
    said = words(run("clean"))
    assert "−1 column" in said
    assert "−1 columns" not in said


def test_dates_without_a_time_are_shown_without_one() -> None:
    frame = pd.DataFrame({
        "day": pd.to_datetime(["2026-01-01", None]),
        "moment": pd.to_datetime(["2026-01-01 10:30", "2026-01-02 00:00"]),
        "number": [1, 2],
    })  # fmt: skip
    assert list(dates(frame)) == ["day"]


# ------------------------------------------------------------- saved, reused, taken along


def save(app, name: str):  # type: ignore[no-untyped-def]
    app.text_input(key="clean.saved.name").set_value(name).run()
    return app.button(key="clean.saved.save").click().run()


def test_c16_a_saved_recipe_says_what_does_not_fit_before_it_is_used(space: Workspace) -> None:
    keep_frame(space, "a,b,c\n1,x,5\n2,y,6\n", "first")
    history = Recipe().scale("a").drop("c")
    editing.edit(space, "first", 0, "test", lambda _: history)
    save(run("clean"), "my recipe")
    keep_frame(space, "b,new,a\nu,x,5\nv,y,6\n", "second")
    app = run("clean")
    said = words(app)
    assert "`c` is missing here; needed by 2 Drop columns" in said
    assert "It will be switched off" in said
    assert "Not in the data it was made for: `new`" in said
    assert "matched by name" in said
    assert space.recipe("second") == Recipe()
    app.button(key="clean.saved.use").click().run()
    assert [(s.name, s.enabled) for s in space.recipe("second").steps] == [
        ("scale", True), ("drop", False),
    ]  # fmt: skip
    app.button(key="clean.saved.delete").click().run()
    assert "clean.saved.use" not in [button.key for button in app.button]


def test_a_recipe_without_a_name_is_not_saved(tips: Workspace) -> None:
    put(tips, DROP)
    app = save(run("clean"), "  ")
    assert "A saved recipe needs a name" in words(app)
    app = save(app, "tidy")
    assert "Every step fits this table" in words(app)


def test_a_broken_recipe_leaves_as_a_file_only(tips: Workspace) -> None:
    put(tips, DROP, StepSpec("encode", ("day",)))
    app = run("clean")
    off = {b.proto.id.rsplit("-", 1)[-1]: b.proto.disabled for b in app.get("download_button")}
    assert sorted(off.values()) == [False, True, True]
    assert app.button(key="clean.apply").disabled


def test_the_downloads_are_what_the_recipe_makes(tips: Workspace) -> None:
    put(tips, DROP, SCALE)
    history, revision = tips.history(NAME)
    work = Work(tips, tips.needs_dataset(), history, revision)
    wanted = fit(history.recipe, work.opened.data.frame()).frame
    made = pd.read_csv(io.BytesIO(clean_export._rows(work, ".csv")))
    pd.testing.assert_frame_equal(made, wanted, check_dtype=False)
    book = pd.read_excel(io.BytesIO(clean_export._rows(work, ".xlsx")), engine="openpyxl")
    assert book.shape == wanted.shape
    assert clean_export._script(work).decode() == script(
        history.recipe, work.opened.data, f"{NAME}-clean.py"
    )
    assert Recipe.from_json(json.loads(clean_export._json(work))) == history.recipe


def test_the_values_of_a_step_are_drawn_before_and_after(tips: Workspace) -> None:
    put(tips, SCALE, DROP)
    app = run("clean")
    assert not app.get("plotly_chart")
    app.selectbox(key=f"clean.effect.{NAME}").select(1).run()
    assert len(app.get("plotly_chart")) == 1
    assert "tip: 244 rows with a value before, 244 after" in words(app)
    app.selectbox(key=f"clean.effect.{NAME}").select(2).run()
    assert not app.get("plotly_chart")
