import numpy as np
import pandas as pd
import pytest

from mlcore.training.preparation.date import DateParts, ScaledDate


def _dates(*values):
    return pd.Series(pd.to_datetime(list(values))).astype("datetime64[us]")


def test_a_date_becomes_its_parts():
    column = DateParts("when").fit(_dates("2024-02-29"))
    assert column.names_out == [
        "when days", "when year", "when month", "when day", "when weekday"
    ]  # fmt: skip
    assert column.encode(_dates("2000-01-03", "2024-02-29")).tolist() == [
        [2, 2000, 1, 3, 0],
        [8825, 2024, 2, 29, 3],
    ]


def test_the_hour_is_there_only_when_training_had_one():
    column = DateParts("when").fit(_dates("2024-01-01 06:30"))
    assert column.encode(_dates("2024-01-01 18:45"))[0, -1] == 18.75
    assert DateParts("when").fit(_dates("2024-01-01")).hours is False


def test_a_missing_date_has_missing_parts():
    column = DateParts("when").fit(_dates("2024-01-01"))
    assert np.isnan(column.encode(_dates(None))).all()


def test_scaled_parts_have_one_mark_and_no_gaps():
    train = _dates("2024-01-01", "2024-03-05", None, "2025-07-30")
    column = ScaledDate("when").fit(train)
    found = column.encode(train)
    assert found.shape == (4, 6)
    assert column.names_out[1] == "when days is missing"
    assert found[:, 1].tolist() == [0, 0, 1, 0]
    assert found[:, 0].mean() == pytest.approx(0)
    assert np.isfinite(column.encode(_dates(None, "1900-01-01"))).all()


def test_a_date_written_as_text_is_read():
    column = DateParts("when").fit(_dates("2024-01-01"))
    text = pd.Series(["2024-02-29"], dtype="str")
    np.testing.assert_array_equal(column.encode(text), column.encode(_dates("2024-02-29")))
