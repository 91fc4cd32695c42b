"""What to train: target, split, models and budget in one card; the form gives a plan."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from mlcore.catalog.models import chosen, suitable
from mlcore.evaluation import metrics
from mlcore.language import count
from mlcore.numbers import remaining
from mlcore.types import Aim, Plan, Task, fingerprint, to_json
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import (
    cache_clean,
    cache_train,
    controls,
    guards,
    samples,
    session,
    status,
    train_advice,
    train_cost,
    train_expected,
    train_options,
    train_split,
    train_suspects,
    train_tuning,
)
from pages.ui.links import Look
from pages.ui.train_board import NEWEST, run_key
from pages.ui.words import _, literal

TASKS: dict[Task, str] = {
    "regression": _("A number"),
    "binary": _("One of two"),
    "multiclass": _("One of several"),
}
BASELINE = "dummy"
GROUPS = {"fast": _("Quick ones"), "all": _("All"), "some": _("Chosen")}
HOLDOUTS: dict[str, tuple[str, float | None]] = {
    "usual": (_("As usual"), None),
    "none": (_("None"), 0.0),
    "10": ("10%", 0.1),
    "20": ("20%", 0.2),
    "30": ("30%", 0.3),
}


def setup_card(space: Workspace, opened: Opened, kind: Look = "primary") -> None:
    """Draw the card that asks what to train; its button queues the training."""
    if not opened.data.rows:
        words = _("The table has column names but no rows: there is nothing to learn from.")
        guards.empty("table_rows", _("No rows"), words, (_("Load another table"), "data"))
        return
    columns = cache_clean.possible_targets(space.recipe(opened.name), opened.data)
    with st.container(border=True):
        left, middle, right = st.columns(3, gap="medium")
        with left:
            target = _target(opened, columns)
            if target is None:
                return
            task, metric = _task(space, opened, target)
        with middle:
            folds, split, holdout = _split(opened, task, target)
        with right:
            aim = train_options.aim(task)
            models, seconds = _models(aim)
            search = train_tuning.ask(space, opened, target, train_tuning.Searched(aim, models))
            name = controls.text(
                _("Name of the model"),
                key=f"train.name.{opened.name}",
                default=opened.name,
                max_chars=100,
                help=_("The winner is kept under this name as its next version."),
            )
        more = train_options.ask(opened, task, target, split.scheme)
        plan = Plan(
            target, task, metric if aim == task else None, folds, split.scheme, holdout,
            tuple(models), seconds, gap=split.gap, **vars(more), **vars(search),
        )  # fmt: skip
        doubts = st.container()
        train_advice.card(opened, task, target)
        _start_button(space, opened, plan, name, kind)
    with doubts:  # last, as it looks at each column: seconds where there are thousands
        train_suspects.card(space, opened, target)


def _target(opened: Opened, columns: Sequence[str]) -> str | None:
    usual = session.saved(f"explore.target.{opened.name}") or samples.usual_target(opened, columns)
    target: str | None = controls.choose(
        st.selectbox, _("Predict"), list(columns), key=f"train.target.{opened.name}",
        default=usual if usual in columns else None,
        placeholder=_("Choose the column to predict"),
        help=_("The target: the column whose value the model should give for new rows."),
    )  # fmt: skip
    if target is None:
        st.caption(_("The other questions follow once there is a target."))
    return target


def _task(space: Workspace, opened: Opened, target: str) -> tuple[Task, str]:
    proposed = cache_train.proposed_task(opened.data, space.recipe(opened.name), target)
    task: Task = controls.segments(
        _("The answer is"), list(TASKS), key=f"train.task.{opened.name}.{target}",
        default=proposed, words=TASKS.__getitem__,
        help=f"{_('Proposed from the values')}: {TASKS[proposed]}.",
    )  # fmt: skip
    choices = {entry.name: entry.title for entry in metrics.suitable(task)}
    if train_cost.offered(space, opened, task, target):
        choices[train_cost.CHOICE] = _("What mistakes cost")
    metric: str = controls.choose(
        st.selectbox, _("Compare models by"), list(choices), key=f"train.metric.{task}",
        default=next(iter(choices)), format_func=choices.__getitem__,
    )  # fmt: skip
    if metric == train_cost.CHOICE:
        return task, train_cost.ask(space, opened, target)
    st.caption(metrics.metric(metric).sentence)
    return task, metric


def _split(opened: Opened, task: Task, target: str) -> tuple[int, train_split.Split, float | None]:
    folds = controls.number(
        _("Folds"), key="train.folds", default=5, low=2, high=20, step=1,
        help=_("Cross-validation: each model is fitted so often, tested on the part left out."),
    )  # fmt: skip
    split = train_split.ask(opened, task, target)
    share = controls.choose(
        st.selectbox,
        _("Set aside for one final score"),
        list(HOLDOUTS),
        key="train.holdout",
        default="usual",
        format_func=lambda name: HOLDOUTS[name][0],
        help=_(
            "The hold-out: rows no model sees before the winner is scored on them once. "
            "Usually 20%, none under 200 rows."
        ),
    )
    return int(folds or 5), split, HOLDOUTS[share or "usual"][1]


def _models(aim: Aim) -> tuple[list[str], float | None]:
    group = controls.segments(
        _("Models"), list(GROUPS), key="train.group", default="fast", words=GROUPS.__getitem__
    )
    models = [group]
    if group == "some":
        entries = {entry.name: entry for entry in suitable(aim)}
        models = controls.choose_many(
            st.multiselect, _("Which"), list(entries), key=f"train.models.{aim}",
            default=[name for name, entry in entries.items() if entry.fast],
            format_func=lambda name: entries[name].title,
        )  # fmt: skip
    minutes = controls.number(
        _("Time limit, minutes"), key="train.minutes", default=None, low=0.1, step=1.0,
        format="%g", placeholder=_("no limit"),
        help=_("What still runs then is cut; what is finished is kept."),
    )  # fmt: skip
    if group == "some" and models:
        models = list(dict.fromkeys([BASELINE, *models]))  # what guessing scores is always there
    return models or ["fast"], 60 * minutes if minutes else None


def _start_button(space: Workspace, opened: Opened, plan: Plan, name: str, kind: Look) -> None:
    models = chosen(plan.models, plan.aim)
    verb = _("Tune") if plan.tune else _("Train")
    last = status.training(space, opened)
    known = train_expected.known(space, opened, plan)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"{verb} {count(len(models), 'model')}, {remaining(known.seconds)}",
            type=kind,
            icon=":material/model_training:",
            key="train.start",
            on_click=start,
            args=(space, opened, plan, name, last.id if last else ""),
            disabled=bool(last and last.active),
        )
        fits = len(models) * known.fits
        words = f"{count(fits, 'fit')} {_('on')} {count(opened.data.rows, 'row')}"
        if last and last.active:
            words = _("Another run is going on; wait for it or stop it first.")
        st.markdown(f":small[:gray[{literal(words)}]]")
        train_expected.each(known)


@guards.callback
def start(space: Workspace, opened: Opened, plan: Plan, name: str, last: str) -> None:
    """Queue the training; the same click in two tabs queues one job."""
    running = status.training(space, opened)
    if running is not None and running.active:
        return
    click = fingerprint(last, opened.data.fingerprint, to_json(plan), name)
    space.train(plan, name.strip() or opened.name, step_id=click[:32])
    session.put(run_key(opened), NEWEST)
    session.keep(run_key(opened))
