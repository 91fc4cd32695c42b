"""Every check fires on a table made for it and stays silent on one that only looks alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning.apply import apply
from mlcore.cleaning.catalogue import STEPS
from mlcore.cleaning.fit import fit
from mlcore.cleaning.recipe import Recipe
from mlcore.profiling.checks import (
    broken_text,
    case_variants,
    dates_as_text,
    leak_suspect,
    missing_together,
    numbers_as_text,
    similar_values,
    time_gaps,
)
from mlcore.profiling.checks.catalogue import CHECKS
from mlcore.profiling.profile import profile
from mlcore.profiling.wordings import WORDINGS
from mlcore.types import Finding, Kind
from tests.profiling.tables import dataset

N = 200
Make = Callable[[np.random.Generator], pd.DataFrame]


def _found(frame: pd.DataFrame, folder: Path, code: str, **more: str) -> tuple[Finding, ...]:
    named = more.get("kinds", "c")
    kinds: dict[str, Kind] = {name: "category" for name in named if name in frame}
    found = profile(dataset(frame, folder, kinds), more.get("target"))
    return tuple(finding for finding in found.findings if finding.code == code)


def _frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns)


def _words(words: list[str | None]) -> pd.Series:
    return pd.Series(words, dtype="str")


def _few_far(rng: np.random.Generator, far: int) -> pd.Series:
    return pd.Series(np.r_[rng.uniform(0, 1, N - far), np.full(far, 9.0)])


def _days(start: int, stop: int) -> pd.DatetimeIndex:
    days = pd.date_range("2024-01-01", periods=stop).astype("datetime64[us]")
    return pd.DatetimeIndex(days[start:stop])


def _scattered(rng: np.random.Generator, rows: int) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(
        pd.Timestamp("2024-01-01") + pd.to_timedelta(np.cumsum(rng.integers(1, 99, rows)), unit="h")
    )


def _wide(levels: int) -> pd.DataFrame:
    return pd.DataFrame({"c": _words([f"v{i % levels}" for i in range(6 * levels)])})


FIRES: dict[str, tuple[Make, str | None]] = {
    "all_missing": (lambda r: _frame(x=np.full(N, np.nan), y=r.random(N)), None),
    "constant": (lambda r: _frame(x=[1] * N, y=r.random(N)), None),
    "near_constant": (lambda r: _frame(x=[1] * (N - 1) + [2]), None),
    "missing": (lambda r: _frame(x=np.where(r.random(N) < 0.2, np.nan, 1.5)), None),
    "mostly_missing": (lambda r: _frame(x=np.where(r.random(N) < 0.9, np.nan, 1.5)), None),
    "duplicate_rows": (lambda r: _frame(x=[0, *range(N - 1)]), None),
    "id_like": (lambda r: _frame(x=r.permutation(N)), None),
    "high_cardinality": (lambda r: _frame(c=_words([f"v{i % 90}" for i in range(N)])), None),
    "outliers": (lambda r: _frame(x=_few_far(r, 3)), None),
    "skewed": (lambda r: _frame(x=np.exp(2 * r.normal(size=N))), None),
    "tailed": (lambda r: _frame(x=-np.exp(2 * r.normal(size=N))), None),
    "many_values": (lambda r: _wide(1_001), None),
    "sign_variants": (lambda r: _frame(c=_words(["café", "cafe\u0301", "tea", "x"] * 50)), None),
    "gaps_in_order": (
        lambda r: _frame(d=_days(0, N), x=np.where(r.random(N) < 0.2, np.nan, 1.5)),
        None,
    ),
    "zero_inflated": (lambda r: _frame(x=np.where(r.random(N) < 0.7, 0, r.random(N))), None),
    "few_rows": (lambda r: _frame(x=r.random(49)), None),
    "more_columns_than_rows": (lambda r: pd.DataFrame(r.random((5, 6))), None),
    "infinite": (lambda r: _frame(x=[np.inf, *r.random(N)]), None),
    "target_missing": (lambda r: _frame(y=[None, *r.random(N)]), "y"),
    "imbalance": (lambda r: _frame(y=_words(["a"] * 185 + ["b"] * 15), x=r.random(N)), "y"),
    "rare_class": (lambda r: _frame(y=_words(["a"] * 196 + ["b"] * 4)), "y"),
    "leak_suspect": (lambda r: _frame(x=(x := r.normal(size=N)), y=x**3), "y"),
    "correlated_pair": (lambda r: _frame(x=(x := r.normal(size=N)), z=-np.exp(x)), None),
    "case_variants": (lambda r: _frame(c=_words(["ICU", "icu ", "ward", "x"] * 50)), None),
    "numbers_as_text": (lambda r: _frame(x=_words([f"1,{i}" for i in range(100, 300)])), None),
    "ambiguous_dates": (lambda r: _frame(x=_words(["01/02/2024", "03/04/2024"] * 100)), None),
    "stand_ins": (lambda r: _frame(x=np.r_[r.integers(18, 90, N - 5), [-999] * 5]), None),
    "lookalike_names": (lambda r: pd.DataFrame({"age": [1, 2], "аge": [1, 2]}), None),
    "duplicate_columns": (lambda r: _frame(x=(x := r.random(N)), z=x), None),
    "mixed_types": (lambda r: _frame(x=_words([*map(str, range(10)), "n.s.", "?"] * 20)), None),
    "dates_as_text": (
        lambda r: _frame(x=_words(["13/02/2024", "04/03/2024", "15.04.24"] * 70)),
        None,
    ),
    "percent_text": (lambda r: _frame(x=_words([f"{i}.5 %" for i in range(N)])), None),
    "currency_text": (lambda r: _frame(x=_words([f"$1,{i}.00" for i in range(100, 300)])), None),
    "time_gaps": (lambda r: _frame(x=_days(0, 50).append(_days(70, 120))), None),
    "similar_values": (
        lambda r: _frame(c=_words(["Berlin"] * 99 + ["Brelin"] + ["Paris"] * 99)),
        None,
    ),
    "broken_text": (lambda r: _frame(c=_words(["Zürich", "Genf"] * 99 + ["ZÃ¼rich"])), None),
    "impossible_places": (lambda r: _frame(lat=[*r.uniform(-80, 80, N), 91.5]), None),
    "missing_together": (
        lambda r: _frame(x=(x := np.where(r.random(N) < 0.3, np.nan, 1.5)), z=2 * x, y=r.random(N)),
        None,
    ),
    "constant_within_group": (
        lambda r: _frame(
            a=_words([f"t{i % 6}" for i in range(N)]), b=_words([f"l{i % 3}" for i in range(N)])
        ),
        None,
    ),
    "missing_words": (lambda r: _frame(c=_words(["a", "b", "c", "Unknown"] * 50)), None),
    "marks": (lambda r: _frame(c=_words(["x", None] * 100)), None),
}
SILENT: dict[str, tuple[Make, str | None]] = {
    "all_missing": (lambda r: _frame(x=[np.nan] * (N - 1) + [1.0]), None),
    "constant": (lambda r: _frame(x=[1.0] * (N - 1) + [np.nan]), None),
    "near_constant": (lambda r: _frame(x=[1] * (N - 3) + [2] * 3), None),
    "missing": (lambda r: _frame(x=r.random(N), y=[None, *r.random(N - 1)]), "y"),
    "mostly_missing": (lambda r: _frame(x=[1.5] * 81 + [np.nan] * 119), None),
    "duplicate_rows": (lambda r: _frame(x=[0] * N, y=range(N)), None),
    "id_like": (lambda r: _frame(x=r.permutation(N) * 1000, y=r.random(N)), None),
    "high_cardinality": (lambda r: _frame(c=_words([f"v{i % 50}" for i in range(N)])), None),
    "outliers": (lambda r: _frame(x=r.uniform(0, 1, N), y=_few_far(r, 20)), None),
    "skewed": (lambda r: _frame(x=-np.exp(2 * r.normal(size=N)), y=r.random(N)), None),
    "tailed": (lambda r: _frame(x=np.exp(2 * r.normal(size=N)), y=r.normal(size=N)), None),
    "many_values": (lambda r: _wide(1_000), None),
    "sign_variants": (lambda r: _frame(c=_words(["café", "cafe", "tea", "x²"] * 50)), None),
    "gaps_in_order": (
        lambda r: _frame(
            d=_days(0, N - 1).append(_days(0, 1)), x=np.where(r.random(N) < 0.2, np.nan, 1.5)
        ),
        None,
    ),
    "zero_inflated": (lambda r: _frame(x=r.random(N) < 0.2, y=r.integers(0, 2, N)), None),
    "few_rows": (lambda r: _frame(x=r.random(50)), None),
    "more_columns_than_rows": (lambda r: pd.DataFrame(r.random((5, 5))), None),
    "infinite": (lambda r: _frame(x=[1e308, *r.random(N)]), None),
    "target_missing": (lambda r: _frame(y=r.random(N), x=[None] * N), "y"),
    "imbalance": (lambda r: _frame(y=_words(["a"] * 150 + ["b"] * 50)), "y"),
    "rare_class": (lambda r: _frame(y=_words(["a"] * 195 + ["b"] * 5)), "y"),
    "leak_suspect": (
        lambda r: _frame(x=(x := r.normal(size=N)), y=x + 0.5 * r.normal(size=N)), "y",
    ),
    "correlated_pair": (
        lambda r: _frame(x=(x := r.normal(size=N)), z=x + 0.5 * r.normal(size=N)), None,
    ),
    "case_variants": (lambda r: _frame(c=_words(["ICU", "ICU 2", "ward", "x"] * 50)), None),
    "numbers_as_text": (lambda r: _frame(x=_words([f"{i:05d}" for i in range(N)])), None),
    "ambiguous_dates": (lambda r: _frame(x=_words(["01/02/2024", "30/04/2024"] * 100)), None),
    "stand_ins": (lambda r: _frame(x=np.r_[r.integers(-1500, 90, N - 5), [-999] * 5]), None),
    "lookalike_names": (lambda r: pd.DataFrame({"age": [1, 2], "Age": [1, 2]}), None),
    "duplicate_columns": (lambda r: _frame(x=(x := r.random(N)), z=x[::-1]), None),
    "mixed_types": (
        lambda r: _frame(x=_words([*map(str, range(90)), *[f"w{i}" for i in range(110)]])), None,
    ),
    "dates_as_text": (lambda r: _frame(x=_words(["01/02/2024", "03/04/2024", "40/01/24"] * 70)),
                      None),
    "percent_text": (lambda r: _frame(x=_words([f"{i}% off" for i in range(N)])), None),
    "currency_text": (lambda r: _frame(x=_words([f"{i}% of $" for i in range(N)])), None),
    "time_gaps": (
        lambda r: _frame(x=(d := _days(0, 203))[d.day_of_week < 5], y=_scattered(r, 145)), None,
    ),
    "similar_values": (
        lambda r: _frame(c=_words(["Berlin"] * 99 + ["Merlin"] * 50 + ["1st A", "1st B"] * 20)),
        None,
    ),
    "broken_text": (lambda r: _frame(c=_words(["Zürich", "Ångström", "Âge", "Ñandú"] * 50)), None),
    "impossible_places": (
        lambda r: _frame(lat=r.uniform(-80, 80, N), later=r.random(N) * 900), None,
    ),
    "missing_together": (
        lambda r: _frame(x=np.where(r.random(N) < 0.3, np.nan, 1.5),
                         z=np.where(r.random(N) < 0.3, np.nan, 1.5)), None,
    ),
    "constant_within_group": (
        lambda r: _frame(a=_words([f"t{i % 6}" for i in range(N)]),
                         b=_words([f"l{i}" for i in r.integers(0, 3, N)])), None,
    ),
    "marks": (lambda r: _frame(c=_words(["x", "o", None] * 100)), None),
    "missing_words": (
        lambda r: _frame(c=_words(["none"] * 120 + ["a", "b"] * 40),
                         b=_words(["unknown", "a"] * 100)), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", FIRES)
def test_fires(tmp_path: Path, code: str) -> None:
    make, target = FIRES[code]
    frame = make(np.random.default_rng(1)).rename(columns=str)
    found = profile(dataset(frame, tmp_path, _kinds(frame)), target).findings
    assert code in {finding.code for finding in found}


@pytest.mark.parametrize("code", SILENT)
def test_stays_silent(tmp_path: Path, code: str) -> None:
    make, target = SILENT[code]
    frame = make(np.random.default_rng(1)).rename(columns=str)
    found = profile(dataset(frame, tmp_path, _kinds(frame)), target).findings
    assert code not in {finding.code for finding in found}


def _kinds(frame: pd.DataFrame) -> dict[str, Kind]:
    return {name: "category" for name in ("a", "b", "c") if name in frame}


def test_every_check_is_tried_and_has_words() -> None:
    codes = {check.code for check in CHECKS}
    assert codes == set(FIRES) == set(SILENT) == set(WORDINGS)
    assert len(codes) == len(CHECKS)


@pytest.mark.parametrize("code", FIRES)
def test_cures_are_steps_of_the_catalogue(tmp_path: Path, code: str) -> None:
    steps = {step.name: step for step in STEPS}
    make, target = FIRES[code]
    frame = make(np.random.default_rng(1)).rename(columns=str)
    for finding in profile(dataset(frame, tmp_path, _kinds(frame)), target).findings:
        if finding.cure is not None:
            params = {param.name: param for param in steps[finding.cure.name].params}
            for name, value in finding.cure.params:
                assert not params[name].choices or value in params[name].choices
            assert finding.cure.columns == finding.columns


def test_a_mark_or_nothing_is_an_answer_in_every_kind_of_column(tmp_path: Path) -> None:
    half = [None] * (N // 2)
    frame = _frame(
        c=_words(["x"] * (N // 2) + half), n=[1.0] * (N // 2) + half,
        b=pd.array([True] * (N // 2) + half, "boolean"), w=_words(["EUR"] * (N // 2) + half),
    )  # fmt: skip
    found = profile(dataset(frame, tmp_path, {"c": "category", "b": "boolean"})).findings
    fills = {f.columns: f.cure and f.cure.param("value") for f in found if f.code == "marks"}
    assert fills == {("c",): "no", ("n",): 0, ("b",): False}
    assert {f.columns for f in found if f.code == "missing"} == {("w",)}
    assert fit(Recipe(tuple(f.cure for f in found if f.code == "marks" and f.cure)), frame)


def test_written_dates_and_numbers_are_no_levels(tmp_path: Path) -> None:
    dates = [f"{1 + i % 28:02}.{1 + i % 12:02}.2025" for i in range(N - 1)]
    frame = _frame(a=_words([*dates, "05,08.2025"]), b=_words([*map(str, range(90)), "k.A."] * 2))
    found = profile(dataset(frame, tmp_path, _kinds(frame))).findings
    codes = {finding.code: finding.columns for finding in found}
    assert "high_cardinality" not in codes
    assert codes["dates_as_text"] == ("a",)
    assert codes["numbers_as_text"] == ("b",)
    (dated,) = (finding for finding in found if finding.code == "dates_as_text")
    assert dict(dated.facts)["share"] < 1


def test_no_cure_drops_the_target(tmp_path: Path) -> None:
    frame = _frame(y=range(N), x=np.random.default_rng(0).random(N))
    for finding in profile(dataset(frame, tmp_path), "y").findings:
        assert finding.cure is None or finding.cure.name != "drop" or "y" not in finding.columns


def test_one_finding_names_many_columns_the_worst_first(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{i}": rng.random(N) for i in range(4)})
    for i in range(4):
        frame.loc[: 5 * i, f"x{i}"] = np.nan
    (finding,) = _found(frame, tmp_path, "missing")
    assert finding.columns == ("x3", "x2", "x1", "x0")
    assert dict(finding.facts)["missing"] == 16
    assert finding.cure is not None
    assert finding.cure.param("strategy") == "median"


def test_gaps_in_words_are_filled_with_the_usual_word(tmp_path: Path) -> None:
    frame = _frame(x=[None, *range(N)], c=_words(["a", None] + ["b"] * (N - 1)))
    strategies = {f.columns: f.cure and f.cure.param("strategy") for f in
                  _found(frame, tmp_path, "missing")}  # fmt: skip
    assert strategies == {("x",): "median", ("c",): "mode"}


def test_errors_come_before_warnings_before_notes(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=N)
    frame = _frame(a=_few_far(rng, 2), b=[np.nan, *rng.random(N - 1)], x=x, y=2 * x)
    rank = {"error": 0, "warning": 1, "info": 2}
    ranks = [rank[f.severity] for f in profile(dataset(frame, tmp_path), "y").findings]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}


def test_a_leak_through_a_gap_is_seen(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    died = rng.random(N) < 0.4
    frame = _frame(died=died, date=np.where(died, rng.random(N), np.nan), age=rng.random(N))
    (finding,) = _found(frame, tmp_path, "leak_suspect", target="died")
    assert finding.columns == ("date",)


@pytest.mark.parametrize("classes", [2, 3])
def test_a_leak_of_classes_is_seen_in_words_and_numbers(tmp_path: Path, classes: int) -> None:
    rng = np.random.default_rng(0)
    y = rng.integers(0, classes, 500)
    frame = _frame(
        y=_words([f"class {i}" for i in y]),
        code=_words([f"k{i}{rng.integers(3)}" for i in y]),
        score=y + 0.2 * rng.random(500),
        hint=y + rng.normal(size=500),
        name=_words([f"person {i}" for i in range(500)]),
    )
    (finding,) = _found(frame, tmp_path, "leak_suspect", target="y")
    assert set(finding.columns) == {"code", "score"}


def test_a_rare_class_is_no_leak(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    y = np.r_[np.zeros(995, bool), np.ones(5, bool)]
    frame = _frame(y=y, x=rng.random(1000), c=_words(list(rng.choice(["a", "b"], 1000))))
    assert _found(frame, tmp_path, "leak_suspect", target="y") == ()


def test_area_under_the_curve_is_scikit_learns() -> None:
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(3)
    y = rng.integers(0, 2, 300)
    x = np.round(y + rng.normal(size=300), 1)
    for numbers in (x, -x):
        found = leak_suspect.auc(leak_suspect.Ordered.of(numbers), y)
        assert found == pytest.approx(roc_auc_score(y, x))


@pytest.mark.parametrize("seed", range(6))
def test_the_nearest_number_of_the_other_half_answers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, 80)
    x = rng.integers(0, 25, 80).astype(float) if seed % 2 else rng.normal(size=80)
    x[rng.random(80) < 0.2] = np.nan
    guess = leak_suspect.of_nearest(leak_suspect.Ordered.of(x), y)
    for row in np.flatnonzero(~np.isnan(x)):
        others = [o for o in range(80) if o % 2 != row % 2 and not np.isnan(x[o])]
        # of two as near the larger number; of equal numbers the row next in the order
        nearest = min(
            others, key=lambda o: (abs(x[o] - x[row]), -x[o], o if x[o] >= x[row] else -o)
        )
        assert guess[row] == y[nearest]
    for row in np.flatnonzero(np.isnan(x)):
        alike = [y[o] for o in range(80) if o % 2 != row % 2 and np.isnan(x[o])]
        assert guess[row] == np.bincount(alike).argmax()


def test_copies_of_copies_are_named_once(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=N)
    frame = _frame(a=x, b=2 * x, c2=-x, d=np.where(np.arange(N) < 30, np.nan, x))
    (finding,) = _found(frame, tmp_path, "correlated_pair")
    assert set(finding.columns) == {"b", "c2", "d"}
    assert dict(finding.facts)["kept"] == "a"


def test_spellings_group_by_case_and_blanks() -> None:
    assert case_variants.spellings(["a", "A ", "b", " b", "Straße", "STRASSE", "c"]) == [
        [" b", "b"], ["A ", "a"], ["STRASSE", "Straße"],
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["1,234", "€ 5", "12%", "-3.5", "(1.5)", "1'000", "7"])
def test_written_numbers(text: str) -> None:
    assert numbers_as_text.written_number(text)


@pytest.mark.parametrize("text", ["007", "90210", "1e5", "a1", "", "1.2.3", "2024-01-01"])
def test_codes_are_not_numbers(text: str) -> None:
    assert not numbers_as_text.written_number(text)


@pytest.mark.parametrize(
    ("first", "second"), [("berlin", "brelin"), ("berlin", "berln"), ("berlin", "berlins"),
                          ("berlin", "merlin"), ("ab", "ba")],
)  # fmt: skip
def test_one_edit(first: str, second: str) -> None:
    assert similar_values.one_edit(first, second)
    assert similar_values.one_edit(second, first)


@pytest.mark.parametrize(
    ("first", "second"), [("berlin", "belrni"), ("berlin", "bern"), ("abcd", "badc")]
)
def test_more_than_one_edit(first: str, second: str) -> None:
    assert not similar_values.one_edit(first, second)


def test_slips_go_to_the_most_frequent_spelling() -> None:
    counts = {"London": 90, "Londn": 2, "Lodnon": 1, "Londin": 30, "Rome": 50, "Rom": 1}
    assert similar_values.slips(counts) == {"London": ["Lodnon", "Londn"]}


def test_broken_letters_are_mended() -> None:
    for text in ("Zürich", "Łódź", "naïve", "€ 5", "日本"):
        for encoding in ("cp1252", "latin-1"):
            try:
                broken = text.encode().decode(encoding)
            except UnicodeError:
                continue
            assert broken_text.mended(broken) == text
        assert broken_text.mended(text) == text


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["2024-01-31", "2024/02/01 10:30"], "year first"),
        (["31.01.2024", "01.02.2024"], "day first"),
        (["01/31/24", "2/1/24 9:15"], "month first"),
        (["01/02/2024", "03/04/2024"], ""),
    ],
)
def test_which_part_of_a_date_comes_first(values: list[str], order: str) -> None:
    assert dates_as_text.written_dates(values)[0] == order


def test_a_hole_is_measured_in_steps() -> None:
    ticks = np.r_[np.arange(0, 50), np.arange(60, 100), np.arange(104, 120)] * 3_600_000_000
    assert time_gaps.gaps(ticks) == (49 * 3_600_000_000, 10, 2)
    assert time_gaps.gaps(np.sort(np.random.default_rng(0).integers(0, 10**9, 500)))[2] == 0


def test_gaps_that_agree_are_grouped_once() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.random(N) < 0.3, rng.random(N) < 0.3
    assert missing_together.groups(np.column_stack((a, b, a, b, ~a, a))) == [[0, 2, 5], [1, 3]]


def test_a_misspelling_is_cured_by_its_step(tmp_path: Path) -> None:
    frame = _frame(c=_words(["Berlin"] * 99 + ["Brelin"] + ["Paris"] * 99))
    (finding,) = _found(frame, tmp_path, "similar_values")
    assert finding.cure is not None
    cured = apply(Recipe((finding.cure,)), dataset(frame, tmp_path, {"c": "category"}))
    assert sorted(set(cured.frame()["c"])) == ["Berlin", "Paris"]


def test_what_fixes_what(tmp_path: Path) -> None:
    city = np.random.default_rng(0).integers(0, 12, N)
    frame = _frame(a=_words([f"city {i}" for i in city]), b=_words([f"land {i % 4}" for i in city]))
    (finding,) = _found(frame, tmp_path, "constant_within_group", kinds="ab")
    assert finding.columns == ("b",)
    assert dict(finding.facts)["kept"] == "a"
    assert finding.cure is None


def test_two_names_of_one_thing_are_one_too_many(tmp_path: Path) -> None:
    code = np.random.default_rng(0).integers(0, 5, N)
    frame = _frame(a=_words([f"code {i}" for i in code]), b=_words([f"label {i}" for i in code]))
    (finding,) = _found(frame, tmp_path, "constant_within_group", kinds="ab")
    assert finding.cure is not None
    assert finding.cure.name == "drop"
    assert len(finding.columns) == 1


def test_copies_in_a_long_table_are_compared_in_all_rows(tmp_path: Path) -> None:
    """A sample may not show where two columns differ."""
    rng = np.random.default_rng(0)
    values = rng.integers(0, 1000, 30_000)
    near = values.copy()
    near[[3, 7]] = near[[7, 3]]  # the statistics stay the same
    data = dataset(pd.DataFrame({"a": values, "b": values, "c": near}), tmp_path)
    (found,) = (f for f in profile(data).findings if f.code == "duplicate_columns")
    assert found.columns == ("b",)


def test_F22_a_name_that_looks_like_another_is_offered_a_new_one(tmp_path: Path) -> None:
    frame = pd.DataFrame({"café": [1, 2], "cafe\u0301": [3, 4], "café (2)": [5, 6]})
    (finding,) = _found(frame, tmp_path, "lookalike_names")
    assert finding.cure is not None
    recipe = Recipe((finding.cure,))
    assert list(fit(recipe, frame).frame.columns) == ["café", "café (3)", "café (2)"]
