"""The look of figures: the values of the theme, set on the figure itself."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import plotly.graph_objects as go
import pytest

from mlcore.plots import theme as looks
from mlcore.plots.palette import DARK, LIGHT, Palette, faded, palette

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text())


@pytest.mark.parametrize(("name", "ink"), [("light", LIGHT), ("dark", DARK)])
def test_palette_and_theme_file_agree(name: str, ink: Palette) -> None:
    colours = CONFIG["theme"][name]
    assert list(ink.series) == colours["chartCategoricalColors"]
    assert list(ink.sequential) == colours["chartSequentialColors"]
    assert list(ink.diverging) == colours["chartDivergingColors"]
    assert (ink.page, ink.text, ink.muted, ink.border) == (
        colours["backgroundColor"], colours["textColor"],
        colours["grayTextColor"], colours["borderColor"],
    )  # fmt: skip


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ink", [LIGHT, DARK])
def test_marks_and_text_stand_out(ink: Palette) -> None:
    assert all(_contrast(colour, ink.page) >= 2.95 for colour in ink.series)
    assert _contrast(ink.text, ink.page) >= 4.5
    assert _contrast(ink.muted, ink.page) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark", None])
def test_style_sets_everything_the_look_demands(name: str | None) -> None:
    ink = palette(name)
    figure = looks.style(
        go.Figure(go.Bar(x=[1], y=[1])), name, height=900, x_name="Age, years", y_name="Rows"
    )
    layout = figure.layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert (layout.font.size, layout.font.color) == (13, ink.text)
    assert (layout.margin.l, layout.margin.r, layout.margin.b, layout.margin.pad) == (0, 12, 0, 6)
    assert layout.margin.t == 24  # room for the y axis's name
    assert layout.height == 420
    assert layout.colorway == ink.series
    assert layout.separators == ".,"
    assert layout.hovermode == "closest"
    assert (layout.xaxis.showgrid, layout.yaxis.showgrid) == (False, True)
    for axis in (layout.xaxis, layout.yaxis):
        assert axis.automargin
        assert not axis.showline
        assert not axis.zeroline
        assert axis.ticks == ""
        assert axis.nticks == 5
        assert (axis.tickfont.size, axis.tickfont.color) == (12, ink.muted)
    assert layout.xaxis.title.text == "Age, years"
    name_above = layout.annotations[0]
    assert (name_above.text, name_above.x, name_above.xanchor) == ("Rows", 0, "left")
    assert layout.yaxis.title.text is None


def test_what_a_figure_has_of_its_own_stands_over_the_look() -> None:
    own = {
        "height": 350, "margin": {"l": 44}, "yaxis": {"nticks": 3, **looks.FITS},
        "xaxis2": {"anchor": "y2"}, "annotations": [{"text": "mine"}],
    }  # fmt: skip
    bars = go.Bar(x=[1], y=[1])
    layout = looks.style(
        go.Figure(bars, looks.BARE), None, height=310, y_name="Rows", own=own
    ).layout
    assert (layout.height, layout.margin.l, layout.margin.t) == (350, 44, 24)
    assert (layout.yaxis.nticks, layout.yaxis.automargin) == (3, False)
    assert (layout.xaxis2.anchor, layout.xaxis2.nticks) == ("y2", 5)
    assert [note.text for note in layout.annotations] == ["mine", "Rows"]


def test_without_a_y_name_the_margin_stays_small() -> None:
    assert looks.style(go.Figure(), None).layout.margin.t == 8


def test_a_figure_shown_again_is_the_same_to_plotly() -> None:
    """Pages draw each figure twice; plotly skips what is equal, which no template ever is."""
    figure = looks.style(go.Figure(go.Bar(x=[1], y=[1]), looks.BARE), None)
    sent = json.loads(figure.to_json())["layout"]
    assert "template" not in sent
    assert sent["datarevision"] == 1
    assert sent["hoverlabel"]["font"]["family"] == sent["font"]["family"]
    assert "Source Sans" in sent["font"]["family"]


def test_template_holds_the_same_values() -> None:
    layout = looks.template("dark").layout
    assert "Source Sans" in layout.font.family
    assert layout.paper_bgcolor == DARK.page
    assert layout.colorway == DARK.series
    assert layout.font.size == 13


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ('<a href="https://a.b">x</a>', '&lt;a href="https://a.b"&gt;x&lt;/a&gt;'),
        ("a\nb\x00c", "a b c"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_names_are_shown_as_they_stand(text: str, shown: str) -> None:
    assert looks.plain(text) == shown


def test_long_names_are_cut() -> None:
    assert looks.plain("x" * 5000) == "x" * 39 + "…"


def test_heights_of_bars() -> None:
    assert looks.bars_height(3) == 3 * 28 + 46
    assert looks.bars_height(500) == looks.TALLEST


def test_faded() -> None:
    assert faded("#0B6470", 0.28) == "rgba(11,100,112,0.28)"


def test_no_colour_outside_the_palette() -> None:
    root = Path(__file__).parents[2]
    files = [*root.glob("pages/**/*.py"), root / "app.py", *root.glob("mlcore/plots/*.py")]
    found = [
        f"{file.name}: {colour}"
        for file in files
        if file.name != "palette.py"
        for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", file.read_text("utf-8"))
    ]
    assert found == []
