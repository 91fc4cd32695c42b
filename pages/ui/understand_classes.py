"""Classification: which class is taken for which, and how well rows are ranked."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.evaluation.curves import ClassScores
from mlcore.numbers import measured, percent, whole
from mlcore.plots import classes as drawn
from pages.ui import cache_train, cache_understand, charts, controls
from pages.ui.head import heading
from pages.ui.understand_pick import Picked
from pages.ui.words import _, literal, shorten


def mistakes(picked: Picked) -> None:
    """Draw the confusion matrix beside the scores of each class."""
    confusion, scores = cache_train.mistakes(picked.run, picked.trial.id)
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        with heading(_("Which class is taken for which")):
            counted = controls.toggle(
                _("Counts"),
                key="understand.counts",
                help=_("Cells show how many rows instead of the share of each true class."),
            )
        plot = drawn.confusion_plot(confusion, charts.appearance(), counts=counted)
        charts.show(plot, "understand.confusion")
    with right:
        _each(scores)


def _each(scores: tuple[ClassScores, ...]) -> None:
    with heading(_("Each class")):
        st.caption(_("out-of-fold"), width="content")
    rows = [(s.name, *map(_short, (s.precision, s.recall, s.f1)), s.support) for s in scores]
    names = [_("Class"), _("Precision"), _("Recall"), _("F1"), _("Rows")]
    st.dataframe(
        pd.DataFrame(rows, columns=names),
        hide_index=True,
        alt=_("Precision, recall and F1 of each class"),
        column_config={
            names[0]: st.column_config.TextColumn(pinned=True),
            names[1]: st.column_config.NumberColumn(
                format="percent", help=_("Of the rows answered as this class, the share that is.")
            ),
            names[2]: st.column_config.NumberColumn(
                format="percent", help=_("Of the rows of this class, the share that is found.")
            ),
            names[3]: st.column_config.NumberColumn(
                format="percent", help=_("Precision and recall in one number.")
            ),
            names[4]: st.column_config.NumberColumn(format="localized"),
        },
    )
    worst = min(scores, key=lambda score: score.f1)
    st.markdown(_worst(worst))


def _short(share: float) -> float:
    return round(share, 3)


def _worst(worst: ClassScores) -> str:
    lead = f"**{literal(worst.name)} {_('is the hardest')}:** "
    rows = f"{_('of its')} {whole(worst.support)} {_('rows are found')}"
    if not worst.recall:
        return f"{lead}{_('none')} {rows}."
    found = f"{percent(worst.recall)} {rows}, "
    return lead + found + f"{percent(worst.precision)} {_('of such answers are right')}."


def ranking(picked: Picked) -> None:
    """Draw ROC and precision–recall of one class against the others."""
    classes = picked.run.classes
    positive = classes[-1] if len(classes) == 2 else classes[0]
    with heading(_("How well rows are ranked")):
        positive = controls.choose(
            st.selectbox, _("Class"), list(classes), key=f"understand.class.{picked.run.id}",
            default=positive, format_func=shorten, width=220, label_visibility="collapsed",
            help=_("The class that counts as found; all others together are the false alarms."),
        )  # fmt: skip
    roc, precision_recall = cache_train.ranking(
        picked.run, picked.trial.id, classes.index(positive)
    )
    bands = cache_understand.bands(picked.run, picked.trial.id, classes.index(positive))
    shade = charts.appearance()
    left, right = st.columns(2, gap="large")
    with left:
        charts.show(drawn.roc_plot(roc, shade, band=bands[0]), "understand.roc")
    with right:
        plot = drawn.precision_recall_plot(precision_recall, shade, band=bands[1])
        charts.show(plot, "understand.pr")
    rows = whole(len(picked.run.splits.tested))
    st.caption(f"{_('Out-of-fold')}: {rows} {_('rows')}")
    if len(classes) > 2:
        _one_by_one(picked)


def _one_by_one(picked: Picked) -> None:
    found = cache_understand.each_class(picked.run, picked.trial.id)
    with heading(_("Each class against the rest")):
        st.caption(_("out-of-fold"), width="content")
    names = [_("Class"), _("ROC AUC"), _("Average precision"), _("Guessing"), _("Rows")]
    rows = [(r.name, *map(_short, (r.auc, r.average_precision, r.share)), r.rows) for r in found]
    st.dataframe(
        pd.DataFrame(rows, columns=names), hide_index=True, placeholder="–",
        alt=_("How well each class is told from all others"),
        column_config={
            names[0]: st.column_config.TextColumn(pinned=True),
            names[3]: st.column_config.NumberColumn(
                help=_("The average precision of guessing: the share of rows that are so.")
            ),
        },
    )  # fmt: skip
    known = [one for one in found if one.auc == one.auc]
    if known:
        worst = min(known, key=lambda one: one.auc)
        lead = f"**{literal(worst.name)} {_('is told apart worst')}:** ROC AUC"
        st.markdown(f"{lead} {measured(worst.auc)}, {whole(worst.rows)} {_('rows')}.")
