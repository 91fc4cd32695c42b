"""The sentence of each thing a person should see about a stream."""

from __future__ import annotations

from mlcore.data.streams.state import Mark
from mlcore.language import _
from mlcore.numbers import remaining

SENTENCES: dict[str, str] = {
    "new_field": "A new column “{field}” came with it ({after}).",
    "missing_field": "It came without “{field}”, which earlier events had.",
    "kind_changed": "“{field}” was {before} and became {after}; nothing is converted.",
    "late": "It is {gap} older than the newest before it.",
    "future": "Its time is {gap} ahead of the clock here.",
    "trimmed": "The server had thrown away {after} before they could be taken.",
    "restarted": "The server has fewer events than before: it lost some, or the stream was made "
    "anew. Only newer ones are taken.",
}


def sentence(mark: Mark) -> str:
    """Return *mark* as one plain sentence."""
    gap = remaining(float(mark.after)) if mark.code in ("late", "future") else ""
    after = mark.after or _("no value")
    said = _(SENTENCES[mark.code])
    return said.format(field=mark.field, before=mark.before, after=after, gap=gap)
