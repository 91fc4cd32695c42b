"""Understand: a verdict with its rows, the views of both kinds of task, or why there is none."""

from __future__ import annotations

import pytest

from mlcore.evaluation.curves import confusion
from mlcore.evaluation.metrics import most_likely
from mlcore.jobs import queue
from mlcore.jobs.inline import run_inline
from mlcore.plots.plot import Plot
from mlcore.training import runs
from mlcore.workspace.workspace import Workspace
from pages.ui import charts, understand_reasons
from tests.pages.conftest import keep, run, train, words


def _look_at_tips(trained: Workspace) -> str:
    """Choose the older run, which predicts a number, before the page is opened."""
    tips = runs.listing(trained.store, trained.id)[1].id
    trained.set_control("understand.run", tips)
    return tips


def test_without_a_model_the_page_says_what_to_do(space: Workspace) -> None:
    assert "No finished model yet" in words(run("understand"))
    keep(space, "tips")
    app = run("understand")
    assert "Train models" in {button.label for button in app.button}


def test_a_running_training_is_waited_for(space: Workspace) -> None:
    from mlcore.types import Plan

    keep(space, "tips")
    space.train(Plan("tip", models=("dummy",)), None)
    app = run("understand")
    assert "first finished model opens here" in words(app)
    assert "Watch the run" in {button.label for button in app.button}


def test_the_verdict_says_how_good_on_which_rows(trained: Workspace) -> None:
    app = run("understand")
    entry = runs.listing(trained.store, trained.id)[0]
    seen = runs.load(trained.store, trained.id, entry.id)
    said = words(app)
    assert "Beats the baseline" in said
    assert f"out-of-fold, {len(seen.splits.train_rows)} rows, 3 folds" in said
    oof = seen.oof()
    right = confusion(oof.y, most_likely(oof.prediction), seen.classes).accuracy
    assert f"{100 * right:.0f}% of {len(oof.y)} rows are answered right" in said.replace("\\", "")


def test_what_it_leans_on_names_its_rows(trained: Workspace) -> None:
    app = run("understand")
    app.get_by_key("understand.view.c").set_value("leaning").run()
    assert "rows of fold 1, which this fit had not seen" in words(app)


def test_the_baseline_can_be_looked_at_too(trained: Workspace) -> None:
    app = run("understand")
    key = next(s.key for s in app.selectbox if s.key.startswith("understand.trial."))
    app.selectbox(key=key).select("dummy").run()
    assert "Baseline" in words(app)
    assert not app.exception


def test_the_choice_is_there_after_a_reload(trained: Workspace) -> None:
    app = run("understand")
    tips = runs.listing(trained.store, trained.id)[1].id
    app.selectbox(key="understand.run").select(tips).run()
    assert run("understand").selectbox(key="understand.run").value == tips


def test_recalibration_is_shown_beside_what_was_trained(trained: Workspace) -> None:
    app = run("understand")
    app.get_by_key("understand.view.c").set_value("probabilities").run()
    assert "Probabilities are off by" in words(app)
    entry = runs.listing(trained.store, trained.id)[0]
    app.get_by_key(f"understand.calibrate.{entry.id}").set_value("isotonic").run()
    assert not app.exception
    assert "Before it was" in words(app)


def test_errors_stand_against_any_column(trained: Workspace) -> None:
    tips = _look_at_tips(trained)
    app = run("understand")
    app.get_by_key("understand.view.n").set_value("against").run()
    assert "Breusch–Pagan" in words(app)
    app.selectbox(key=f"understand.against.{tips}").select("day").run()
    assert not app.exception
    assert "Errors are largest for day" in words(app)


@pytest.mark.parametrize("kind", ["c", "n"])
def test_the_worst_rows_are_looked_for_or_said_to_be_none(trained: Workspace, kind: str) -> None:
    if kind == "n":
        _look_at_tips(trained)
    app = run("understand")
    app.get_by_key(f"understand.view.{kind}").set_value("slices").run()
    assert not app.exception
    assert "groups were looked at" in words(app)


def test_fairness_by_a_column_and_what_evening_out_costs(trained: Workspace) -> None:
    app = run("understand")
    app.get_by_key("understand.view.c").set_value("fairness").run()
    entry = runs.listing(trained.store, trained.id)[0]
    app.selectbox(key=f"understand.sensitive.{entry.id}").select("sex").run()
    assert not app.exception
    said = words(app)
    assert "`sex` is an input of the model." in said
    assert "apart" in said
    app.selectbox(key=f"understand.selected.{entry.id}").select("Adelie").run()
    assert not app.exception


def test_the_effect_of_a_column_is_drawn_in_two_ways(trained: Workspace) -> None:
    app = run("understand")
    app.get_by_key("understand.view.c").set_value("effects").run()
    entry = runs.listing(trained.store, trained.id)[0]
    app.selectbox(key=f"understand.effect.{entry.id}").select("flipper_length_mm").run()
    assert "rows were asked about; single rows are thin" in words(app)
    app.get_by_key(f"understand.local.{entry.id}").set_value("local").run()
    assert not app.exception
    assert "rows were asked about; means only" in words(app)
    app.selectbox(key=f"understand.effect.{entry.id}").select("island").run()
    assert not app.exception
    assert "levels stand by how common they are" in words(app)
    assert "is not there any more; now In all rows" in words(app)


def test_the_model_itself_is_read_or_said_to_be_unreadable(trained: Workspace) -> None:
    app = run("understand")
    app.get_by_key("understand.view.c").set_value("readable").run()
    assert not app.exception
    assert "weighs most" in words(app)
    tips = _look_at_tips(trained)
    trained.set_control("understand.view.n", "readable")
    trained.set_control(f"understand.trial.{tips}", "tree")
    app = run("understand")
    assert not app.exception
    assert "all rows (" in app.code[0].value
    trained.set_control(f"understand.trial.{tips}", "dummy")
    assert "not made of rules" in words(run("understand"))


CLASSES = ("mistakes", "ranking", "probabilities", "leaning", "reasons", "effects", "readable",
           "slices", "fairness", "other", "checks")  # fmt: skip
NUMBERS = ("errors", "residuals", "against", "leaning", "reasons", "effects", "readable",
           "slices", "other", "checks")  # fmt: skip


@pytest.mark.parametrize(("kind", "views"), [("c", CLASSES), ("n", NUMBERS)])
def test_every_chart_has_its_sentence_and_its_table(
    trained: Workspace, monkeypatch: pytest.MonkeyPatch, kind: str, views: tuple[str, ...]
) -> None:
    """Whatever a view draws goes through one function, with a finding in words and numbers."""
    shown: list[Plot] = []
    draw = charts.show

    def noted(plot: Plot, key: str, **options: bool) -> None:
        assert not options, "neither sentence nor table is left out"
        shown.append(plot)
        draw(plot, key)

    monkeypatch.setattr(charts, "show", noted)
    if kind == "n":
        _look_at_tips(trained)
    app = run("understand")
    for view in views:
        shown.clear()
        app.get_by_key(f"understand.view.{kind}").set_value(view).run()
        assert not app.exception, view
        assert "did not foresee" not in words(app), view
        assert len(app.get("plotly_chart")) == len(shown), view
        for plot in shown:
            assert plot.lead.strip(), view
            assert len(plot.table), view


def test_reasons_add_up_on_average_row_by_row_and_for_one_row(trained: Workspace) -> None:
    app = run("understand")
    app.get_by_key("understand.view.c").set_value("reasons").run()
    said = words(app)
    assert "moves the answers furthest" in said
    assert "which this fit had not seen" in said
    entry = runs.listing(trained.store, trained.id)[0]
    app.get_by_key(f"understand.reach.{entry.id}").set_value("rows").run()
    assert not app.exception
    assert "in nine of ten rows" in words(app)
    rows = app.selectbox(key=f"understand.row.{entry.id}")
    rows.select_index(3).run()
    assert not app.exception


def test_a_model_that_takes_long_is_asked_for(
    trained: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(understand_reasons, "QUICK", -1.0)
    app = run("understand")
    app.get_by_key("understand.view.c").set_value("reasons").run()
    assert "ask for it" in words(app)
    app.button(key="understand.study.reasons").click().run()
    job = next(job for job in queue.listing(trained.store, trained.id) if job.kind == "study")
    assert run_inline(trained.store, job.id).state == "done"
    app = run("understand")
    assert not app.exception
    assert "moves the answers furthest" in words(app)


def test_two_models_are_compared_on_the_same_rows(trained: Workspace) -> None:
    app = run("understand")
    app.get_by_key("understand.view.c").set_value("other").run()
    assert "They disagree on" in words(app)
    assert "groups were looked at" in words(app)
    tips = _look_at_tips(trained)
    app = run("understand")
    app.get_by_key("understand.view.n").set_value("other").run()
    app.selectbox(key=f"understand.other.{tips}").select("tree").run()
    assert not app.exception
    assert "further apart than half the usual error" in words(app)


def test_a_model_of_another_run_on_the_same_data_is_a_rival(trained: Workspace) -> None:
    train(trained, "penguins", "species", ("tree",))
    later, earlier = runs.listing(trained.store, trained.id)[:2]
    trained.set_control("understand.run", later.id)
    trained.set_control("understand.view.c", "other")
    app = run("understand")
    assert not app.exception
    rivals = app.selectbox(key=f"understand.other.{later.id}")
    assert any(option.endswith(f"run {earlier.number}") for option in rivals.options)
    assert not any("Ridge" in option for option in rivals.options), "tips are other rows"
    rivals.select(f"{earlier.id} logistic").run()
    assert not app.exception
    assert "They disagree on" in words(app)
    assert f"run {earlier.number}" in words(app)


def test_ranges_of_a_number_are_judged_by_the_other_folds(trained: Workspace) -> None:
    _look_at_tips(trained)
    app = run("understand")
    said = words(app)
    assert "How often its ranges hold" in said
    assert "Ranges that should hold 90% held" in said.replace("\\", "")


def test_trained_without_each_column_is_a_job(trained: Workspace) -> None:
    app = run("understand")
    app.get_by_key("understand.view.c").set_value("leaning").run()
    app.button(key="understand.study.columns").click().run()
    job = next(job for job in queue.listing(trained.store, trained.id) if job.kind == "study")
    assert run_inline(trained.store, job.id).state == "done"
    app = run("understand")
    assert not app.exception
    assert "Trained anew without each column" in words(app)


def test_two_columns_together_have_an_effect_of_their_own(trained: Workspace) -> None:
    app = run("understand")
    app.get_by_key("understand.view.c").set_value("effects").run()
    entry = runs.listing(trained.store, trained.id)[0]
    app.selectbox(key=f"understand.effect.{entry.id}").select("flipper_length_mm").run()
    app.get_by_key(f"understand.local.{entry.id}").set_value("two").run()
    assert not app.exception
    assert "beyond what each does alone" in words(app)


def test_several_classes_are_ranked_one_by_one(trained: Workspace) -> None:
    app = run("understand")
    app.get_by_key("understand.view.c").set_value("ranking").run()
    assert "is told apart worst" in words(app)


def test_a_correction_is_saved_as_a_version(trained: Workspace) -> None:
    entry = runs.listing(trained.store, trained.id)[0]
    trained.set_control("understand.view.c", "probabilities")
    trained.set_control(f"understand.calibrate.{entry.id}", "sigmoid")
    app = run("understand")
    app.button(key="understand.recalibrate").click().run()
    assert not app.exception
    assert "Saved as version 2" in words(app)
    assert trained.registry.meta("Penguins", 2).recalibration["method"] == "sigmoid"


def test_the_calibration_of_groups_and_what_evening_out_costs(trained: Workspace) -> None:
    entry = runs.listing(trained.store, trained.id)[0]
    trained.set_control("understand.view.c", "fairness")
    trained.set_control(f"understand.sensitive.{entry.id}", "sex")
    app = run("understand")
    app.get_by_key(f"understand.rate.{entry.id}").set_value("observed").run()
    assert not app.exception
    assert "Probabilities are" in words(app)


def test_the_report_and_the_card_are_offered(trained: Workspace) -> None:
    app = run("understand")
    labels = {button.label for button in app.get("download_button")}
    assert {"Report as one file", "Model card v1 (.html)", "Model card v1 (.md)"} <= labels
