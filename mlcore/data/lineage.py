"""Where a version came from, in words and by name."""

from __future__ import annotations

from collections.abc import Sequence

from mlcore.data.versions import Version
from mlcore.language import count, translate


def parents(version: Version, known: Sequence[Version]) -> tuple[str, ...]:
    """Return the tables *version* was made from: ``"sales v2"``, or that one is gone.

    Parameters
    ----------
    version : Version
        What is asked about.
    known : sequence of Version
        All versions of the workspace, newest first.
    """
    names: dict[str, str] = {}
    for other in known:
        names.setdefault(other.fingerprint, f"{other.name} v{other.version}")
    made_from = (version.lineage.parent, *version.lineage.others)
    lost = translate("a table that was deleted")
    return tuple(names.get(fingerprint, lost) for fingerprint in made_from if fingerprint)


def sentence(version: Version, known: Sequence[Version]) -> str:
    """Return how *version* was made, as one sentence."""
    from_ = parents(version, known)
    lineage, options = version.lineage, dict(version.lineage.options)
    if "join" in options:
        keys = ", ".join(_key(pair) for pair in options["on"])
        way = {"left": "all rows of the first", "inner": "matching rows", "outer": "all rows"}
        kept = translate(way[options["join"]])
        return f"{_listed(from_)} {translate('joined on')} {keys}, {kept}."
    if "append" in options:
        rows = count(options["append"], "row")
        return f"{_listed(from_)} {translate('one below the other')}, {rows} {translate('added')}."
    if "split" in options:
        rows = f"{translate('the rows where')} “{options['split']}” {translate('is')}"
        return f"{_listed(from_)}, {rows} {options['value']}."
    if lineage.recipe:
        return f"{_listed(from_)}, {translate('cleaned by a recipe')} ({lineage.recipe[:8]})."
    read = [f"{name} {_plain(value)}" for name, value in lineage.options]
    how = f" ({', '.join(read)})" if read else ""
    return f"{translate('Read from')} {lineage.source}{how}."


def _key(pair: Sequence[str]) -> str:
    left, right = pair
    return f"“{left}”" if left == right else f"“{left}” = “{right}”"


def _listed(names: Sequence[str]) -> str:
    return f" {translate('and')} ".join(names)


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_plain(item) for item in value)
    return str(value) if str(value).isprintable() else repr(value)
