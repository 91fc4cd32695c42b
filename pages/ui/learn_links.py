"""Between lessons and models: the lesson of a model, and the training of a lesson's models."""

from __future__ import annotations

import streamlit as st

from mlcore.catalog.models import entry as catalogued
from mlcore.learn.catalog import explaining
from mlcore.learn.catalog import lesson as find
from mlcore.learn.lesson import Lesson
from mlcore.numbers import listed
from mlcore.registry.entries import VersionEntry
from mlcore.training.run import Run
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import controls, learn_controls, learn_state, links, session
from pages.ui.cache_learn import Columns
from pages.ui.table import page
from pages.ui.words import _, literal


def to_lesson(space: Workspace, version: VersionEntry) -> None:
    """Offer the lesson that explains the model of *version*, on the reader's own columns."""
    lesson = explaining(version.meta.model)
    if lesson is None:
        return
    clicked = controls.pressed(
        f"{_('How it learns')}: {lesson.title}", key="models.lesson", of=lesson.name,
        icon=":material/school:", type="tertiary",
    )  # fmt: skip
    if clicked:
        _open(lesson, own_columns(space, lesson, version))


def _open(lesson: Lesson, columns: dict[str, str]) -> None:
    learn_state.put_columns(lesson, columns)
    st.switch_page(page("learn").script, query_params=learn_state.address_of(lesson.name, columns))


def to_fairness(run: Run, trial: str, answer: str, group: str) -> None:
    """Offer the lesson on thresholds and fairness, on the out-of-fold answers of a trial."""
    lesson = find("fairness")
    asked = {"run": run.id, "trial": trial, "answer": answer, "group": group}
    clicked = controls.pressed(
        _("Move a line for each group"), key="understand.lesson", of=repr(asked),
        icon=":material/school:", type="tertiary",
    )  # fmt: skip
    if clicked and lesson is not None:
        _open(lesson, asked)


def to_understand(lesson: Lesson, columns: Columns) -> None:
    """Offer Understand, on the model that *lesson* runs on."""
    if lesson.own != "model" or not columns:
        return
    asked = dict(columns)
    clicked = controls.pressed(
        _("Look at this model in Understand"), key="learn.understand", of=repr(columns),
        icon=":material/insights:",
    )  # fmt: skip
    if clicked:
        trial = f"understand.trial.{asked['run']}"
        for key, value in (("understand.run", asked["run"]), (trial, asked["trial"])):
            session.put(key, value)
            session.keep_value(key, value)
        links.go("understand")


def own_columns(space: Workspace, lesson: Lesson, version: VersionEntry) -> dict[str, str]:
    """Return a column of the open data set for each slot: what the model leans on most first.

    Empty when the open data set has none that fit; the lesson then runs on toy data.
    """
    opened = space.open_dataset()
    if opened is None or not lesson.slots:
        return {}
    signature = space.registry.load(f"{version.name}:{version.version}").signature
    fields = sorted(signature.fields, key=lambda field: -field.importance)
    usual = [signature.target, *(field.name for field in fields)]
    picked: dict[str, str] = {}
    for slot in lesson.slots:
        fits = learn_controls.suitable(opened.data, slot)
        wanted = usual[:1] if slot.role == "target" else usual[1:]
        free = [name for name in wanted if name in fits and name not in picked.values()]
        if not free:
            return {}
        picked[slot.name] = free[0]
    return picked


def to_training(lesson: Lesson, opened: Opened | None, columns: Columns) -> None:
    """Offer to train the models that *lesson* explains on the open data set."""
    if opened is None or not lesson.models:
        return
    titles = listed([catalogued(name).title for name in lesson.models], 3)
    clicked = controls.pressed(
        f"{_('Train on')} {literal(opened.name, 30)}: {titles}", key="learn.train", of=lesson.name,
        icon=":material/model_training:",
    )  # fmt: skip
    if clicked:
        _set_up(lesson, opened, dict(columns))
        links.go("train")


def _set_up(lesson: Lesson, opened: Opened, columns: dict[str, str]) -> None:
    """Set the controls of Train: these models, and the lesson's target where it has one."""
    choices: dict[str, object] = {"train.group": "some"}
    for name in lesson.models:
        for task in catalogued(name).tasks:
            known = choices.setdefault(f"train.models.{task}", [])
            known.append(name)  # type: ignore[attr-defined]
    target = next((slot.name for slot in lesson.slots if slot.role == "target"), "")
    if target in columns:
        choices[f"train.target.{opened.name}"] = columns[target]
    for key, value in choices.items():
        session.put(key, value)
        session.keep_value(key, value)
