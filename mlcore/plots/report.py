"""A profile as one HTML file: nothing is fetched, no script runs, names stand as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.numbers import between, fixed, percent, spread, whole
from mlcore.plots.document import document, table
from mlcore.plots.relations import pairs
from mlcore.profiling.associations import Associations
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.messages import sentence
from mlcore.profiling.profile import Profile

MOST_PAIRS = 20
MOST_BARS = 10
_WIDE, _HIGH, _LINE = 300, 84, 22


def profile_report(name: str, profile: Profile, associations: Associations | None = None) -> str:
    """Return the profile of a table as one HTML document that stands alone.

    Parameters
    ----------
    name : str
        What the table is called.
    profile : Profile
        Its numbers and findings.
    associations : Associations or None
        How its columns go together; None leaves that part out.
    """
    parts = [
        f"<h1>{escape(name)}</h1>",
        f'<p class="muted">{escape(_source(profile))}</p>',
        table(_facts(profile)),
        f"<h2>{_('What needs attention')}</h2>",
        *_findings(profile),
        f"<h2>{_('Column by column')}</h2>",
        '<div class="grid">',
        *(_card(column, profile) for column in profile.columns),
        "</div>",
        *([] if associations is None else _pairs(associations)),
    ]
    return document(name, parts)


def _source(profile: Profile) -> str:
    size = f"{count(profile.rows, 'row')} × {count(len(profile.columns), 'column')}."
    if profile.sampled is None:
        return f"{size} {_('Every number is of all rows.')}"
    return (
        f"{size} {_('Means, ranges and shapes come from a sample of')} {whole(profile.sampled)} "
        f"{_('rows; counts of missing and different values from all.')}"
    )


def _facts(profile: Profile) -> Sequence[tuple[str, str]]:
    cells = profile.rows * len(profile.columns)
    share = percent(profile.missing_cells / cells) if cells else "–"
    return (
        (_("Missing cells"), f"{whole(profile.missing_cells)} ({share})"),
        (_("Copied rows"), whole(profile.duplicate_rows)),
        (_("Findings"), whole(len(profile.findings))),
    )


def _findings(profile: Profile) -> Iterable[str]:
    if not profile.findings:
        yield f"<p>{_('Nothing stands out.')}</p>"
    for finding in profile.findings:
        said = sentence(finding)
        yield (
            f'<div class="card finding {escape(finding.severity)}"><b>{escape(said.claim)}</b>'
            f"<p>{escape(said.why)}</p>"
            f'<p class="muted">{escape(said.where)}</p></div>'
        )


def _card(column: ColumnProfile, profile: Profile) -> str:
    kind = f'<span class="muted">{escape(_(column.kind))}</span>'
    drawn = _histogram(column) if column.histogram is not None else _bars(column)
    lines = table(_column_facts(column, profile.rows))
    return f'<div class="card"><h3>{escape(column.name)} {kind}</h3>{drawn}{lines}</div>'


def _column_facts(column: ColumnProfile, rows: int) -> Iterable[tuple[str, str]]:
    ends = column.quantiles
    if ends is not None:
        yield _("Range"), _span(ends.low, ends.high)
        yield _("Middle half"), _span(ends.q25, ends.q75)
    if column.mean is not None and column.numeric:
        yield _("Mean ± sd"), spread(column.mean, column.sd)
    if column.longest is not None:
        yield _("Length"), f"{column.shortest} – {column.longest} {_('characters')}"
    yield _("Different values"), whole(column.unique)
    share = percent(column.missing / rows) if rows else "–"
    yield _("Missing"), f"{whole(column.missing)} ({share})"


def _span(low: Any, high: Any) -> str:
    if isinstance(low, str) or isinstance(high, str):
        return f"{low} – {high}".replace("T", " ")
    return between(low, high)


def _pairs(value: Associations) -> Iterable[str]:
    sample = _("a sample of ") if value.sampled else ""
    yield f"<h2>{_('What goes together')}</h2>"
    yield f'<p class="muted">{sample}{count(value.rows, "row")}</p>'
    found = pairs(value)[:MOST_PAIRS]
    lines = [(p.first, p.second, fixed(p.strength, 2), _(p.measure)) for p in found]
    yield table(lines, (_("Column"), _("With"), _("Strength"), _("Measured as")))


# ----------------------------------------------------------------------------------- drawing


def _histogram(column: ColumnProfile) -> str:
    assert column.histogram is not None
    counts, edges = column.histogram.counts, column.histogram.edges
    wide, most = _WIDE / len(counts), max(counts) or 1
    bars = "".join(
        f'<rect x="{i * wide:.2f}" y="{_HIGH * (1 - rows / most):.2f}" width="{0.9 * wide:.2f}" '
        f'height="{_HIGH * rows / most:.2f}"><title>{escape(_span(edges[i], edges[i + 1]))}: '
        f"{whole(rows)} {_('rows')}</title></rect>"
        for i, rows in enumerate(counts)
    )
    return _svg(column, bars, _HIGH)


def _bars(column: ColumnProfile) -> str:
    shown = column.top[:MOST_BARS]
    if not shown or shown[0][1] < 2:
        return ""
    parts = [_bar(i, value, rows, shown[0][1]) for i, (value, rows) in enumerate(shown)]
    return _svg(column, "".join(parts), _LINE * len(shown))


def _bar(place: int, value: str, rows: int, most: int) -> str:
    short = value if len(value) <= 16 else f"{value[:15]}…"
    y, wide = place * _LINE, 130 * rows / most
    return (
        f'<text x="0" y="{y + 15}">{escape(short)}</text>'
        f'<rect x="110" y="{y + 4}" width="{wide:.1f}" height="14"></rect>'
        f'<text x="{114 + wide:.1f}" y="{y + 15}">{whole(rows)}</text>'
    )


def _svg(column: ColumnProfile, body: str, height: int) -> str:
    label = f"{_('How the values are spread')}: {column.name}"
    return (
        f'<svg viewBox="0 0 {_WIDE} {height}" role="img" aria-label="{escape(label)}">{body}</svg>'
    )
