"""What holds for every lesson: the contract of the player, run on each."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.catalog.models import MODELS
from mlcore.learn.catalog import LESSONS, explaining, lesson
from mlcore.learn.lesson import Chosen, Lesson, Parameter, Trajectory, written
from mlcore.learn.points import own

EACH = pytest.mark.parametrize("entry", LESSONS, ids=lambda entry: entry.name)
PRESETS = pytest.mark.parametrize(
    ("entry", "preset"),
    [(entry, preset) for entry in LESSONS for preset in entry.presets],
    ids=lambda value: value.name,
)


def run(entry: Lesson, chosen: Chosen | None = None) -> Trajectory:
    """Return a lesson's trajectory on its toy data."""
    asked = chosen or entry.chosen()
    return entry.trajectory(entry.toy(asked), asked)


def bytes_of(value: object) -> bytes:
    """Return every number in a frame, whatever it is made of."""
    if isinstance(value, np.ndarray):
        return value.tobytes()
    if isinstance(value, dict):
        return b"".join(bytes_of(item) for pair in value.items() for item in pair)
    if isinstance(value, (tuple, list)):
        return b"".join(map(bytes_of, value))
    if hasattr(value, "__dataclass_fields__"):
        return b"".join(bytes_of(getattr(value, name)) for name in value.__dataclass_fields__)
    return repr(value).encode()


def test_names_are_ids_and_found() -> None:
    names = [entry.name for entry in LESSONS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z-]*", name) for name in names)
    assert all(lesson(entry.name) is entry for entry in LESSONS)
    assert lesson("nothing") is None
    assert lesson(None) is None


@EACH
def test_the_same_choice_is_the_same_trajectory_bit_by_bit(entry: Lesson) -> None:
    first, second = (run(entry) for _ in range(2))
    assert len(first.frames) > 1
    assert bytes_of(first.frames) == bytes_of(second.frames)


@EACH
def test_every_frame_is_told_and_fills_its_formula(entry: Lesson) -> None:
    trajectory = run(entry)
    formulas = entry.formulas(trajectory.chosen)
    for told in entry.told(trajectory):
        assert told.lead
        assert told.lead[-1] in ".:?"
        assert "nan" not in f"{told.lead} {told.sentence}".lower().split()
        assert len(told.numbers) == formulas[told.formula].count("#")
    assert all(r"\text{" not in formula for formula in formulas)


@PRESETS
def test_a_preset_ends_as_it_says(entry: Lesson, preset) -> None:
    chosen = entry.preset(preset.name)
    trajectory = run(entry, chosen)
    assert trajectory.ending == preset.failure
    assert entry.matching(chosen) == preset
    if preset.failure:
        assert entry.told(trajectory)[-1].lead.startswith(entry.ending(preset.failure).name)


@EACH
def test_some_preset_fails_on_purpose_and_every_ending_can_be_met(entry: Lesson) -> None:
    met = {preset.failure for preset in entry.presets} - {""}
    assert met == {ending.code for ending in entry.endings}
    assert met


@EACH
def test_an_address_holds_the_whole_choice(entry: Lesson) -> None:
    last = tuple((p.name, p.values[-1]) for p in entry.parameters)
    places = tuple((h.name, ((0.5, -1.25),)) for h in entry.handles)
    chosen = Chosen(last, 7, places)
    query = {name: str(value) for name, value in chosen.values} | {"seed": "7"}
    query |= {name: written(found) for name, found in chosen.places}
    assert entry.chosen(query) == chosen


@EACH
@pytest.mark.parametrize("junk", ["", "nonsense", "1e999", "-1", "nan,nan", "1,2,3", "9" * 99])
def test_a_spoilt_address_is_the_default(entry: Lesson, junk: str) -> None:
    names = [*(p.name for p in entry.parameters), *(h.name for h in entry.handles), "seed"]
    read = entry.chosen(dict.fromkeys(names, junk))
    base = entry.chosen()
    for (name, value), (_, default) in zip(read.values, base.values, strict=True):
        assert value == default or str(value) == junk, name
    assert read.places == ()
    assert read.seed == 0


@EACH
def test_entries_are_complete(entry: Lesson) -> None:
    for parameter in entry.parameters:
        assert parameter.default in parameter.values
        assert not parameter.labels or len(parameter.labels) == len(parameter.values)
        assert all(parameter.words(value) for value in parameter.values)
    for asked in (entry.question, *(p.question for p in entry.presets if p.question)):
        assert 0 <= asked.right < len(asked.options)
        assert asked.text.endswith("?")
    assert len(entry.student) > len(entry.newcomer) > 150
    assert entry.sources
    known = {model.name for model in MODELS}
    assert set(entry.models) <= known
    assert all(explaining(model) is not None for model in entry.models)


@EACH
def test_the_code_runs(entry: Lesson) -> None:
    chosen = entry.chosen()
    code = entry.code(entry.toy(chosen), chosen)
    assert "sklearn" in code or entry.name == "recurrence"  # scikit-learn has no such network
    exec(compile(code, entry.name, "exec"), {})  # what a reader will copy


def table(rows: int = 1000) -> pd.DataFrame:
    """Return a reader's table with odd names, gaps, and columns of all kinds."""
    rng = np.random.default_rng(5)
    group = rng.integers(0, 3, rows)
    columns = {f"<b>n{i}</b> $x$": rng.normal(group, 1 + i) * 10**i for i in range(6)}
    frame = pd.DataFrame(columns)
    frame.iloc[::17, 0] = np.nan
    frame["two"] = np.where(group > 0, "yes", "no")
    for name in ("three", "of three", "one of three"):
        frame[name] = rng.permutation(np.array(["a", "b", "c"])[group])
    return frame


def columns_for(entry: Lesson) -> dict[str, str]:
    """Return a column of :func:`table` for each slot."""
    numbers = iter(table(1).columns)
    few = iter(("three", "of three", "one of three"))
    return {
        slot.name: next(numbers) if slot.kind == "number"
        else "two" if slot.classes == 2 else next(few)
        for slot in entry.slots
    }  # fmt: skip


@pytest.mark.parametrize("entry", [e for e in LESSONS if e.slots], ids=lambda entry: entry.name)
def test_it_runs_on_a_readers_columns(entry: Lesson) -> None:
    points = own(table(), entry.slots, columns_for(entry), seed=1)
    assert points.own
    trajectory = entry.trajectory(points, entry.chosen())
    assert len(entry.told(trajectory)) == len(trajectory.frames) > 1
    assert "table" in entry.code(points, entry.chosen())


@pytest.mark.parametrize("entry", [e for e in LESSONS if e.slots], ids=lambda entry: entry.name)
def test_the_code_runs_on_a_readers_table(entry: Lesson, tmp_path: Path, monkeypatch) -> None:
    table(300).to_csv(tmp_path / "table.csv", index=False)
    monkeypatch.chdir(tmp_path)
    points = own(table(300), entry.slots, columns_for(entry), seed=1)
    every = entry.presets if entry.name in ("k-means", "logistic-regression") else ()
    for chosen in (entry.chosen(), *(entry.preset(preset.name) for preset in every)):
        exec(compile(entry.code(points, chosen), entry.name, "exec"), {})


@EACH
def test_a_thousand_points_take_no_longer_than_a_few(entry: Lesson) -> None:
    """Not a timing: a guard against a trajectory that grows with rows times frames."""
    asked = entry.chosen()
    few = entry.toy(asked)
    times = 1000 // few.rows + 1
    y = None if few.y is None else np.tile(few.y, times)
    many = replace(few, X=np.tile(few.X, (times, 1)), y=y)
    start = time.perf_counter()
    trajectory = entry.trajectory(many, asked)
    assert len(trajectory.frames) > 1
    assert time.perf_counter() - start < 30  # a hang, not a benchmark


def test_a_parameter_says_what_its_values_are_called() -> None:
    plain = Parameter("rate", "Rate", (0.1, 0.25), 0.1)
    named = Parameter("batch", "Batch", (0, 1), 0, labels=("all", "one"))
    assert [plain.words(value) for value in plain.values] == ["0.1", "0.25"]
    assert [named.words(value) for value in named.values] == ["all", "one"]
    assert plain.read("0.25") == 0.25
    assert plain.read("0.26") == 0.1


@pytest.mark.parametrize("entry", LESSONS, ids=lambda entry: entry.name)
def test_only_what_shapes_toy_data_is_called_that(entry: Lesson) -> None:
    """What is said to change nothing on a reader's own points changes nothing there."""
    base = entry.chosen()
    points = replace(entry.toy(base), own=True) if entry.takes_own else None
    for parameter in (p for p in entry.parameters if p.toy):
        assert points is not None
        other = dict(base.values) | {parameter.name: parameter.values[-1]}
        runs = [
            entry.trajectory(points, c) for c in (base, replace(base, values=tuple(other.items())))
        ]
        told = [entry.told(run) for run in runs]
        assert told[0] == told[1]
