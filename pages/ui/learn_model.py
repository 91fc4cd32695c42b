"""A lesson on a model of the reader's: which run, which model, which answer, which groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from mlcore.catalog.models import entry as catalogued
from mlcore.learn.lesson import Lesson
from mlcore.training.run import Run
from mlcore.training.runs import RunEntry, listing
from mlcore.workspace.workspace import Workspace
from pages.ui import cache_learn, cache_train, learn_state, session
from pages.ui.cache_learn import Columns
from pages.ui.words import _, moment, muted, shorten

ASKED = ("run", "trial", "answer", "group")
"""What the address says of a model, each after the prefix of a column."""
GONE = "gone"
"""Whether the run that was asked for is not in this workspace."""


def settled(lesson: Lesson, space: Workspace) -> tuple[Run | None, Columns]:
    """Return the run, model, answer and groups it runs on; what is not there is replaced."""
    runs, asked = _runs(space) if _own(lesson) else {}, session.value(_key(lesson, "run"))
    session.put(learn_state.key(lesson, GONE), _own(lesson) and bool(asked) and asked not in runs)
    if not runs:
        return None, ()
    picked = {"run": _settle(lesson, "run", list(runs))}
    run = runs[picked["run"]][1]
    for name in ASKED[1:]:
        picked[name] = _settle(lesson, name, _options(run, name, picked))
    return run, tuple(picked.items())


def choices(lesson: Lesson, space: Workspace) -> None:
    """Let toy data or the out-of-fold answers of a model be chosen; first comes :func:`settled`."""
    runs, gone = _runs(space), bool(session.value(learn_state.key(lesson, GONE)))
    if not runs or gone:
        _missing(gone)
    if not runs:
        return
    names = {learn_state.TOY: _("Toy data"), learn_state.OWN: _("My model")}
    st.segmented_control(
        _("Runs on"), list(names), key=learn_state.key(lesson, learn_state.DATA), required=True,
        format_func=lambda name: muted(names[name]), persist_state="session",
    )  # fmt: skip
    if _own(lesson):
        _asked(lesson, runs)


def _own(lesson: Lesson) -> bool:
    return bool(session.value(learn_state.key(lesson, learn_state.DATA)) == learn_state.OWN)


def _key(lesson: Lesson, name: str) -> str:
    return learn_state.key(lesson, f"{learn_state.COLUMN}{name}")


def _runs(space: Workspace) -> dict[str, tuple[RunEntry, Run]]:
    """Return the runs of this workspace that have a finished model of classes, newest first."""
    entries = listing(space.store, space.id, limit=20)
    found = ((each, cache_train.run(space, each.id)) for each in entries)
    return {
        each.id: (each, run)
        for each, run in found
        if run is not None and run.finished and run.classes
    }


def _options(run: Run, name: str, picked: Mapping[str, Any]) -> Sequence[str]:
    """Return what can be chosen as *name*, the most usual first."""
    if name == "trial":
        best = run.best.id
        return [best, *(trial.id for trial in run.finished if trial.id != best)]
    if name == "answer":
        return run.classes[::-1]
    known = picked["answer"] in run.classes
    return cache_learn.groups_of(run, picked["answer"]) if known else ()


def _asked(lesson: Lesson, runs: dict[str, tuple[RunEntry, Run]]) -> None:
    def run_words(run: str) -> str:
        each = runs[run][0]
        return shorten(
            f"{_('Run')} {each.number} · {shorten(each.plan.target, 24)} · {moment(each.created)}"
        )

    picked = {"run": _choice(lesson, "run", _("Run"), list(runs), run_words)}
    run = runs[picked["run"]][1]
    models = {trial.id: catalogued(trial.model).title for trial in run.finished}
    words = {
        "trial": (_("Model"), lambda trial: models[trial]),
        "answer": (_("Answered as yes"), shorten),
        "group": (_("Groups of"), shorten),
    }
    for name, (label, said) in words.items():
        picked[name] = _choice(lesson, name, label, _options(run, name, picked), said)


def _choice(
    lesson: Lesson, name: str, label: str, options: Sequence[str], words: Callable[[Any], str]
) -> str:
    key = _key(lesson, name)
    return str(
        st.selectbox(label, options, key=key, format_func=words, persist_state="session")
    )  # fmt: skip


def _settle(lesson: Lesson, name: str, options: Sequence[str]) -> str:
    """Return what is chosen as *name*: the first of *options* in place of what is none of them."""
    key = _key(lesson, name)
    if session.value(key) not in options:
        session.put(key, options[0])
    return str(session.value(key))


def _missing(wanted: bool) -> None:
    words = _("Train a model that answers classes to run this lesson on its own predictions.")
    if wanted:
        words = _("The link looks at a model that is not in this workspace.")
    st.caption(f":material/info: {words}")
