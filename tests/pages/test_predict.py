"""Predict: the form is the signature, and the page answers what the model answers."""

from __future__ import annotations

from threading import Event

import pytest

from mlcore.prediction.answer import answer
from mlcore.prediction.counterfactual import turn
from mlcore.workspace.workspace import Workspace
from pages.ui import predict_why
from pages.ui.predict_start import typical
from tests.pages.conftest import run, words


def test_without_a_model_the_page_says_what_to_do(space: Workspace) -> None:
    assert "No model yet" in words(run("predict"))


def test_the_form_has_a_field_for_every_input(trained: Workspace) -> None:
    app = run("predict")
    model = trained.registry.load("Penguins")
    for field in model.signature.fields:
        assert app.get_by_key(f"predict.Penguins.{field.name}") is not None
    assert "Within experience" in words(app) or "Use with care" in words(app)


def test_the_page_answers_what_the_model_answers(trained: Workspace) -> None:
    app = run("predict")
    model = trained.registry.load("Penguins")
    row = typical(model)
    given = answer(model, [row])[0]
    assert app.header[0].value == str(given.value).replace("-", "\\-")
    key = "predict.Penguins.flipper_length_mm"
    app.number_input(key=key).set_value(231).run()
    changed = answer(model, [{**row, "flipper_length_mm": 231}])[0]
    assert app.header[0].value == str(changed.value)


def test_the_answer_comes_with_its_reasons_and_the_rows_most_like_it(trained: Workspace) -> None:
    app = run("predict")
    model = trained.registry.load("Penguins")
    said = words(app)
    assert any(heading.value.startswith("Why ") for heading in app.subheader)
    assert "the model's reasons, not causes" in said
    assert "raises it most" in said or "lowers it most" in said
    assert "Most alike rows" in said
    near = next(frame.value for frame in app.dataframe if "species (true)" in frame.value)
    assert len(near) == 3
    assert set(near["species (true)"]) <= set(model.signature.classes)


def test_the_answer_does_not_wait_for_sampled_reasons(
    trained: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go, real = Event(), predict_why.reasons
    monkeypatch.setattr(predict_why, "exact", lambda model: False)
    monkeypatch.setattr(predict_why, "PATIENCE", 0.01)
    monkeypatch.setattr(
        predict_why, "reasons", lambda *asked: real(*asked) if may_go.wait(60) else None
    )
    app = run("predict")
    said = words(app)
    assert app.header, "the answer is there"
    assert "The reasons are being worked out." in said
    assert "Most alike rows" in said
    may_go.set()
    monkeypatch.setattr(predict_why, "PATIENCE", 60.0)
    app.run()
    assert "the model's reasons, not causes" in words(app)
    assert "worked out" not in words(app)


def test_a_change_that_turns_the_answer_respects_what_is_fixed(trained: Workspace) -> None:
    model = trained.registry.load("Penguins")
    row = typical(model)
    case = model.check([row]).cases
    assert case is not None
    found = turn(model, case.rows[0])
    assert found is not None
    held = turn(model, case.rows[0], [name for name, _before, _after in found.changes])
    assert held is None or not {name for name, *_ in held.changes} & {found.changes[0][0]}


def test_a_number_comes_with_a_range_that_was_tested(trained: Workspace) -> None:
    app = run("predict")
    app.selectbox(key="predict.model").select("Restaurant tips").run()
    assert "answers: how much is `tip`?" in words(app)
    assert "Nine in ten such rows lie between" in words(app)
    model = trained.registry.load("Restaurant tips")
    value = answer(model, [typical(model)])[0].value
    assert isinstance(value, float)
    assert float(app.header[0].value.replace("\\", "")) == pytest.approx(value, rel=0.01)


def test_an_odd_value_is_named(trained: Workspace) -> None:
    app = run("predict")
    app.number_input(key="predict.Penguins.flipper_length_mm").set_value(235).run()
    assert "Use with care" in words(app)
    assert "above every training value" in words(app)
    assert "Outside experience" not in words(app)


def test_a_case_outside_experience_says_so_before_its_answer(trained: Workspace) -> None:
    app = run("predict")
    app.number_input(key="predict.Penguins.flipper_length_mm").set_value(999).run()
    said = [str(element.value) for element in app.markdown]
    badge = next(at for at, text in enumerate(said) if "Outside experience" in text)
    assert ":red-badge[:material/block:" in said[badge]
    assert "999 is above every training value (231)" in said[badge + 1].replace("\\", "")
    assert app.header[0].value  # the answer stays
    expected = next(at for at, text in enumerate(said) if "Expected" in text)
    assert badge < expected
    assert "Within experience" not in words(app)
    assert "Use with care" not in words(app)


def test_v08_values_come_back_in_a_new_session(trained: Workspace) -> None:
    app = run("predict")
    app.number_input(key="predict.Penguins.flipper_length_mm").set_value(201).run()
    again = run("predict")
    assert again.number_input(key="predict.Penguins.flipper_length_mm").value == 201
    again.button(key="predict.typical").click().run()
    assert again.number_input(key="predict.Penguins.flipper_length_mm").value != 201
