"""The leaderboard by other metrics: from the out-of-fold answers, nothing is fitted again."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.catalog.models import entry
from mlcore.evaluation.metrics import metric, suitable
from mlcore.numbers import MISSING, measured, spread
from mlcore.training.reported import Reported
from mlcore.training.run import Run
from pages.ui import cache_train, controls
from pages.ui.words import _

SHOWN = 3


def others(run: Run) -> None:
    """Draw the models by metrics of one's choice in a compact expander."""
    assert run.plan.task is not None
    again = st.expander(
        _("By other metrics"), type="compact", key="train.metrics", on_change="rerun"
    )
    if not again.open:
        return
    names = [one.name for one in suitable(run.plan.task) if one.name != run.plan.metric]
    with again:
        chosen = controls.choose_many(
            st.multiselect, _("Metrics"), names, key=f"train.metrics.{run.plan.task}",
            default=names[:SHOWN], format_func=lambda name: metric(name).title,
            label_visibility="collapsed", placeholder=_("Choose metrics"),
        )  # fmt: skip
        if chosen:
            found = cache_train.reported(run, tuple(chosen), len(run.finished))
            st.dataframe(
                _table(run, found), hide_index=True, placeholder=MISSING,
                alt=_("The models by other metrics"),
            )  # fmt: skip
            st.caption(_("Mean ± sd over the folds; in brackets all out-of-fold rows together."))


def _table(run: Run, found: tuple[Reported, ...]) -> pd.DataFrame:
    rows: dict[str, dict[str, str]] = {}
    for one in found:
        title = entry(run.trial(one.trial).model).title
        rows.setdefault(title, {_("Model"): title})[metric(one.metric).title] = _words(one)
    return pd.DataFrame(list(rows.values()))


def _words(one: Reported) -> str:
    show = metric(one.metric).display
    return f"{spread(show(one.mean), one.sd)} ({measured(show(one.pooled))})"
