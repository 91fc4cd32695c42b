"""Home: a newcomer starts with a sample; later, what was open goes on."""

from __future__ import annotations

from mlcore.workspace.workspace import Workspace
from tests.pages.conftest import keep, run, words


def test_a_newcomer_sees_samples_and_the_way_to_load_a_file(space: Workspace) -> None:
    app = run("home")
    assert "Start with a sample" in words(app)
    assert "Penguins" in words(app)
    assert app.button(key="home.load").proto.type == "primary"


def test_opening_a_sample_is_one_click(space: Workspace) -> None:
    app = run("home")
    app.button(key="home.sample.titanic").click().run()
    assert not app.exception
    opened = space.open_dataset()
    assert opened is not None
    assert (opened.name, opened.version, opened.data.rows) == ("Titanic", 1, 1313)


def test_what_is_open_goes_on(space: Workspace) -> None:
    keep(space, "tips")
    app = run("home")
    assert "Continue: Restaurant tips" in words(app)
    assert "244 rows" in words(app)


def test_the_model_in_service_and_recent_work_are_shown(trained: Workspace) -> None:
    app = run("home")
    assert "In service: Penguins v1" in words(app)
    labels = [metric.label for metric in app.metric]
    assert "Learned from" in labels
    recent = app.dataframe[0].value
    assert recent["Run"].tolist() == ["Run 2", "Run 1"]
    assert recent["Predicts"].tolist() == ["species", "tip"]
