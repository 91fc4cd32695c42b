"""How rows are split, asked in words: at random, by class, by group, by time."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from mlcore.training.keys import BY_COLUMN
from mlcore.types import Task
from mlcore.workspace.workspace import Opened
from pages.ui import cache_train, controls, guards, session
from pages.ui.words import _, literal

SPLITS = {
    "stratified": _("Same share of classes"),
    "random": _("At random"),
    "group": _("Groups stay together"),
    "time": _("Earlier rows predict later ones"),
    "folds": _("As a column says"),
}
ALIKE = _("Low and high alike")
COLUMNS = {
    "group": _("Rows belong together by"),
    "time": _("Time"),
    "folds": _("Column of fold numbers"),
}
HELP = _(
    "Rows of one group, and copies of a row, are never on both sides. By time, only earlier rows "
    "are trained on, and the hold-out is the latest."
)


@dataclass(frozen=True)
class Split:
    """A split as a plan has it."""

    scheme: str
    gap: int = 0


def ask(opened: Opened, task: Task, target: str) -> Split:
    """Draw the choice of a split, its column, and the split that the table suggests."""
    usual = "random" if task == "regression" else "stratified"
    scheme: str = controls.choose(
        st.selectbox, _("Split"), list(SPLITS), key=f"train.split.{opened.name}", default=usual,
        format_func=lambda name: _word(name, task), help=HELP,
    )  # fmt: skip
    found, reason = cache_train.proposed_split(opened.data, target)
    split = _by_column(opened, scheme, target, found) if scheme in BY_COLUMN else Split(scheme)
    if found and split.scheme != found:
        _offer(opened, found, f"{literal(reason)} {_('Better')}:", task)
    return split


def _offer(opened: Opened, split: str, reason: str, task: Task) -> None:
    """Say which split suits the table better, and take it with one click."""
    better = _word(split.partition(":")[0], task)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"{reason} {better}.", width="content")
        st.button(
            _("Split so"), key="train.split.better", type="tertiary", icon=":material/call_split:",
            on_click=_take, args=(opened, split),
        )  # fmt: skip


@guards.callback
def _take(opened: Opened, split: str) -> None:
    scheme, _colon, column = split.partition(":")
    chosen = {f"train.split.{opened.name}": scheme, f"train.split.{scheme}.{opened.name}": column}
    for key, value in chosen.items():
        session.put(key, value)
    session.keep_values(chosen)


def _by_column(opened: Opened, scheme: str, target: str, found: str) -> Split:
    columns = [column.name for column in opened.data.columns if column.name != target]
    if scheme == "time":
        kinds = ("date", "integer", "number")
        columns = [c.name for c in opened.data.columns if c.kind in kinds and c.name != target]
    proposed = found.partition(":")[2]
    column = controls.choose(
        st.selectbox, COLUMNS[scheme], columns, key=f"train.split.{scheme}.{opened.name}",
        default=proposed if proposed in columns else None,
        placeholder=_("Choose a column"),
    )  # fmt: skip
    if column is None:
        st.caption(_("Until a column is chosen, rows are split at random."))
        return Split("auto")
    gap = 0
    if scheme == "time":
        gap = controls.number(
            _("Gap"), key=f"train.gap.{opened.name}", default=0, low=0, step=1,
            help=_("Moments left out between the rows trained on and those tested."),
        )  # fmt: skip
    return Split(f"{scheme}:{column}", int(gap or 0))


def _word(scheme: str, task: Task) -> str:
    return ALIKE if scheme == "stratified" and task == "regression" else SPLITS[scheme]


def told(split: str) -> str:
    """Return how a run's rows were split, in a few words."""
    scheme, _colon, column = split.partition(":")
    words = {
        "stratified": _("same share of classes in each"),
        "random": _("at random"),
        "group": _("groups kept together by"),
        "time": _("in the order of"),
        "folds": _("as told by"),
    }
    return f"{words[scheme]} {literal(column, 40)}".strip()
