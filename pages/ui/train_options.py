"""Choices that most runs leave as they are: repeats, a sliding window, weights, rare classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from mlcore.types import Aim, Task
from mlcore.workspace.workspace import Opened
from pages.ui import controls, session
from pages.ui.words import _

Balance = Literal["none", "weights", "over", "under"]
Copies = Literal["together", "apart"]
BALANCES: dict[Balance, str] = {
    "none": _("As they are"),
    "weights": _("Rare classes weigh more"),
    "over": _("Repeat rows of rare classes"),
    "under": _("Leave out rows of frequent classes"),
}
NUMBERS = ("integer", "number", "boolean")


@dataclass(frozen=True)
class Options:
    """The choices as a plan has them."""

    repeats: int = 1
    window: int = 0
    weight: str = ""
    balance: Balance = "none"
    copies: Copies = "together"
    quantile: float | None = None


def aim(task: Task) -> Aim:
    """Return what models are built for, as the choices stand."""
    return "quantile" if task == "regression" and _now("train.quantile", None) else task


def ask(opened: Opened, task: Task, target: str, scheme: str) -> Options:
    """Draw the choices in a compact expander; closed, they are what they were."""
    name, kind = opened.name, scheme.partition(":")[0]
    weights = [c.name for c in opened.data.columns if c.kind in NUMBERS and c.name != target]
    again = st.expander(
        _("More choices"), type="compact", icon=":material/tune:", key="train.options",
        on_change="rerun",
    )  # fmt: skip
    if again.open:
        with again, st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            _draw(name, task, kind, weights)
    weight = _now(f"train.weight.{name}", None)
    return Options(
        1 if kind in ("time", "folds") else int(_now("train.repeats", 1) or 1),
        int(_now(f"train.window.{name}", 0) or 0) if kind == "time" else 0,
        weight if weight in weights else "",
        "none" if task == "regression" else _now("train.balance", "none"),
        "together" if _now("train.copies", True) else "apart",
        _now("train.quantile", None) if task == "regression" else None,
    )


def _now(key: str, default: Any) -> Any:
    """Return what the control *key* says, drawn or not."""
    return session.value(key, session.saved(key, default))


def _draw(name: str, task: Task, kind: str, weights: list[str]) -> None:
    if kind not in ("time", "folds"):
        controls.number(
            _("Repeats"), key="train.repeats", default=1, low=1, high=20, step=1, width=140,
            help=_("The folds are drawn so often; more make the score surer."),
        )  # fmt: skip
    if kind == "time":
        controls.number(
            _("Sliding window"), key=f"train.window.{name}", default=0, low=0, step=1, width=160,
            help=_("Only so many moments before each test are trained on; 0: all earlier ones."),
        )  # fmt: skip
    controls.choose(
        st.selectbox, _("Rows weigh by"), weights, key=f"train.weight.{name}", width=220,
        placeholder=_("all the same"), default=None,
        help=_("A column of weights: rows count by it in fitting; scores count every row alike."),
    )  # fmt: skip
    if task == "regression":
        controls.number(
            _("Quantile"), key="train.quantile", default=None, low=0.01, high=0.99, step=0.05,
            format="%g", placeholder=_("none: the mean"), width=170,
            help=_("At 0.9, nine of ten rows should lie below the answer; models are then compared "
                   "by the pinball loss."),
        )  # fmt: skip
    else:
        controls.choose(
            st.selectbox, _("Classes count"), list(BALANCES), key="train.balance",
            default="none", format_func=BALANCES.__getitem__, width=300,
            help=_("In training rows only. Probabilities then are not those of the table."),
        )  # fmt: skip
    controls.toggle(
        _("Copies of a row stay on one side"), key="train.copies", default=True,
        help=_("Rows that are equal in every column are never trained on and tested at once."),
    )  # fmt: skip
