"""A column against the target: the numbers of a pandas group-by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.errors import LoupeError
from mlcore.evaluation.task import propose_task
from mlcore.profiling import target as module
from mlcore.profiling.target import against_target, has_classes, ranking
from tests.profiling.tables import dataset


def _frame(rows: int = 600) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    x = rng.normal(size=rows)
    words = rng.choice([f"w{i:02d}" for i in range(20)], rows, p=np.arange(20, 0, -1) / 210)
    return pd.DataFrame(
        {
            "x": np.where(rng.random(rows) < 0.1, np.nan, x),
            "few": rng.integers(0, 4, rows),
            "word": pd.array(words, dtype="str"),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, rows), "D"),
            "y": 3 * x + rng.normal(size=rows),
            "label": pd.array(np.where(x > 0.5, "high", "low"), dtype="str"),
        }
    )


def test_mean_target_along_a_number(tmp_path: Path) -> None:
    frame = _frame()
    view = against_target(dataset(frame, tmp_path), "x", "y")
    *ranges, gaps = view.bins
    assert len(ranges) == 12
    assert sum(b.count for b in view.bins) == len(frame)
    assert max(b.count for b in ranges) - min(b.count for b in ranges) <= 2
    for b in ranges:
        last = b is ranges[-1]
        inside = (frame["x"] >= b.low) & ((frame["x"] < b.high) | (last & (frame["x"] == b.high)))
        part = frame.loc[inside, "y"]
        assert b.count == len(part)
        assert b.mean == pytest.approx(part.mean())
        assert b.mean_low == pytest.approx(part.mean() - 1.959964 * part.sem())
        assert b.mean_high == pytest.approx(part.mean() + 1.959964 * part.sem())
    assert (gaps.part, gaps.label) == ("missing", "")
    assert gaps.mean == pytest.approx(frame.loc[frame["x"].isna(), "y"].mean())
    assert view.strength == pytest.approx(frame[["x", "y"]].corr("spearman").iloc[0, 1])
    assert (view.classes, view.measure) == ((), "rank correlation")


def test_few_whole_numbers_are_shown_one_by_one(tmp_path: Path) -> None:
    frame = _frame()
    bins = against_target(dataset(frame, tmp_path), "few", "y").bins
    means = frame.groupby("few")["y"].mean()
    assert [b.label for b in bins] == ["0", "1", "2", "3"]
    assert [b.mean for b in bins] == pytest.approx(means.tolist())


def test_words_keep_the_twelve_most_frequent(tmp_path: Path) -> None:
    frame = _frame()
    bins = against_target(dataset(frame, tmp_path), "word", "y").bins
    counts = frame["word"].value_counts()
    assert [b.count for b in bins[:12]] == counts.iloc[:12].tolist()
    assert (bins[12].part, bins[12].count) == ("other", counts.iloc[12:].sum())


def test_class_shares(tmp_path: Path) -> None:
    frame = _frame()
    view = against_target(dataset(frame, tmp_path), "word", "label")
    assert view.classes == tuple(frame["label"].value_counts().index)
    expected = pd.crosstab(frame["word"], frame["label"], normalize="index")
    for b in view.bins[:12]:
        shares = [expected.loc[b.label, name] for name in view.classes]
        assert b.shares == pytest.approx(shares)


def test_classes_past_the_eighth_are_taken_together(tmp_path: Path) -> None:
    view = against_target(dataset(_frame(), tmp_path), "x", "word")
    assert len(view.classes) == module.CLASSES + 1
    assert view.classes[-1] is None
    assert all(sum(b.shares) == pytest.approx(1) for b in view.bins)


def test_dates_are_cut_into_ranges_of_iso_dates(tmp_path: Path) -> None:
    frame = _frame()
    bins = against_target(dataset(frame, tmp_path), "day", "y").bins
    assert str(bins[0].low) == str(frame["day"].min().date())
    assert str(bins[-1].high) == str(frame["day"].max().date())
    assert sum(b.count for b in bins) == len(frame)


def test_rows_without_a_target_do_not_count(tmp_path: Path) -> None:
    frame = _frame()
    frame.loc[:99, "y"] = np.nan
    view = against_target(dataset(frame, tmp_path), "few", "y")
    assert sum(b.count for b in view.bins) == len(frame) - 100
    expected = frame.groupby("few")["y"].mean().tolist()
    assert [b.mean for b in view.bins] == pytest.approx(expected)


def test_large_tables_are_sampled_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS", 100)
    view = against_target(dataset(_frame(), tmp_path), "x", "y")
    assert (view.rows, view.sampled) == (100, True)


@pytest.mark.parametrize("empty", ["x", "y"])
def test_an_empty_column_or_target_has_no_view(tmp_path: Path, empty: str) -> None:
    frame = _frame().assign(**{empty: np.nan})
    view = against_target(dataset(frame, tmp_path), "x", "y")
    assert view.strength is None
    assert all(b.part == "missing" for b in view.bins)


def test_ranking_puts_the_strongest_first(tmp_path: Path) -> None:
    data = dataset(_frame(), tmp_path)
    links = ranking(data, "y")
    assert [name for name, _, _ in links][:2] == ["x", "label"]
    assert {name for name, _, _ in links} == {"x", "few", "word", "day", "label"}
    assert [value for _, value, _ in links] == sorted((v for _, v, _ in links), reverse=True)
    assert {name: measure for name, _, measure in ranking(data, "label")}["word"] == (
        "Cramér's V, bias-corrected"
    )


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    data = dataset(_frame(), tmp_path)
    for call in (lambda: against_target(data, "x", "no"), lambda: ranking(data, "no")):
        with pytest.raises(LoupeError) as caught:
            call()
        assert caught.value.code == "no_column"


@pytest.mark.parametrize(
    "values",
    [[0, 1] * 30, [0, 1, 2] * 20, list(range(11)) * 6, [1, 2, 3], [1.5, 2.5] * 9, [True, False],
     list("abc") * 9, [0.5, 1, 2] * 20],
)  # fmt: skip
def test_classes_are_what_training_takes_for_classes(tmp_path: Path, values: list[object]) -> None:
    series = pd.Series(values)
    data = dataset(series.to_frame("y"), tmp_path)
    expected = propose_task(series) != "regression"
    assert has_classes(data.columns[0], data.rows) == expected
