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

// One after the other, each when the page has nothing to do; what is missing is left out.
function fetchAhead(parts) {
  const main = document.querySelector('script[type="module"][src*="static/js/"]');
  const [first, ...rest] = parts;
  if (!main || !first) { return; }
  const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
  idle(() => import(new URL(first, main.src).href).catch(() => {}).then(() => fetchAhead(rest)));
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
