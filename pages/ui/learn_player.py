"""The player of a lesson: all frames in the browser, the one that is shown in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from pages.ui import ahead, cache_learn, charts, session
from pages.ui.words import _

KEY = "learn.player"
_HERE = Path(__file__).parent
SCRIPTS = (
    "learn_swift.js", "learn_ground.js", "learn_margins.js", "learn_ahead.js", "learn_player.js",
)  # fmt: skip
MARKUP = """
<div class="player">
  <div class="controls" role="group">
    <button type="button" class="icon reset">skip_previous</button>
    <button type="button" class="icon back">keyboard_arrow_left</button>
    <button type="button" class="icon play">play_arrow</button>
    <button type="button" class="icon next">keyboard_arrow_right</button>
    <span class="jump"><input type="range" min="0" value="0"><output></output></span>
    <label class="pace"><span></span><select></select></label>
    <button type="button" class="copy"></button>
    <span class="copied" role="status"></span>
  </div>
  <div class="views"></div>
  <p class="told" aria-live="polite"><strong></strong><span></span></p>
</div>
"""

_component = partial(
    st.components.v2.component,
    css=(_HERE / "learn_player.css").read_text("utf-8"),
    js="\n".join((_HERE / name).read_text("utf-8") for name in SCRIPTS),
    isolate_styles=False,
)
_mount = _component("loupe_player", html=MARKUP)
_mount_ahead = _component("loupe_player_ahead")
"""The same script, so that a browser keeps one: what one has drawn, the other finds."""


def draw_ahead(names: Sequence[str]) -> None:
    """Have the browser draw the first frames of the lessons called *names* while it has time."""
    _mount_ahead(
        key=f"{KEY}.ahead",
        data={
            "names": list(names),
            "address": ahead.LESSONS,
            "shade": charts.appearance() or "",
            "parts": _plotly(),
        },
        height="content",
    )


def _plotly() -> list[str]:
    return [part for part in ahead.scripts() if part.startswith("PlotlyChart")]


def player(
    played: cache_learn.Played, pace: int, presenter: bool, moved: Callable[[str, Any], None]
) -> None:
    """Draw the player.

    Parameters
    ----------
    played : Played
        Views and words of all frames.
    pace : int
        Frames a second at first.
    presenter : bool
        Whether all is drawn large.
    moved : (handle name, places) -> None
        Told when a handle was let go.
    """

    def heard() -> None:
        told = (session.value(f"{KEY}.{played.lesson}") or {}).get("moved")
        if told:
            moved(told["name"], tuple((float(x), float(y)) for x, y in told["places"]))

    _mount(
        key=f"{KEY}.{played.lesson}",
        data={
            "key": played.key,
            "drawn": f"{played.drawn}.{presenter}",
            "views": played.views,
            "told": [
                {"lead": t.lead, "sentence": t.sentence, "numbers": t.numbers, "formula": t.formula}
                for t in played.told
            ],
            "pace": pace,
            "presenter": presenter,
            "parts": _plotly(),
            "words": _words(),
        },
        on_moved_change=heard,
        height="content",
    )


def _words() -> dict[str, Any]:
    return {
        "buttons": {
            "reset": _("Back to the start (Home)"),
            "back": _("One step back (←)"),
            "play": _("Play (space)"),
            "next": _("One step on (→)"),
        },
        "pause": _("Pause (space)"),
        "controls": _("Player"),
        "slider": _("Step"),
        "speed": _("Steps a second"),
        "of": _("of"),
        "handle": _("Arrow keys move the marked point, Page Up and Page Down mark another."),
        "point": _("Point"),
        "copy": _("Copy link"),
        "copied": _("The link opens this very step."),
        "failed": _("This browser cannot draw the figures; the table has the numbers."),
    }
