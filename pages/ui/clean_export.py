"""What comes of a recipe: a script, a file for the command line, the cleaned rows."""

from __future__ import annotations

import json
from collections.abc import Callable

import streamlit as st

from mlcore.cleaning.apply import apply
from mlcore.cleaning.export import script
from mlcore.cleaning.fit import fit
from mlcore.data.export import FORMATS, as_bytes
from mlcore.errors import LoupeError
from mlcore.language import count
from pages.ui import controls, fold, guards, links
from pages.ui.clean_cards import Work
from pages.ui.words import _, code, literal

MIMES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WORDS = {".csv": "CSV", ".parquet": "Parquet", ".xlsx": "Excel"}
PLACE = "clean.export"


@fold.late("clean.export.place", 190)
def export(work: Work, broken: bool) -> None:
    """Draw the ways to take the recipe along; a *broken* one only as it is."""
    if not work.steps:
        return
    st.subheader(_("Take it along"), anchor=False)
    name = work.opened.name
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        _download(_("Python script"), lambda: _script(work), f"{name}-clean.py", "text/x-python",
                  "clean.python", broken)  # fmt: skip
        _download(_("Recipe as a file"), lambda: _json(work), f"{name}-recipe.json",
                  "application/json", "clean.download", False)  # fmt: skip
        st.button(
            _("Save the cleaned rows as a version"),
            icon=":material/table_view:",
            key="clean.apply",
            disabled=broken,
            on_click=guards.callback(_apply, PLACE),
            args=(work,),
            help=_("For looking and exporting: here every step learns from all rows. "
                   "To train, keep the table as it is: each fold learns the steps anew."),
        )  # fmt: skip
        links.button(_("Train on it"), "train", key="clean.train", icon=":material/model_training:")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        suffix = controls.segments(
            _("Cleaned rows as"), list(FORMATS), key="clean.format", default=".csv",
            words=lambda ending: WORDS[ending],
        )  # fmt: skip
        _download(_("Download the rows"), lambda: _rows(work, suffix), f"{name}-cleaned{suffix}",
                  MIMES[suffix], "clean.rows", broken)  # fmt: skip
    guards.said(PLACE)
    steps = count(len(work.steps), "step")
    more = _("Steps that fail must be mended or switched off first.") if broken else ""
    st.caption(
        f"{literal(name)}: {steps}. {_('On the command line')}: "
        f"{code('train … --recipe FILE')}. {more}"
    )


def _download(
    label: str, make: Callable[[], bytes], file: str, mime: str, key: str, disabled: bool
) -> None:
    st.download_button(
        label, make, file, mime, icon=":material/download:", on_click="ignore", key=key,
        disabled=disabled,
    )  # fmt: skip


def _script(work: Work) -> bytes:
    file = f"{work.opened.name}-clean.py"
    return _or_why(lambda: script(work.history.recipe, work.opened.data, file).encode("utf-8"))


def _json(work: Work) -> bytes:
    text = json.dumps(work.history.recipe.to_json(), indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "replace")


def _rows(work: Work, suffix: str) -> bytes:
    frame = work.opened.data.frame
    return _or_why(lambda: as_bytes(fit(work.history.recipe, frame()).frame, suffix))


def _or_why(make: Callable[[], bytes]) -> bytes:
    """Return what *make* makes; when it is refused, the reason as the file's content."""
    try:
        return make()
    except LoupeError as error:
        return f"{error.what}\n{error.fix}\n".encode()


def _apply(work: Work) -> None:
    settings, label = work.space.store.settings, f"{work.opened.name} cleaned"
    made = apply(work.history.recipe, work.opened.data, name=label, settings=settings)
    work.space.keep_dataset(made)
