"""Train: compare models by cross-validation against a baseline, then use one."""

from __future__ import annotations

import streamlit as st

from pages.ui import (
    cache_train,
    guards,
    jobs,
    session,
    status,
    train_board,
    train_checks,
    train_chosen,
    train_export,
    train_metrics,
    train_setup,
    train_study,
    train_tuning,
)
from pages.ui.head import head
from pages.ui.words import _, literal

with guards.page():
    space = session.workspace()
    opened = space.open_dataset()
    picked = train_board.pick(space, opened)
    active = status.active_jobs(space)  # before the rest: one that ends meanwhile has its panel
    job = status.training(space, opened)
    if picked is None:
        lead = _("Several models, the same folds, one baseline: which one predicts best?")
    else:
        lead = train_board.lead(picked)
    head(_("Train"), lead, space)
    for current in active:
        number = picked.number if picked and picked.job == current.id else None
        jobs.panel(space, current.id, number)
    if job is not None and train_board.ended_early(job, picked):
        jobs.ended_early(space, job)
    run = cache_train.run(space, picked.id) if picked else None
    if picked is not None and run is not None:
        running = job is not None and job.active and job.id == picked.job
        left, right = st.columns([2.5, 1], gap="large")
        with left:
            board, line = train_board.leaderboard(space, opened, run, running)
            train_board.failed(board)
            train_board.notes(space, picked)
            train_tuning.section(space, picked, run, running)
            if line is not None and line.score is not None and not running:
                train_metrics.others(run)
                train_checks.card(space, opened, run, line.trial.id)
                train_study.closer(space, opened, picked, run, line.trial)
            with st.container(horizontal=True, gap="medium"):
                if run.finished:
                    train_export.download(picked, run)
                train_board.delete(space, picked)
        with right:
            train_chosen.card(space, picked, run, board, line)
    if opened is None:
        if picked is None:
            guards.needs_dataset("model_training")
    elif run is None:
        st.subheader(f"{_('Set up')}: {literal(opened.name)}", anchor=False)
        train_setup.setup_card(space, opened)
    else:
        again = st.expander(
            _("Set up another run"), type="compact", icon=":material/settings:",
            key="train.again", on_change="rerun",
        )  # fmt: skip
        if again.open:
            with again:
                train_setup.setup_card(space, opened, kind="secondary")
