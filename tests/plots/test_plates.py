"""Plates for print: real files, from a stated part of the rows, on any thread."""

from __future__ import annotations

import io
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from mlcore.data.dataset import Dataset
from mlcore.errors import LoupeError
from mlcore.plots.plates import PLATES, PlateSpec, plate
from tests.profiling.tables import dataset

EVIL = "<b>$x^2$</b> & _y"
RANDOM = np.random.default_rng(0)
ROWS = 2_500


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    frame = pd.DataFrame(RANDOM.normal(size=(ROWS, 3)), columns=["a", EVIL, "c"])
    frame["group"] = RANDOM.choice([*"pqrstuvwxyz", EVIL, None], ROWS)
    frame.loc[::5, "a"] = np.nan
    return dataset(frame, tmp_path_factory.mktemp("plates"))


def _spec(kind: str) -> PlateSpec:
    names = ("a", EVIL, "c")[: min(PLATES[kind].most, 3)]
    return PlateSpec(kind, names, "group")


@pytest.mark.parametrize("kind", PLATES)
def test_every_plate_is_a_picture_in_both_forms(data: Dataset, kind: str) -> None:
    png = plate(data, _spec(kind))
    pixels = imread(io.BytesIO(png.image))
    assert min(pixels.shape[:2]) > 500
    assert pixels[..., :3].std() > 0.01  # something is drawn
    svg = plate(data, _spec(kind), "svg")
    root = ElementTree.fromstring(svg.image)
    assert root.tag.endswith("svg")
    assert "a" in "".join(root.itertext())
    assert png.sentence.startswith("Drawn from 2,000 of 2,500 rows, chosen at random (a sample)")
    assert png.sentence == svg.sentence


def test_names_stand_as_they_are(data: Dataset) -> None:
    svg = plate(data, PlateSpec("joint", ("a", EVIL), "group"), "svg").image
    text = "".join(ElementTree.fromstring(svg).itertext())
    assert EVIL in text
    assert "other" in text


def test_rows_without_a_value_are_said(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.0, 2, np.nan, 4], "b": [2.0, 4, 6, 8]})
    found = plate(dataset(frame, tmp_path), PlateSpec("regression", ("a", "b")))
    assert found.sentence == "Drawn from 4 rows, 1 of them without a value and left out."


def test_too_few_or_too_many_columns_are_refused(data: Dataset) -> None:
    with pytest.raises(LoupeError) as refused:
        plate(data, PlateSpec("joint", ("a",)))
    assert refused.value.message.code == "chart_unfit"
    assert "Violins" in str(refused.value.facts["fitting"])


def test_plates_of_several_threads_are_the_same_and_leave_nothing_behind(data: Dataset) -> None:
    spec = PlateSpec("regression", ("a", "c"))
    alone = plate(data, spec, "svg").image
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda _i: plate(data, spec, "svg").image, range(3)))
    assert together == [alone] * 3
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums()
