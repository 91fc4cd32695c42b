"""The search for better settings on Train: what is asked, its course, and how it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import metric
from mlcore.numbers import apart, measured
from mlcore.plots.tuning import history_plot, tried_plot, weights_plot
from mlcore.training import runs
from mlcore.training.nested import nested
from mlcore.training.run import Run
from mlcore.training.runs import RunEntry
from mlcore.training.tuning.history import FEWEST, edges, history, searched, tried
from mlcore.training.tuning.search import USUAL
from mlcore.types import Aim, Method
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import cache_train, charts, controls, guards, session, train_ranges
from pages.ui.head import heading
from pages.ui.words import _, literal

METHODS: dict[Method, str] = {
    "tpe": _("Learning from trials"),
    "random": _("At random"),
    "grid": _("On a grid"),
}
VIEWS = {"course": _("Course"), "values": _("Values"), "weights": _("What decides")}
MANY_ROWS = 20_000
"""Rows from which a ranking on a sample is offered."""
EVERY = 3.0


@dataclass(frozen=True)
class Searched:
    """What a search is about.

    Parameters
    ----------
    aim : Aim
        What models are built for.
    models : sequence of str
        As a plan has them.
    """

    aim: Aim
    models: Sequence[str]


@dataclass(frozen=True)
class Asked:
    """What a plan says about the search and about choosing among models."""

    tune: bool
    method: Method = "tpe"
    trials: int = 0
    ranges: train_ranges.Ranges = ()
    warm: str = ""
    race: bool = False
    sample: int = 0
    nested: bool = False


def ask(space: Workspace, opened: Opened, target: str, about: Searched) -> Asked:
    """Draw the switch of the search, and what belongs to it."""
    tune = controls.toggle(
        _("Search for better settings"), key="train.tune",
        help=_("Tuning: tries several sets of parameters per model, the usual ones first."),
    )  # fmt: skip
    if not tune:
        return Asked(False, **_more(opened))
    method: Method = controls.choose(
        st.selectbox, _("How to search"), list(METHODS), key="train.method", default="tpe",
        format_func=METHODS.__getitem__,
        help=_("Learning: a tree of Parzen estimators (TPE) proposes what did well nearby."),
    )  # fmt: skip
    trials = controls.number(
        _("Settings to try per model"), key="train.trials", default=None, low=1, high=1000, step=1,
        placeholder=f"{USUAL}, {_('or what the time allows')}",
    )  # fmt: skip
    ranges, warm = train_ranges.ask(about.aim, about.models), _earlier(space, opened, target)
    return Asked(True, method, int(trials or 0), ranges, warm, **_more(opened))


def _more(opened: Opened) -> dict[str, Any]:
    with st.popover(_("Ways to compare"), icon=":material/balance:", type="tertiary"):
        race = controls.toggle(
            _("Drop models that are clearly behind"), key="train.race",
            help=_("Racing: after some folds, by a one-sided corrected t test at 1%."),
        )  # fmt: skip
        check = controls.toggle(
            _("Check the choice of the best"), key="train.nested",
            help=_("Nested cross-validation: chooses anew inside each fold; takes as many times "
                   "longer as there are folds."),
        )  # fmt: skip
        sample = 0
        if opened.data.rows > MANY_ROWS:
            sample = controls.number(
                _("Rank on so many rows first"), key="train.sample", default=None, low=1000,
                high=opened.data.rows, step=1000, placeholder=_("all rows at once"),
                help=_("The best three then go on with all rows."),
            )  # fmt: skip
    return {"race": race, "nested": check, "sample": int(sample or 0)}


def _earlier(space: Workspace, opened: Opened, target: str) -> str:
    """Draw the switch that takes over the trials of the newest run on the same question."""
    found = next(
        (
            run for run in runs.listing(space.store, space.id, limit=20)
            if run.dataset == opened.data.fingerprint and run.plan.target == target
        ),
        None,
    )  # fmt: skip
    if found is None:
        return ""
    go_on = controls.toggle(
        f"{_('Go on from run')} {found.number}", key=f"train.warm.{opened.name}",
        help=_("Takes over its finished trials, which must be on the same rows and folds."),
    )  # fmt: skip
    return found.id if go_on else ""


# ------------------------------------------------------------------------- what came of it


def section(space: Workspace, picked: RunEntry, run: Run, active: bool) -> None:
    """Draw the search of a run, live while it goes on."""
    if not searched(run) and nested(run) is None:
        return
    draw = st.fragment(_drawn, run_every=EVERY) if active else _drawn
    draw(space, picked, active)


def _drawn(space: Workspace, picked: RunEntry, active: bool) -> None:
    run = cache_train.run(space, picked.id)
    if run is None:
        return
    with heading(_("The search")):
        view = controls.segments(
            _("Show"), list(VIEWS), key="train.search.view", default="course",
            words=VIEWS.__getitem__, label_visibility="collapsed",
        ) if searched(run) else "none"  # fmt: skip
    if view == "course":
        points = history(run)
        plot = history_plot(points, run.plan.metric or "", charts.appearance())
        charts.show(plot, f"train.search.{picked.id}")
    elif view in ("values", "weights"):
        _of_model(run, picked, view)
    _honest(run)
    for edge in edges(run):
        st.caption(f":material/info: {literal(edge.sentence, 300)}")
    if not active and run.plan.tune:
        _go_on(space, picked, run)


def _of_model(run: Run, picked: RunEntry, view: str) -> None:
    models = searched(run)
    model = models[0]
    if len(models) > 1:
        best = run.best.model
        model = controls.choose(
            st.selectbox, _("Model"), list(models), key=f"train.search.model.{picked.id}",
            default=best if best in models else models[0],
            format_func=lambda name: entry(name).title, width=270,
        )  # fmt: skip
    shade = charts.appearance()
    key = f"train.search.{picked.id}.{view}.{model}"
    if view == "values":
        charts.show(tried_plot(tried(run, model), shade), key)
        return
    found = cache_train.weights(run, model, len(run.finished))
    if found is None:
        least = f"{FEWEST} {_('trials with a score, and two parameters')}"
        st.caption(f"{_('What decides is told from')} {least}.")
        return
    mine = [edge for edge in edges(run) if edge.model == model]
    charts.show(weights_plot(found, mine, shade), key)


def _honest(run: Run) -> None:
    """Say how much choosing the best flatters its score, when that was asked."""
    found = nested(run)
    if found is None:
        return
    scorer = metric(run.plan.metric or "")
    score, best = scorer.display(found.score), scorer.display(found.best)
    words = _("no better than it should be")
    if found.gap > 0:
        words = f"{apart(best, score)} {_('too good: it was chosen among many')}"
    st.markdown(
        f"**{_('With the choice included')}: {scorer.title} {measured(score)}.** "
        f"{_('The best score')}, {measured(best)}, {_('is')} {literal(words)}. "
        f":small[:gray[{_('Nested cross-validation')}, {len(found.scores)} {_('folds')}]]"
    )


def _go_on(space: Workspace, picked: RunEntry, run: Run) -> None:
    timed = run.plan.seconds is not None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if timed:
            more = controls.number(
                _("More minutes"), key="train.more.minutes", default=1.0, low=0.1, step=1.0,
                format="%g", width=160,
            )  # fmt: skip
        else:
            more = controls.number(
                _("More settings per model"), key="train.more.trials", default=8, low=1, step=1,
                width=160,
            )  # fmt: skip
        st.button(
            _("Go on with the search"), icon=":material/tune:", key="train.more",
            on_click=go_on, args=(space, picked, more or 1, timed),
        )  # fmt: skip


@guards.callback
def go_on(space: Workspace, picked: RunEntry, more: float, timed: bool) -> None:
    """Queue the run again with more trials or time; nothing finished is repeated."""
    plan = picked.plan
    trials = plan.trials if timed else (plan.trials or USUAL) + int(more)
    seconds = (plan.seconds or 0.0) + 60 * more if timed else plan.seconds
    name = session.value(f"train.name.{picked.dataset_name}") or picked.dataset_name
    space.extend(picked.id, trials, seconds, name)
