import pandas as pd
import pytest

from mlcore.training.columns import treatments
from mlcore.types import ColumnSpec


@pytest.mark.parametrize(
    ("values", "dtype", "kind"),
    [
        ([1, 2], "int64", "integer"),
        ([1, None], "Int64", "integer"),
        ([1.5], "float64", "number"),
        ([True], "bool", "boolean"),
        ([True, None], "boolean", "boolean"),
        (["a"], "str", "category"),
        (["a"], "object", "category"),
        (["2024-01-01"], "datetime64[us]", "date"),
    ],
)
def test_storage_suggests_a_kind(values, dtype, kind):
    assert treatments(pd.DataFrame({"x": pd.Series(values, dtype=dtype)}), ()) == {"x": kind}


def test_a_column_that_is_stored_as_before_keeps_its_kind():
    raw = (ColumnSpec("t", "text", "str"), ColumnSpec("code", "category", "int64"))
    frame = pd.DataFrame({"t": pd.Series(["a"], dtype="str"), "code": [3]})
    assert treatments(frame, raw) == {"t": "text", "code": "category"}


def test_a_converted_column_gets_the_kind_of_its_new_storage():
    raw = (ColumnSpec("n", "category", "str"), ColumnSpec("d", "text", "str"))
    frame = pd.DataFrame({"n": [1.5], "d": pd.to_datetime(["2024-01-01"])})
    assert treatments(frame, raw) == {"n": "number", "d": "date"}


def test_values_do_not_matter():
    raw = (ColumnSpec("t", "text", "str"),)
    few = pd.DataFrame({"t": pd.Series(["a", "a"], dtype="str")})
    many = pd.DataFrame({"t": pd.Series([f"long text {i}" for i in range(99)], dtype="str")})
    assert treatments(few, raw) == treatments(many, raw)
