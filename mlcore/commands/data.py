"""``read`` and ``profile``: a table from anywhere, and what is in it."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlcore.commands.command import Answer, Command, Session, table
from mlcore.language import count

if TYPE_CHECKING:
    from mlcore.data.dataset import Dataset
    from mlcore.data.sources.bound import Value
    from mlcore.profiling.profile import Profile

MOST_SHOWN = 10
"""Lines set aside that the terminal lists."""


OPTIONS = (
    ("format", "csv, excel, parquet, arrow, json, ndjson, sqlite or duckdb"),
    ("entry", "which file of an archive"),
    ("sheet", "which sheet of a workbook"),
    ("table", "which table of a database file, or list of a JSON file"),
    ("encoding", "how a text file is written"),
    ("separator", "what stands between the cells of a text file"),
    ("decimal", "the decimal sign, a point or a comma"),
)
"""Choices about reading that the terminal takes; each is a field of ``ReadOptions``."""


def load(args: Namespace, session: Session) -> Dataset:
    """Read SOURCE into the store of this session, as the other flags of *args* say."""
    from mlcore.data.runner import RUNNER

    RUNNER.warm()  # imports what it needs while this process does the same

    from mlcore.data.read import ReadOptions, read

    chosen: dict[str, Any] = {name: getattr(args, name, None) for name, _ in OPTIONS}
    options = ReadOptions(**chosen, flatten=getattr(args, "flatten", False))
    return read(
        args.source, session.store.objects, options, settings=session.settings,
        values=dict(args.param),
    )  # fmt: skip


def source(part: ArgumentParser, meaning: str = "a table") -> None:
    """Add SOURCE to the arguments of *part*, and the values that a query in it asks for."""
    part.add_argument(
        "source", metavar="SOURCE",
        help=f"{meaning}: a file, a web address, URL::SELECT …, or sample:NAME",
    )  # fmt: skip
    part.add_argument(
        "--param", metavar="NAME=VALUE", type=param, action="append", default=[],
        help="what stands for :NAME in a query; a number, true, false, null, or text",
    )  # fmt: skip


def param(said: str) -> tuple[str, Value]:
    """Return name and value of ``NAME=VALUE``.

    What JSON writes as a number, as true, false or null is that; so a text that looks like one
    is put in double quotes, and 02134 is a text.
    """
    name, mark, value = said.partition("=")
    if not (mark and name.isidentifier()):
        raise ArgumentTypeError(f"{said!r} is not NAME=VALUE, such as town=Ulm or least=3")
    try:
        found = json.loads(value, parse_constant=_no_value)
    except ValueError:
        return name, value
    return name, value if isinstance(found, (list, dict)) else found


def _no_value(said: str) -> None:
    raise ValueError(said)  # NaN and its kin are no JSON


def _read_arguments(part: ArgumentParser) -> None:
    source(part)
    part.add_argument("-o", "--out", metavar="OUT", help="write the table as .csv or .parquet")
    for name, meaning in OPTIONS:
        part.add_argument(f"--{name}", help=f"{meaning}; found out when left out")
    part.add_argument(
        "--flatten", action="store_true", help="objects in JSON become columns such as a.b"
    )


def _read(args: Namespace, session: Session) -> Answer:
    from mlcore.data.notices import sentence

    data = load(args, session)
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


def _profile_arguments(part: ArgumentParser) -> None:
    source(part)
    part.add_argument("-o", "--out", metavar="OUT", help="write a report as one .html file")


def _report(data: Dataset, found: Profile, out: Path) -> None:
    from mlcore.data.export import write_html
    from mlcore.plots.report import profile_report
    from mlcore.profiling.associations import associations

    write_html(profile_report(data.name, found, associations(data)), out)


def _profile(args: Namespace, session: Session) -> Answer:
    from mlcore.profiling.messages import sentence
    from mlcore.profiling.profile import profile

    data = load(args, session)
    found = profile(data)
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
    if args.out:
        _report(data, found, Path(args.out))
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
    Command("profile", "Describe a table and what needs attention.", _profile_arguments, _profile),
)
