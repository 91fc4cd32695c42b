"""A profile as one HTML file: nothing is fetched, no script runs, names stand as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.numbers import between, fixed, percent, spread, whole
from mlcore.plots.palette import DARK, LIGHT, Palette
from mlcore.plots.relations import pairs
from mlcore.profiling.associations import Associations
from mlcore.profiling.column import ColumnProfile
from mlcore.profiling.messages import sentence
from mlcore.profiling.profile import Profile

MOST_PAIRS = 20
MOST_BARS = 10
_WIDE, _HIGH, _LINE = 300, 84, 22
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
body{margin:0 auto;max-width:1080px;padding:2rem 1.25rem 4rem;background:var(--page);
color:var(--text);font:15px/1.5 "Source Sans 3",system-ui,sans-serif;
font-variant-numeric:tabular-nums}
h1,h2,h3{font-family:"Source Serif 4",Georgia,serif;font-weight:600;line-height:1.25}
h1{font-size:30px;margin:0}h2{font-size:19px;margin:2.5rem 0 .75rem}
h3{font-size:15px;margin:0;overflow-wrap:anywhere}
p{margin:.25rem 0}.muted{color:var(--muted);font-size:13px}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(310px,1fr));gap:12px}
.card{border:1px solid var(--border);border-radius:6px;padding:14px;min-width:0}
.finding{margin-bottom:8px;border-left-width:4px}
.error{border-left-color:var(--danger)}.warning{border-left-color:var(--caution)}
.info{border-left-color:var(--first)}
table{border-collapse:collapse;width:100%;font-size:13px}
td,th{text-align:left;padding:3px 8px 3px 0;border-bottom:1px solid var(--border);
overflow-wrap:anywhere;vertical-align:top}th{color:var(--muted);font-weight:400}
svg{display:block;width:100%;height:auto;margin:.5rem 0}rect{fill:var(--first)}
text{fill:var(--text);font:12px system-ui,sans-serif}.scroll{overflow-x:auto}
@media print{.card{break-inside:avoid}}
"""


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
        _table(_facts(profile)),
        f"<h2>{_('What needs attention')}</h2>",
        *_findings(profile),
        f"<h2>{_('Column by column')}</h2>",
        '<div class="grid">',
        *(_card(column, profile) for column in profile.columns),
        "</div>",
        *([] if associations is None else _pairs(associations)),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(name)}</title><style>{_colours()}{_STYLE}</style></head>"
        f"<body>{''.join(parts)}</body></html>"
    )


def _colours() -> str:
    def names(ink: Palette) -> str:
        chosen = {"page": ink.page, "text": ink.text, "muted": ink.muted, "border": ink.border,
                  "first": ink.first, "danger": ink.danger, "caution": ink.caution}  # fmt: skip
        return ":root{" + "".join(f"--{key}:{value};" for key, value in chosen.items()) + "}"

    return f"{names(LIGHT)}@media(prefers-color-scheme:dark){{{names(DARK)}}}"


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
    lines = _table(_column_facts(column, profile.rows))
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
    yield _table(lines, (_("Column"), _("With"), _("Strength"), _("Measured as")))


def _table(lines: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>" for line in lines
    )
    return f'<div class="scroll"><table>{f"<tr>{head}</tr>" if head else ""}{body}</table></div>'


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
