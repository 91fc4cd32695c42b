"""The only place that caches: bounded, by fingerprint, in front of pure functions."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import streamlit as st

from mlcore import settings as all_settings
from mlcore.cleaning.preview import Columns, StepEffect
from mlcore.cleaning.preview import before_after as preview_rows
from mlcore.cleaning.preview import columns_after as recipe_columns
from mlcore.cleaning.preview import preview as preview_recipe
from mlcore.cleaning.preview import spread_of as preview_spread
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.spread import Spread
from mlcore.data.combine.combine import matches as count_matches
from mlcore.data.combine.keys import Pairs
from mlcore.data.combine.matches import Matches
from mlcore.data.dataset import Dataset
from mlcore.data.options import ReadOptions
from mlcore.data.read import Preview, preview_address, read_bytes
from mlcore.data.read import preview as read_preview
from mlcore.data.sources import http, sql
from mlcore.errors import LoupeError
from mlcore.evaluation import curves
from mlcore.evaluation import residuals as errors
from mlcore.evaluation.importance import Importance
from mlcore.evaluation.metrics import most_likely
from mlcore.evaluation.task import propose_task
from mlcore.plots.plates import Plate, PlateSpec
from mlcore.plots.plates import plate as draw_plate
from mlcore.prediction.batch import Batch, batch
from mlcore.prediction.model import Model
from mlcore.profiling.associations import Associations
from mlcore.profiling.associations import associations as measure_associations
from mlcore.profiling.chart.numbers import ChartData
from mlcore.profiling.chart.numbers import numbers as chart_numbers
from mlcore.profiling.chart.spec import Aggregate, ChartSpec
from mlcore.profiling.compare import Comparison
from mlcore.profiling.compare import compare as measure_comparison
from mlcore.profiling.gaps import Gaps
from mlcore.profiling.gaps import gaps as measure_gaps
from mlcore.profiling.hypotheses import outcome
from mlcore.profiling.hypotheses.given import given
from mlcore.profiling.measured import MeasuredTable, measure_table
from mlcore.profiling.outliers import Apart, Outliers, Rule
from mlcore.profiling.outliers import apart as find_apart
from mlcore.profiling.outliers import outliers as find_outliers
from mlcore.profiling.pair import Pair
from mlcore.profiling.pair import pair as measure_pair
from mlcore.profiling.profile import Profile
from mlcore.profiling.profile import profile as measure_profile
from mlcore.profiling.profile import summary as measure_summary
from mlcore.profiling.subset import Condition, Subset
from mlcore.profiling.subset import subset as make_subset
from mlcore.profiling.target import TargetView, against_target
from mlcore.profiling.target import ranking as rank_links
from mlcore.profiling.timeline import Timeline, Unit
from mlcore.profiling.timeline import timeline as measure_timeline
from mlcore.settings import Settings
from mlcore.store.store import Store
from mlcore.training import runs
from mlcore.training.leaning import leaning as measure_leaning
from mlcore.training.run import Run
from mlcore.training.target import target_values
from mlcore.types import Task
from mlcore.workspace.workspace import Workspace


def store() -> Store:
    """Return the store of this process's settings."""
    return _store(all_settings.load())


@st.cache_resource(max_entries=2, hash_funcs={Settings: repr}, show_spinner=False)
def _store(settings: Settings) -> Store:
    return Store.open(settings)


def _fingerprint(data: Dataset) -> str:
    return data.fingerprint


@st.cache_data(max_entries=32, hash_funcs={Dataset: _fingerprint}, show_spinner=False)
def head(data: Dataset, rows: int = 100, columns: int = 200) -> Any:
    """Return the first rows and columns of *data*: all that a page ever shows of it."""
    return data.frame(data.names[:columns], slice(0, rows))


# Frozen values are handed out as they are (cache_resource); frames are copied (cache_data).
_BY_DATA: dict[str, Any] = {
    "max_entries": 32,
    "hash_funcs": {Dataset: _fingerprint, Recipe: repr},
    "show_spinner": False,
}


@st.cache_resource(**_BY_DATA)
def summary(data: Dataset) -> Profile:
    """Return what can be said of *data* at once."""
    return measure_summary(data)


@st.cache_resource(**_BY_DATA)
def profile(data: Dataset, target: str | None = None) -> Profile:
    """Return the statistics of every column of *data* and the findings about it."""
    return measure_profile(data, target, measured=measured(data))


@st.cache_resource(**{**_BY_DATA, "max_entries": 8})
def measured(data: Dataset) -> MeasuredTable:
    """Return the numbers of every column of *data*, which no target changes."""
    _known().add(data.fingerprint)
    return measure_table(data)


def is_measured(data: Dataset) -> bool:
    """Return True when the numbers of *data* have been asked for: the profile will be quick."""
    return data.fingerprint in _known()


@st.cache_resource(max_entries=1, show_spinner=False)
def _known() -> set[str]:
    return set()


@st.cache_resource(**_BY_DATA)
def associations(data: Dataset) -> Associations:
    """Return how the columns of *data* go together."""
    return measure_associations(data)


@st.cache_resource(**_BY_DATA)
def links(data: Dataset, target: str) -> tuple[tuple[str, float, str], ...]:
    """Return the other columns with the strength of their link to *target*, strongest first."""
    return rank_links(data, target)


@st.cache_resource(**{**_BY_DATA, "max_entries": 256})
def target_view(data: Dataset, column: str, target: str) -> TargetView:
    """Return how the *target* goes with the values of *column*."""
    return against_target(data, column, target)


@st.cache_resource(**_BY_DATA)
def chart(data: Dataset, spec: ChartSpec) -> ChartData:
    """Return the numbers of a chart of *data*."""
    return chart_numbers(data, spec)


@st.cache_resource(**_BY_DATA)
def effects(recipe: Recipe, data: Dataset, target: str | None) -> tuple[StepEffect, ...]:
    """Return what each step of *recipe* does to *data*."""
    return preview_recipe(recipe, data, target)


@st.cache_data(**_BY_DATA)
def columns_after(recipe: Recipe, data: Dataset, number: int | None = None) -> Columns:
    """Return the schema of *data* after the first *number* steps of *recipe*."""
    return recipe_columns(recipe, data, number)


@st.cache_data(**_BY_DATA)
def spread_of(recipe: Recipe, data: Dataset, number: int) -> Spread | None:
    """Return how a column that one step of *recipe* treats lies before and after it."""
    return preview_spread(recipe, data, number)


@st.cache_data(**_BY_DATA)
def before_after(recipe: Recipe, data: Dataset, number: int) -> tuple[Any, Any]:
    """Return the first rows of *data* before and after one step of *recipe*."""
    return preview_rows(recipe, data, number, 8)


@st.cache_data(max_entries=32, hash_funcs={Dataset: _fingerprint}, show_spinner=False)
def comparison(first: Dataset, second: Dataset) -> Comparison:
    """Return what changed from one table to another."""
    return measure_comparison(first, second)


@st.cache_resource(**_BY_DATA)
def matches(first: Dataset, second: Dataset, on: Pairs, _settings: Settings) -> Matches:
    """Return how the rows of two tables meet."""
    return count_matches(first, second, on, _settings)


@st.cache_data(**{**_BY_DATA, "max_entries": 128})
def pair(data: Dataset, first: str, second: str) -> Pair:
    """Return two columns of *data* together."""
    return measure_pair(data, first, second)


@st.cache_data(**{**_BY_DATA, "max_entries": 128})
def fitting_tests(data: Dataset, first: str, second: str) -> tuple[str, ...]:
    """Return the tests that two columns allow, the suggested one first."""
    return outcome.fitting(given(data, first, second))


@st.cache_data(**{**_BY_DATA, "max_entries": 128})
def test(data: Dataset, first: str, second: str, name: str | None) -> outcome.Outcome:
    """Return what a test of two columns says."""
    return outcome.examine(data, first, second, name)


@st.cache_data(**_BY_DATA)
def tests_against(data: Dataset, column: str, most: int) -> tuple[outcome.Outcome, ...]:
    """Return the tests of the first *most* other columns against one, not yet corrected."""
    others = [spec.name for spec in data.columns if spec.name != column and spec.kind != "text"]
    return outcome.examine_all(data, column, others[:most])


# -------------------------------------------------------------------- runs and their models


def run(space: Workspace, run_id: str) -> Run | None:
    """Return a run with what is finished of it; None when its data is lost."""
    finished = runs.finished_units(space.store, run_id)
    try:
        return _run(space, run_id, finished)
    except LoupeError:
        return None


@st.cache_resource(max_entries=24, hash_funcs={Workspace: lambda w: w.id}, show_spinner=False)
def _run(space: Workspace, run_id: str, finished: int) -> Run:
    return runs.load(space.store, space.id, run_id)


_BY_RUN: Any = {"max_entries": 64, "hash_funcs": {Run: lambda run: run.id}, "show_spinner": False}


@st.cache_resource(**_BY_RUN)
def mistakes(run: Run, trial: str) -> tuple[curves.Confusion, tuple[curves.ClassScores, ...]]:
    """Return the out-of-fold confusion matrix of a trial, and the scores of each class."""
    oof = run.oof(trial)
    answer = most_likely(oof.prediction)
    scores = curves.per_class(oof.y, answer, run.classes)
    return curves.confusion(oof.y, answer, run.classes), scores


@st.cache_resource(**_BY_RUN)
def ranking(run: Run, trial: str, positive: int) -> tuple[curves.Roc, curves.PrecisionRecall]:
    """Return the out-of-fold curves of one class against the others."""
    oof = run.oof(trial)
    given = (oof.y, oof.prediction, run.classes, positive)
    return curves.roc(*given), curves.precision_recall(*given)


@st.cache_resource(**_BY_RUN)
def residuals(run: Run, trial: str) -> errors.Residuals:
    """Return the out-of-fold residuals of a trial."""
    oof = run.oof(trial)
    return errors.residuals(oof.y, oof.prediction)


@st.cache_resource(**_BY_RUN)
def leaning(run: Run, trial: str) -> Importance:
    """Return what a trial leans on."""
    return measure_leaning(run, trial)


@st.cache_data(max_entries=32, show_spinner=False)
def preview(_path: Path, sha: str, filename: str, options: ReadOptions) -> Preview:
    """Return how the file at *_path* would be read; *sha* names its bytes."""
    return read_preview(_path, options, filename)


@st.cache_data(
    max_entries=128,
    hash_funcs={Dataset: _fingerprint, Recipe: lambda recipe: recipe.fingerprint},
    show_spinner=False,
)
def proposed_task(data: Dataset, recipe: Recipe, target: str) -> Task:
    """Return the task that the values of *target* after *recipe* suggest."""
    return propose_task(target_values(data, recipe, target)[1])


@st.cache_resource(max_entries=4, hash_funcs={Workspace: lambda w: w.id}, show_spinner=False)
def answers(
    space: Workspace, version: str, sha: str, _model: Model, _data: bytes, _filename: str
) -> tuple[Batch, int]:
    """Return a file's answers and how many columns it has itself; *sha* names its bytes."""
    store = space.store
    table = read_bytes(_data, _filename, store.objects, settings=store.settings)
    return batch(_model, table), len(table.columns)


# ------------------------------------------------------------------- the views of Explore


@st.cache_resource(**_BY_DATA)
def gaps(data: Dataset) -> Gaps:
    """Return which cells of *data* are missing together."""
    return measure_gaps(data)


@st.cache_resource(**_BY_DATA)
def outliers(data: Dataset, column: str, rule: Rule) -> Outliers:
    """Return the rows of *column* beyond *rule*."""
    return find_outliers(data, column, rule)


@st.cache_resource(**_BY_DATA)
def apart(data: Dataset) -> Apart | None:
    """Return the rows of *data* that stand apart in all numbers together."""
    return find_apart(data)


@st.cache_resource(**_BY_DATA)
def timeline(
    data: Dataset, column: str, measure: str | None, aggregate: Aggregate, unit: Unit | None
) -> Timeline:
    """Return *data* along the dates of *column*."""
    return measure_timeline(data, column, measure, aggregate, unit)


@st.cache_resource(**{**_BY_DATA, "max_entries": 16})
def subset(data: Dataset, condition: Condition) -> Subset:
    """Return the rows of *data* that fulfil *condition*; its file goes when it leaves here."""
    return make_subset(data, condition)


@st.cache_resource(**_BY_DATA)
def plate(data: Dataset, spec: PlateSpec, form: Literal["png", "svg"]) -> Plate:
    """Return a plate for print."""
    return draw_plate(data, spec, form)


# ------------------------------------------------------------------- databases and the web

_BRIEFLY: dict[str, Any] = {
    "max_entries": 16,
    "ttl": 600,
    "hash_funcs": {Settings: repr, sql.Query: repr, http.Request: repr},
    "show_spinner": False,
}


@st.cache_data(**_BRIEFLY)
def tables(connection: str, settings: Settings) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the tables behind a connection with their columns."""
    return sql.tables(connection, settings)


@st.cache_data(**_BRIEFLY)
def query(asked: sql.Query, settings: Settings) -> Preview:
    """Return the first rows of the answer of a database."""
    return sql.preview(asked, settings)


def forget_query(asked: sql.Query, settings: Settings) -> None:
    """Have the next preview of *asked* ask the database again."""
    query.clear(asked, settings)


@st.cache_data(**_BRIEFLY)
def address(request: http.Request, settings: Settings) -> tuple[Preview, str]:
    """Return the first rows of what a web address gives, and its SHA-256."""
    return preview_address(request, ReadOptions(), settings)


def forget_address(request: http.Request, settings: Settings) -> None:
    """Have the next preview of *request* ask the address again."""
    address.clear(request, settings)
