"""Steps that may take long are tried in a child: the same result, within limits, told in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.cleaning import tried
from mlcore.cleaning.catalogue import STEPS, step
from mlcore.cleaning.fit import fit_step, keep_rows
from mlcore.cleaning.messages import TRYING_ENDS
from mlcore.cleaning.preview import preview, walk
from mlcore.cleaning.recipe import Recipe
from mlcore.data import table
from mlcore.data.dataset import Dataset
from mlcore.data.kinds import specs
from mlcore.errors import LoupeError
from mlcore.process.limited import Stopped
from mlcore.store.objects import Objects
from mlcore.types import StepSpec
from tests.cleaning.tables import SPECS, mixed

HEAVY = [spec for spec in SPECS if step(spec.name).heavy]


def made(tmp_path: Path, frame: pd.DataFrame) -> Dataset:
    objects = Objects(tmp_path / "objects")
    stored = objects.put(table.to_parquet(table.to_arrow(frame)))
    return Dataset("t", stored, len(frame), specs(frame), stored, objects)


def test_every_heavy_step_has_an_example() -> None:
    assert {spec.name for spec in HEAVY} == {entry.name for entry in STEPS if entry.heavy}
    assert {"impute_knn", "impute_iterative", "cluster"} <= {spec.name for spec in HEAVY}


def test_a_child_gives_what_the_step_gives_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tried, "FEW_ROWS", 5)
    frame = mixed()
    frame.index = frame.index[::-1]
    for spec in HEAVY:
        assert tried.apart(spec, frame)
        if step(spec.name).scope == "rows":
            assert tried.kept_by(spec, frame).tolist() == keep_rows(spec, frame).tolist(), spec
        else:
            here = fit_step(spec, frame)[1]
            pd.testing.assert_frame_equal(
                tried.made_by(spec, frame), here, rtol=1e-9, obj=str(spec)
            )


def test_few_rows_and_light_steps_stay_here() -> None:
    light = StepSpec("impute", ("number",), (("strategy", "mean"),))
    assert not tried.apart(light, mixed(tried.FEW_ROWS + 1))
    assert not tried.apart(HEAVY[0], mixed(tried.FEW_ROWS))


def test_a_step_that_takes_too_long_is_ended_and_the_next_ones_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOUPE_TRY_SECONDS", "1")
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(20_000, 30)), columns=[f"c{i}" for i in range(30)])
    frame = frame.mask(rng.random(frame.shape) < 0.2)
    long = StepSpec("impute_knn", tuple(frame.columns), (("neighbours", 900),))
    data = made(tmp_path, frame)
    slow, dropped = preview(Recipe((long,)).drop("c3"), data)
    assert slow.problem is not None
    assert slow.problem.code == "try_time"
    assert slow.problem.where[0].step == "impute_knn"
    assert "1 seconds" in slow.problem.what
    assert dropped.columns_removed == ("c3",)


@pytest.mark.parametrize("end", sorted(TRYING_ENDS))
def test_an_ended_child_is_told_in_words(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended:
        @staticmethod
        def run(*_: object) -> None:
            raise Stopped(end)  # type: ignore[arg-type]

    monkeypatch.setattr(tried, "RUNNER", Ended)
    monkeypatch.setattr(tried, "FEW_ROWS", 5)
    with pytest.raises(LoupeError) as caught:
        tried.made_by(StepSpec("cluster", ("number",), ()), mixed())
    assert caught.value.message is TRYING_ENDS[end]
    assert caught.value.where[0].step == "cluster"


def test_what_the_step_refuses_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tried, "FEW_ROWS", 5)
    walked = walk(Recipe().step("impute_knn", ("<b>x</b>",)), made(tmp_path, mixed()))
    assert walked.effects[0].problem is not None
    assert walked.effects[0].problem.code == "not_numeric"
