"""The threshold studio: drag, say what outcomes are worth, or how many rows can be acted on."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from mlcore.evaluation.thresholds import PER_ROWS, Outcomes, Payoff
from mlcore.numbers import percent, significant, whole
from mlcore.registry.entries import VersionEntry
from mlcore.training.run import Run
from mlcore.workspace.workspace import Workspace
from pages.ui import cache_understand, charts, controls, guards, links, session, train_chosen
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, literal, shorten

WAYS = {"drag": _("Threshold"), "worth": _("Worth"), "capacity": _("Capacity")}
CELLS = (
    ("hit", _("Found"), _("A row of this class that is answered so: what you gain.")),
    ("miss", _("Missed"), _("A row of this class that is not found; a cost is negative.")),
    ("false_alarm", _("False alarm"), _("Another row answered as this class.")),
    ("rejection", _("Rightly left"), _("Another row that is left alone.")),
)


HALF = 0.5
"""The threshold that answers the likelier class."""


@dataclass(frozen=True)
class _Asked:
    """Which class is looked for, what outcomes are worth, and from which probability on."""

    positive: int
    payoff: Payoff
    threshold: float


@st.fragment
@guards.guarded
def threshold(picked: Picked) -> None:
    """Draw what every threshold does, the ways to choose one, and saving it.

    A fragment: a threshold that is tried draws nothing else of the page anew. One that is typed
    is in a fragment inside this one, so that not even the figure is drawn anew.
    """
    run, trial = picked.run, picked.trial.id
    left, right = st.columns([1.6, 1], gap="large")
    with right:
        positive = _positive(run)
        asked = _ask(picked, positive)
        if asked is None:
            asked = _Asked(positive, _kept_payoff(run.id), _kept_threshold(run.id))
            _by_hand(picked, positive, asked.payoff)
        else:
            _chosen(picked, asked)
    with left:
        with heading(_("Where to draw the line")):
            st.caption(
                f"{_('out-of-fold')}, {whole(len(run.splits.tested))} {_('rows')}", width="content"
            )
        at = round(asked.threshold * 200) / 200
        plot = cache_understand.threshold_figure(
            run, trial, asked.positive, asked.payoff, at, charts.appearance()
        )
        charts.show(plot, "understand.thresholds")


@st.fragment
@guards.guarded
def _by_hand(picked: Picked, positive: int, payoff: Payoff) -> None:
    """Draw the threshold that is typed, what it does, and saving it."""
    value = controls.number(
        _("Threshold to save"), key=f"understand.threshold.{picked.run.id}", default=HALF, low=0.0,
        high=1.0, step=0.005, format="%.3f",
        help=_("Drag below the chart to try; what stands here is what is saved."),
    )  # fmt: skip
    _chosen(picked, _Asked(positive, payoff, HALF if value is None else value))


def _chosen(picked: Picked, asked: _Asked) -> None:
    _result(picked, asked)
    _saving(picked, asked)


def _positive(run: Run) -> int:
    """Draw the choice of the class that is looked for, and return its code."""
    with heading(_("Class to find")):
        name = controls.choose(
            st.selectbox, _("Class that is looked for"), list(run.classes),
            key=f"understand.positive.{run.id}", default=run.classes[1], format_func=shorten,
            width=160, label_visibility="collapsed",
        )  # fmt: skip
    return run.classes.index(name)


def _ask(picked: Picked, positive: int) -> _Asked | None:
    """Draw the ways, and return what the chosen one comes to; None where it is typed."""
    run = picked.run
    way = controls.segments(
        _("Choose by"), list(WAYS), key=f"understand.way.{run.id}", default="drag",
        words=WAYS.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
    if way == "worth":
        payoff = _payoff(run.id)
        return _Asked(
            positive, payoff, cache_understand.best(run, picked.trial.id, positive, payoff)
        )
    if way == "capacity":
        return _Asked(positive, _kept_payoff(run.id), _capacity(picked, positive))
    return None


def _kept_threshold(run: str) -> float:
    """Return the threshold that was typed last."""
    key = f"understand.threshold.{run}"
    kept = session.value(key, session.saved(key))
    return HALF if kept is None else float(kept)


def _key(run: str, cell: str) -> str:
    return f"understand.{cell}.{run}"


def _kept_payoff(run: str) -> Payoff:
    """Return what outcomes are worth, as said before: the fields need not be drawn."""
    usual = Payoff()
    return Payoff(*(_worth(session.saved(_key(run, c)), getattr(usual, c)) for c, *_x in CELLS))


def _worth(kept: float | None, usual: float) -> float:
    return usual if kept is None else float(kept)


def _payoff(run: str) -> Payoff:
    usual, said = Payoff(), []
    for row in (CELLS[:2], CELLS[2:]):
        for place, (cell, label, help_) in zip(st.columns(2), row, strict=True):
            default = getattr(usual, cell)
            with place:
                value = controls.number(label, key=_key(run, cell), default=default, help=help_)
            said.append(_worth(value, default))
    return Payoff(*said)


def _capacity(picked: Picked, positive: int) -> float:
    rows = len(picked.run.splits.tested)
    most = controls.number(
        f"{_('We can act on, of these')} {whole(rows)} {_('rows')}",
        key=f"understand.capacity.{picked.run.id}", default=max(1, rows // 10), low=0, high=rows,
        help=_("The rows most likely to be of this class; all others are left alone."),
    )  # fmt: skip
    return cache_understand.capacity(picked.run, picked.trial.id, positive, int(most or 0))


def _result(picked: Picked, asked: _Asked) -> None:
    now, half = (
        cache_understand.outcomes(picked.run, picked.trial.id, asked.positive, at)
        for at in (asked.threshold, HALF)
    )
    st.table(
        {
            _("Answered so from"): significant(asked.threshold),
            _("Rows answered so"): whole(float(now.alarms)),
            _("Right of these (precision)"): percent(float(now.precision)),
            _("Found of all (recall)"): percent(float(now.recall)),
            f"{_('Worth per')} {whole(PER_ROWS)} {_('rows')}": _gain(now, half, asked.payoff),
        },
        border="horizontal",
        alt=_("What this threshold does"),
    )


def _gain(now: Outcomes, half: Outcomes, payoff: Payoff) -> str:
    """Return the worth beside that of answering the likelier class."""
    usual = significant(float(half.worth(payoff)))
    return f"{significant(float(now.worth(payoff)))} ({usual} {_('at 0.5')})"


def _saving(picked: Picked, asked: _Asked) -> None:
    space = session.workspace()
    version = train_chosen.registered(space, picked.entry.id, picked.trial.id)
    name = picked.run.classes[asked.positive]
    if version is None:
        st.caption(_("A threshold is saved with a version: use this model on Train first."))
        links.button(
            _("Use this model"), "train", key="understand.use", icon=":material/model_training:"
        )
    elif version.meta.threshold == (name, asked.threshold):
        lead = f"{_('Saved as version')} {version.version}."
        st.markdown(f"**{lead}** {_('It answers for the model once it is promoted.')}")
        links.button(
            _("Look at its versions"), "models", key="understand.saved",
            icon=":material/deployed_code:",
        )  # fmt: skip
    else:
        model, now = literal(version.name, 24), significant(asked.threshold)
        label = f"{_('Save')} {now} {_('with')} {model}"
        st.button(
            label, type="primary", key="understand.save", icon=":material/tune:",
            on_click=_save, args=(space, version, name, asked.threshold),
            help=_("Makes a new version of the same fit; the earlier one stays as it is."),
        )  # fmt: skip


@guards.callback
def _save(space: Workspace, version: VersionEntry, positive: str, threshold: float) -> None:
    space.registry.with_threshold(version.name, version.version, positive, threshold)
