import pandas as pd
import pytest

from mlcore.evaluation.task import propose_task


@pytest.mark.parametrize(
    ("values", "dtype", "task"),
    [
        (["yes", "no"] * 10, "str", "binary"),
        (["a", "b", "c"] * 10, "str", "multiclass"),
        ([True, False] * 10, "bool", "binary"),
        ([True, False, None] * 10, "boolean", "binary"),
        ([0, 1] * 10, "int64", "binary"),
        ([0, 1, None] * 10, "Int64", "binary"),
        ([0.0, 1.0] * 10, "float64", "binary"),
        ([3, 4, 6, 8] * 10, "int64", "multiclass"),
        (list(range(11)) * 10, "int64", "regression"),
        ([1, 2, 3, 4], "int64", "regression"),
        ([1.5, 2.5, 3.5] * 10, "float64", "regression"),
        ([f"name {i}" for i in range(30)], "str", "multiclass"),
    ],
)
def test_values_suggest_a_task(values, dtype, task):
    assert propose_task(pd.Series(values, dtype=dtype)) == task
