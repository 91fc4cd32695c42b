"""``read`` and ``profile``: a table from anywhere, and what is in it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlcore.commands.command import Answer, Command, Session, table
from mlcore.language import count

if TYPE_CHECKING:
    from mlcore.data.dataset import Dataset

MOST_SHOWN = 10
"""Lines set aside that the terminal lists."""


def load(source: str, session: Session) -> Dataset:
    """Read SOURCE into the store of this session."""
    from mlcore.data.runner import RUNNER

    RUNNER.warm()  # imports what it needs while this process does the same

    from mlcore.data.read import read

    return read(source, session.store.objects, settings=session.settings)


def _source(part: ArgumentParser) -> None:
    part.add_argument("source", metavar="SOURCE", help="a file, or sample:NAME")


def _read_arguments(part: ArgumentParser) -> None:
    _source(part)
    part.add_argument("-o", "--out", metavar="OUT", help="write the table as .csv or .parquet")


def _read(args: Namespace, session: Session) -> Answer:
    from mlcore.data.notices import sentence

    data = load(args.source, session)
    if args.out:
        from mlcore.data.export import write

        write(data.frame(), Path(args.out))
    columns = [
        {"name": c.name, "kind": c.kind, "missing": c.missing, "unique": c.unique}
        for c in data.columns
    ]
    warnings = [sentence(notice) for notice in data.warnings]
    answer = {
        "rows": data.rows,
        "columns": columns,
        "rejected": len(data.rejects),
        "warnings": warnings,
        "fingerprint": data.fingerprint,
    }
    facts = f"{count(data.rows, 'row')}, {count(len(columns), 'column')}"
    rejects = [f"  line {r.line}: {r.text[:80]}  ({r.reason})" for r in data.rejects[:MOST_SHOWN]]
    lines = (facts, *table(columns, ("name", "kind", "missing", "unique")), *warnings, *rejects)
    return Answer(answer, lines)


def _profile(args: Namespace, session: Session) -> Answer:
    from mlcore.profiling.messages import sentence
    from mlcore.profiling.profile import profile

    found = profile(load(args.source, session))
    findings: list[dict[str, Any]] = [
        {
            "code": finding.code,
            "column": finding.columns[0] if finding.columns else None,
            "message": sentence(finding).claim,
        }
        for finding in found.findings
    ]
    columns = [
        {"name": c.name, "kind": c.kind, "missing": c.missing, "unique": c.unique, "mean": c.mean}
        for c in found.columns
    ]
    answer = {
        "rows": found.rows,
        "columns": columns,
        "findings": findings,
        "seconds": found.seconds,
        "sampled": found.sampled,
    }
    lines = table(columns, ("name", "kind", "missing", "unique", "mean"))
    return Answer(answer, (*lines, "", *(f"- {f['message']}" for f in findings)))


COMMANDS = (
    Command("read", "Read a table and say what is in it.", _read_arguments, _read),
    Command("profile", "Describe a table and what needs attention.", _source, _profile),
)
