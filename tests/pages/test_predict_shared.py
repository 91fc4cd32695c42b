"""Scenarios, another version beside, and links that open one model and nothing else."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mlcore.prediction.answer import answer
from mlcore.serving import links
from mlcore.serving.guests import HEADER
from mlcore.workspace import scenarios
from mlcore.workspace.scenarios import Scenario
from mlcore.workspace.workspace import Workspace
from pages.ui.predict_start import typical
from tests.pages.conftest import APP, run, words

FLIPPER = "predict.Penguins.flipper_length_mm"


def follow(token: str) -> AppTest:
    """Open a link in a browser of its own."""
    app = AppTest.from_file(APP, default_timeout=30)
    app.query_params["link"] = token
    return app.run()


def test_scenarios_are_kept_opened_and_forgotten(trained: Workspace) -> None:
    app = run("predict")
    first = app.header[0].value
    app.text_input(key="predict.scenario.name").set_value("As it is").run()
    app.button(key="predict.scenario.keep").click().run()
    app.number_input(key=FLIPPER).set_value(230).run()
    app.button(key="predict.scenario.keep").click().run()
    one, other = scenarios.listing(trained, "Penguins")
    assert (one.name, other.name) == ("As it is", "Scenario 2")
    assert other.row["flipper_length_mm"] == 230
    assert {metric.label for metric in app.metric} >= {"As it is", "Scenario 2"}
    assert "The same values as now" in words(app)
    assert "Differs in flipper" in words(app)
    app.button(key=f"predict.scenario.{one.id}").click().run()
    assert app.header[0].value == first
    app.button(key=f"predict.forget.{other.id}").click().run()
    assert [kept.id for kept in scenarios.listing(trained, "Penguins")] == [one.id]
    again = run("predict")
    assert "As it is" in {metric.label for metric in again.metric}


def test_champion_and_challenger_answer_together(trained: Workspace) -> None:
    model = trained.registry.load("Penguins")
    trained.registry.register(model, "Penguins")
    app = run("predict")
    app.selectbox(key="predict.beside").select("Penguins:2").run()
    given = answer(model, [typical(model)])[0]
    assert f"Penguins v2 answers **{given.value}**" in words(app)


def test_a_link_restores_every_value_and_shows_no_data(trained: Workspace) -> None:
    model = trained.registry.load("Penguins")
    row = {**typical(model), "flipper_length_mm": 229, "sex": None, "island": "Biscoe"}
    token = links.create(trained.store, trained.id, ("Penguins", None), start=row, label="Ward")
    app = follow(token)
    assert not app.exception
    assert app.title[0].value == "Ward"
    (link,) = links.listing(trained.store, trained.id, "Penguins")
    key = f"predict.{link.id}"
    assert app.number_input(key=f"{key}.flipper_length_mm").value == 229
    expected = answer(model, [row])[0]
    assert app.header[0].value == str(expected.value)
    said = words(app)
    for hidden in ("Most alike rows", "Workspace", "A whole table", "Scenarios", trained.id):
        assert hidden not in said
    assert not app.sidebar.children
    assert {button.key for button in app.button} == {"predict.typical"}


def test_two_scenarios_go_along_with_a_link_and_are_only_looked_at(trained: Workspace) -> None:
    app = run("predict")
    app.text_input(key="predict.scenario.name").set_value("As it is").run()
    app.button(key="predict.scenario.keep").click().run()
    app.number_input(key=FLIPPER).set_value(230).run()
    app.button(key="predict.scenario.keep").click().run()
    app.session_state["predict.share"] = True
    app.run()
    assert app.toggle(key="predict.share.scenarios").label == "With 2 scenarios"
    app.button(key="predict.share.make").click().run()
    address = next(block.value for block in app.code if "?link=" in block.value)
    (link,) = links.listing(trained.store, trained.id, "Penguins")
    first, second = scenarios.listing(trained, "Penguins")
    guest = follow(address.rpartition("=")[2])
    assert not guest.exception
    field = f"predict.{link.id}.flipper_length_mm"
    assert guest.number_input(key=field).value == 230
    assert {metric.label for metric in guest.metric} >= {"As it is", "Scenario 2"}
    guest.button(key=f"predict.scenario.{first.id}").click().run()
    assert guest.number_input(key=field).value == first.row["flipper_length_mm"] != 230
    keys = {str(button.key) for button in guest.button}
    assert not any(key.startswith(("predict.forget", "predict.scenario.keep")) for key in keys)
    app.button(key=f"predict.share.{link.id}").click().run()
    assert scenarios.shared(trained.store, trained.id, link.id) == ()
    assert scenarios.listing(trained, "Penguins") == (first, second)


def test_a_link_without_scenarios_shows_none(trained: Workspace) -> None:
    scenarios.keep(
        trained, "Penguins", Scenario("mine", typical(trained.registry.load("Penguins")))
    )
    trained.set_control("predict.share.scenarios", False)
    app = run("predict")
    app.session_state["predict.share"] = True
    app.run()
    app.button(key="predict.share.make").click().run()
    address = next(block.value for block in app.code if "?link=" in block.value)
    guest = follow(address.rpartition("=")[2])
    assert guest.header[0].value
    assert "mine" not in {metric.label for metric in guest.metric}


def test_a_guest_changes_nothing_of_the_workspace(trained: Workspace) -> None:
    token = links.create(trained.store, trained.id, ("Penguins", None))
    before = trained.controls()
    app = follow(token)
    (link,) = links.listing(trained.store, trained.id, "Penguins")
    app.number_input(key=f"predict.{link.id}.flipper_length_mm").set_value(231).run()
    app.button(key="predict.typical").click().run()
    assert app.header[0].value
    assert trained.controls() == before
    assert "workspace" not in app.query_params


@pytest.mark.parametrize("page", ["pages/data.py", "pages/predict.py", "pages/home.py"])
def test_a_guest_who_asks_for_a_page_by_name_gets_nothing(trained: Workspace, page: str) -> None:
    app = follow(links.create(trained.store, trained.id, ("Penguins", None)))
    app.query_params.clear()
    with pytest.raises(ValueError, match=r"Known pages: .'[^',]*pages/shared\.py'."):
        app.switch_page(page)
    app.run()
    assert app.title[0].value == "Penguins", "who came by a link stays a guest"


def test_a_link_that_ended_says_so_and_nothing_else(trained: Workspace) -> None:
    token = links.create(trained.store, trained.id, ("Penguins", None))
    (link,) = links.listing(trained.store, trained.id, "Penguins")
    links.revoke(trained.store, trained.id, link.id)
    for given in (token, "no such link"):
        app = follow(given)
        assert "does not lead anywhere any more" in words(app)
        assert not app.header
        assert not app.title


def test_a_link_is_made_shown_once_and_revoked_on_the_page(trained: Workspace) -> None:
    app = run("predict")
    app.number_input(key=FLIPPER).set_value(222).run()
    app.session_state["predict.share"] = True
    app.run()
    app.text_input(key="predict.share.label").set_value("for Ada").run()
    app.button(key="predict.share.make").click().run()
    (link,) = links.listing(trained.store, trained.id, "Penguins")
    assert (link.label, link.start["flipper_length_mm"]) == ("for Ada", 222)
    address = next(block.value for block in app.code if "?link=" in block.value)
    assert trained.id not in address
    assert links.followed(trained.store, address.rpartition("=")[2]).id == link.id
    app.button(key=f"predict.share.{link.id}").click().run()
    assert links.listing(trained.store, trained.id, "Penguins") == ()


def test_who_a_closed_door_let_through_is_a_guest_whatever_the_address_says(
    trained: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = links.create(trained.store, trained.id, ("Penguins", None))
    said = property(lambda self: {HEADER.decode(): token})
    monkeypatch.setattr(type(st.context), "headers", said)
    app = AppTest.from_file(APP, default_timeout=30)
    app.query_params["workspace"] = "default"
    app.run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Penguins"]
    assert "Workspace · saved" not in words(app)
    with pytest.raises(ValueError, match="Known pages"):
        app.switch_page("pages/data.py")
    (link,) = links.listing(trained.store, trained.id, "Penguins")
    links.revoke(trained.store, trained.id, link.id)
    assert "does not lead anywhere" in words(app.run())
