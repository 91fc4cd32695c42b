"""Train: one card asks, one click queues one job; the leaderboard says who leads and why."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from mlcore.data.read import read_bytes
from mlcore.errors import LoupeError
from mlcore.jobs import claims, queue
from mlcore.jobs.inline import run_inline
from mlcore.jobs.owner import new_owner
from mlcore.registry import folders
from mlcore.store.messages import STORE_FULL
from mlcore.store.tables import jobs
from mlcore.training import runs
from mlcore.types import Plan
from mlcore.workspace.workspace import Workspace
from pages.ui import head
from tests.pages.conftest import jobs_of, keep, run, words


def test_v09_without_data_the_page_says_where_to_get_some(space: Workspace) -> None:
    app = run("train")
    assert "No data set is open" in words(app)


def test_the_samples_target_and_task_are_proposed(space: Workspace) -> None:
    keep(space, "tips")
    app = run("train")
    assert app.selectbox(key="train.target.Restaurant tips").value == "tip"
    assert app.get_by_key("train.task.Restaurant tips.tip").value == "regression"
    app.selectbox(key="train.target.Restaurant tips").select("smoker").run()
    assert app.get_by_key("train.task.Restaurant tips.smoker").value == "binary"


def test_choices_survive_a_new_session(space: Workspace) -> None:
    keep(space, "tips")
    app = run("train")
    app.selectbox(key="train.target.Restaurant tips").select("day").run()
    app.number_input(key="train.folds").set_value(7).run()
    again = run("train")
    assert again.selectbox(key="train.target.Restaurant tips").value == "day"
    assert again.number_input(key="train.folds").value == 7


def test_v04_one_click_queues_one_job_even_from_two_tabs(space: Workspace) -> None:
    keep(space, "tips")
    one, two = run("train"), run("train")
    one.button(key="train.start").click().run()
    two.button(key="train.start").click().run()
    assert not one.exception
    assert jobs_of(space) == 1
    assert "waits for its turn" in words(one)
    assert "waits for its turn" in words(two)
    job = queue.listing(space.store, space.id)[0]
    assert job.spec["plan"]["target"] == "tip"
    assert job.spec["name"] == "Restaurant tips"
    for app in (one, two):  # both tabs are at the same job
        assert app.button(key=f"job.{job.id}.stop").label == "Stop"
        app.run()
    assert jobs_of(space) == 1


def test_stop_ends_the_job_and_resume_takes_it_up(space: Workspace) -> None:
    keep(space, "tips")
    app = run("train")
    app.button(key="train.start").click().run()
    job = queue.listing(space.store, space.id)[0]
    app.button(key=f"job.{job.id}.stop").click().run()
    assert queue.get(space.store, job.id).state == "stopped"
    assert "was stopped" in words(app)
    app.button(key=f"job.{job.id}.resume").click().run()
    assert queue.get(space.store, job.id).state == "queued"


def test_a_run_that_ends_while_the_page_is_drawn_is_not_lost_from_it(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(space, "tips")
    job = space.train(Plan("tip", models=("dummy", "ridge"), folds=3), None)
    draw = head.head

    def drawn_while_it_ends(*parts: Any) -> None:
        draw(*parts)
        if parts[0] == "Train" and queue.get(space.store, job).active:
            queue.stop(space.store, job)  # one that waits is stopped at once

    monkeypatch.setattr(head, "head", drawn_while_it_ends)
    assert "was stopped" in words(run("train"))


def test_pause_keeps_what_is_finished_and_resume_goes_on(space: Workspace) -> None:
    keep(space, "tips")
    job = space.train(Plan("tip", models=("dummy", "ridge"), folds=3), None)
    claims.claim(space.store, job, new_owner())  # as a supervisor takes it
    app = run("train")
    app.button(key=f"job.{job}.pause").click().run()
    assert queue.get(space.store, job).state == "stopping"
    with space.store.begin() as connection:
        connection.execute(update(jobs).where(jobs.c.id == job).values(state="stopped", owner=""))
    app.run()
    assert "The run is paused" in words(app)
    assert "was stopped" not in words(app)
    app.button(key=f"job.{job}.resume").click().run()
    assert queue.get(space.store, job).state == "queued"
    queue.stop(space.store, job)
    app.run()
    assert "was stopped" in words(app)


def test_r04_what_was_trained_and_not_registered_is_finished_by_one_click(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(space, "tips")
    job = space.train(Plan("tip", models=("dummy", "ridge"), folds=3), "Tips")
    with monkeypatch.context() as full:
        full.setattr(folders, "write_folder", _no_room)
        assert run_inline(space.store, job).state == "failed"
    app = run("train")
    assert "on the disk of the home folder" in words(app)
    button = app.button(key=f"job.{job}.resume")
    assert button.label == "Finish registering"
    button.click().run()
    assert not app.exception
    fits = runs.finished_units(space.store, runs.for_job(space.store, space.id, job))
    assert run_inline(space.store, job).result["version"] == 1
    assert runs.finished_units(space.store, runs.for_job(space.store, space.id, job)) == fits == 6
    again = run("train")
    assert not [b for b in again.button if b.key == f"job.{job}.resume"]
    assert space.registry.resolve("Tips")[1] == 1


def _no_room(*_: object) -> str:
    raise LoupeError(STORE_FULL)


def test_the_button_promises_how_long_it_will_take(space: Workspace) -> None:
    keep(space, "tips")
    app = run("train")
    promised = app.button(key="train.start").label
    assert re.fullmatch(r"Train \d models, about \d+ (s|min)", promised)
    assert "Nothing ran here yet" in words(app)
    app.toggle(key="train.tune").set_value(True).run()
    tuned = app.button(key="train.start").label
    assert tuned.startswith("Tune")
    assert _seconds(tuned) > 4 * _seconds(promised)
    app.number_input(key="train.minutes").set_value(0.1).run()
    assert _seconds(app.button(key="train.start").label) == 6


def test_the_split_is_asked_in_words_and_the_table_s_own_is_proposed(space: Workspace) -> None:
    keep(space, "seattle_weather")
    app = run("train")
    chooser = next(box for box in app.selectbox if box.label == "Split")
    assert "Better: Earlier rows predict later ones" in words(app)
    chooser.select("time").run()
    assert next(box for box in app.selectbox if box.label == "Time").value == "date"
    assert "Better:" not in words(app)
    app.button(key="train.start").click().run()
    assert not app.exception
    assert queue.listing(space.store, space.id)[0].spec["plan"]["split"] == "time:date"


def test_d15_the_better_split_is_one_click(space: Workspace) -> None:
    keep(space, "seattle_weather")
    app = run("train")
    app.button(key="train.split.better").click().run()
    assert not app.exception
    assert "Better:" not in words(app)
    for shown in (app, run("train")):  # and after F5
        assert next(box for box in shown.selectbox if box.label == "Split").value == "time"
        assert next(box for box in shown.selectbox if box.label == "Time").value == "date"


def test_more_choices_are_kept_and_reach_the_plan(space: Workspace) -> None:
    keep(space, "tips")
    app = run("train")
    app.selectbox(key="train.target.Restaurant tips").select("smoker").run()
    _open(app, "train.options")
    app.number_input(key="train.repeats").set_value(2).run()
    app.selectbox(key="train.weight.Restaurant tips").select("size").run()
    app.selectbox(key="train.balance").select("weights").run()
    app.toggle(key="train.copies").set_value(False).run()
    again = run("train")  # another tab, closed
    again.button(key="train.start").click().run()
    assert not again.exception
    plan = queue.listing(space.store, space.id)[0].spec["plan"]
    assert (plan["repeats"], plan["weight"], plan["balance"]) == (2, "size", "weights")
    assert plan["copies"] == "apart"


def test_a_quantile_is_asked_with_the_models_that_can(space: Workspace) -> None:
    keep(space, "tips")
    app = run("train")
    _open(app, "train.options")
    app.number_input(key="train.quantile").set_value(0.9).run()
    before = app.button(key="train.start").label
    app.button(key="train.start").click().run()
    assert not app.exception
    plan = queue.listing(space.store, space.id)[0].spec["plan"]
    assert plan["quantile"] == 0.9
    assert plan["metric"] is None
    assert "Train 3 models" in before


def test_chosen_models_stand_beside_the_baseline(space: Workspace) -> None:
    keep(space, "tips")
    app = run("train")
    app.get_by_key("train.group").set_value("some").run()
    next(box for box in app.multiselect if box.label == "Which").set_value(["ridge"]).run()
    app.button(key="train.start").click().run()
    assert queue.listing(space.store, space.id)[0].spec["plan"]["models"] == ["dummy", "ridge"]


def test_mistakes_are_priced_in_words(space: Workspace) -> None:
    keep(space, "tips")
    app = run("train")
    app.selectbox(key="train.target.Restaurant tips").select("smoker").run()
    next(box for box in app.selectbox if box.label == "Compare models by").select("cost").run()
    prices = [field for field in app.number_input if "taken for" in field.label]
    assert [field.label for field in prices] == ["No taken for Yes", "Yes taken for No"]
    prices[1].set_value(7.0).run()
    app.button(key="train.start").click().run()
    assert queue.listing(space.store, space.id)[0].spec["plan"]["metric"] == "cost:0,1;7,0"


def test_d12_ids_are_proposed_off_with_one_click(space: Workspace) -> None:
    rows = "".join(f"{i},{i % 7},{i * 31 % 11}\n" for i in range(80))
    data = read_bytes(f"number,a,y\n{rows}".encode(), "ids.csv", space.store.objects)
    space.keep_dataset(data)
    app = run("train")
    app.selectbox(key="train.target.ids").select("y").run()
    assert "`number` only names the rows" in words(app)
    app.button(key="train.suspects.names").click().run()
    assert [step.columns for step in space.recipe("ids").steps] == [("number",)]
    assert "only names the rows" not in words(app)


def test_which_model_gives_a_reason_for_each(space: Workspace) -> None:
    keep(space, "tips")
    app = run("train")
    assert any(box.label == "Which model?" for box in app.expander)


def _seconds(label: str) -> int:
    found = re.search(r"about (?:(\d+) min)? ?(?:(\d+) s)?$", label)
    assert found is not None
    return 60 * int(found[1] or 0) + int(found[2] or 0)


def test_the_promise_comes_from_earlier_runs(trained: Workspace) -> None:
    keep(trained, "diabetes")
    assert "From what earlier runs took" in words(run("train"))


def test_a_target_nothing_can_be_learnt_from_is_told_before_any_job(space: Workspace) -> None:
    keep(space, "titanic")
    app = run("train")
    app.selectbox(key="train.target.Titanic").select("name").run()
    app.button(key="train.start").click().run()
    assert not app.exception
    assert jobs_of(space) == 0
    assert ":material/error:" in words(app)


def test_the_leaderboard_names_the_first_and_the_baseline(trained: Workspace) -> None:
    app = run("train")
    table = app.dataframe[0].value
    assert table["model"].tolist() == ["Logistic regression", "Baseline"]
    assert table["mark"].tolist() == [["First"], ["Baseline"]]
    assert table["spread"].str.startswith("data:image/svg+xml").all()
    assert "Logistic regression is first." in words(app).replace("\\", "")
    assert app.metric[0].label == "Balanced accuracy, out-of-fold"
    assert app.button(key="train.predict").label.endswith("Penguins v1")


def test_what_to_know_before_trusting_a_model_is_said(trained: Workspace) -> None:
    app = run("train")
    assert "Before you trust it" in words(app)
    assert "None of the checks found anything" in words(app)
    assert "Set aside" in str(app.table[0].value.index.tolist())


def test_a_run_can_be_taken_along_as_a_script(trained: Workspace) -> None:
    (button,) = [b for b in run("train").get("download_button") if b.proto.id.endswith("export")]
    assert button.proto.label == "Script and table"


def _open(app: AppTest, key: str) -> None:
    app.session_state[key] = True
    app.run()


def test_a_learning_curve_is_drawn_on_demand(trained: Workspace) -> None:
    app = run("train")
    _open(app, "train.closer")
    app.button(key="train.study.ask.rows").click().run()
    assert not app.exception
    assert app.button(key="train.study.ask.rows").disabled
    job = queue.listing(trained.store, trained.id)[0]
    assert (job.kind, job.spec["trial"]) == ("study", "logistic")
    assert run_inline(trained.store, job.id).state == "done"
    app.run()
    assert app.get("plotly_chart")
    assert "More rows" in words(app)


def test_two_runs_are_compared_and_other_metrics_shown(trained: Workspace) -> None:
    job = trained.train(Plan("species", models=("dummy", "logistic"), folds=4), None)
    assert run_inline(trained.store, job).state == "done"
    app = run("train")
    _open(app, "train.metrics")
    assert "Accuracy" in app.dataframe[1].value.columns
    _open(app, "train.closer")
    app.get_by_key("train.closer.view").set_value("runs").run()
    assert not app.exception
    changed = app.dataframe[2].value
    assert changed.iloc[0].tolist() == ["Plan: folds", "3", "4"]
    assert "on the same rows in other folds" in words(app)


def test_a_leak_is_named_and_dropped_with_one_click(space: Workspace) -> None:
    frame = pd.DataFrame({"a": np.arange(80) % 7, "y": np.random.default_rng(0).normal(size=80)})
    frame["after"] = 3 * frame["y"]
    data = read_bytes(frame.to_csv(index=False).encode(), "leak.csv", space.store.objects)
    space.keep_dataset(data)
    job = space.train(Plan("y", models=("dummy", "ridge"), folds=3), None)
    assert run_inline(space.store, job).state == "done"
    app = run("train")
    assert "`after` may give the answer away" in words(app)
    app.button(key="train.check.leak_suspect").click().run()
    assert not app.exception
    (step,) = space.recipe(data.name).steps
    assert (step.name, step.columns) == ("drop", ("after",))
    assert app.button(key="train.check.leak_suspect").disabled


def test_the_page_is_about_the_open_data_set(trained: Workspace) -> None:
    trained.choose_dataset("Restaurant tips", 1)
    app = run("train")
    assert "Target **tip**" in words(app)
    assert "RMSE" in app.metric[0].label
    assert "Run 1" in [link.label for link in app.page_link]
    keep(trained, "titanic")
    assert "Set up: Titanic" in words(run("train"))


def test_an_earlier_run_can_be_looked_at(trained: Workspace) -> None:
    job = trained.train(Plan("island", models=("dummy", "tree"), folds=3), None)
    assert run_inline(trained.store, job).state == "done"
    app = run("train")
    assert "Target **island**" in words(app)
    earlier = runs.listing(trained.store, trained.id)[1].id
    app.selectbox(key="train.run.Penguins").select(earlier).run()
    assert "Target **species**" in words(app)
    assert "Target **species**" in words(run("train"))  # in another tab too


def test_another_model_than_the_winner_can_be_used(trained: Workspace) -> None:
    trained.choose_dataset("Restaurant tips", 1)
    run_id = runs.listing(trained.store, trained.id)[1].id
    job = trained.package(run_id, "dummy", "Restaurant tips")
    assert run_inline(trained.store, job).state == "done"
    assert [v.version for v in trained.registry.versions("Restaurant tips")] == [2, 1]
    assert "v1 in service" in [link.label for link in run("train").page_link]
