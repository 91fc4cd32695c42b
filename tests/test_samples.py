"""The sample data are what their table says, and their README says the same."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from mlcore.data.samples import FOLDER, SAMPLES, Sample, path, sample
from mlcore.errors import LoupeError

README = (FOLDER / "README.md").read_text("utf-8")
NOTICE = (FOLDER / "NOTICE.md").read_text("utf-8")
EACH = pytest.mark.parametrize("known", SAMPLES, ids=lambda known: known.name)


def _lines(known: Sample) -> list[list[str]]:
    with path(known).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@EACH
def test_size_is_as_said(known: Sample) -> None:
    header, *rows = _lines(known)
    assert (len(rows), len(header)) == (known.rows, known.columns)
    assert all(len(row) == len(header) for row in rows)
    assert len(set(header)) == len(header)


@EACH
def test_target_fits_its_task(known: Sample) -> None:
    target = pd.read_csv(path(known))[known.target]
    assert target.notna().all()
    if known.task == "regression":
        assert pd.api.types.is_numeric_dtype(target)
        assert target.nunique() > 20
    else:
        assert (target.nunique() == 2) == (known.task == "binary")
        assert target.value_counts().min() >= 5


@EACH
def test_readme_tells_size_source_and_licence(known: Sample) -> None:
    row = re.search(rf"^\| `{known.name}` \|.*$", README, re.MULTILINE)
    assert row, f"{known.name} is not in the table of sample_data/README.md"
    size = f"{known.rows:,} × {known.columns}"
    assert size in row[0]
    assert known.source in row[0]
    assert row[0].rstrip(" |").endswith(known.licence)


@EACH
def test_licence_has_its_notice(known: Sample) -> None:
    assert re.search(rf"^## .*{re.escape(known.licence)}", NOTICE, re.MULTILINE | re.IGNORECASE)


@EACH
def test_words_for_a_tile_are_short(known: Sample) -> None:
    assert known.sentence.endswith((".", "?"))
    assert len(known.sentence) <= 90
    assert len(known.title) <= 30
    assert re.fullmatch(r"[a-z_0-9]+", known.icon)


def test_every_file_is_in_the_table_and_the_folder_stays_small() -> None:
    files = {file.name for file in FOLDER.iterdir()} - {"README.md", "NOTICE.md"}
    assert files == {known.file for known in SAMPLES}
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 5_000_000


def test_names_are_unique() -> None:
    assert len({known.name for known in SAMPLES}) == len(SAMPLES)


def test_the_set_covers_what_people_bring() -> None:
    tags = {tag for known in SAMPLES for tag in known.tags}
    needed = {"missing values", "mixed types", "dates", "imbalanced", "free text", "wide"}
    assert needed <= tags
    assert {known.task for known in SAMPLES} == {"regression", "binary", "multiclass"}
    assert len([known for known in SAMPLES if "simulated" not in known.tags]) >= 8


def test_imbalanced_samples_are() -> None:
    for known in SAMPLES:
        if "imbalanced" in known.tags:
            share = pd.read_csv(path(known))[known.target].value_counts(normalize=True).min()
            assert share < 0.05


def test_path_takes_a_name() -> None:
    assert path("penguins") == path(sample("penguins")) == Path(FOLDER) / "penguins.csv"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(LoupeError, match="penguins") as caught:
        sample("pengiuns")
    assert caught.value.code == "unknown_sample"
    assert "pengiuns" in caught.value.what
