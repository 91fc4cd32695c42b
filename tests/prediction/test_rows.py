"""Rows against a signature: strict types, all problems at once, one answer for every mouth."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlcore.errors import LoupeError
from mlcore.prediction.columns import as_json
from mlcore.prediction.hints import outside
from mlcore.prediction.messages import REMARKS
from mlcore.prediction.rows import Checked, check, check_frame, parse
from mlcore.types import Field, Signature

HTML = "<b>größe</b> *x*"
FIELDS = (
    Field("age", "integer", True, low=1, high=80, typical=29, dtype="int64"),
    Field("weight", "number", False, low=0.5, high=99.5, typical=60.5, dtype="float64"),
    Field("member", "boolean", False, dtype="boolean"),
    Field(HTML, "category", False, categories=("small", "medium", "large"), dtype="str"),
    Field("since", "date", False, low_date="2020-01-01", high_date="2021-12-31", dtype=""),
    Field("class", "category", False, categories=("1", "2", "3"), dtype="Int64"),
    Field("note", "text", False, dtype="str"),
)
SIGNATURE = Signature(FIELDS, "y", "regression")
GOOD = {
    "age": 30,
    "weight": 61.5,
    "member": True,
    HTML: "small",
    "since": "2020-06-01",
    "class": 2,
    "note": "fine",
}


def codes(checked: Checked) -> list[tuple[int | None, str, str]]:
    return [(p.row, p.column, p.code) for p in checked.problems]


def one(**changes: object) -> Checked:
    return check(SIGNATURE, [{**GOOD, **changes}])


def test_a_good_row_gets_the_training_types() -> None:
    checked = check(SIGNATURE, [GOOD])
    assert not checked.problems
    assert not checked.remarks
    assert not checked.ignored
    assert list(checked.frame.columns) == list(SIGNATURE.names)
    assert [str(dtype) for dtype in checked.frame.dtypes] == [
        "int64", "float64", "boolean", "str", "datetime64[us]", "Int64", "str",
    ]  # fmt: skip
    assert checked.frame.iloc[0].to_dict() == {**GOOD, "since": pd.Timestamp("2020-06-01")}


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("age", "30", "not_a_number"),
        ("age", True, "not_a_number"),
        ("age", 3.5, "not_whole"),
        ("age", None, "needs_value"),
        ("age", 2**63, "too_large"),
        ("age", 10**400, "too_large"),
        ("age", [1], "not_a_number"),
        ("age", {"a": 1}, "not_a_number"),
        ("age", math.inf, "not_finite"),
        ("weight", "1.5", "not_a_number"),
        ("weight", False, "not_a_number"),
        ("weight", math.nan, "not_finite"),
        ("weight", 10**400, "too_large"),
        ("member", 1, "not_a_boolean"),
        ("member", "true", "not_a_boolean"),
        (HTML, 5, "not_text"),
        (HTML, True, "not_text"),
        (HTML, "x" * 100_001, "too_long"),
        (HTML, "\ud800", "bad_text"),
        ("since", "01/02/2020", "not_a_date"),
        ("since", "2025-02-29", "not_a_date"),
        ("since", "2020-01-01T00:00:00Z", "date_zone"),
        ("since", "2020-01-01T00:00:00+02:00", "date_zone"),
        ("since", 20200101, "not_a_date"),
        ("class", "first", "not_a_choice"),
        ("class", 1.5, "not_a_choice"),
        ("note", 1, "not_text"),
    ],
)
def test_q14_q17_json_is_strict(column: str, value: object, code: str) -> None:
    checked = one(**{column: value})
    assert codes(checked) == [(1, column, code)]
    assert not len(checked.frame)
    assert not len(checked.kept)


@pytest.mark.parametrize(
    ("column", "value", "stored"),
    [
        ("age", 3.0, 3),
        ("weight", 3, 3.0),
        ("weight", 2**70, float(2**70)),
        ("weight", None, None),
        ("member", None, None),
        ("class", "3", 3),
        ("since", "2020-06-01T12:30:00", pd.Timestamp("2020-06-01 12:30")),
        ("since", datetime(2020, 6, 1, 1), pd.Timestamp("2020-06-01 01:00")),
        ("since", date(2020, 6, 1), pd.Timestamp("2020-06-01")),
        ("note", "", ""),
        ("note", "日本 \u202e *", "日本 \u202e *"),
    ],
)
def test_what_fits_is_stored_as_in_training(column: str, value: object, stored: object) -> None:
    checked = one(**{column: value})
    assert not checked.problems
    cell = checked.frame[column].iloc[0]
    assert pd.isna(cell) if stored is None else cell == stored


def test_q13_all_problems_come_at_once_in_order() -> None:
    rows = [{"age": "x", "weight": "y"}, GOOD, {}, {**GOOD, "member": 3}]
    checked = check(SIGNATURE, rows)
    assert codes(checked) == [
        (1, "age", "not_a_number"),
        (1, "weight", "not_a_number"),
        (3, "age", "missing_field"),
        (4, "member", "not_a_boolean"),
    ]
    assert checked.kept.tolist() == [1]
    assert len(checked.frame) == 1


def test_an_absent_optional_input_counts_as_missing_and_is_said() -> None:
    checked = check(SIGNATURE, [{k: v for k, v in GOOD.items() if k != "weight"}])
    assert not checked.problems
    assert [(r.column, r.code) for r in checked.warnings(1)] == [("weight", "not_given")]
    assert pd.isna(checked.frame["weight"].iloc[0])


def test_q12_unknown_names_are_ignored_and_near_ones_told() -> None:
    checked = check(SIGNATURE, [{**GOOD, "Weigth": 3, "zzz": 1}])
    assert checked.ignored == ("Weigth", "zzz")
    assert [(r.column, r.code) for r in checked.warnings(1)] == [("Weigth", "similar_name")]
    assert "“weight”" in checked.warnings(1)[0].message


def test_q16_out_of_range_is_answered_with_a_sentence() -> None:
    (remark,) = one(age=96).warnings(1)
    assert remark.code == "above_range"
    assert remark.message == "“age” 96 is above every training value (80)."
    assert [r.code for r in one(weight=-1.25).warnings(1)] == ["below_range"]
    assert "-1.25" in one(weight=-1.25).warnings(1)[0].message
    assert [r.code for r in one(since="2031-05-01").warnings(1)] == ["above_range"]
    assert not one(age=80, weight=0.5, since="2021-12-31").remarks


def test_only_what_is_far_outside_is_outside_experience() -> None:
    low, high = SIGNATURE.field("age").low, SIGNATURE.field("age").high
    assert low is not None
    assert high is not None
    width = high - low
    for far, found in ((0.4, 0), (0.6, 1)):
        for value in (round(high + far * width), round(low - far * width)):
            assert len(outside(SIGNATURE, one(age=value).remarks)) == found, value
    assert outside(SIGNATURE, one(since="2091-05-01").remarks)
    assert not outside(SIGNATURE, one().remarks)


def test_an_unknown_category_is_outside_experience_in_a_heavy_field_only() -> None:
    remarks = one(**{HTML: "elephant"}).remarks
    for weight, found in ((0.1, 0), (0.4, 1)):
        fields = tuple(
            replace(field, importance=weight if field.name == HTML else 0.0) for field in FIELDS
        )
        assert len(outside(Signature(fields, "y", "regression"), remarks)) == found


@pytest.mark.parametrize("value", ["s", "elephant", "日本", "lams"])
def test_a_category_like_no_other_brings_no_suggestion(value: str) -> None:
    (remark,) = one(**{HTML: value}).warnings(1)
    assert remark.code == "unknown_category"
    assert remark.message.endswith("counts as other.")


def test_q15_an_unknown_category_is_answered_with_the_nearest_levels() -> None:
    (remark,) = one(**{HTML: "smal"}).warnings(1)
    assert remark.code == "unknown_category"
    assert remark.message.endswith("counts as other. Did you mean “small”?")
    assert [r.code for r in one(**{"class": 9}).warnings(1)] == ["unknown_category"]


def test_q11_a_row_that_is_no_object_is_one_problem() -> None:
    assert codes(check(SIGNATURE, [5, GOOD])) == [(1, "", "not_a_row")]  # type: ignore[list-item]


def test_every_code_has_a_plain_sentence() -> None:
    checked = check(SIGNATURE, [{"age": 1.5, "class": "q"}, {}])
    for remark in (*checked.problems, *checked.remarks):
        assert remark.code in REMARKS
        assert "{" not in remark.message
        assert len(remark.message.split()) <= 60


def test_text_cells_are_parsed_and_blank_is_missing() -> None:
    checked = parse(
        SIGNATURE,
        {
            "age": ["30", "3.0", "3.5", "", "1e30"],
            "weight": ["1.5", " 2 ", "", "1,5", "inf"],
            "member": ["yes", "0", "", "maybe", "TRUE"],
            "since": ["2020-01-01", "", "2020-01-01", "x", "2020-01-01"],
        },
    )
    assert codes(checked) == [
        (3, "age", "not_whole"),
        (4, "age", "needs_value"),
        (4, "weight", "unreadable_number"),
        (4, "member", "not_a_boolean"),
        (4, "since", "not_a_date"),
        (5, "age", "too_large"),
        (5, "weight", "not_finite"),
    ]
    assert checked.frame["member"].tolist() == [True, False]


def test_q18_a_frame_is_read_by_name_whatever_its_types() -> None:
    frame = pd.DataFrame(
        {
            "class": ["1", "2", None],
            "extra": [1, 2, 3],
            "age": [1.0, 2.5, np.nan],
            "weight": ["1.5", "b", None],
            "member": [1, 0, 1],
            "since": ["2020-01-02", "x", None],
            "note": [1, 2.0, True],
        }
    )
    checked = check_frame(SIGNATURE, frame)
    assert codes(checked) == [
        (2, "age", "not_whole"),
        (2, "weight", "unreadable_number"),
        (2, "since", "not_a_date"),
        (3, "age", "needs_value"),
    ]
    assert checked.ignored == ("extra",)
    assert checked.frame.iloc[0].to_dict() | {HTML: None} == {
        "age": 1, "weight": 1.5, "member": True, HTML: None,
        "since": pd.Timestamp("2020-01-02"), "class": 1, "note": "1",
    }  # fmt: skip


def test_a_frame_without_a_required_column_is_refused_naming_it() -> None:
    with pytest.raises(LoupeError) as caught:
        check_frame(SIGNATURE, pd.DataFrame({"weight": [1.0]}))
    assert caught.value.code == "missing_columns"
    assert [place.column for place in caught.value.where] == ["age"]


def test_a_number_beyond_15_digits_is_said_whole() -> None:
    low, high = 9007199254740994, 9007199254741990
    field = Field("n", "integer", low=low, high=high, dtype="int64")
    found = check(Signature((field,), "y", "regression"), [{"n": 9007199254740000}, {"n": 10**21}])
    assert "9,007,199,254,740,000 is below" in found.remarks[0].message
    assert "(9,007,199,254,740,994)" in found.remarks[0].message


def test_a_frame_with_a_column_twice_is_refused() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["age", "age"])
    with pytest.raises(LoupeError, match="more than one column"):
        check_frame(SIGNATURE, frame)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.integers(), max_size=2),
    st.dates().map(str),
)
ROWS = st.lists(
    st.dictionaries(st.sampled_from((*SIGNATURE.names, "other")), CELLS, max_size=8), max_size=4
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
def test_every_row_is_kept_or_has_a_problem_and_never_both(rows: list[dict[str, object]]) -> None:
    checked = check(SIGNATURE, rows)
    refused = {problem.row for problem in checked.problems}
    assert refused | {int(at) + 1 for at in checked.kept} == set(range(1, len(rows) + 1))
    assert len(refused) + len(checked.kept) == len(rows)
    assert len(checked.frame) == len(checked.kept)
    for remark in (*checked.problems, *checked.remarks):
        assert remark.message


GOOD_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "age": st.integers(-(2**63), 2**63 - 1),
            "weight": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "member": st.none() | st.booleans(),
            HTML: st.none() | st.text(st.characters(codec="utf-8"), max_size=9),
            "since": st.none() | st.datetimes().map(datetime.isoformat),
            "class": st.none() | st.integers(-(2**53), 2**53),
            "note": st.none() | st.text(st.characters(codec="utf-8"), max_size=9),
        }
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(GOOD_ROWS)
def test_rows_and_the_frame_they_make_are_read_alike(rows: list[dict[str, object]]) -> None:
    first = check(SIGNATURE, rows)
    assert not first.problems
    again = check_frame(SIGNATURE, first.frame)
    assert not again.problems
    pd.testing.assert_frame_equal(first.frame, again.frame)
    back = [
        {name: as_json(first.frame[name].array[at]) for name in SIGNATURE.names}
        for at in range(len(rows))
    ]
    third = check(SIGNATURE, json.loads(json.dumps(back)))
    pd.testing.assert_frame_equal(first.frame, third.frame)
