"""How a file is read: what was guessed and how sure, each of it changeable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import streamlit as st

from mlcore.data.notices import SEPARATORS
from mlcore.data.options import ReadOptions
from mlcore.data.raw import Guess
from mlcore.data.read import Preview
from pages.ui import session
from pages.ui.head import heading
from pages.ui.words import _, shorten

SURE = 0.95
ENCODINGS = ("utf-8", "cp1252", "iso8859-1", "utf-16", "shift_jis", "gb18030", "big5", "euc_kr")
TEXT, SHEET, RECORDS = ("csv",), ("csv", "excel"), ("json", "ndjson")


def _named(words: dict[Any, str]) -> Callable[[Any], str]:
    return lambda value: words.get(value) or shorten(value, 60)


_SIGNS = _named({".": _("Point"), ",": _("Comma"), " ": _("Blank"), "'": _("Apostrophe"),
                 "": _("Nothing"), '"': _("Double quotes")})  # fmt: skip
_SEPARATOR = _named(
    {sign: _(name).capitalize() for sign, name in SEPARATORS.items()}
    | {"none": _("Nothing"), "blanks": _("Blanks"), " ": _("Blanks")}
)


@dataclass(frozen=True)
class Choice:
    """One option of reading.

    Parameters
    ----------
    option : str
        A field of ``ReadOptions``.
    label : str
        What it is called.
    values : tuple
        What there is to choose from; empty: what the file itself offers.
    words : callable
        What a value is called.
    formats : tuple of str
        Where it has a meaning; empty: wherever the file offers something.
    rare : bool
        Whether it stands behind "More".
    """

    option: str
    label: str
    values: tuple[Any, ...] = ()
    words: Callable[[Any], str] = shorten
    formats: tuple[str, ...] = ()
    rare: bool = False


CHOICES: tuple[Choice, ...] = (
    Choice("entry", _("Table in the archive")),
    Choice("sheet", _("Sheet")),
    Choice("table", _("Table")),
    Choice("separator", _("Columns are cut at"), tuple(SEPARATORS), _SEPARATOR, TEXT),
    Choice("header", _("Column names"), (True, False),
           _named({True: _("In the first row"), False: _("There are none")}), SHEET),
    Choice("decimal", _("Decimal sign"), (".", ","), _SIGNS, TEXT),
    Choice("encoding", _("Text encoding"), ENCODINGS, shorten, TEXT),
    Choice("thousands", _("Digits are grouped by"), (",", ".", "'", " ", ""), _SIGNS, TEXT, True),
    Choice("dates", _("Dates like 1/2/2026"), ("day", "month"),
           _named({"day": _("The day comes first"), "month": _("The month comes first")}),
           TEXT, True),
    Choice("quote", _("Around cells"), ('"', "'", ""), _SIGNS, TEXT, True),
    Choice("tidy", _("Units, totals and notes"), (True, False),
           _named({True: _("Set aside"), False: _("Keep as rows")})),
    Choice("flatten", _("Objects inside records"), (True, False),
           _named({True: _("Columns of their own"), False: _("Kept as text")}), RECORDS),
)  # fmt: skip
LABELS = {choice.option: choice for choice in CHOICES}


def key(option: str, sha: str) -> str:
    """Return the name of the control of *option* for one file."""
    return f"upload.{option}.{sha}"


def chosen_for(sha: str) -> ReadOptions:
    """Return what was chosen for a file; what was not is guessed."""
    found = ReadOptions()
    for option in (field.name for field in fields(ReadOptions)):
        value = session.value(key(option, sha))
        if value is not None:
            found = replace(found, **{option: value})
    tokens = session.value(key("tokens", sha)) or ""
    missing = tuple(part.strip() for part in tokens.split(",") if part.strip())
    kept = bool(session.value(key("kept", sha)))
    return replace(found, missing=missing or (() if kept else None))


def draw(sha: str, seen: Preview | None) -> None:
    """Draw the options of a file; their values are kept under :func:`key`."""
    guesses = {guess.option: guess for guess in seen.guesses if not guess.column} if seen else {}
    form = seen.format if seen else "csv"
    with heading(_("Reading options")):
        pass
    shown = [c for c in CHOICES if _fits(c, form, guesses)]
    for choice in (c for c in shown if not c.rare):
        _pick(choice, sha, guesses.get(choice.option))
    st.text_input(
        _("Also read as missing"), key=key("tokens", sha), placeholder="?, unknown, -99",
        help=_("Exact cells, separated by commas; they replace the usual ones such as NA."),
    )  # fmt: skip
    rare = [choice for choice in shown if choice.rare]
    if rare:
        with st.expander(_("More"), type="compact"):
            _skip(sha, guesses.get("skip"))
            for choice in rare:
                _pick(choice, sha, guesses.get(choice.option))


def _fits(choice: Choice, form: str, guesses: dict[str, Guess]) -> bool:
    if choice.formats:
        return form in choice.formats
    return choice.option in guesses and bool(guesses[choice.option].alternatives)


def _pick(choice: Choice, sha: str, guess: Guess | None) -> None:
    values = _values(choice, guess)
    found = _("Found by itself")
    if guess is not None and guess.value is not None:
        found = f"{_('Found')}: {choice.words(guess.value)}"
    chosen = session.value(key(choice.option, sha))
    if chosen is not None and chosen not in values:
        values = [*values, chosen]
    st.selectbox(
        choice.label, [None, *values], key=key(choice.option, sha), help=_hint(guess), index=0,
        format_func=lambda value: found if value is None else choice.words(value),
    )  # fmt: skip


def _values(choice: Choice, guess: Guess | None) -> Sequence[Any]:
    offered = (guess.value, *guess.alternatives) if guess and guess.alternatives else ()
    return list(dict.fromkeys([*offered, *choice.values]))


def _skip(sha: str, guess: Guess | None) -> None:
    st.number_input(
        _("Lines before the table"), min_value=0, value=None, step=1, key=key("skip", sha),
        placeholder=f"{_('Found')}: {guess.value if guess else 0}", help=_hint(guess),
    )  # fmt: skip


def _hint(guess: Guess | None) -> str | None:
    if guess is None or guess.confidence >= SURE:
        return None
    return (
        f"{_('Found with a confidence of')} {round(100 * guess.confidence)}%: {_('have a look')}."
    )
