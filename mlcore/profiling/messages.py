"""The sentences of findings: what, why it matters, where, and the verb of the cure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from mlcore.language import _, count
from mlcore.types import Finding


class Sentence(NamedTuple):
    """A finding in words."""

    claim: str
    why: str
    where: str
    fix_label: str


class Words(NamedTuple):
    """Templates of one code: for one column, for several, the reason, the place, the cure."""

    one: str
    many: str
    why: str
    where: str = ""
    fix: str = ""


WORDS: dict[str, Words] = {
    "leak": Words(
        "{column} gives the answer away",
        "{n_columns} give the answer away",
        "It alone tells {target} nearly perfectly; perhaps it is filled in afterwards.",
        "all rows looked at", "Drop the column",
    ),
    "infinite": Words(
        "{column} holds infinite values", "{n_columns} hold infinite values",
        "Models cannot learn from infinity.", "{n_count}", "Make them missing",
    ),
    "few_rows": Words(
        "There are only {n_rows}", "There are only {n_rows}",
        "Scores from so few rows say little.", "whole table",
    ),
    "more_columns_than_rows": Words(
        "There are more columns than rows", "There are more columns than rows",
        "Chance alone will find patterns; prefer simple, regularised models.", "whole table",
    ),
    "target_missing": Words(
        "{column} is missing in {n_count}", "{column} is missing in {n_count}",
        "Nothing can be learnt from rows without the answer.",
        "{n_count} of {rows:,} · training only", "Drop these rows",
    ),
    "all_missing": Words(
        "{column} is empty", "{n_columns} are empty",
        "There is nothing to learn from a column without values.", "{n_rows}", "Drop the column",
    ),
    "constant": Words(
        "{column} is always {value}", "{n_columns} never change",
        "What is the same in each row cannot explain a difference.", "{n_rows}",
        "Drop the column",
    ),
    "id_like": Words(
        "{column} names the rows", "{n_columns} name the rows",
        "It is different in each row, so models learn it by heart.",
        "{unique:,} different values in {n_rows}", "Drop the column",
    ),
    "written_numbers": Words(
        "{column} holds numbers as text", "{n_columns} hold numbers as text",
        "As text, {example} is a word without size.", "", "Convert to numbers",
    ),
    "written_dates": Words(
        "{column} holds dates that can be read two ways",
        "{n_columns} hold dates that can be read two ways",
        "In {example} the day or the month may come first.", "", "Read the day first",
    ),
    "spellings": Words(
        "{column} has values in several spellings", "{n_columns} have several spellings",
        "{examples_text} are probably the same.", "{n_rows}", "Merge spellings",
    ),
    "stand_ins": Words(
        "{value} in {column} may mean “missing”", "{n_columns} may hold stand-ins for “missing”",
        "It lies far from all other values.", "{n_count}", "Make it missing",
    ),
    "lookalike_names": Words(
        "{n_columns} have names that look the same", "{n_columns} have names that look the same",
        "They are easily taken for each other.", "{columns_text}",
    ),
    "missing": Words(
        "{percent} of {column} is missing", "{n_columns} have gaps",
        "Most models need a value in each cell; a flag keeps the knowledge of the gap.",
        "{n_count} of {rows:,}", "Fill the gaps",
    ),
    "imbalance": Words(
        "{value} makes up only {percent} of {column}",
        "{value} makes up only {percent} of {column}",
        "A model can look good without ever finding it; judge by more than accuracy.",
        "{n_count}",
    ),
    "duplicate_rows": Words(
        "{n_count} are exact copies", "{n_count} are exact copies",
        "Copies in both training and test rows make the score look better than it is.",
        "{n_count} · training only", "Keep the first",
    ),
    "high_cardinality": Words(
        "{column} has {unique:,} categories", "{n_columns} have many categories",
        "Most of them are too rare to learn from.", "{n_rows}", "Group rare ones",
    ),
    "copies": Words(
        "{column} says the same as {other}", "{n_columns} repeat other columns",
        "Two copies share the credit and make explanations unsteady.", "", "Drop the copy",
    ),
    "outliers": Words(
        "{column} has {n_outliers} far from the rest", "{n_columns} have values far from the rest",
        "They pull averages and straight lines towards them.",
        "{n_count} of {rows:,}", "Clip outliers",
    ),
    "skewed": Words(
        "{column} has a long tail", "{n_columns} have a long tail",
        "A few large values hide the differences among the others.", "", "Take the logarithm",
    ),
}  # fmt: skip
"""By code; every check's codes are here."""


def sentence(finding: Finding) -> Sentence:
    """Return *finding* in plain words; names of columns stand in code marks ``like this``."""
    words = WORDS[finding.code]
    facts = _facts(finding)
    claim = words.one if len(finding.columns) <= 1 else words.many
    label = words.fix if finding.cure is not None else ""
    if finding.code == "missing" and finding.cure is not None:
        label = _missing_label(finding)
    if len(finding.columns) > 1:
        label = label.replace("the column", "the columns")
    parts = (claim, words.why, words.where, label)
    return Sentence(*(_(part).format(**facts) if part else "" for part in parts))


def grouped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return one finding for each code and kind of cure, over all its columns; order kept."""
    groups: dict[Any, list[Finding]] = {}
    for finding in findings:
        cure = finding.cure
        key = (finding.code, finding.severity, cure and (cure.name, cure.params))
        groups.setdefault(key if finding.columns else (finding.code,), []).append(finding)
    merged = []
    for group in groups.values():
        first = group[0]
        names = tuple(dict.fromkeys(name for finding in group for name in finding.columns))
        cure = replace(first.cure, columns=names) if first.cure and names else first.cure
        merged.append(replace(first, columns=names, cure=cure))
    return tuple(merged)


def _missing_label(finding: Finding) -> str:
    assert finding.cure is not None
    if finding.cure.name == "drop":
        return "Drop the column"
    return "Fill and add a flag" if finding.cure.param("indicator") else "Fill the gaps"


def _facts(finding: Finding) -> dict[str, Any]:
    facts: dict[str, Any] = dict(finding.facts)
    named = [_code(name) for name in finding.columns]
    facts["column"] = named[0] if named else ""
    facts["columns_text"] = ", ".join(named[:4]) + (" …" if len(named) > 4 else "")
    facts["n_columns"] = count(len(named), "column")
    facts["n_count"] = count(int(facts.get("count", 0)), "row")
    facts["n_outliers"] = count(int(facts.get("count", 0)), "value")
    facts["n_rows"] = count(int(facts.get("rows", 0)), "row")
    facts["percent"] = _percent(float(facts.get("share", 0.0)))
    facts["examples_text"] = " and ".join(_code(text) for text in facts.get("examples", ()))
    for name in ("target", "other", "value", "example"):
        facts[name] = _code(str(facts.get(name, "")))
    return facts


def _percent(share: float) -> str:
    if 0 < share < 0.001:
        return "less than 0.1%"
    return f"{100 * share:.0f}%" if share >= 0.1 or share == 0 else f"{100 * share:.1f}%"


def _code(name: str) -> str:
    """Return *name* as Markdown code, whatever it holds: more marks than stand in it."""
    shown = " ".join(name.split())[:60]
    if not shown:
        return "` `"
    longest = max((len(run) for run in _ticks(shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _ticks(text: str) -> list[str]:
    return re.findall("`+", text)
