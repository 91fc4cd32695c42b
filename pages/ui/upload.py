"""Bringing a file in: preview, how it is read, what does not fit, and loading it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from mlcore.data.dataset import Notice, Reject
from mlcore.data.notices import SEPARATORS, sentence
from mlcore.data.options import ReadOptions
from mlcore.data.read import Preview, read_bytes
from mlcore.errors import LoupeError
from mlcore.language import count
from mlcore.types import Kind
from mlcore.workspace.workspace import Workspace
from pages.ui import cache, charts, guards, session
from pages.ui.head import heading
from pages.ui.words import _, literal, muted

GUESS = None
KINDS: tuple[Kind, ...] = ("integer", "number", "boolean", "category", "date", "text")
ENCODINGS = ("utf-8", "cp1252", "iso8859-1", "utf-16", "shift_jis", "gb18030", "big5", "euc_kr")


def loader(space: Workspace) -> bool:
    """Draw the uploader and, once there is a file, its preview; return True while there is."""
    most = space.store.settings.max_upload_mb
    file = st.file_uploader(
        _("A table as CSV, TSV, Excel, Parquet or JSON"),
        key=f"upload.{session.value('upload.round', 0)}",
        max_upload_size=most,
        help=_("It stays on this machine. What the file is, is found out from its content."),
    )
    if file is None:
        return False
    data = file.getvalue()
    sha = hashlib.sha256(data).hexdigest()
    with guards.page():
        _previewed(space, data, sha, file.name)
    return True


def _previewed(space: Workspace, data: bytes, sha: str, name: str) -> None:
    left, right = st.columns([2.4, 1], gap="large")
    with right:
        chosen = _options(sha, _guessed(data, sha, name))
    kinds = session.value(f"upload.chosen.{sha}", ())
    options = replace(chosen, kinds=kinds)
    with left:
        seen = cache.preview(data, sha, name, options)
        _show(seen, name)
        if (changed := _kinds(sha, seen, kinds)) != kinds:
            session.put(f"upload.chosen.{sha}", changed)
            st.rerun()
        _rejects(seen.rejects)
        label = (
            f"{_('Load')} {count(len(seen.frame), 'row')}" if _small(seen) else _("Load all rows")
        )
        if st.button(label, type="primary", key="upload.load", icon=":material/download_done:"):
            _load(space, data, name, options)


def _guessed(data: bytes, sha: str, name: str) -> Preview | None:
    try:
        return cache.preview(data, sha, name, ReadOptions())
    except LoupeError:
        return None


def _small(seen: Preview) -> bool:
    return seen.whole and len(seen.frame) < 50


def _load(space: Workspace, data: bytes, name: str, options: ReadOptions) -> None:
    store = space.store
    with st.skeleton(height=120):
        made = read_bytes(data, name, store.objects, options, settings=store.settings)
        space.keep_dataset(made)
    session.put("upload.round", session.value("upload.round", 0) + 1)
    st.rerun()


def _show(seen: Preview, name: str) -> None:
    with heading(_("How it will be read")):
        st.markdown(f":small[:gray[{literal(name, 60)} · {len(seen.columns)} {_('columns')}]]")
    st.dataframe(
        _numbered(seen.frame),
        height=300 if len(seen.frame) > 7 else "content",
        placeholder="–",
        alt=f"{_('First rows of')} {literal(name, 60)}",
    )
    part = "" if seen.whole else f" {_('Only the beginning of the file was looked at.')}"
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


def _rejects(rejects: tuple[Reject, ...]) -> None:
    if not rejects:
        return
    rows = pd.DataFrame([(r.line, r.text, r.reason) for r in rejects[:200]],
                        columns=[_("Line"), _("Text"), _("Why")])  # fmt: skip
    label = f"{count(len(rejects), 'line')} {_('set aside')}"
    charts.behind(rows, "upload.rejects", label)


def _options(sha: str, seen: Preview | None) -> ReadOptions:
    """Draw how the file is read; what is not chosen is guessed, and the guess is shown."""
    guesses = {guess.option: guess for guess in seen.guesses} if seen else {}
    form, options = seen.format if seen else "csv", ReadOptions()
    with heading(_("Reading options")):
        pass

    def pick(name: str, label: str, choices: list[Any], words: Any) -> Any:
        guess = guesses.get(name)
        found = f"{_('Found')}: {words(guess.value)}" if guess else _("Found by itself")
        return st.selectbox(
            label, [GUESS, *choices], key=f"upload.{name}.{sha}", help=_hint(guess),
            index=0, format_func=lambda value: found if value is GUESS else words(value),
        )  # fmt: skip

    if form == "csv":
        separator = pick("separator", _("Columns are cut at"), list(SEPARATORS), _separator)
        encoding = pick("encoding", _("Text encoding"), list(ENCODINGS), str)
        decimal = st.segmented_control(
            _("Decimal sign"), [".", ","], key=f"upload.decimal.{sha}",
            format_func=lambda sign: muted(_("Point") if sign == "." else _("Comma")),
            help=_("Without a choice it is found from the numbers."),
        )  # fmt: skip
        options = replace(options, separator=separator, encoding=encoding, decimal=decimal)
    if form in ("csv", "excel"):
        header = pick("header", _("Column names"), [True, False], _header)
        options = replace(options, header=header)
    tokens = st.text_input(
        _("Also read as missing"), key=f"upload.missing.{sha}", placeholder="?, unknown, -99",
        help=_("Exact cells, separated by commas; they replace the usual ones such as NA."),
    )  # fmt: skip
    missing = tuple(part.strip() for part in (tokens or "").split(",") if part.strip())
    return replace(options, missing=missing or None)


def _hint(guess: Any) -> str | None:
    if guess is None or guess.confidence >= 0.95:
        return None
    return (
        f"{_('Found with a confidence of')} {round(100 * guess.confidence)}%: {_('have a look')}."
    )


def _separator(value: str) -> str:
    return _(SEPARATORS.get(value, repr(value))).capitalize()


def _header(value: bool) -> str:
    return _("In the first row") if value else _("There are none")


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
            table, hide_index=True, disabled=fixed, key=f"upload.kinds.{sha}",
            column_config={
                _("Kind"): st.column_config.SelectboxColumn(options=list(KINDS), required=True),
                _("Column"): st.column_config.TextColumn(pinned=True),
            },
            alt=_("Columns and their kinds"),
        )  # fmt: skip
        changed = zip(names, table[_("Kind")], edited[_("Kind")], strict=True)
    kept = dict(chosen) | {name: kind for name, before, kind in changed if kind != before}
    return tuple(kept.items())
