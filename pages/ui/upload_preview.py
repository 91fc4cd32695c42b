"""How a file would be read: first rows, kinds, doubtful readings side by side, lines set aside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from mlcore.data.dataset import Notice, Reject
from mlcore.data.export import csv_text
from mlcore.data.notices import sentence
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess
from mlcore.data.read import Preview
from mlcore.errors import LoupeError
from mlcore.language import count
from mlcore.types import Kind
from pages.ui import cache_sources, charts, controls, guards, session, upload_options
from pages.ui.dates import day_columns
from pages.ui.head import heading
from pages.ui.words import _, literal

KINDS: tuple[Kind, ...] = ("integer", "number", "boolean", "category", "date", "text")
DOUBTFUL = 0.75
"""Below it, both readings are shown."""
MOST_TIES = 3
_PLACES = ("entry", "sheet", "table", "format")
_AS = {"number": _("As numbers"), "boolean": _("As yes or no")}
"""What a column kept as text may be read as instead: all that mlcore.data.offers offers."""


@dataclass(frozen=True)
class Place:
    """A file to look at: where it is, what names its bytes, and its label."""

    path: Path
    sha: str
    name: str


def previewed(place: Place) -> bool:
    """Draw how a file would be read; return True when it is to be loaded so."""
    left, right = st.columns([2.4, 1], gap="large")
    with right:
        upload_options.draw(place.sha, _guessed(place))
    options = upload_options.chosen_for(place.sha)
    with left:
        seen = _seen(place, options)
        if seen is None:
            return False
        first_rows(seen, place.name)
        _tokens(place, seen, options)
        _ties(place, seen, options)
        if (changed := _kinds(place.sha, seen, options.kinds)) != options.kinds:
            session.put(upload_options.key("kinds", place.sha), changed)
            st.rerun()
        _rejects(place, seen.rejects)
        small = seen.whole and len(seen.frame) < 50
        label = f"{_('Load')} {count(len(seen.frame), 'row')}" if small else _("Load all rows")
        return controls.pressed(
            label, key="upload.load", of=place.sha, type="primary", icon=":material/download_done:"
        )


def _guessed(place: Place) -> Preview | None:
    """Return what is guessed when nothing but the place in the file is chosen."""
    chosen = upload_options.chosen_for(place.sha)
    try:
        options = ReadOptions(entry=chosen.entry, drop_nul=chosen.drop_nul)
        return cache_sources.preview(place.path, place.sha, place.name, options)
    except LoupeError:
        return None


def _seen(place: Place, options: ReadOptions) -> Preview | None:
    try:
        return cache_sources.preview(place.path, place.sha, place.name, options)
    except LoupeError as error:
        guards.error_card(error)
        if error.code == "nul_bytes":
            wanted = (upload_options.key("drop_nul", place.sha), True)
            st.button(_("Read it without them"), on_click=session.put, args=wanted)
        return None


def first_rows(seen: Preview, name: str) -> None:
    """Draw the beginning of a table that is not loaded yet, and what reading it does."""
    with heading(_("How it will be read")):
        st.markdown(f":small[:gray[{literal(name, 60)} · {len(seen.columns)} {_('columns')}]]")
    st.dataframe(
        _numbered(seen.frame),
        column_config=day_columns(seen.frame),
        height=300 if len(seen.frame) > 7 else "content",
        placeholder="–",
        alt=f"{_('First rows of')} {literal(name, 60)}",
    )
    part = "" if seen.whole else f" {_('Only the beginning was looked at.')}"
    st.caption(f"{_('The first')} {count(len(seen.frame), 'row')}.{part}")
    notices(seen.notices)


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the rows from 1, as people do."""
    return frame.set_axis(range(1, len(frame) + 1))


def notices(told: tuple[Notice, ...]) -> None:
    """Draw what reading did, a sentence each."""
    with st.container(gap="xxsmall"):
        for notice in told:
            st.markdown(f":small[:gray[:material/info: {literal(sentence(notice), 300)}]]")


def _tokens(place: Place, seen: Preview, options: ReadOptions) -> None:
    """Draw the one click that keeps NA, null … as the texts they are, and the one back."""
    if options.missing is None and any(n.code == "missing_tokens" for n in seen.notices):
        label, kept = _("Keep them as text"), True
    elif options.missing == ():
        label, kept = _("Read NA, null and the like as missing"), False
    else:
        return
    wanted = (upload_options.key("kept", place.sha), kept)
    st.button(label, key="upload.tokens", type="tertiary", on_click=session.put, args=wanted)


# --------------------------------------------------------------------- doubtful readings


def _ties(place: Place, seen: Preview, options: ReadOptions) -> None:
    """Draw readings that fit about as well side by side, each with a button."""
    doubtful = [guess for guess in seen.guesses if _doubtful(guess, options)]
    for number, guess in enumerate(doubtful[:MOST_TIES]):
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{_('Two readings fit')}**: {_about(guess)}")
            readings = [(guess.value, options)]
            readings += [(v, _with(options, guess, v)) for v in guess.alternatives[:2]]
            for column, (value, reading) in zip(st.columns(len(readings)), readings, strict=True):
                with column:
                    _reading(place, guess, (value, reading), f"upload.tie.{number}.{value!r}")


def _doubtful(guess: Guess, options: ReadOptions) -> bool:
    if guess.option in _PLACES or guess.confidence >= DOUBTFUL or not guess.alternatives:
        return False
    if guess.option == "kinds":
        return guess.column not in dict(options.kinds)
    return getattr(options, guess.option, None) in (None, getattr(ReadOptions(), guess.option))


def _about(guess: Guess) -> str:
    choice = upload_options.LABELS.get(guess.option)
    parts = (choice.label if choice else "", literal(guess.column or "", 60))
    return ", ".join(filter(None, parts))


def _with(options: ReadOptions, guess: Guess, value: Any) -> ReadOptions:
    if guess.option == "kinds":
        return replace(options, kinds=(*options.kinds, (guess.column, value)))
    return replace(options, **{guess.option: value})


def _reading(place: Place, guess: Guess, which: tuple[Any, ReadOptions], key: str) -> None:
    value, options = which
    try:
        seen = cache_sources.preview(place.path, place.sha, place.name, options)
    except LoupeError as error:
        st.caption(literal(error.what, 200))
        return
    words = (
        _AS.__getitem__ if guess.option == "kinds" else upload_options.LABELS[guess.option].words
    )
    title = _("As text") if value is None else words(value)
    frame = seen.frame[[guess.column]] if guess.column in seen.frame else seen.frame.iloc[:, :5]
    st.markdown(f":small[{literal(title, 60)}]")
    rows = _numbered(frame.head(4))
    st.dataframe(
        rows, column_config=day_columns(rows), placeholder="–", alt=title, height="content"
    )
    setting = getattr(options, guess.option) if value is not None else None
    if setting is not None:
        chosen = (upload_options.key(guess.option, place.sha), setting)
        st.button(_("Read it so"), key=key, on_click=session.put, args=chosen)


# ------------------------------------------------------------------- set aside, and kinds


def _rejects(place: Place, rejects: tuple[Reject, ...]) -> None:
    if not rejects:
        return
    rows = pd.DataFrame([(r.line, r.text, r.reason) for r in rejects],
                        columns=[_("Line"), _("Text"), _("Why")])  # fmt: skip
    label = f"{count(len(rejects), 'line')} {_('set aside')}"
    charts.behind(rows.head(200), "upload.rejects", label)
    st.download_button(
        _("Download the lines set aside"), csv_text(rows).encode("utf-8", "replace"),
        f"{Path(place.name).stem} set aside.csv", "text/csv", key="upload.rejected",
        icon=":material/download:", type="tertiary", on_click="ignore",
    )  # fmt: skip


def _kinds(
    sha: str, seen: Preview, chosen: tuple[tuple[str, Kind], ...]
) -> tuple[tuple[str, Kind], ...]:
    """Draw the columns with their kinds, and return those that a person changed."""
    with st.expander(_("How each column is read"), type="compact"):
        names = [column.name for column in seen.columns]
        table = pd.DataFrame(
            {
                _("Column"): names,
                _("Kind"): [column.kind for column in seen.columns],
                _("Missing"): [column.missing for column in seen.columns],
                _("Different values"): [column.unique for column in seen.columns],
            }
        )
        fixed = [_("Column"), _("Missing"), _("Different values")]
        edited = st.data_editor(
            table, hide_index=True, disabled=fixed, key=f"upload.edited.{sha}",
            column_config={
                _("Kind"): st.column_config.SelectboxColumn(options=list(KINDS), required=True),
                _("Column"): st.column_config.TextColumn(pinned=True),
            },
            alt=_("Columns and their kinds"),
        )  # fmt: skip
        changed = zip(names, table[_("Kind")], edited[_("Kind")], strict=True)
    kept = dict(chosen) | {name: kind for name, before, kind in changed if kind != before}
    return tuple(kept.items())
