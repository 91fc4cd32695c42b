"""Everything Understand says of a model, as one HTML file with its charts inside.

Each figure comes with its sentence and its numbers; a part that cannot be drawn says why. The
charts are drawn by the copy of plotly.js in the file; nothing else may run, nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from mlcore.catalog.models import entry
from mlcore.errors import LoupeError
from mlcore.evaluation.metrics import metric
from mlcore.language import count
from mlcore.language import translate as _
from mlcore.numbers import significant, spread, whole
from mlcore.plots.document import document, table
from mlcore.plots.model_exhibits import Draw, Subject
from mlcore.plots.model_exhibits import parts as exhibits
from mlcore.plots.plot import Plot
from mlcore.plots.theme import CONFIG
from mlcore.training.checks.catalogue import checks
from mlcore.training.checks.messages import said
from mlcore.training.run import Run

MOST_ROWS = 60
"""Of a table behind a chart."""


def model_report(run: Run, trial_id: str | None = None) -> str:
    """Return all about a trial as one HTML document that stands alone.

    Parameters
    ----------
    run : Run
        A training with at least one finished trial.
    trial_id : str or None
        Which; None: the best.

    Raises
    ------
    LoupeError
        ``unknown_trial`` when there is none with a score.
    """
    from plotly.offline import get_plotlyjs

    subject = Subject(run, run.trial(trial_id))
    title = f"{entry(subject.trial.model).title}: {run.plan.target}"
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="muted">{escape(_source(subject))}</p>',
        table(_facts(subject)),
        *_checks(subject),
    ]
    for heading, draws in exhibits(run):
        body.append(f"<h2>{escape(heading)}</h2>")
        body += [_drawn(subject, draw) for draw in draws]
    return document(title, body, get_plotlyjs(), both=False)


def _source(subject: Subject) -> str:
    run, rows = subject.run, len(subject.run.splits.tested)
    held = len(run.splits.holdout_rows)
    words = f"{run.data.name}. {_('Out-of-fold unless said otherwise')}: {count(rows, 'row')}, "
    words += _("every prediction by a fit that had not seen the row. ")
    return words + (f"{count(held, 'row')} {_('set aside, not used here')}." if held else "")


def _facts(subject: Subject) -> list[tuple[str, str]]:
    run, trial = subject.run, subject.trial
    measure = metric(run.plan.metric or "")
    shown = spread(measure.display(trial.score or 0.0), trial.sd)
    settings = ", ".join(f"{name} {value}" for name, value in trial.params)
    return [
        (measure.title, f"{shown} ({count(len(trial.fold_scores), 'fold')})"),
        (_("Columns"), whole(len(run.problem.inputs))),
        (_("Settings"), settings or _("the defaults")),
        (_("Data"), f"{run.data.name}, {_('fingerprint')} {run.data.fingerprint[:12]}"),
    ]


def _checks(subject: Subject) -> Iterable[str]:
    yield f"<h2>{_('Before you trust it')}</h2>"
    found = checks(subject.run, subject.trial.id)
    if not found:
        yield f"<p>{_('None of the checks found anything.')}</p>"
    for finding in found:
        told = said(finding)
        yield (
            f'<div class="card finding {escape(finding.severity)}"><b>{escape(told.claim)}</b>'
            f"<p>{escape(told.evidence)}</p>"
            f'<p class="muted">{escape(told.advice)} ({escape(finding.code)})</p></div>'
        )


def _drawn(subject: Subject, draw: Draw) -> str:
    try:
        plot = draw(subject)
    except LoupeError as error:
        return f"<p>{escape(error.what)}</p>"
    words = f"<p><b>{escape(plot.lead)}</b> {escape(plot.sentence)}</p>"
    shown = plot.table.head(MOST_ROWS)
    lines = [tuple(map(_cell, line)) for line in shown.itertuples(index=False, name=None)]
    behind = table(lines, [str(name) for name in shown.columns])
    name = _("Table behind the chart")
    if len(shown) < len(plot.table):
        name += f" ({_('the first')} {MOST_ROWS} {_('of')} {count(len(plot.table), 'row')})"
    return f"{_figure(plot)}{words}<details><summary>{name}</summary>{behind}</details>"


def _figure(plot: Plot) -> str:
    figure = plot.figure
    figure.layout.font.family = "Source Sans 3, system-ui, sans-serif"
    body: str = figure.to_html(
        full_html=False, include_plotlyjs=False, config=CONFIG, default_width="100%",
        default_height=f"{figure.layout.height:.0f}px",
    )  # fmt: skip
    return f'<div role="img" aria-label="{escape(plot.alt)}">{body}</div>'


def _cell(value: object) -> str:
    return significant(value) if isinstance(value, float) else str(value)
