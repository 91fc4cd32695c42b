"""How good the model is now: estimated before labels, measured after, and where it is worst."""

from __future__ import annotations

import streamlit as st

from mlcore.evaluation.metrics import Metric, metric
from mlcore.language import count
from mlcore.monitoring.performance import LEAST, Performance
from mlcore.monitoring.rules import Found
from mlcore.monitoring.watch import Watch
from mlcore.numbers import MISSING, between, measured, percent, significant, whole
from mlcore.workspace.workspace import Workspace
from pages.ui import cache_serve
from pages.ui.head import heading
from pages.ui.words import _, code, literal

BLIND = _(
    "The estimate sees rows the model is less sure of. It cannot see that the same inputs have "
    "another outcome than they used to: only labels show that."
)


def headline(found: Found) -> tuple[str, str, str]:
    """Return label, value and help of the one score that is known best."""
    title = metric(found.name_of_metric).title
    for words, score, told in (
        (_("real"), found.real, _("On the rows with a label.")),
        (_("estimated"), found.estimated, _("Before labels, by the model's own confidence.")),
    ):
        if score.score is not None:
            return f"{title}, {words}", _shown(metric(score.metric), score.score), told
    return f"{title}, {_('live')}", MISSING, _("Too few rows to tell.")


def _shown(measure: Metric, score: float | None) -> str:
    return MISSING if score is None else measured(measure.display(score))


def scores(space: Workspace, found: Found, how: Watch, now: float) -> None:
    """Draw the three scores as facts, what the estimate cannot see, and the worst slices."""
    measure = metric(found.name_of_metric)
    with heading(_("Is it still right?")):
        st.caption(measure.title, width="content")
    facts = {
        _("At training"): f"{_shown(measure, found.trained)} · {_('out-of-fold')}",
        _("Estimated now"): _line(measure, found.estimated, _("rows asked")),
        _("Measured now"): _line(measure, found.real, _("labelled rows")),
    }
    st.table(facts, border="horizontal", alt=_("Scores at training and now"))
    st.markdown(f"**{_known(found)}** {BLIND}")
    if found.real.rows >= 4 * LEAST:
        _slices(space, found, how, now)
    else:
        st.caption(
            _("Labels come by POST …/feedback with the request_id of the answer, or from a file: ")
            + code(f"feedback {found.name} labels.csv")
        )


def _line(measure: Metric, score: Performance, rows: str) -> str:
    if score.score is None:
        return f"{MISSING} · {_('not enough data')} ({score.rows} {_('of')} {LEAST})"
    text = _shown(measure, score.score)
    if score.low is not None and score.high is not None:
        low, high = sorted(map(measure.display, (score.low, score.high)))
        text += f" ({between(low, high)})"
    return f"{text} · {whole(score.rows)} {rows}"


def _known(found: Found) -> str:
    share = percent(found.real.share)
    return f"{_('Performance is known for')} {share} {_('of the logged rows')}."


def _slices(space: Workspace, found: Found, how: Watch, now: float) -> None:
    expander = st.expander(
        _("Where it is worst"), type="compact", key="serve.slices", on_change="rerun"
    )
    if not expander.open:
        return
    with expander:
        worst = cache_serve.slices(space, found.name, found.version, how, now)
        if not worst.slices:
            tried = count(worst.tried, "group")
            st.markdown(f"{_('No group is worse than chance explains')}; {tried} {_('tried')}.")
        for part in worst.slices:
            where = f" {_('and')} ".join(f"{code(c)} {literal(v)}" for c, v in part.where)
            st.markdown(
                f"{where}: {_('loss')} {significant(part.loss)} {_('against')} "
                f"{significant(part.rest)} {_('elsewhere')} · {count(part.rows, 'row')}"
            )
