"""Models: versions, the card, promote with evidence, the way back, tokens shown once."""

from __future__ import annotations

import pytest

from mlcore.serving import tokens
from mlcore.workspace.workspace import Workspace
from tests.pages.conftest import run, train, words


@pytest.fixture
def two(trained: Workspace) -> Workspace:
    """Return a workspace in which Penguins has a second version."""
    train(trained, "penguins", "species", ("dummy", "tree"))
    return trained


def test_without_a_model_the_page_says_what_to_do(space: Workspace) -> None:
    app = run("models")
    assert "No model is registered yet" in words(app)
    assert "Train models" in {button.label for button in app.button}


def test_the_card_names_scores_rows_and_fits(trained: Workspace) -> None:
    app = run("models")
    meta = trained.registry.versions("Penguins")[0].meta
    facts = app.table[0].value.to_string()
    assert f"{meta.cv_rows} rows" in facts
    assert f"{meta.holdout_rows} rows set aside" in facts
    assert f"on all {meta.rows} rows" in words(app)
    assert "This version is the champion" in words(app)
    assert not [b for b in app.button if b.key == "models.promote"]


def test_promote_with_evidence_then_roll_back(two: Workspace) -> None:
    app = run("models")
    said = words(app)
    assert "scored on the same rows" in said
    assert {metric.label for metric in app.metric} >= {"v2, candidate", "v1, champion"}
    app.button(key="models.promote").click().run()
    assert two.registry.resolve("Penguins")[1] == 2
    assert "Version 2 is the champion" in words(app)
    app.button(key="models.back").click().run()
    assert two.registry.resolve("Penguins")[1] == 2  # it asks first
    app.button(key="models.back.yes").click().run()
    assert two.registry.resolve("Penguins")[1] == 1


def test_a_promotion_seen_too_late_is_refused(two: Workspace) -> None:
    train(two, "penguins", "species", ("dummy", "logistic"))
    app = run("models")
    two.registry.promote("Penguins", 2)
    app.button(key="models.promote").click().run()
    assert two.registry.resolve("Penguins")[1] == 2
    assert "meanwhile" in words(app)


def test_a_token_is_shown_once_with_a_ready_call(trained: Workspace) -> None:
    app = run("models")
    app.text_input(key="models.token.label").set_value("ward tablet").run()
    app.button(key="models.token").click().run()
    secret = app.code[-2].value
    assert tokens.check(trained.store, secret).workspace == trained.id
    assert secret in app.code[-1].value
    assert "/api/v1/models/Penguins/predict" in app.code[-1].value
    app.run()
    assert secret not in "".join(code.value for code in app.code)
    (listed,) = tokens.listing(trained.store, trained.id)
    app.button(key=f"models.revoke.{listed.id}").click().run()
    assert tokens.check(trained.store, secret) is None


def test_a_version_whose_files_are_gone_is_marked_and_cannot_be_promoted(two: Workspace) -> None:
    gone = two.registry.versions("Penguins")[0]
    (two.registry.folder / gone.folder / "meta.json").unlink()
    app = run("models")
    assert not app.exception
    table = app.dataframe[0].value
    assert table["In use"].tolist() == [["Files gone"], ["Champion"]]
    said = words(app)
    assert "v2: files are gone." in said
    assert "cannot answer, be promoted or exported" in said
    assert ":red-badge[:material/error: Files gone]" in said
    assert not [button for button in app.button if button.key == "models.promote"]
    assert "did not foresee" not in said
    app.selectbox(key="models.version.Penguins").select(1).run()
    assert app.get_by_key("models.export")


def test_every_model_can_be_chosen(trained: Workspace) -> None:
    app = run("models")
    app.selectbox(key="models.name").select("Restaurant tips").run()
    assert not app.exception
    assert "Restaurant tips" in words(app)
    assert run("models").selectbox(key="models.name").value == "Restaurant tips"
