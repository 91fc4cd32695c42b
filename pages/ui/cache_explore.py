"""What Explore's views show, remembered: bounded, by fingerprint, in front of pure functions."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from mlcore.data.dataset import Dataset
from mlcore.plots.column import column_plot
from mlcore.plots.plates import Plate, PlateSpec
from mlcore.plots.plates import plate as draw_plate
from mlcore.plots.plot import Plot
from mlcore.plots.target import target_plot
from mlcore.profiling.associations import Associations
from mlcore.profiling.associations import associations as measure_associations
from mlcore.profiling.chart.numbers import ChartData
from mlcore.profiling.chart.numbers import numbers as chart_numbers
from mlcore.profiling.chart.picked import Picked
from mlcore.profiling.chart.picked import rows as picked_rows
from mlcore.profiling.chart.spec import Aggregate, ChartSpec
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.compare import Comparison
from mlcore.profiling.compare import compare as measure_comparison
from mlcore.profiling.gaps import Gaps
from mlcore.profiling.gaps import gaps as measure_gaps
from mlcore.profiling.hypotheses import outcome
from mlcore.profiling.hypotheses.given import given
from mlcore.profiling.outliers import Apart, Outliers, Rule
from mlcore.profiling.outliers import apart as find_apart
from mlcore.profiling.outliers import outliers as find_outliers
from mlcore.profiling.pair import Pair
from mlcore.profiling.pair import pair as measure_pair
from mlcore.profiling.roles import latitude_name, longitude_name
from mlcore.profiling.subset import Condition, Subset
from mlcore.profiling.subset import subset as make_subset
from mlcore.profiling.target import TargetView, against_target
from mlcore.profiling.target import ranking as rank_links
from mlcore.profiling.timeline import Timeline, Unit
from mlcore.profiling.timeline import timeline as measure_timeline
from pages.ui.cache import BY_DATA, by_fingerprint


@st.cache_resource(**BY_DATA)
def names_places(data: Dataset) -> bool:
    """Tell whether columns of *data* are named like latitudes and longitudes."""
    return any(map(latitude_name, data.names)) and any(map(longitude_name, data.names))


@st.cache_resource(**BY_DATA)
def associations(data: Dataset) -> Associations:
    """Return how the columns of *data* go together."""
    return measure_associations(data)


@st.cache_resource(**BY_DATA)
def links(data: Dataset, target: str) -> tuple[tuple[str, float, str], ...]:
    """Return the other columns with the strength of their link to *target*, strongest first."""
    return rank_links(data, target)


@st.cache_resource(**{**BY_DATA, "max_entries": 256})
def target_view(data: Dataset, column: str, target: str) -> TargetView:
    """Return how the *target* goes with the values of *column*."""
    return against_target(data, column, target)


@st.cache_resource(**{**BY_DATA, "max_entries": 256})
def column_picture(
    data: Dataset, target: str | None, theme: str | None, column: str, _profile: ColumnProfile
) -> Plot:
    """Return *column* drawn, with the *target* over it when one is given."""
    if target is None:
        return column_plot(_profile, theme)
    return target_plot(_profile, target_view(data, column, target), theme)


@st.cache_resource(**BY_DATA)
def chart(data: Dataset, spec: ChartSpec) -> ChartData:
    """Return the numbers of a chart of *data*."""
    return chart_numbers(data, spec)


@st.cache_data(max_entries=32, hash_funcs={Dataset: by_fingerprint}, show_spinner=False)
def comparison(first: Dataset, second: Dataset) -> Comparison:
    """Return what changed from one table to another."""
    return measure_comparison(first, second)


@st.cache_data(**{**BY_DATA, "max_entries": 128})
def pair(data: Dataset, first: str, second: str) -> Pair:
    """Return two columns of *data* together."""
    return measure_pair(data, first, second)


@st.cache_data(**{**BY_DATA, "max_entries": 128})
def fitting_tests(data: Dataset, first: str, second: str) -> tuple[str, ...]:
    """Return the tests that two columns allow, the suggested one first."""
    return outcome.fitting(given(data, first, second))


@st.cache_data(**{**BY_DATA, "max_entries": 128})
def test(data: Dataset, first: str, second: str, name: str | None) -> outcome.Outcome:
    """Return what a test of two columns says."""
    return outcome.examine(data, first, second, name)


@st.cache_data(**BY_DATA)
def tests_against(data: Dataset, column: str, most: int) -> tuple[outcome.Outcome, ...]:
    """Return the tests of the first *most* other columns against one, not yet corrected."""
    others = [spec.name for spec in data.columns if spec.name != column and spec.kind != "text"]
    return outcome.examine_all(data, column, others[:most])


@st.cache_resource(**BY_DATA)
def gaps(data: Dataset) -> Gaps:
    """Return which cells of *data* are missing together."""
    return measure_gaps(data)


@st.cache_resource(**BY_DATA)
def outliers(data: Dataset, column: str, rule: Rule) -> Outliers:
    """Return the rows of *column* beyond *rule*."""
    return find_outliers(data, column, rule)


@st.cache_resource(**BY_DATA)
def apart(data: Dataset) -> Apart | None:
    """Return the rows of *data* that stand apart in all numbers together."""
    return find_apart(data)


@st.cache_resource(**BY_DATA)
def timeline(
    data: Dataset, column: str, measure: str | None, aggregate: Aggregate, unit: Unit | None
) -> Timeline:
    """Return *data* along the dates of *column*."""
    return measure_timeline(data, column, measure, aggregate, unit)


@st.cache_resource(**{**BY_DATA, "max_entries": 16})
def subset(data: Dataset, condition: Condition) -> Subset:
    """Return the rows of *data* that fulfil *condition*; its file goes when it leaves here."""
    return make_subset(data, condition)


@st.cache_resource(**{**BY_DATA, "max_entries": 16})
def chosen(data: Dataset, picked: Picked) -> Subset:
    """Return the rows of *data* that were picked in a chart; as :func:`subset`."""
    return Subset(data, picked_rows(data, picked), picked)


@st.cache_resource(**BY_DATA)
def plate(data: Dataset, spec: PlateSpec, form: Literal["png", "svg"]) -> Plate:
    """Return a plate for print."""
    return draw_plate(data, spec, form)
