"""What lies below the fold: a part of a page that is drawn when a reader comes near it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st

from pages.ui import session

SCRIPT = """
// Says once that its place has come into view; until then the place is kept free.
export default function ({ parentElement, setStateValue }) {
  const place = parentElement.host ?? parentElement;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) { return; }
    observer.disconnect();
    setStateValue('near', true);
  }, {root: place.closest('[data-testid="stMain"]')});
  observer.observe(place);
  return () => observer.disconnect();
}
"""

_mount = st.components.v2.component("loupe_fold", js=SCRIPT)


def late(key: str, height: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a drawing function a part of the page that is drawn once its place is in view.

    A table costs the browser as much as all the rest of a page; one that nobody has scrolled to
    need not be there. Whoever leaves the page and comes back starts above the fold again.
    Coming near runs the page once more, or only this part where it is a fragment too.

    Parameters
    ----------
    key : str
        The name of the place, once a page.
    height : int
        Pixels that are kept free for it.
    """

    def wrap(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def part(*args: Any, **options: Any) -> None:
            with st.container(gap=None):
                seen = near(key)
                _mount(key=key, height="content" if seen else height, on_near_change=_noted)
                if seen:
                    with st.container():
                        function(*args, **options)

        return part

    return wrap


def near(key: str) -> bool:
    """Return True when the place has been in view since the page was opened."""
    return bool((session.value(key) or {}).get("near"))


def _noted() -> None:
    """Have the state kept: nothing else is to be done."""
