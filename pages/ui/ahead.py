"""What only the browser can do: one history entry a page, and fetching ahead what charts need."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

PARTS = (
    "PageLink", "Metric", "Selectbox", "ButtonGroup", "Table", "DownloadButton", "FileUploader",
    "NumberInput", "TextInput", "Checkbox", "Multiselect", "DataFrame", "PlotlyChart",
)  # fmt: skip
"""Streamlit's own scripts that the pages need, small ones first: each page finds them there."""
LESSONS = "ahead/lesson/"
"""Address, under that of the pages, of the first frames that a list of lessons draws ahead."""
SCRIPT = """
// Streamlit adds a history entry when only the query changes: Back would need two presses a page.
function keepOneEntryPerPage() {
  const push = window.history.pushState;
  window.history.pushState = function (state, title, url) {
    const next = new URL(url ?? window.location.href, window.location.href);
    const same = next.pathname === window.location.pathname;
    return (same ? window.history.replaceState : push).call(this, state, title, url);
  };
}

const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));

// One after the other, each when the page has nothing to do; what is missing is left out.
function fetchAhead(parts) {
  const main = document.querySelector('script[type="module"][src*="static/js/"]');
  const [first, ...rest] = parts;
  if (!main) { return; }
  if (!first) { idle(drawAhead); return; }
  idle(() => import(new URL(first, main.src).href).catch(() => {}).then(() => fetchAhead(rest)));
}

// The first chart of a tab takes several times as long as the next: draw one that nobody sees.
async function drawAhead() {
  if (!window.Plotly) { return; }
  const place = document.createElement('div');
  place.style.cssText = 'position: fixed; left: -2000px; top: 0; width: 600px; visibility: hidden';
  place.ariaHidden = 'true';
  document.body.append(place);
  const axis = {automargin: true, nticks: 5, title: {text: 'x'}};
  const figure = () => ({
    data: [
      {type: 'bar', x: [1, 2, 3], y: [4, 6, 5], hovertemplate: '%{y:,}'},
      {type: 'scatter', mode: 'lines', x: [1, 2, 3], y: [4, 6, 5], xaxis: 'x2', yaxis: 'y2'},
      {type: 'bar', orientation: 'h', x: [4, 6], y: [0, 1], text: ['4', '6'],
       textposition: 'outside', xaxis: 'x3', yaxis: 'y3'},
    ],
    layout: {
      width: 600, height: 300, grid: {rows: 3, columns: 1, pattern: 'independent'},
      xaxis: axis, yaxis: axis, clickmode: 'event+select',
      annotations: [{text: 'y', x: 0, y: 1, xref: 'paper', yref: 'paper', showarrow: false}],
    },
  });
  try {
    await window.Plotly.newPlot(place, {...figure(), config: {displayModeBar: false}});
    await window.Plotly.react(place, figure());
  } finally {
    window.Plotly.purge(place);
    place.remove();
  }
}

export default function ({ data }) {
  if (window.loupeAhead) { return; }
  window.loupeAhead = true;
  keepOneEntryPerPage();
  setTimeout(() => fetchAhead(data.parts), data.wait);
}
"""
WAIT = 1500
"""Milliseconds after the first page: it comes to rest first."""

_mount = st.components.v2.component("loupe_ahead", js=SCRIPT)


@cache
def scripts() -> tuple[str, ...]:
    """Return the file names of :data:`PARTS` in this version of Streamlit."""
    folder = Path(st.__file__).parent / "static" / "static" / "js"
    found = (sorted(folder.glob(f"{part}.*.js")) for part in PARTS)
    return tuple(paths[0].name for paths in found if paths)


def ahead() -> None:
    """Mount the script; it draws nothing and works once a tab."""
    _mount(key="loupe.ahead", data={"parts": list(scripts()), "wait": WAIT}, height="content")
