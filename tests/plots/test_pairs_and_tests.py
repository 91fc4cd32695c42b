"""Pairs, comparisons and tests drawn: figures say what their numbers say, names are no markup."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlcore.data.dataset import Dataset
from mlcore.data.kinds import specs
from mlcore.data.table import to_arrow, to_parquet
from mlcore.plots.compare import change_plot, changes_table, comparison_plot
from mlcore.plots.hypotheses import cautions, claim, effects_plot, outcomes_table, p_value
from mlcore.plots.pair import pair_plot
from mlcore.profiling.compare import compare
from mlcore.profiling.hypotheses.catalogue import TESTS
from mlcore.profiling.hypotheses.outcome import corrected, examine, examine_all
from mlcore.profiling.pair import pair
from mlcore.store.objects import Objects

EVIL = "<b>x</b>"
ROWS = 300


def frame(seed: int, move: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    group = rng.choice(["a", EVIL], ROWS)
    return pd.DataFrame(
        {
            "number": rng.normal(0, 1, ROWS) + 2 * (group == "a") + move,
            "other": rng.normal(0, 1, ROWS),
            EVIL: group,
            "three": rng.choice(["x", "y", "z"], ROWS),
            "day": pd.date_range("2024-01-01", periods=ROWS).astype("datetime64[us]"),
            "flag": rng.random(ROWS) < 0.5,
        }
    )


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Dataset]:
    objects = Objects(tmp_path_factory.mktemp("objects"))
    made = []
    for table in (frame(0), frame(1, 3).drop(columns="other").assign(new=1)):
        stored = objects.put(to_parquet(to_arrow(table)))
        made.append(Dataset("made", stored, ROWS, specs(table), stored, objects))
    return made[0], made[1]


PAIRS = [
    ("number", "other"), ("number", EVIL), (EVIL, "three"), ("day", "number"), ("flag", "number"),
]  # fmt: skip


@pytest.mark.parametrize("names", PAIRS)
@pytest.mark.parametrize("theme", ["light", "dark", None])
def test_every_pair_is_drawn(
    tables: tuple[Dataset, Dataset], names: tuple[str, str], theme: str | None
) -> None:
    plot = pair_plot(pair(tables[0], *names), theme)
    assert plot.lead
    assert len(plot.table)
    assert "<b>" not in plot.figure.to_json()
    assert plot.figure.layout.height <= 420


def test_shares_of_a_table_are_written_in_it(tables: tuple[Dataset, Dataset]) -> None:
    trace = pair_plot(pair(tables[0], EVIL, "three")).figure.data[0]
    expected = pd.crosstab(frame(0)[EVIL], frame(0)["three"], normalize="index").to_numpy()
    assert trace.texttemplate == "%{text}"
    assert sorted(np.ravel(trace.z)) == pytest.approx(sorted(expected.ravel()))


def test_the_table_behind_a_pair_holds_all_rows(tables: tuple[Dataset, Dataset]) -> None:
    for names in PAIRS:
        assert pair_plot(pair(tables[0], *names)).table["Rows"].sum() == ROWS


@pytest.mark.parametrize("theme", ["light", "dark", None])
def test_a_comparison_is_drawn(tables: tuple[Dataset, Dataset], theme: str | None) -> None:
    value = compare(*tables)
    plot = comparison_plot(value, theme)
    assert "number" in plot.lead
    assert "<b>" not in plot.figure.to_json()
    assert list(changes_table(value)["In"][:2]) == ["only the first", "only the second"]
    for change in value.columns:
        if change.drift is not None:
            drawn = change_plot(change, ("old", EVIL), theme)
            assert "<b>" not in drawn.figure.to_json()
            first, second = drawn.figure.data
            assert sum(first.x) == pytest.approx(1)
            assert sum(second.x) == pytest.approx(1)
            assert drawn.lead.startswith(change.name)


def test_nothing_in_common_is_said(tables: tuple[Dataset, Dataset]) -> None:
    empty = Dataset("none", "", 0, (), tables[0].object, tables[0].objects)
    plot = comparison_plot(compare(tables[0], empty))
    assert "share no column" in plot.lead


@pytest.mark.parametrize("name", TESTS)
def test_every_test_says_what_it_found(tables: tuple[Dataset, Dataset], name: str) -> None:
    pairs = {"table": (EVIL, "three"), "numbers": ("number", "other")}
    found = examine(tables[0], *pairs.get(TESTS[name].shapes[0], ("number", EVIL)), name)
    said, behind = claim(found)
    assert TESTS[name].title in behind
    assert f"{ROWS} rows" in behind
    sure = found.answer.p_value < 0.05
    assert ("clearly" in said) == (not sure)
    assert "nan" not in said + behind


def test_the_direction_is_that_of_the_means(tables: tuple[Dataset, Dataset]) -> None:
    found = examine(tables[0], "number", EVIL, "welch")
    means = frame(0).groupby(EVIL)["number"].mean()
    first, second = found.labels
    word = "higher" if means[first] > means[second] else "lower"
    assert f"“{first}” is" in claim(found)[0]
    assert word in claim(found)[0]


def test_many_tests_are_drawn(tables: tuple[Dataset, Dataset]) -> None:
    found = corrected(examine_all(tables[0], EVIL, ["number", "other", "three", "day", "flag"]))
    plot = effects_plot(found, EVIL)
    assert plot.lead.startswith("1 of ")
    assert "<b>" not in plot.figure.to_json()
    assert len(outcomes_table(found, EVIL)) == len(found)
    assert effects_plot((), EVIL).lead == "No other column can be tested."


@pytest.mark.parametrize(
    ("value", "words"), [(None, "–"), (float("nan"), "–"), (0.0004, "< 0.001"), (0.04, "= 0.040")]
)
def test_p_values_read_as_in_papers(value: float | None, words: str) -> None:
    assert p_value(value) == words


def test_cautions_are_words(tables: tuple[Dataset, Dataset]) -> None:
    objects = tables[0].objects
    small = frame(0).head(20)
    stored = objects.put(to_parquet(to_arrow(small)))
    data = Dataset("small", stored, 20, specs(small), stored, objects)
    assert "fewer than 30 rows" in cautions(examine(data, "number", EVIL, "welch"))[0]
