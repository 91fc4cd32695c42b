"""Models: versions, the card, promote with evidence, the way back, tokens shown once."""

from __future__ import annotations

import pickle
from importlib.metadata import version

import pytest
from sqlalchemy import delete

from mlcore.jobs import queue
from mlcore.registry.names import Reference
from mlcore.registry.zipped import zipped
from mlcore.serving import tokens
from mlcore.store import tables
from mlcore.workspace.workspace import Workspace
from tests.pages.conftest import jobs_of, run, train, words


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
    app.button(key="models.replay").click().run()
    said = words(app)
    holdout = two.registry.meta("Penguins", 2).holdout_rows
    assert "of the answers change" in said
    assert f"{holdout} rows of the hold-out" in said
    assert "One row takes" in str([table.value for table in app.table])
    app.button(key="models.promote").click().run()
    assert two.registry.resolve("Penguins")[1] == 2
    assert "Version 2 is the champion" in words(app)
    newest = two.registry.journal.records(1)[0]
    assert (newest.who, newest.action) == ("page", "promote")
    assert f"of {holdout} answers change (hold-out)" in newest.note
    app.button(key="models.back").click().run()
    assert two.registry.resolve("Penguins")[1] == 2  # it asks first
    app.button(key="models.back.yes").click().run()
    assert two.registry.resolve("Penguins")[1] == 1


def test_a_closed_gate_is_shown_and_can_be_forced(
    two: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOUPE_GATE_ROWS", "100000")
    app = run("models")
    app.button(key="models.promote").click().run()
    assert two.registry.resolve("Penguins")[1] == 1
    assert "at least 100000 are wanted" in words(app)
    app.button(key="models.replay").click().run()
    assert "Gate closed." in words(app)
    assert app.button(key="models.promote").label == "Promote version 2 all the same"
    app.button(key="models.promote").click().run()
    assert two.registry.resolve("Penguins")[1] == 2
    assert "forced past rows" in two.registry.journal.records(1)[0].note


def test_tags_note_search_and_what_differs(two: Workspace) -> None:
    app = run("models")
    key = "models.marks.Penguins.2"
    app.text_input(key=f"{key}.tags").set_value("winter, <b>evil</b>")
    app.text_area(key=f"{key}.note").set_value("for the *ward*")
    app.button(key=f"{key}.keep").click().run()
    assert two.registry.version("Penguins", 2).tags == ("winter", "<b>evil</b>")
    assert r"\<b\>evil" in words(app)
    tables = [frame.value for frame in app.dataframe]
    (differs,) = [table for table in tables if list(table.columns[:2]) == ["Part", "What"]]
    assert "logistic" in differs.to_string()
    app.text_input(key="models.search").set_value("winter").run()
    found = [f.value for f in app.dataframe if "Tags" in f.value and "Target" in f.value]
    assert found[0]["Version"].tolist() == ["Penguins v2"]
    app.text_input(key="models.search").set_value("winter tips").run()
    assert "No version has all these words." in words(app)


def test_a_version_is_deleted_only_after_asking(two: Workspace) -> None:
    app = run("models")
    app.button(key="models.delete").click().run()
    assert len(two.registry.versions("Penguins")) == 2
    app.button(key="models.delete.yes").click().run()
    assert [v.version for v in two.registry.versions("Penguins")] == [1]
    app = run("models")
    app.button(key="models.delete").click().run()
    assert app.button(key="models.delete.yes").disabled
    assert "It is champion" in words(app)


def test_the_audit_log_is_shown_and_a_cut_end_is_told(two: Workspace) -> None:
    app = run("models")
    (log,) = [f.value for f in app.dataframe if "Who" in f.value]
    assert log["Of"].tolist() == ["Penguins:2", "Penguins:1", "Restaurant tips:1"]
    assert "not whole" not in words(app)
    with two.store.begin() as connection:
        connection.execute(delete(tables.audit).where(tables.audit.c.seq == 3))
    app = run("models")
    assert "The log is not whole" in words(app)
    app.button(key="models.audit.accept").click().run()
    assert "not whole" not in words(app)


def test_an_exported_file_comes_in_and_a_pickle_does_not(trained: Workspace) -> None:
    app = run("models")
    app.file_uploader(key="models.import.file").upload("a.zip", pickle.dumps(1)).run()
    app.button(key="models.import").click().run()
    assert "This is a pickle file" in words(app)
    data = zipped(trained.registry, "Penguins")
    app.file_uploader(key="models.import.file").upload("b.zip", data).run()
    app.text_input(key="models.import.name").set_value("Birds").run()
    app.button(key="models.import").click().run()
    assert not app.exception
    assert trained.registry.current("Birds") == 1


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


def test_r12_a_version_that_answers_otherwise_is_trained_again_in_one_click(
    trained: Workspace,
) -> None:
    assert not [b for b in run("models").button if b.key == "models.again"]
    at = {"workspace": trained.id, "name": "Penguins", "version": 1}
    with trained.store.begin() as connection:
        row = {**at, "code": "golden_rows_differ", "file": "", "found": 1.0}
        connection.execute(tables.faults.insert().values(**row))
        old = trained.registry.row(Reference("Penguins", version=1)).meta
        meta = {**old, "libraries": [["scikit-learn", "1.2.0"], ["numpy", version("numpy")]]}
        mine = tables.versions.c.name == "Penguins"
        connection.execute(tables.versions.update().where(mine).values(meta=meta))
    before = jobs_of(trained)
    app = run("models")
    said = words(app).replace("\\", "")  # as people read it
    assert "answers its stored rows differently" in said
    assert f"scikit-learn 1.2.0 then, {version('scikit-learn')} now." in said
    app.button(key="models.again").click().run()
    assert not app.exception
    assert jobs_of(trained) == before + 1
    spec = queue.listing(trained.store, trained.id)[0].spec
    assert (spec["name"], spec["plan"]) == ("Penguins", old["plan"])
