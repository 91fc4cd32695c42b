"""Learn: every lesson opens, its link reopens it, and it runs on the reader's columns."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mlcore.learn.catalog import LESSONS, explaining, lesson
from mlcore.learn.lesson import Lesson
from mlcore.workspace.workspace import Workspace
from pages.ui import learn_controls
from pages.ui.cache_learn import first
from tests.pages.conftest import keep, run, words

EACH = pytest.mark.parametrize("entry", LESSONS, ids=lambda entry: entry.name)


def opened(entry: Lesson, **query: str) -> AppTest:
    """Open a lesson by its address."""
    app = run("home")
    unfold(app, entry)
    for name, text in {"lesson": entry.name, **query}.items():
        app.query_params[name] = text
    app.switch_page("pages/learn.py").run()
    assert not app.exception
    assert "did not foresee" not in words(app)
    return app


def unfold(app: AppTest, entry: Lesson) -> None:
    """Open what is folded in a lesson: it comes only then."""
    for fold in ("student", "code", "sources"):
        app.session_state[f"learn.{entry.name}.fold.{fold}"] = True


def labels(app: AppTest) -> set[str]:
    """Return what the controls for parameters are called."""
    kinds = ("button_group", "selectbox", "select_slider", "toggle")
    return {control.label for kind in kinds for control in app.get(kind)}


def asked(app: AppTest, name: str) -> str:
    """Return one parameter of the address."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def test_a_tile_opens_its_lesson_and_the_way_back_lists_them_all(space: Workspace) -> None:
    app = run("learn")
    assert all(entry.title in words(app) for entry in LESSONS)
    app.button(key=f"learn.open.{LESSONS[0].name}").click().run()
    assert app.title[0].value == LESSONS[0].title
    assert asked(app, "lesson") == LESSONS[0].name
    app.button(key="learn.all").click().run()
    assert app.title[0].value == "Learn"
    assert "lesson" not in app.query_params


@EACH
def test_every_lesson_opens_with_question_formula_and_words(
    space: Workspace, entry: Lesson
) -> None:
    app = opened(entry)
    assert app.title[0].value == entry.title
    said = words(app)
    assert entry.newcomer in said
    assert entry.student in said
    assert any(entry.question.text in group.label for group in app.get("button_group"))
    assert len(app.latex) == len(entry.formulas(entry.chosen()))
    assert "#" not in app.latex[0].value
    assert "import " in app.code[0].value
    assert all(source.text in said for source in entry.sources)


@EACH
def test_the_address_names_everything_and_a_link_brings_it_back(
    space: Workspace, entry: Lesson
) -> None:
    preset = entry.presets[-1]
    app = opened(entry)
    app.get_by_key(f"learn.{entry.name}.preset").set_value(preset.name).run()
    app.number_input(key=f"learn.{entry.name}.seed").set_value(7).run()
    query = {name: asked(app, name) for name in app.query_params if name != "workspace"}
    for name, value in entry.preset(preset.name).values:
        assert query[name] == str(value)
    assert query["seed"] == "7"
    again = opened(entry, **query, frame="1")
    assert again.number_input(key=f"learn.{entry.name}.seed").value == 7
    assert again.get_by_key(f"learn.{entry.name}.preset").value == preset.name
    assert asked(again, "frame") == "1"
    again.number_input(key=f"learn.{entry.name}.seed").set_value(8).run()
    assert "frame" not in again.query_params  # another run begins at its start


def test_what_is_folded_comes_when_it_is_opened(space: Workspace) -> None:
    app = run("learn")
    app.button(key=f"learn.open.{LESSONS[0].name}").click().run()
    assert LESSONS[0].newcomer in words(app)
    assert LESSONS[0].student not in words(app)
    assert not app.code
    unfold(app, LESSONS[0])
    app.run()
    assert LESSONS[0].student in words(app)
    assert app.code


def test_the_answer_comes_after_the_question(space: Workspace) -> None:
    entry = LESSONS[0]
    app = opened(entry)
    asked_first = (entry.matching(entry.chosen()) or entry.presets[0]).question or entry.question
    key = f"learn.{entry.name}.answer.{asked_first.text}"
    assert asked_first.why not in words(app)
    app.get_by_key(key).set_value(asked_first.right).run()
    assert f"**Yes.** {asked_first.why}" in words(app)
    wrong = next(i for i in range(len(asked_first.options)) if i != asked_first.right)
    app.get_by_key(key).set_value(wrong).run()
    assert "**No:" in words(app)
    assert asked_first.why in words(app)


def test_presenting_leaves_only_what_a_class_needs(space: Workspace) -> None:
    entry = LESSONS[0]
    app = opened(entry, presenter="1")
    assert entry.newcomer not in words(app)
    assert not app.number_input
    assert asked(app, "presenter") == "1"
    assert len(app.latex) == len(entry.formulas(entry.chosen()))
    app.toggle(key=f"learn.{entry.name}.presenter").set_value(False).run()
    assert entry.newcomer in words(app)
    assert "presenter" not in app.query_params


@pytest.mark.parametrize("entry", [e for e in LESSONS if e.slots], ids=lambda entry: entry.name)
def test_a_lesson_runs_on_the_readers_columns(space: Workspace, entry: Lesson) -> None:
    keep(space, "penguins")
    app = opened(entry)
    made = {p.label for p in entry.parameters if p.toy and entry.shown(p, entry.chosen())}
    assert made <= labels(app)
    app.get_by_key(f"learn.{entry.name}.data").set_value("own").run()
    assert not app.exception
    assert "did not foresee" not in words(app)
    assert not made & labels(app)  # what shapes the toy data is not offered
    data = space.open_dataset().data
    for slot in entry.slots:
        column = asked(app, f"col.{slot.name}")
        assert column in learn_controls.suitable(data, slot)
    assert "read_csv" in app.code[0].value
    query = {name: asked(app, name) for name in app.query_params if name != "workspace"}
    again = opened(entry, **query)
    assert again.get_by_key(f"learn.{entry.name}.data").value == "own"
    assert "read_csv" in again.code[0].value


FAIRNESS = lesson("fairness")


def test_a_lesson_runs_on_the_readers_model(trained: Workspace) -> None:
    app = opened(FAIRNESS)
    app.get_by_key("learn.fairness.data").set_value("own").run()
    assert not app.exception
    assert "did not foresee" not in words(app)
    query = {name: asked(app, name) for name in app.query_params if name != "workspace"}
    assert query["data"] == "own"
    assert query["col.trial"] == "logistic"
    assert query["col.answer"] in ("Adelie", "Chinstrap", "Gentoo")
    assert "read_csv" in app.code[0].value
    assert "rows are shown" in words(app)
    groups = app.selectbox(key="learn.fairness.col.group")
    groups.set_value("sex").run()
    assert asked(app, "col.group") == "sex"
    again = opened(FAIRNESS, **{**query, "col.group": "sex"}, presenter="1")
    assert "toy data" not in words(again).lower()
    assert asked(again, "col.group") == "sex"


def test_groups_without_enough_rows_are_named_and_can_be_changed(trained: Workspace) -> None:
    app = opened(FAIRNESS, data="own")
    app.selectbox(key="learn.fairness.col.answer").set_value("Gentoo").run()
    app.selectbox(key="learn.fairness.col.group").set_value("island").run()
    assert not app.exception
    assert "has no two groups with 15 rows" in words(app)
    app.selectbox(key="learn.fairness.col.group").set_value("sex").run()
    assert "has no two groups" not in words(app)


def test_a_link_to_a_model_that_is_not_here_says_so(space: Workspace) -> None:
    app = opened(FAIRNESS, data="own", **{"col.run": "gone", "col.trial": "logistic"})
    assert "not in this workspace" in words(app)
    assert "read_csv" not in app.code[0].value
    assert "Train a model" in words(opened(FAIRNESS))


def test_understand_leads_to_the_lines_of_its_model_and_back(trained: Workspace) -> None:
    app = run("understand")
    unfold(app, FAIRNESS)
    app.selectbox(key="understand.view.c").set_value("fairness").run()
    next(box for box in app.selectbox if box.label == "Column").set_value("sex").run()
    app.button(key="understand.lesson").click().run()
    assert not app.exception
    assert app.title[0].value == FAIRNESS.title
    assert asked(app, "data") == "own"
    assert "read_csv" in app.code[0].value
    run_id = asked(app, "col.run")
    app.button(key="learn.understand").click().run()
    assert app.title[0].value == "Understand"
    assert app.selectbox(key="understand.run").value == run_id


def test_what_cannot_be_dragged_is_not_offered(space: Workspace) -> None:
    entry = lesson("logistic-regression")
    hint = entry.handles[0].help
    assert hint in words(opened(entry))
    three = {"points": "three", "line": "0,0;1,1"}
    said = words(opened(entry, **three))
    assert hint not in said
    assert not any("Put back" in button.label for button in opened(entry, **three).button)
    app = opened(lesson("principal-components"))
    assert "Drag a ringed mark" in words(app)
    assert lesson("principal-components").handles[0].help not in words(app)
    app.get_by_key("learn.principal-components.preset").set_value("power").run()
    assert lesson("principal-components").handles[0].help in words(app)
    assert "Drag a ringed mark" not in words(app)


def test_a_model_leads_to_its_lesson_on_the_readers_columns(trained: Workspace) -> None:
    app = run("models")
    unfold(app, explaining("logistic"))
    app.button(key="models.lesson").click().run()
    assert not app.exception
    assert app.title[0].value == explaining("logistic").title
    assert asked(app, "data") == "own"
    assert asked(app, "col.class") == "species"
    assert "read_csv" in app.code[0].value


@pytest.mark.parametrize("model", ["logistic", "linear_svm", "forest"])
def test_a_lesson_leads_to_the_training_of_its_models(space: Workspace, model: str) -> None:
    keep(space, "penguins")
    entry = explaining(model)
    app = opened(entry)
    app.get_by_key(f"learn.{entry.name}.data").set_value("own").run()
    column = asked(app, "col.class")
    app.button(key="learn.train").click().run()
    assert not app.exception
    assert app.title[0].value == "Train"
    assert app.selectbox(key="train.target.Penguins").value == column
    assert any(model in (m.value or []) for m in app.multiselect)


def test_a_link_to_columns_that_are_not_open_says_so(space: Workspace) -> None:
    app = opened(LESSONS[0], data="own", **{"col.x": "a", "col.y": "b"})
    assert "is not open: toy data instead" in words(app)
    assert "read_csv" not in app.code[0].value


def test_a_spoilt_link_opens_the_defaults(space: Workspace) -> None:
    app = opened(LESSONS[0], rate="NaN", seed="-4", start="x,y", frame="many", preset="none")
    assert asked(app, "rate") == str(LESSONS[0].parameter("rate").default)
    assert asked(app, "seed") == "0"
    unknown = run("learn")
    unknown.query_params["lesson"] = "no-such-lesson"
    unknown.run()
    assert unknown.title[0].value == "Learn"


def mounted(app: AppTest, word: str) -> dict[str, Any]:
    """Return what the component was given whose data hold *word*."""
    given = (json.loads(each.proto.json) for each in app.get("bidi_component"))
    return next(data for data in given if word in data)


def test_what_is_drawn_ahead_is_what_opens(space: Workspace) -> None:
    entry = LESSONS[0]
    app = run("learn")
    assert mounted(app, "names")["names"] == [each.name for each in LESSONS]
    app.button(key=f"learn.open.{entry.name}").click().run()
    player, found = mounted(app, "told"), json.loads(first(entry.name, None))
    assert found["drawn"] == player["drawn"]
    views = json.loads(player["views"])
    assert [view["data"] for view in found["views"]] == [view["data"] for view in views]
    assert [view["frames"] for view in found["views"]] == [v["frames"][:1] for v in views]


def test_the_table_behind_has_a_row_for_each_step(space: Workspace) -> None:
    app = opened(LESSONS[0])
    expander = next(e for e in app.expander if "numbers of all steps" in e.label)
    assert expander is not None
