"""What a finding says to a person: claim, why it matters, where, and its fix as a verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mlcore.errors import Message
from mlcore.language import translate
from mlcore.numbers import listed, percent, significant, whole
from mlcore.profiling.wordings import WORDINGS
from mlcore.types import Finding

TOO_MANY_COLUMNS = Message(
    "too_many_columns_to_relate",
    what="Relations are shown for at most {most} columns at once; {given} were chosen.",
    fix="Choose fewer columns.",
    placeless=True,
)
CHART_UNFIT = Message(
    "chart_unfit",
    what="{kind} cannot be drawn with these columns.",
    fix="Choose other columns, or a chart that fits these: {fitting}.",
    placeless=True,
)
NO_TEST_FITS = Message(
    "no_test_fits",
    what="“{first}” and “{second}” cannot be tested: too few rows have both, or one does not vary.",
    fix="Choose other columns, or another test.",
    placeless=True,
)
MESSAGES: tuple[Message, ...] = (TOO_MANY_COLUMNS, CHART_UNFIT, NO_TEST_FITS)


@dataclass(frozen=True)
class Sentence:
    """A finding in words; plain text, with names and values of the data in it as they are.

    Parameters
    ----------
    claim : str
        What is so, one clause without a full stop.
    why : str
        Why it matters, one sentence.
    where : str
        In how many rows or columns.
    fix_label : str
        The cure as a verb; empty when there is none.
    """

    claim: str
    why: str
    where: str
    fix_label: str = ""


_SHARES = frozenset({"share", "baseline"})
Mark = Callable[[str], str]


def _as_is(text: str) -> str:
    return text


def sentence(finding: Finding, name: Mark = _as_is, value: Mark = _as_is) -> Sentence:
    """Return *finding* in words.

    Parameters
    ----------
    finding : Finding
        One of :func:`mlcore.profiling.profile.profile`.
    name, value : callable
        How a column's name and a value of the data are written, for surfaces that mark them
        or must escape them; everything else in the sentences is ours.
    """
    words = WORDINGS[finding.code]
    facts = {key: _fact(key, fact, value) for key, fact in finding.facts}
    facts |= {key: name(str(fact)) for key, fact in finding.facts if key == "kept"}
    names = [name(column) for column in finding.columns]
    several = len(names) > 1
    facts |= {"n": str(len(names)), "name": names[0] if names else ""}
    facts["worst"] = facts["name"]
    facts["names"] = listed(names) if several else facts["name"]
    say = _sayer(facts)
    where = say(words.where)
    return Sentence(
        say(words.many if several or (not names and _many(finding)) else words.one),
        say(words.why),
        translate("Up to {where} each").format(where=where) if several and words.each else where,
        say(words.fix) if finding.cure else "",
    )


def _many(finding: Finding) -> bool:
    """Tell whether a finding about the whole table is about several: its first fact counts."""
    return bool(finding.facts) and finding.facts[0][1] != 1


def _sayer(facts: dict[str, str]) -> Callable[[str], str]:
    return lambda text: translate(text).format(**facts) if text else ""


def _fact(key: str, fact: Any, value: Mark) -> str:
    if isinstance(fact, tuple):
        return listed([value(str(item)) for item in fact]) if fact else ""
    if isinstance(fact, (bool, str)):
        return value(str(fact))
    if isinstance(fact, int):
        return whole(fact)
    return percent(fact) if key in _SHARES else significant(fact)
