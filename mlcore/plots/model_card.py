"""A model card as one HTML file: nothing is fetched, no script runs."""

from __future__ import annotations

from html import escape

from mlcore.plots.document import document, table
from mlcore.registry.card import Card, Section


def card_page(value: Card) -> str:
    """Return *value* as an HTML document that stands alone."""
    parts = [f"<h1>{escape(value.title)}</h1>", f"<p>{escape(value.lead)}</p>"]
    parts += [part for section in value.sections for part in _section(section)]
    return document(value.title, parts)


def _section(section: Section) -> list[str]:
    lines = "".join(f"<li>{escape(line)}</li>" for line in section.lines)
    return [
        f"<h2>{escape(section.title)}</h2>",
        table(section.facts) if section.facts else "",
        f"<ul>{lines}</ul>" if lines else "",
        table(section.rows, section.heads) if section.rows else "",
    ]
