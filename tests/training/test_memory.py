"""Expected memory: never less than a fit takes, more for wide one-hot tables, refused in words."""

import numpy as np
import pandas as pd
import pytest

from mlcore.catalog.models import entry
from mlcore.cleaning.recipe import Recipe
from mlcore.errors import LoupeError
from mlcore.training import memory
from mlcore.training.folds import Folds
from mlcore.training.memory import check_memory, free, needed, width
from mlcore.training.problem import pose
from mlcore.training.train import train
from mlcore.types import ColumnSpec, Plan
from tests.training.tables import mixed, only

NUMBER = ColumnSpec("x", "number", "float64", unique=900)
CATEGORY = ColumnSpec("c", "category", "str", unique=5_000)
PLAN = Plan("y", task="binary", models=("tree",), folds=5)


def test_more_rows_threads_and_indicator_columns_need_more():
    base = needed([NUMBER] * 20, 100_000, PLAN).total
    assert needed([NUMBER] * 20, 200_000, PLAN).total > base
    assert needed([NUMBER] * 20, 100_000, PLAN, threads=4).total > base
    near, linear = (Plan("y", task="binary", models=(name,), folds=5) for name in ("knn", "ridge"))
    hot, thin = (needed([CATEGORY] * 20, 100_000, plan).total for plan in (near, linear))
    assert hot > 3 * needed([CATEGORY] * 20, 100_000, PLAN).total
    assert thin < hot / 3  # where the zeros are left out


@pytest.mark.parametrize("name", ["tree", "logistic", "knn", "lightgbm"])
def test_the_prepared_columns_are_never_more_than_expected(keep, name):
    data = keep(only(mixed(400), "yes"))
    problem = pose(data, Plan("yes", models=(name,), folds=2), Recipe())
    kind = entry(name).preparation
    found = Folds(problem).arrays(kind, 0).X_train
    assert found.shape[1] <= width([data.column(n) for n in problem.inputs], kind)


def test_what_is_free_is_the_smaller_of_machine_and_group(tmp_path):
    machine = tmp_path / "meminfo"
    machine.write_text("MemTotal: 9000 kB\nMemAvailable:    4000 kB\n")
    assert free(machine, tmp_path) == 4000 * 1024
    (tmp_path / "memory.max").write_text("3000000\n")
    (tmp_path / "memory.current").write_text("1000000\n")
    assert free(machine, tmp_path) == 2_000_000
    (tmp_path / "memory.max").write_text("max\n")
    assert free(machine, tmp_path) == 4000 * 1024
    assert free(tmp_path / "none", tmp_path / "none") == float("inf")


def test_d33_what_would_not_hold_is_refused_before_any_fit(keep, monkeypatch):
    frame = pd.DataFrame({"x": np.arange(300.0), "y": ["a", "b"] * 150})
    monkeypatch.setattr(memory, "free", lambda: 100e6)
    events = []
    with pytest.raises(LoupeError) as caught:
        train(keep(frame), Plan("y", models=("tree",)), emit=events.append)
    assert caught.value.code == "too_little_memory"
    assert "0.25 GB" in caught.value.what
    assert "0.1 GB are free" in caught.value.what
    monkeypatch.setattr(memory, "free", lambda: 10e9)
    problem = pose(keep(frame), Plan("y", models=("tree",)), Recipe())
    assert check_memory(problem).total < 1e9
