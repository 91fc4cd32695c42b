"""Small pictures of columns: the bars are the counts, the words of the data only words."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from mlcore.plots.column import column_plot
from mlcore.plots.palette import DARK, LIGHT
from mlcore.plots.sketch import HEIGHT, WIDTH, Sketch, sketch
from mlcore.profiling.profile import Profile, profile
from tests.profiling.tables import dataset

NASTY = "</text><script>alert(1)</script>&\x00"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "number": rng.exponential(size=300),
            "day": pd.date_range("2024-01-01", periods=300).astype("datetime64[us]"),
            "colour": pd.array(rng.choice(["red", "blue", NASTY], 300, p=[0.5, 0.3, 0.2])),
            "prose": pd.array(
                [f"a sentence with the number {i} in it, and more" for i in range(300)]
            ),
            "empty": np.full(300, np.nan),
        }
    )
    return profile(dataset(frame, tmp_path_factory.mktemp("sketch")))


def drawn(
    table: Profile, name: str, theme: str | None = None
) -> tuple[Sketch, ElementTree.Element]:
    found = sketch(table.column(name), theme)
    assert found is not None
    return found, ElementTree.fromstring(found.svg)


def bars(root: ElementTree.Element, colour: str) -> list[ElementTree.Element]:
    return [rect for rect in root.iter(f"{SVG}rect") if rect.get("fill") == colour]


def test_heights_are_the_counts(table: Profile) -> None:
    _found, root = drawn(table, "number")
    histogram = table.column("number").histogram
    assert histogram is not None
    counts = [rows for rows in histogram.counts if rows]
    heights = np.array([float(bar.get("height", 0)) for bar in bars(root, LIGHT.first)])
    np.testing.assert_allclose(heights / heights.max(), np.array(counts) / max(counts), atol=0.002)


def test_lengths_are_the_counts_of_the_most_frequent(table: Profile) -> None:
    _found, root = drawn(table, "colour")
    lengths = [float(bar.get("width", 0)) for bar in bars(root, LIGHT.first)]
    rows = [rows for _value, rows in table.column("colour").top]
    np.testing.assert_allclose(np.array(lengths) / lengths[0], np.array(rows) / rows[0], atol=0.01)


@pytest.mark.parametrize("name", ["number", "day", "colour"])
def test_everything_lies_inside_the_picture_and_nothing_runs(table: Profile, name: str) -> None:
    found, root = drawn(table, name)
    assert {element.tag for element in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "rect", "text")
    }
    for rect in root.iter(f"{SVG}rect"):
        x, y, wide, high = (float(rect.get(key, "")) for key in ("x", "y", "width", "height"))
        assert -0.1 <= x <= x + wide <= WIDTH + 0.1
        assert -0.1 <= y <= y + high <= HEIGHT + 0.1
    assert found.alt == column_plot(table.column(name)).alt


def test_dark_has_its_own_colours(table: Profile) -> None:
    _found, root = drawn(table, "number", "dark")
    assert bars(root, DARK.first)
    assert not bars(root, LIGHT.first)


@pytest.mark.parametrize("name", ["prose", "empty"])
def test_without_a_distribution_there_is_no_picture(table: Profile, name: str) -> None:
    assert sketch(table.column(name)) is None
