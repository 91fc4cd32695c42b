"""The report stands alone: nothing to fetch, nothing that runs, names as they are."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.plots.report import profile_report
from mlcore.profiling.associations import associations
from mlcore.profiling.messages import sentence
from mlcore.profiling.profile import Profile, profile
from tests.profiling.tables import dataset

EVIL = '<script>alert(1)</script><img src="http://evil.example/a.png" onerror=x>'
RANDOM = np.random.default_rng(0)
FRAME = pd.DataFrame(
    {
        "number": RANDOM.normal(50, 10, 300),
        EVIL: RANDOM.choice([EVIL, "plain", None], 300),
        "day": pd.date_range("2024-01-01", periods=300).astype("datetime64[us]"),
        "constant": "x",
    }
)


class Reader(HTMLParser):
    """Collects the tags, their attributes and the text of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _value in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Profile]:
    data = dataset(FRAME, tmp_path_factory.mktemp("report"))
    found = profile(data)
    return profile_report(EVIL, found, associations(data)), found


def test_nothing_is_fetched_and_nothing_runs(page: tuple[str, Profile]) -> None:
    reader = _read(page[0])
    assert not {"script", "img", "link", "iframe", "object", "a"} & set(reader.tags)
    assert not {"src", "href", "onerror", "onload", "srcset"} & reader.attributes
    assert "default-src 'none'" in page[0]
    assert "url(" not in page[0]
    assert "@import" not in page[0]


def test_names_and_values_stand_as_they_are(page: tuple[str, Profile]) -> None:
    text = _read(page[0]).text
    assert any(part.strip() == EVIL for part in text)
    assert "plain" in text


def test_every_column_finding_and_pair_is_in_it(page: tuple[str, Profile]) -> None:
    html, found = page
    text = " ".join(_read(html).text)
    for column in found.columns:
        assert column.name in text
    for finding in found.findings:
        assert sentence(finding).claim in text
    assert found.findings
    assert "What goes together" in text
    assert html.count("<svg") == sum(
        c.histogram is not None or (bool(c.top) and c.top[0][1] > 1) for c in found.columns
    )


def test_the_bars_are_as_high_as_their_rows(page: tuple[str, Profile]) -> None:
    html, found = page
    drawn = re.search(r'aria-label="[^"]*number">(.*?)</svg>', html)
    assert drawn is not None
    heights = [float(high) for high in re.findall(r' height="([\d.]+)"', drawn[1])]
    histogram = found.column("number").histogram
    assert histogram is not None
    counts = np.array(histogram.counts)
    assert heights == pytest.approx(84 * counts / counts.max(), abs=0.01)


def test_no_rows_make_a_report_too(tmp_path: Path) -> None:
    found = profile(dataset(pd.DataFrame({"a": pd.Series([], dtype=float)}), tmp_path))
    assert "0 rows" in profile_report("empty", found)
