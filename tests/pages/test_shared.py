"""The shared pieces: text from data stays text, errors become cards, controls remember."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from mlcore.workspace.workspace import Workspace
from pages.ui import charts, explore_findings
from pages.ui.table import page
from pages.ui.words import JOINER, code, literal, shorten
from tests.naughty import STRINGS
from tests.pages.conftest import keep, run, words


def _bare(text: str) -> str:
    """Undo the escapes: what a reader of the Markdown sees."""
    return re.sub(r"\\(.)", r"\1", text).replace(JOINER, "")


def test_v12_a_reader_sees_the_text_as_it_stands() -> None:
    shown = {text: _bare(literal(text, 600)) for text in STRINGS}
    wanted = {text: shorten(text, 600).replace(JOINER, "") for text in STRINGS}
    assert shown == wanted


@given(st.text(max_size=70))
def test_nothing_that_markdown_acts_on_is_left_bare(text: str) -> None:
    shown = literal(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]<>$#!|~]", shown.replace("\\\\", ""))
    assert not re.search(r":[a-zA-Z0-9/+\-]", shown)
    assert "\n" not in shown


@given(st.text(max_size=200))
def test_long_text_is_cut(text: str) -> None:
    assert len(_bare(literal(text, 20))) <= 20 + text.count(JOINER)


@pytest.mark.parametrize("text", ["a`b", "``", "`x`", "", " "])
def test_code_cannot_be_closed_from_inside(text: str) -> None:
    shown = code(text)
    fence = re.match("`+", shown)[0]  # type: ignore[index]
    assert shown.endswith(fence)
    assert fence not in shown[len(fence) : -len(fence)]


def _raises(kind: str) -> None:
    from mlcore.errors import LoupeError, Where
    from mlcore.workspace.messages import CHANGED_ELSEWHERE
    from pages.ui import guards

    with guards.page():
        if kind == "ours":
            where = Where(column=":red[x]", row=3)
            raise LoupeError(CHANGED_ELSEWHERE, where, ago="10 seconds ago")
        raise ZeroDivisionError("/secret/path 0x7f")


def test_an_error_is_a_card_with_a_reference(
    space: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "loupe.pages"):
        app = AppTest.from_function(_raises, args=("ours",), default_timeout=30).run()
    card = "\n".join(element.value for element in app.markdown)
    assert not app.exception
    assert "changed in another tab 10 seconds ago" in card
    assert ":red[x]" not in card
    assert "row 3" in card
    ref = re.search(r"request (\w+)", card)
    assert ref
    assert ref[1] in caplog.text


def test_v18_an_unforeseen_error_shows_no_detail(space: Workspace) -> None:
    app = AppTest.from_function(_raises, args=("theirs",), default_timeout=30).run()
    card = "\n".join(element.value for element in app.markdown)
    assert not app.exception
    assert "did not foresee" in card
    assert "/secret" not in card
    assert "Traceback" not in card


def test_v18_one_page_fails_and_the_others_work(
    space: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keep(space, "tips")

    def broken(view: object) -> None:
        raise ZeroDivisionError("/secret/path 0x7f")

    monkeypatch.setattr(explore_findings, "findings", broken)
    with caplog.at_level(logging.WARNING, "loupe.pages"):
        app = run("explore")
    assert not app.exception
    said = words(app)
    assert "did not foresee" in said
    assert "/secret" not in said
    assert "Traceback" not in said
    ref = re.search(r"request (\w+)", said)
    assert ref
    assert ref[1] in caplog.text
    for name in ("clean", "data", "train"):
        other = words(app.switch_page(page(name).script).run())
        assert "did not foresee" not in other
        assert "Restaurant tips" in other or app.selectbox


def _control(options: list[str]) -> None:
    import streamlit as st

    from pages.ui import controls

    controls.choose(st.selectbox, "Target", options, key="t.choice", default=options[0])
    controls.number("Folds", key="t.folds", default=5, low=2, high=9, step=1)


def _draw(options: list[str]) -> AppTest:
    return AppTest.from_function(_control, args=(options,), default_timeout=30).run()


def test_a_control_comes_back_in_another_session(space: Workspace) -> None:
    app = _draw(["a", "b", "c"])
    app.selectbox(key="t.choice").select("b").run()
    assert _draw(["a", "b", "c"]).selectbox(key="t.choice").value == "b"


def test_v17_a_choice_that_is_gone_is_set_back_and_said(space: Workspace) -> None:
    _draw(["a", "b"]).selectbox(key="t.choice").select("b").run()
    app = _draw(["x", "y"])
    assert app.selectbox(key="t.choice").value == "x"
    assert "“b” is not there any more; now x" in app.caption[0].value


@pytest.mark.parametrize(("kept", "shown", "why"), [(400, 9, "more than"), (1, 2, "less than")])
def test_v17_a_number_outside_its_bounds_is_brought_back_and_said(
    space: Workspace, kept: int, shown: int, why: str
) -> None:
    space.set_control("t.folds", kept)
    app = _draw(["a"])
    assert app.number_input(key="t.folds").value == shown
    assert f"Folds: “{kept}” is {why} fits here; now {shown}" in app.caption[0].value
    assert not app.run().caption, "said once"


def _several(options: list[str]) -> None:
    import streamlit as st

    from pages.ui import controls

    controls.choose_many(st.multiselect, "Parts", options, key="t.parts")


def test_v17_what_is_gone_of_several_is_left_out_and_said(space: Workspace) -> None:
    space.set_control("t.parts", ["a", "b"])
    app = AppTest.from_function(_several, args=(["b", "c"],), default_timeout=30).run()
    assert app.multiselect(key="t.parts").value == ["b"]
    assert "Parts: “a” is not there any more; left out now" in app.caption[0].value


def test_code_samples_are_in_one_ink() -> None:
    colourful = [
        path.name
        for path in Path(charts.__file__).parent.glob("*.py")
        if re.search(r"st\.code\([^)]*language=\"", path.read_text("utf-8"))
    ]
    assert colourful == []  # syntax colours are too faint to read in the light appearance


def _many() -> None:
    import streamlit as st

    from pages.ui import controls

    names = [f"column {number}" for number in range(10_000)]
    chosen = controls.choose(st.selectbox, "Column", names, key="many", default=names[0])
    picked = controls.choose_many(st.multiselect, "Columns", names, key="several")
    st.markdown(f"{chosen} of {len(picked)}")


def test_v14_any_of_ten_thousand_columns_is_picked_and_comes_back(space: Workspace) -> None:
    app = AppTest.from_function(_many, default_timeout=30).run()
    box = app.selectbox(key="many")
    assert len(box.options) == 10_000
    box.select("column 9876").run()
    app.multiselect(key="several").select("column 1234").run()
    assert app.markdown[0].value == "column 9876 of 1"
    again = AppTest.from_function(_many, default_timeout=30).run()
    assert again.markdown[0].value == "column 9876 of 1"
