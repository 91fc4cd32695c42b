"""The model chosen in the leaderboard: what it scores, where from, and putting it to use."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from mlcore.language import count
from mlcore.numbers import apart, duration, measured, whole
from mlcore.plots.leaderboard import Board, Line
from mlcore.registry.entries import VersionEntry
from mlcore.training.run import Run
from mlcore.training.runs import RunEntry
from mlcore.workspace.workspace import Workspace
from pages.ui import guards, links, session, status, train_checks
from pages.ui.words import _, literal

Better = Literal["normal", "inverse"]


def card(space: Workspace, picked: RunEntry, run: Run, board: Board, line: Line | None) -> None:
    """Draw the chosen model and what can be done with it."""
    settled = not any(other.mark == "Training" for other in board.lines)
    if line is None or line.score is None:
        title = line.title if line else _("No model yet")
        st.subheader(title, anchor=False)
        st.markdown(f":gray[{_('It has no score, so there is nothing to use yet.')}]")
        return
    guess = next((other for other in board.lines if other.mark == "Baseline"), None)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.subheader(line.title, anchor=False, width="content")
        if settled and train_checks.overfitted(run, line.trial.id):
            st.badge(
                _("Learns some noise"), icon=":material/warning:", color="orange",
                help=_("Overfitting: it is much better on rows it has seen than on others."),
            )  # fmt: skip
    _score(line, guess, board)
    version = registered(space, picked.id, line.trial.id)
    facts = _facts(run, line, board) | _set_aside(run, board, version)
    st.table(facts, border="horizontal", alt=_("Facts about this model"))
    _actions(space, picked, line, version)


def _score(line: Line, guess: Line | None, board: Board) -> None:
    delta, note = None, None
    if guess is not None and guess is not line and guess.score is not None:
        difference = (line.score or 0.0) - guess.score
        gap = apart(line.score or 0.0, guess.score)
        delta = f"{'+' if difference > 0 else '-'}{gap}"
        note = _("vs. the baseline")
    better: Better = "normal" if board.metric.greater_is_better else "inverse"
    st.metric(
        f"{board.metric.title}, {_('out-of-fold')}", measured(line.score), delta,
        delta_color=better if delta else "off", delta_description=note,
        help=board.metric.sentence,
    )  # fmt: skip


def _facts(run: Run, line: Line, board: Board) -> dict[str, str]:
    trial = line.trial
    seen = [score for score in trial.train_scores if score is not None]
    facts = {
        _("Spread"): f"{line.deviation} {_('over')} {len(trial.fold_scores)} {_('folds')}",
        _("Rows"): f"{whole(len(run.splits.train_rows))} {_('of')} {whole(run.data.rows)}",
        _("Fit, predict"): f"{duration(trial.fit_seconds)}, {duration(trial.predict_seconds)}",
    }
    if seen:
        mean = board.metric.display(sum(seen) / len(seen))
        facts[_("Seen vs. unseen")] = f"{measured(mean)} vs. {measured(line.score)}"
    if trial.params:
        facts[_("Settings")] = literal(", ".join(f"{name} {v}" for name, v in trial.params), 120)
    return facts


def _set_aside(run: Run, board: Board, version: VersionEntry | None) -> dict[str, str]:
    """Return the score on the hold-out with its bootstrap interval, once it was looked at."""
    held = len(run.splits.holdout_rows)
    if version is None or version.meta.holdout is None:
        return {_("Set aside"): count(held, "row") if held else _("none")}
    found = measured(board.metric.display(version.meta.holdout))
    if version.meta.holdout_bounds is not None:
        bounds = sorted(map(board.metric.display, version.meta.holdout_bounds))
        found += f" ({' – '.join(map(measured, bounds))})"
    return {_("Set aside"): f"{found}, {count(held, 'row')}"}


def _actions(space: Workspace, picked: RunEntry, line: Line, version: VersionEntry | None) -> None:
    if version is not None:
        label = f"{_('Predict with')} {literal(version.name, 24)} v{version.version}"
        icon = ":material/online_prediction:"
        if st.button(label, type="primary", icon=icon, key="train.predict", width="stretch"):
            chosen = f"{version.name}:{version.version}"
            session.put("predict.model", chosen)
            session.keep_value("predict.model", chosen)
            links.go("predict")
    else:
        busy = bool(status.active_jobs(space))
        st.button(
            _("Use this model"), type="primary", icon=":material/deployed_code:",
            key="train.use", width="stretch", on_click=use, disabled=busy,
            args=(space, picked, line.trial.id),
            help=_("Fits it once more on all rows and keeps it as the next version."),
        )  # fmt: skip
    links.button(
        _("Understand this model"), "understand", key="train.understand",
        icon=":material/insights:", width="stretch",
    )  # fmt: skip


def registered(space: Workspace, run: str, trial: str) -> VersionEntry | None:
    """Return the newest version made of a trial of a run, or None."""
    made = space.registry.of_run(run)
    return next((version for version in made if version.meta.trial == trial), None)


@guards.callback
def use(space: Workspace, picked: RunEntry, trial: str) -> None:
    """Queue the refit of a trial and its registration."""
    name = session.value(f"train.name.{picked.dataset_name}") or picked.dataset_name
    space.package(picked.id, trial, name, step_id=f"use-{picked.id}-{trial}")
