"""A closer look at a finished model: more rows, another setting, each step of the recipe."""

from __future__ import annotations

import streamlit as st

from mlcore.catalog.models import entry
from mlcore.numbers import remaining
from mlcore.plots.plot import Plot
from mlcore.plots.studies import ablation_plot, curve_plot
from mlcore.training.ablation import Ablation
from mlcore.training.curves import SHARES, VALUES, settings_of
from mlcore.training.run import Run
from mlcore.training.runs import RunEntry
from mlcore.types import Trial
from mlcore.workspace import studies
from mlcore.workspace.studies import Study
from mlcore.workspace.workspace import Opened, Workspace
from pages.ui import charts, controls, guards, train_compare
from pages.ui.words import _, literal

VIEWS = {
    "rows": _("More rows?"),
    "setting": _("Another value?"),
    "steps": _("Does each step pay?"),
    "runs": _("Against another run"),
}
ASKS = {
    "rows": (
        _("Learning curve: the model is trained on parts of the rows, and tested as before."),
        _("Draw the learning curve"),
    ),
    "setting": (
        _("Validation curve: one setting is changed, everything else stays."),
        _("Draw the validation curve"),
    ),
    "steps": (
        _("Each step of the recipe is left out in turn, on the same folds."),
        _("Leave each step out"),
    ),
}


def closer(
    space: Workspace, opened: Opened | None, picked: RunEntry, run: Run, trial: Trial
) -> None:
    """Draw the closer looks in a compact expander, each computed when it is asked for."""
    again = st.expander(
        _("Look closer"), type="compact", icon=":material/troubleshoot:", key="train.closer",
        on_change="rerun",
    )  # fmt: skip
    if not again.open:
        return
    with again:
        view = controls.segments(
            _("Look at"), list(VIEWS), key="train.closer.view", default="rows",
            words=VIEWS.__getitem__, label_visibility="collapsed",
        )  # fmt: skip
        if view == "runs":
            train_compare.against(space, opened, picked, run)
        elif view == "steps" and not any(spec.enabled for spec in run.recipe.steps):
            st.caption(_("This run's recipe has no steps."))
        else:
            _study(space, run, trial, view)


def _study(space: Workspace, run: Run, trial: Trial, view: str) -> None:
    setting = _setting(run, trial) if view == "setting" else ""
    if setting is None:
        st.caption(_("This model has no settings to vary."))
        return
    study = Study(run.id, trial.id, view, setting)  # type: ignore[arg-type]
    job = studies.job_of(space, study)
    if job is not None and job.state == "done":
        charts.show(_drawn(studies.result(job)), f"train.study.{view}")
        return
    sentence, verb = ASKS[view]
    st.markdown(f"{sentence} {_('It runs beside your work.')}")
    if job is not None and job.error:
        st.markdown(f":red[:material/error:] {literal(job.error['message'], 400)}")
    st.button(
        f"{verb}, {remaining(_seconds(run, trial, view))}",
        icon=":material/troubleshoot:",
        key=f"train.study.ask.{view}",
        disabled=bool(job and job.active),
        on_click=_ask,
        args=(space, study),
    )


@guards.callback
def _ask(space: Workspace, study: Study) -> None:
    studies.ask(space, study)


def _setting(run: Run, trial: Trial) -> str | None:
    names = settings_of(run, trial.id)
    if not names:
        return None
    setting: str = controls.choose(
        st.selectbox, f"{_('Setting of')} {entry(trial.model).title}", list(names),
        key=f"train.study.setting.{trial.model}", default=names[0], width=270,
    )  # fmt: skip
    return setting


def _seconds(run: Run, trial: Trial, view: str) -> float:
    """Return about how long a study takes, from what the trial's fits took."""
    steps = sum(spec.enabled for spec in run.recipe.steps)
    times = {"rows": sum(SHARES), "setting": VALUES, "steps": steps}[view]
    return times * (trial.fit_seconds + trial.predict_seconds) + 3


def _drawn(found: object) -> Plot:
    if isinstance(found, Ablation):
        return ablation_plot(found, charts.appearance())
    return curve_plot(found, charts.appearance())  # type: ignore[arg-type]
