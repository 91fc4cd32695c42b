"""Explore: facts, findings with their fixes, one column, what goes with the target."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlcore.data.messages import NO_COLUMN
from mlcore.data.read import read
from mlcore.errors import LoupeError
from mlcore.plots.column import column_plot
from mlcore.plots.target import target_plot
from mlcore.profiling.chart.numbers import numbers
from mlcore.profiling.chart.picked import Picked, Span
from mlcore.profiling.chart.spec import ChartSpec
from mlcore.profiling.profile import profile
from mlcore.profiling.subset import Condition, Subset
from mlcore.profiling.target import against_target
from mlcore.workspace.workspace import Workspace
from pages.ui import cache, explore_part, fold
from pages.ui.explore_shown import selected
from tests.pages.conftest import keep, run, words

NASTY = "![x](http://evil.example/a.png) :red[hot] <img onerror=1>"


def load(space: Workspace, frame: pd.DataFrame, tmp_path, name: str = "made") -> None:
    path = tmp_path / f"{name}.csv"
    frame.to_csv(path, index=False)
    space.keep_dataset(read(path, space.store.objects, settings=space.store.settings))


def test_without_data_the_page_says_what_is_missing(space: Workspace) -> None:
    app = run("explore")
    assert "No data set is open" in words(app)
    assert {button.label for button in app.button} >= {"Load data", "Start with a sample"}


def test_the_facts_are_those_of_the_table(space: Workspace) -> None:
    keep(space, "titanic")
    app = run("explore")
    shown = {metric.label: metric.value for metric in app.metric}
    frame = space.needs_dataset().data.frame()
    assert shown["Rows"] == f"{len(frame):,}"
    assert shown["Columns"] == str(frame.shape[1])
    assert shown["Copied rows"] == str(int(frame.duplicated().sum()))
    missing = 100 * frame.isna().sum().sum() / frame.size
    assert shown["Missing cells"] == f"{missing:.1f}%"


def test_a_fix_is_added_once_and_then_shown_as_added(space: Workspace) -> None:
    keep(space, "titanic")
    app = run("explore")
    fix = next(b for b in app.button if (b.key or "").startswith("explore.fix.missing"))
    fix.click().run()
    name = space.needs_dataset().name
    assert [step.name for step in space.recipe(name).steps] == ["impute"]
    done = app.button(key=fix.key)
    assert done.disabled
    assert done.label == "In the recipe"


def test_the_same_click_from_two_tabs_counts_once(space: Workspace) -> None:
    keep(space, "titanic")
    one, two = run("explore"), run("explore")
    one.button(key="explore.all").click().run()
    two.button(key="explore.all").click().run()
    steps = space.recipe(space.needs_dataset().name).steps
    assert len(steps) == len(set(steps)) > 0
    assert "changed in another tab" not in words(two)


@pytest.mark.parametrize(
    "view", ["columns", "relations", "target", "missing", "charts", "outliers", "plates"]
)
def test_every_view_opens_and_is_remembered(space: Workspace, view: str) -> None:
    keep(space, "penguins")
    app = run("explore")
    app.selectbox(key="explore.target.Penguins").select("species").run()
    app.get_by_key("explore.view").set_value(view).run()
    assert not app.exception
    assert "did not foresee" not in words(app)
    assert run("explore").get_by_key("explore.view").value == view


def test_a_card_of_the_gallery_is_light_and_opens_its_column(space: Workspace) -> None:
    keep(space, "tips")
    app = run("explore")
    app.get_by_key("explore.view").set_value("columns").run()
    assert len(app.get("image")) >= 5
    assert not app.get("plotly_chart")
    app.button(key="explore.gallery.1.open").click().run()
    assert app.get_by_key("explore.view").value == "overview"
    second = space.needs_dataset().data.names[1]
    assert app.selectbox(key="explore.column").value == second
    assert run("explore").selectbox(key="explore.column").value == second


@pytest.mark.parametrize("target", ["tip", "smoker", "day"])
def test_a_column_is_drawn_against_any_kind_of_target(space: Workspace, target: str) -> None:
    keep(space, "tips")
    app = run("explore")
    app.selectbox(key="explore.target.Restaurant tips").select(target).run()
    for name in space.needs_dataset().data.names:
        app.selectbox(key="explore.column").select(name).run()
        assert "did not foresee" not in words(app), name
        assert app.get("plotly_chart"), name


def test_names_from_the_file_are_shown_as_they_stand(space: Workspace, tmp_path) -> None:
    load(space, pd.DataFrame({NASTY: [1, None, 3, 4] * 10, "b": range(40)}), tmp_path)
    app = run("explore")
    said = words(app)
    assert "did not foresee" not in said
    for line in said.splitlines():
        assert "![x](" not in line or "`" in line


def test_a_column_that_is_gone_is_set_back_and_said(space: Workspace) -> None:
    keep(space, "penguins")
    app = run("explore")
    app.selectbox(key="explore.column").select("island").run()
    keep(space, "tips")
    app.run()
    assert app.selectbox(key="explore.column").value in space.needs_dataset().data.names
    assert "is not there any more" in words(app)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [], "b": []}),
        pd.DataFrame({"a": [1]}),
        pd.DataFrame({"a": [None, None, None], "b": ["x", "x", "x"]}),
    ],
    ids=["no rows", "one cell", "empty column"],
)
def test_small_and_empty_tables_open(space: Workspace, tmp_path, frame: pd.DataFrame) -> None:
    load(space, frame, tmp_path)
    app = run("explore")
    assert not app.exception
    assert "did not foresee" not in words(app)


def test_the_first_summaries_stand_there_while_the_rest_is_measured(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(space, "titanic")
    # the measuring breaks off here, as it does for a reader who looks before it is done
    seen = []

    def slow(data: object, target: str | None) -> None:
        seen.append(target)
        raise LoupeError(NO_COLUMN, name="not yet")

    monkeypatch.setattr(cache, "is_measured", lambda data: False)
    monkeypatch.setattr(cache, "profile", slow)
    app = run("explore")
    shown = {metric.label: metric.value for metric in app.metric}
    assert seen
    assert shown["Rows"] == f"{space.needs_dataset().data.rows:,}"
    assert shown["Findings"] == "…"
    assert {"Column", "Mean", "Lowest"} <= set(app.dataframe[0].value.columns)


def test_the_second_look_draws_no_first_summaries(space: Workspace) -> None:
    keep(space, "titanic")
    run("explore")
    app = run("explore")
    assert "Shapes and findings follow" not in words(app)
    assert {metric.label: metric.value for metric in app.metric}["Findings"] != "…"


def test_a_chart_follows_its_columns(space: Workspace) -> None:
    keep(space, "penguins")
    app = run("explore")
    app.get_by_key("explore.view").set_value("charts").run()
    assert "Histogram" in words(app)
    app.selectbox(key="explore.chart.y.Penguins").select("species").run()
    assert "Heat map" in words(app)
    app.selectbox(key="explore.chart.x.Penguins").select("island").run()
    app.selectbox(key="explore.chart.y.Penguins").select("body_mass_g").run()
    kind = app.selectbox(key="explore.chart.kind.Penguins")
    assert kind.options[:2] == ["Suggested: Boxes", "Boxes"]
    kind.select("bar").run()
    app.selectbox(key="explore.chart.colour.Penguins").select("sex").run()
    assert "did not foresee" not in words(app)
    assert "mean body" in words(app).lower().replace("\\", "")
    app.selectbox(key="explore.chart.y.Penguins").select("island").run()
    assert "is not there any more" in words(app)


def test_outliers_are_shown_with_their_rows(space: Workspace, tmp_path) -> None:
    load(space, pd.DataFrame({NASTY: [1.5, 2, 3, 2, 1] * 10 + [99], "b": range(51)}), tmp_path)
    app = run("explore")
    app.get_by_key("explore.view").set_value("outliers").run()
    assert app.dataframe[0].value.iloc[0].tolist() == [51, 99, 50]
    app.selectbox(key="explore.outliers.made").select("").run()
    assert "stand apart" in words(app)
    assert "did not foresee" not in words(app)


def test_time_and_map_are_offered_where_they_apply(space: Workspace, tmp_path) -> None:
    keep(space, "penguins")
    offered = run("explore").get_by_key("explore.view").options
    assert not {"Time", "Map"} & set(offered)
    days = pd.date_range("2024-01-01", periods=30)
    frame = pd.DataFrame({"day": days, "lat": range(30), "lng": range(30)})
    load(space, frame.drop(index=range(5, 9)), tmp_path)
    app = run("explore")
    app.get_by_key("explore.view").set_value("time").run()
    assert "Mean lat" in words(app)  # each day has one row: their number would say nothing
    app.selectbox(key="explore.time.measure.made").set_value(None).run()
    assert "4 days without any row" in words(app)
    app.get_by_key("explore.view").set_value("map").run()
    assert "26 places between" in words(app)
    keep(space, "tips")
    assert "is not there any more" in words(run("explore"))


def show_view(space: Workspace, view: str) -> Any:
    space.set_control("explore.view", view)
    return run("explore")


def test_two_columns_are_tested_and_drawn(space: Workspace) -> None:
    keep(space, "titanic")
    app = show_view(space, "tests")
    assert not app.exception
    assert "95% interval" in words(app)
    assert "columns go with" in words(app)


def test_the_same_column_twice_is_asked_about(space: Workspace) -> None:
    keep(space, "titanic")
    space.set_control("explore.tests.first", "age")
    space.set_control("explore.tests.second", "age")
    assert "Choose two different columns" in words(show_view(space, "tests"))


def test_there_is_nothing_to_compare_with_yet(space: Workspace) -> None:
    keep(space, "titanic")
    assert "no other table" in words(show_view(space, "compare"))


def test_two_tables_are_compared(space: Workspace, tmp_path) -> None:
    rng = np.random.default_rng(0)
    old = pd.DataFrame({"x": rng.normal(size=200), NASTY: rng.choice(["a", "b"], 200)})
    load(space, old, tmp_path, "old")
    load(space, old.assign(x=old["x"] + 3, new=1.5), tmp_path, "new")
    app = show_view(space, "compare")
    assert not app.exception
    assert "1 column of 2 moved far" in words(app)
    table = next(d.value for d in app.dataframe if "PSI" in d.value.columns)
    assert dict(zip(table["Column"], table["In"], strict=True))["new"] == "only the second"


def test_a_pair_is_shown_in_depth(space: Workspace) -> None:
    keep(space, "titanic")
    app = show_view(space, "relations")
    assert not app.exception
    assert "mutual information" in words(app)


def test_the_report_is_offered(space: Workspace) -> None:
    keep(space, "tips")
    assert run("explore").get("download_button")


def test_shown_rows_are_honoured_and_cleared(space: Workspace) -> None:
    keep(space, "tips")
    frame = space.needs_dataset().data.frame()
    kept = {"column": "day", "low": None, "high": None, "closed": True, "values": ["Sun"]}
    space.set_control("explore.shown.Restaurant tips", kept)
    space.set_control("explore.view", "outliers")
    app = run("explore")
    sundays = frame.index[frame["day"] == "Sun"]
    assert f"Shown rows: {len(sundays)} of 244" in words(app)
    shown = app.dataframe[0].value
    assert set(shown["day"]) == {"Sun"}
    assert set(shown["Row"] - 1) <= set(sundays)  # numbers of the whole table
    assert {m.label: m.value for m in app.metric}["Rows"] == "244"
    app.button(key="explore.shown.clear").click().run()
    assert "Shown rows" not in words(app)
    assert set(app.dataframe[0].value["day"]) != {"Sun"}


def test_shown_rows_are_copied_only_where_a_view_shows_them(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(space, "tips")
    kept = {"column": "day", "low": None, "high": None, "closed": True, "values": ["Sun"]}
    space.set_control("explore.shown.Restaurant tips", kept)
    monkeypatch.setattr(Subset, "_written", property(_copied))
    monkeypatch.setattr(fold, "near", lambda _key: False)
    said = words(run("explore"))
    assert "Shown rows: 76 of 244" in said
    assert "did not foresee" not in said
    space.set_control("explore.view", "outliers")
    assert "did not foresee" in words(run("explore"))


def _copied(part: Subset) -> None:
    raise AssertionError("these rows are not shown")


def test_a_condition_that_no_row_fulfils_is_dropped(space: Workspace) -> None:
    keep(space, "tips")
    kept = {"column": "tip", "low": -9.0, "high": -1.0, "closed": True, "values": []}
    space.set_control("explore.shown.Restaurant tips", kept)
    assert "Shown rows" not in words(run("explore"))


def test_what_a_selection_means(space: Workspace) -> None:
    keep(space, "tips")
    data = space.needs_dataset().data
    found = profile(data)
    bill, day = found.column("total_bill"), found.column("day")
    edges = bill.histogram.edges
    several = {"points": [{"curve_number": 0, "point_index": i} for i in (2, 4)]}
    assert selected(bill, column_plot(bill), several) == Condition(
        "total_bill", edges[2], edges[5], closed=False
    )
    last = {"points": [{"curve_number": 0, "point_index": len(edges) - 2}]}
    assert selected(bill, column_plot(bill), last).closed
    first = {"points": [{"curve_number": 0, "point_index": 0}]}
    assert selected(day, column_plot(day), first) == Condition("day", values=(day.top[0][0],))
    against = target_plot(day, against_target(data, "day", "tip"))
    assert selected(day, against, {"points": [{"curve_number": 1, "point_index": 0}]}).values
    over = target_plot(bill, against_target(data, "total_bill", "tip"))
    line = {"points": [{"curve_number": 1, "point_index": 0}]}
    assert selected(bill, over, line) is None  # a line is no bar
    assert selected(bill, column_plot(bill), {}) is None


def test_rows_chosen_in_a_chart_are_shown_by_the_others(space: Workspace) -> None:
    keep(space, "tips")
    data = space.needs_dataset().data
    frame, spec = data.frame(), ChartSpec("bar", "day", colour="sex")
    value = numbers(data, spec)
    line = value.frame.row(0, named=True)
    mark = tuple(Span(part, line[part], line[part]) for part in ("colour", "x"))
    picked = {"picked": asdict(Picked(spec, (mark,), data.fingerprint)), "said": "day Sat"}
    space.set_control("explore.picked.Restaurant tips", picked)
    day, sex = value.x[line["x"]].label, value.colour[line["colour"]].label
    rows = frame.index[(frame["day"] == day) & (frame["sex"] == sex)]
    app = show_view(space, "outliers")
    assert f"Shown rows: {len(rows)} of 244** where day Sat" in words(app)
    assert set(app.dataframe[0].value["Row"] - 1) <= set(rows)
    app = show_view(space, "charts")
    assert "here the chart keeps all of its own" in words(app)
    assert "Click a bar: the other views" in words(app)
    assert "244 rows" in words(app)
    app.button(key="explore.shown.clear.chart").click().run()
    assert "Shown rows" not in words(app)


def test_a_choice_among_other_rows_is_gone_and_that_is_said(space: Workspace) -> None:
    keep(space, "tips")
    spec = ChartSpec("bar", "day")
    picked = {"picked": asdict(Picked(spec, ((Span("x", 0, 0),),), "other")), "said": "day Sat"}
    space.set_control("explore.picked.Restaurant tips", picked)
    app = show_view(space, "outliers")
    assert not app.exception
    assert "it is gone" in words(app)
    app.run()
    assert "it is gone" not in words(app)


def test_a_wide_table_is_looked_at_in_parts(
    space: Workspace, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explore_part, "WIDE", 8)
    monkeypatch.setattr(explore_part, "COLUMNS", 4)
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"c{i}": rng.normal(i, 1, 60) for i in range(10)})
    load(space, frame.assign(c5=2).drop(columns="c6"), tmp_path)
    load(space, frame.assign(c5=1), tmp_path)
    app = run("explore")
    assert list(app.selectbox(key="explore.column").options) == ["c0", "c1", "c2", "c3"]
    assert "of 10 columns" in words(app)
    assert "60 rows × 10 columns" in words(app)
    app.selectbox(key="explore.part.made").select(4).run()
    assert list(app.selectbox(key="explore.column").options) == ["c4", "c5", "c6", "c7"]
    assert "`c5`" in words(app)  # the column that never changes is found
    app.selectbox(key="explore.target.made").select("c9").run()
    assert list(app.selectbox(key="explore.column").options)[-1] == "c9"
    for view in ("relations", "target", "compare", "outliers", "charts"):
        app.get_by_key("explore.view").set_value(view).run()
        assert not app.exception
        if view == "compare":  # of the part that is looked at
            changes = app.dataframe[-1].value
            assert set(changes.iloc[:, 0]) == {"c4", "c5", "c6", "c7", "c9"}
    assert "first 4 of 10 columns" in words(run("clean"))
