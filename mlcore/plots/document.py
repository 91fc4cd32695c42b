"""One HTML file that stands alone: nothing is fetched, names stand as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from mlcore.plots.palette import DARK, LIGHT, Palette

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


def document(title: str, parts: Iterable[str], script: str = "", *, both: bool = True) -> str:
    """Return an HTML document.

    Parameters
    ----------
    title : str
        In plain text.
    parts : iterable of str
        The body, as HTML.
    script : str
        What the document itself runs; nothing else may. Empty: nothing runs at all.
    both : bool
        Dark where the reader's appearance is dark; False: always light.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    policy += "; script-src 'unsafe-inline'" if script else ""
    own = f"<script>{script}</script>" if script else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_colours(both)}{_STYLE}</style>{own}</head>"
        f"<body>{''.join(parts)}</body></html>"
    )


def table(lines: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> str:
    """Return a table of texts, with *heads* above its columns."""
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>" for line in lines
    )
    return f'<div class="scroll"><table>{f"<tr>{head}</tr>" if head else ""}{body}</table></div>'


def _colours(both: bool) -> str:
    def names(ink: Palette) -> str:
        chosen = {"page": ink.page, "text": ink.text, "muted": ink.muted, "border": ink.border,
                  "first": ink.first, "danger": ink.danger, "caution": ink.caution}  # fmt: skip
        return ":root{" + "".join(f"--{key}:{value};" for key, value in chosen.items()) + "}"

    dark = f"@media(prefers-color-scheme:dark){{{names(DARK)}}}" if both else ""
    return names(LIGHT) + dark
