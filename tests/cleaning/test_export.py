"""The exported script: public libraries only, and the very frame that the recipe makes."""

from __future__ import annotations

import ast
import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlcore.cleaning.catalogue import STEPS, Param, Step, step
from mlcore.cleaning.export import _file, script, table_constants
from mlcore.cleaning.fit import fit
from mlcore.cleaning.preview import preview
from mlcore.cleaning.reading import read_table
from mlcore.cleaning.recipe import Recipe
from mlcore.cleaning.source import carried
from mlcore.cleaning.steps.base import expression
from mlcore.cleaning.steps.values import coded, need_numeric
from mlcore.data import export, table
from mlcore.data.dataset import Dataset, Lineage
from mlcore.data.kinds import kind_of, specs
from mlcore.data.options import ReadOptions
from mlcore.data.read import read, read_bytes
from mlcore.data.samples import path as sample_file
from mlcore.errors import LoupeError
from mlcore.store.objects import Objects
from mlcore.types import StepSpec
from tests.cleaning.tables import SPECS, mixed, name_of
from tests.data.polluter import polluted

RUNNER = """
import json, pickle, sys, types
from pathlib import Path
sys.modules["mlcore"] = None  # the script must do without us
for job in json.loads(Path(sys.argv[1]).read_text()):
    script = types.ModuleType("script")
    exec(compile(Path(job["script"]).read_text("utf-8"), job["script"], "exec"), script.__dict__)
    frame = script.read_table(job["table"], script.TYPES, script.CSV, script.NAMES, script.GAPS)
    before = frame.copy()
    made = script.clean(frame)
    assert frame.equals(before), "clean changed the frame it was given"
    Path(job["script"] + ".pickle").write_bytes(pickle.dumps(made))
"""
ITERATIVE = frozenset({"impute_iterative"})
"""Steps that go round until they settle: compared to 1e-9 instead of 1e-12."""


def run_scripts(folder: Path, jobs: Sequence[tuple[Recipe, Dataset, Path]]) -> list[pd.DataFrame]:
    """Return what the exported scripts make, all run in one process that has no mlcore."""
    listed = []
    for number, (recipe, data, source) in enumerate(jobs):
        path = folder / f"script{number}.py"
        path.write_text(recipe.to_python(data), "utf-8")
        listed.append({"script": str(path), "table": str(source)})
    (folder / "jobs.json").write_text(json.dumps(listed))
    (folder / "runner.py").write_text(RUNNER)
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", str(folder / "runner.py"), str(folder / "jobs.json")],
        check=False, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return [pickle.loads(Path(f"{job['script']}.pickle").read_bytes()) for job in listed]


def assert_same(made: pd.DataFrame, recipe: Recipe, data: Dataset) -> None:
    wanted = fit(recipe, data.frame()).frame.reset_index(drop=True)
    loose = any(spec.name in ITERATIVE for spec in recipe.steps)
    near = 1e-9 if loose else 1e-12
    pd.testing.assert_frame_equal(made, wanted, rtol=near, atol=near)


def kept(frame: pd.DataFrame, objects: Objects, name: str = "mixed") -> Dataset:
    stored = objects.put(table.to_parquet(table.to_arrow(frame)))
    lineage = Lineage(f"{name}.parquet", (("format", "parquet"),))
    return Dataset(name, name, len(frame), specs(frame), stored, objects, lineage)


def parquet(data: Dataset, folder: Path) -> Path:
    path = folder / f"{data.fingerprint[:16]}.parquet"
    path.write_bytes(Path(data.objects.path(data.object)).read_bytes())
    return path


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Objects:
    return Objects(tmp_path_factory.mktemp("objects"))


@pytest.fixture(scope="module")
def tables(objects: Objects) -> list[Dataset]:
    samples = [read(f"sample:{name}", objects) for name in ("titanic", "penguins", "tips")]
    return [kept(mixed(), objects), *samples]


# ------------------------------------------------------------------------- every step


def test_every_step_of_the_catalogue_exports_the_frame_it_makes(
    tables: list[Dataset], tmp_path: Path
) -> None:
    data = tables[0]
    assert {spec.name for spec in SPECS} == {entry.name for entry in STEPS}
    recipes = [Recipe((spec,)) for spec in SPECS]
    source = parquet(data, tmp_path)
    made = run_scripts(tmp_path, [(recipe, data, source) for recipe in recipes])
    for recipe, found in zip(recipes, made, strict=True):
        assert_same(found, recipe, data)


@pytest.mark.parametrize("spec", SPECS, ids=name_of)
def test_a_script_imports_public_libraries_only(spec: StepSpec, tables: list[Dataset]) -> None:
    tree = ast.parse(script(Recipe((spec,)), tables[0]))
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    roots = {name.split(".")[0] for name in imported} - {"__future__"}
    public = {"numpy", "pandas", "polars", "pyarrow", "sklearn", "scipy", "re2", "duckdb"}
    assert roots <= public | sys.stdlib_module_names
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert len(names) == len(set(names))


def test_all_steps_together_carry_one_function_by_each_name(tables: list[Dataset]) -> None:
    functions: list[Any] = []
    for spec in SPECS:
        entry, frame = step(spec.name), tables[0].frame()
        built = entry.build(spec)
        part = (built.fit(frame) if entry.scope == "cells" else built).python()
        functions += part.functions
    assert len(carried(functions).functions) >= len({f.__name__ for f in functions}) > 10


# --------------------------------------------------------------------- random recipes


def _value(draw: Any, param: Param, values: list[Any], frame: pd.DataFrame) -> Any:
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "choice": st.sampled_from(param.choices or ("",)),
        "choices": st.lists(st.sampled_from(param.choices or ("",)), min_size=1, unique=True),
        "boolean": st.booleans(),
        "integer": st.integers(1, 4),
        "number": st.sampled_from([0.05, 0.25, 0.75, 1, 3.5, 20]),
        "text": st.sampled_from(["new", "a b", "{x}", 'it\'s "so"']),
        "column": st.sampled_from([str(name) for name in frame.columns]),
        "value": st.sampled_from([*values, 1, "other"]),
        "values": st.lists(st.sampled_from([*values, -999, "?"]), min_size=1, max_size=3),
    }
    return draw(kinds[param.kind])


def _spec(draw: Any, entry: Step, frame: pd.DataFrame) -> StepSpec | None:
    fitting = [c for c in frame.columns if kind_of(frame[c]) in entry.kinds]
    most = min(entry.most or 3, len(fitting), max(1, len(frame.columns) - 1))
    if most < max(1, entry.least):
        return None
    names = draw(
        st.lists(st.sampled_from(fitting), min_size=entry.least, max_size=most, unique=True)
    )
    some = frame[names[0]].dropna().unique()[:4].tolist() if names else []
    values = [v if isinstance(v, (str, int, float, bool)) else str(v) for v in some]
    params = {
        param.name: _value(draw, param, values, frame)
        for param in entry.params
        if param.needed or draw(st.booleans())
    }
    return StepSpec(entry.name, tuple(names), tuple(params.items()))


@st.composite
def recipes(draw: Any, frame: pd.DataFrame) -> Recipe:
    """Return a recipe of up to five steps, each of which can be carried out on *frame*."""
    recipe, after = Recipe(), frame
    for entry in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=5)):
        spec = _spec(draw, entry, after)
        if spec is None:
            continue
        try:
            longer = recipe + spec
            made = fit(Recipe((spec,)), after).frame
        except LoupeError:
            continue
        if made.shape[1] and made.shape[1] < 60:
            recipe, after = longer, made
    return recipe


@pytest.mark.slow
@given(draw=st.data())
@settings(
    max_examples=4, deadline=None, derandomize=True,
    suppress_health_check=[*HealthCheck],
)  # fmt: skip
def test_random_recipes_export_the_frame_they_make(
    draw: st.DataObject, tables: list[Dataset], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("scripts")
    jobs = []
    for data in tables:
        frame = data.frame(rows=slice(0, 60))
        small = kept(frame, data.objects, data.name)
        source = parquet(small, folder)
        some = draw.draw(st.lists(recipes(small.frame()), min_size=6, max_size=6))
        jobs += [(recipe, small, source) for recipe in some]
    for (recipe, data, _), found in zip(jobs, run_scripts(folder, jobs), strict=True):
        assert_same(found, recipe, data)


# ------------------------------------------------------------------------ the sources


def test_the_file_of_the_lineage_is_read_as_the_table_was(
    tables: list[Dataset], tmp_path: Path
) -> None:
    recipe = Recipe()
    for data in tables[1:]:
        assert f'SOURCE = "{data.name}.csv"' in script(recipe, data)
    jobs = [(recipe, data, sample_file(data.name)) for data in tables[1:]]
    for (_, data, _), found in zip(jobs, run_scripts(tmp_path, jobs), strict=True):
        pd.testing.assert_frame_equal(found, data.frame())


AWKWARD = (
    "id;amount;when;ok;zip;big;gap\n"
    "1;1,5;2026-01-31;true;02134;9007199254740993;-\n"
    "2;;;;00501;;7\n"
    "3;-2,25;2026-02-01;false;?;9223372036854775807;8\n"
)


def test_a_csv_is_read_cell_by_cell_as_the_table_was(objects: Objects, tmp_path: Path) -> None:
    options = ReadOptions(separator=";", decimal=",")
    data = read_bytes(AWKWARD.encode(), "awkward.csv", objects, options)
    path = tmp_path / "awkward.csv"
    path.write_text(AWKWARD, "utf-8")
    (found,) = run_scripts(tmp_path, [(Recipe(), data, path)])
    pd.testing.assert_frame_equal(found, data.frame())
    assert found["big"].iloc[0] == 9007199254740993


MESSY = {
    "preamble, units, totals and a note": (
        "Sales of the north\nas of May\n\nregion;amount;weight\n-;EUR;kg\nN;1,5;2\nS;3,25;4\n"
        "W;5,0;6\nTotal;9,75;12\n\nSource: the office\n", {},
    ),
    "decimal commas, dates of days, percents": (
        "d;x;p\n31/12/2025;1.234,5;12 %\n01/02/2026;7,25;7,5 %\n",
        {"kinds": (("x", "number"), ("p", "number"))},
    ),
    "bars, short and long rows": ("a||b||c\n1||x||2\n3||y\n4||z||5||6\n7||w||8\n", {}),
    "quotes that stand wrong": ('a,b,c\n1,"Big" Joe,x\n2,"odd,y\n3,"two\nlines",z\n4,"ok",w\n', {}),
    "two rows of names": ("place,2019,,2020,\nname,a,b,a,b\nN,1,2,3,4\nS,5,6,7,8\nW,1,1,1,1\n", {}),
    "no names": ("1,2.5,x\n2,3.5,y\n3,4.5,z\n", {}),
    "a column without a name": ("x,y\nr1,1,2\nr2,3,4\nr3,5,6\n", {}),
    "names twice and blank": ("a,a,,b\n1,2,3,x\n4,5,6,y\n", {}),
    "Namibia": ("c,n\n" + "".join(f"{c},1\n" for c in
                ("DE", "FR", "IT", "ES", "PT", "SE", "NO", "FI", "DK", "NA", "ZA")), {}),
    "yes and no": ("a,b\nTrue,1\nyes,2\n0,3\n", {"kinds": (("a", "boolean"),)}),
    "a second table": ("a,b\n1,2\n3,4\n5,6\n\nx,y,z\n7,8,9\n1,1,1\n", {}),
    "blanks between cells": ("a   b\n1   x\n22  y\n", {}),
    "another zone": ("a\n2026-01-01T10:00+02:00\n2026-01-02T10:00:30+02:00\n", {}),
    "wide letters": ("größe;stadt\n1;Köln\n2;Ulm\n", {"bytes": "utf-16"}),
    "western letters": ("größe;stadt\n1;Köln\n2;Ulm\n", {"bytes": "cp1252"}),
}  # fmt: skip


@pytest.mark.parametrize("form", MESSY)
def test_a_messy_csv_is_read_again_as_it_was(objects: Objects, tmp_path: Path, form: str) -> None:
    text, given_ = MESSY[form]
    chosen = dict(given_)
    content = text.encode(str(chosen.pop("bytes", "utf-8")))
    data = read_bytes(content, "messy.csv", objects, ReadOptions(**chosen))
    assert 'SOURCE = "messy.csv"' in script(Recipe(), data)
    pd.testing.assert_frame_equal(read_again(data, content, tmp_path), data.frame())


def read_again(data: Dataset, content: bytes, folder: Path) -> pd.DataFrame:
    """Return what the script's own functions, which it carries as source, make of the file."""
    path = folder / "messy.csv"
    path.write_bytes(content)
    made = table_constants(data)
    return read_table(str(path), made["TYPES"], made["CSV"], made["NAMES"], made["GAPS"])


@pytest.mark.parametrize("start", [0, pytest.param(9, marks=pytest.mark.slow)])
def test_a_corpus_of_dirty_files_is_read_again_or_asked_for_as_parquet(
    objects: Objects, tmp_path: Path, start: int
) -> None:
    """What a script cannot repeat (two encodings in one file) it wants saved; nothing differs."""
    repeated = 0
    for seed in range(start, 360, 18):
        dirty = polluted(seed)
        data = read_bytes(dirty.content, "t.csv", objects, ReadOptions(**dirty.draft.options))
        if _file(data).endswith(".parquet"):
            assert "foreign_line" in dirty.how
            continue
        pd.testing.assert_frame_equal(read_again(data, dirty.content, tmp_path), data.frame())
        repeated += 1
    assert repeated > 15


def test_the_script_of_a_messy_file_runs_without_us(objects: Objects, tmp_path: Path) -> None:
    texts = [MESSY[form][0] for form in ("preamble, units, totals and a note", "Namibia")]
    jobs = []
    for number, text in enumerate(texts):
        path = tmp_path / f"messy{number}.csv"
        path.write_text(text, "utf-8")
        data = read_bytes(text.encode(), path.name, objects)
        jobs.append((Recipe().scale(data.names[-1]), data, path))
    for (recipe, data, _), found in zip(jobs, run_scripts(tmp_path, jobs), strict=True):
        assert_same(found, recipe, data)


def test_another_messy_file_is_refused(objects: Objects, tmp_path: Path) -> None:
    data = read_bytes(b"a,b\n1,2\n3\n", "messy.csv", objects)
    with pytest.raises(SystemExit, match="has no column 'a'"):
        read_again(data, b"c,d\n1,2\n3\n", tmp_path)
    with pytest.raises(SystemExit, match="line 4, has too many cells"):
        read_again(data, b"a,b\n1,2\n3\n4,5,6\n", tmp_path)


def test_the_script_runs_by_itself_and_writes_the_rows(
    tables: list[Dataset], tmp_path: Path
) -> None:
    data = tables[3]
    recipe = Recipe().drop("day").scale("tip").drop_duplicates()
    (tmp_path / "clean.py").write_text(recipe.to_python(data), "utf-8")
    for out in ("out.parquet", "out.csv"):
        command = [sys.executable, "clean.py", str(sample_file("tips")), out]
        subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    wanted = fit(recipe, data.frame()).frame.reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "out.csv"), wanted)
    made = pd.read_parquet(tmp_path / "out.parquet")
    pd.testing.assert_frame_equal(made, wanted, check_dtype=False)


def test_another_table_is_refused_with_the_column_it_lacks(
    tables: list[Dataset], tmp_path: Path
) -> None:
    (tmp_path / "clean.py").write_text(Recipe().drop("day").to_python(tables[3]), "utf-8")
    export.to_csv(pd.DataFrame({"other": [1]}), tmp_path / "other.csv")
    command = [sys.executable, "clean.py", "other.csv"]
    done = subprocess.run(
        command, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr.startswith("other.csv has no column")


# ------------------------------------------------------------------------- the writing


def test_without_a_table_only_what_learns_nothing_is_written() -> None:
    text = Recipe().drop("a").to_python()
    assert 'frame.drop(columns=["a"])' in text
    with pytest.raises(LoupeError) as caught:
        Recipe().drop("a").impute("b").to_python()
    assert caught.value.code == "needs_table"
    assert (caught.value.where[0].step, caught.value.facts["number"]) == ("impute", 2)


def test_a_step_that_is_off_is_left_out(tables: list[Dataset]) -> None:
    off = StepSpec("drop", ("tip",), enabled=False)
    assert "drop(columns" not in script(Recipe((off,)), tables[3])


def test_names_cannot_become_code(objects: Objects, tmp_path: Path) -> None:
    evil = '"""; import os; os.abort() #\n\\{0}'
    frame = pd.DataFrame({evil: [1.0, None, 2.0], "b'\"": ["x", "{y}", None]})
    frame["b'\""] = frame["b'\""].astype("str")
    data = kept(frame, objects, name=evil)
    recipe = Recipe().impute(evil, "mean", indicator=True).impute("b'\"", "constant", '{"}\\')
    source = tmp_path / "evil.parquet"
    source.write_bytes(Path(objects.path(data.object)).read_bytes())
    (found,) = run_scripts(tmp_path, [(recipe, data, source)])
    assert_same(found, recipe, data)


def test_a_table_that_was_cleaned_before_is_named_as_a_file_to_save(objects: Objects) -> None:
    data = kept(mixed(), objects, "my/table")
    again = Dataset(
        data.name, "x", data.rows, data.columns, data.object, objects,
        Lineage("other.csv", (), data.fingerprint, "recipe"),
    )  # fmt: skip
    assert 'SOURCE = "my table.parquet"' in script(Recipe(), again)


def test_a_step_refused_in_the_preview_is_refused_in_the_export(tables: list[Dataset]) -> None:
    recipe = Recipe().scale("day")
    (effect,) = preview(recipe, tables[3])
    with pytest.raises(LoupeError) as caught:
        script(recipe, tables[3])
    assert effect.problem is not None
    assert caught.value.code == effect.problem.code == "not_numeric"


@pytest.mark.parametrize(
    "value",
    [1, 1.5, -0.0, 1e300, 0.1 + 0.2, True, None, "it's", 'a "b"', "\n", {"a": [1, (2,)]}, (), [],
     {"b": {"c": 2.5}}, frozenset({"x", "y"}), "\ud800", "\u2028"],
    ids=lambda value: repr(value) if not isinstance(value, frozenset) else "frozenset",
)  # fmt: skip
def test_an_expression_says_the_value_again(value: Any) -> None:
    assert ast.literal_eval(expression(value)) == value
    assert "\n" not in expression(value)


def test_numbers_that_are_none_are_written_too() -> None:
    assert expression(float("inf")) == 'float("inf")'
    assert expression([float("-inf")]) == '[float("-inf")]'


def test_what_cannot_be_carried_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be carried along"):
        carried([need_numeric])
    assert set(carried([coded]).functions) == {"coded", "label"}
