"""The room that lessons leave for the labels of an axis, beside what plotly writes there."""

import json
from pathlib import Path

import plotly
import pytest

from mlcore.learn.catalog import lesson
from mlcore.plots.lessons.moving import packed
from mlcore.plots.lessons.table import views

MARGINS = Path(__file__).parents[2] / "pages" / "ui" / "learn_margins.js"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
RANGES = [[0, 1], [-3, 3], [-0.62, 0.62], [0, 0.013], [4, 4.2], [-980, 20], [0, 7300], [1, 0]]
WRITTEN = """async ([range, tickformat]) => {
  const axis = {range, tickformat, nticks: 5, tickfont: {size: 12}};
  const place = document.querySelector('div');
  await Plotly.newPlot(place, [{y: range}], {
    yaxis: {...axis, type: 'linear'}, height: 300, width: 400, separators: '.,', template: 'none'});
  const said = [...place.querySelectorAll('.ytick text')].map((label) => label.textContent);
  const reach = (words) => wide(words, {size: 12}, 'sans-serif');
  return [reach(labels(axis)), reach(said), said];
}"""
ROOM = """async (scenes) => {
  const seen = [];
  for (const {name, data, layout, wide} of scenes) {
    const place = document.querySelector('div');
    const {l: left, b: low} = roomy(layout, 'sans-serif').margin;
    const width = wide ? 673 : 326;
    const fitting = {...roomy(layout, 'sans-serif'), width};
    await Plotly.newPlot(place, structuredClone(data), structuredClone(fitting));
    const out = cramped(place);
    await Plotly.newPlot(place, structuredClone(data), {...structuredClone(layout), width});
    const {l, b} = place._fullLayout._size;
    seen.push({name, out, spare: [left - l, low - b]});
    Plotly.purge(place);
  }
  return seen;
}"""


@pytest.fixture
def sheet(browser):
    """A page of nothing but plotly and the script."""
    context = browser.new_context()
    page = context.new_page()
    page.set_content('<body style="font-family: sans-serif"><div></div></body>')
    page.add_script_tag(path=PLOTLY)
    page.add_script_tag(path=MARGINS)
    yield page
    context.close()


def test_the_longest_label_is_foreseen(sheet):
    for tickformat in ("", ".0%"):
        for ends in RANGES:
            foreseen, written, said = sheet.evaluate(WRITTEN, [ends, tickformat])
            assert written <= foreseen + 0.5, (ends, said)
            assert foreseen <= written + 16, (ends, said)  # a digit or two


@pytest.mark.parametrize("name", ["gradient-descent", "k-means", "overfitting", "fairness"])
def test_labels_of_a_lesson_have_room_and_little_to_spare(sheet, name):
    entry = lesson(name)
    chosen = entry.chosen()
    drawn = views(name, entry.trajectory(entry.toy(chosen), chosen))
    seen = sheet.evaluate(ROOM, json.loads(packed(drawn)))
    assert len(seen) == len(drawn)
    for view in seen:
        assert not view["out"], view
        assert max(view["spare"]) <= 16, view
