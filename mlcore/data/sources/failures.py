"""What databases say when they cannot answer → what a person is told, with the nearest names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mlcore.data.messages import QUERY_MEMORY, QUERY_TIME
from mlcore.data.sources import statement
from mlcore.data.sources.bound import Question
from mlcore.data.sources.databases import Database, database_of
from mlcore.data.sources.messages import (
    CANNOT_CONNECT,
    NO_SQL_NAME,
    QUERY_FAILED,
    SQL_FORBIDDEN,
    WRONG_PASSWORD,
)
from mlcore.errors import LoupeError, Message, Where

_SAID: tuple[tuple[str, Message | None], ...] = (
    (r"authentication failed|access denied for user|no password supplied", WRONG_PASSWORD),
    (
        r"connection (refused|failed|timed out)|can't connect|could not (connect|translate)"
        r"|unable to open|does not exist\W*$.*database|unknown database|cannot open (file|database)"
        r"|failed to resolve|timeout expired|server closed|lost connection|no such file"
        r"|database \".*\" does not exist|not a (valid )?duckdb|not a database|could not set lock",
        CANNOT_CONNECT,
    ),
    (r"statement timeout|max_statement_time|maximum statement execution|interrupted", QUERY_TIME),
    (r"out of memory|too big|memory limit", QUERY_MEMORY),
    (
        r"not authorized|read-only|read only|permission denied|disabled by config|one select",
        SQL_FORBIDDEN,
    ),
)  # fmt: skip
_NAMES = (
    r"no such (?:table|column|function): \"?(?P<n>[^\"\n]+)",
    r"(?:relation|column) \"?(?P<n>[^\"\s]+)\"? does not exist",
    r"table '(?P<n>[^']+)' doesn't exist",
    r"unknown column '(?P<n>[^']+)'",
    r"table with name (?P<n>\S+) does not exist",
    r"referenced column \"(?P<n>[^\"]+)\" not found",
    r"table \"\w+\" does not have a column named \"(?P<n>[^\"]+)\"",
)
_SYNTAX = r"syntax error|you have an error in your sql syntax|incomplete input"
_NOT_WORDS = re.compile(r"0x[0-9a-f]+|/\S+|\w+://\S+|[A-Z]\w+(Error|Exception)")


@contextmanager
def told(kind: Database, request: dict[str, Any]) -> Iterator[None]:
    """Turn whatever the driver raises inside the block into words.

    Raises
    ------
    LoupeError
        ``cannot_connect``, ``wrong_password``, ``query_time``, ``no_sql_name`` …
    """
    try:
        yield
    except (LoupeError, MemoryError):
        raise
    except Exception as error:  # each driver has a family of its own
        raise _error(error, kind, request) from None


def columns(address: str) -> list[tuple[str, str]]:
    """Return (table, column) of everything in the database, tables of other schemas with theirs."""
    kind, url = database_of(address)
    with told(kind, {"query": "", "url": address, "seconds": 10.0}):
        answer = kind.ask(url, Question(kind.columns, 10.0), _nobody)
        usual = {"", "public", "main", url.database}
        return [
            (str(table) if schema in usual else f"{schema}.{table}", str(column))
            for schema, table, column in answer.rows
        ]


def _nobody(_: int) -> None:
    """Listing the columns is quick: nobody ends it."""


def _error(error: Exception, kind: Database, request: dict[str, Any]) -> LoupeError:
    said = str(error)
    where = Where(field="query")
    for pattern in _NAMES:
        found = re.search(pattern, said, re.IGNORECASE)
        if found and request["query"]:
            return _unknown(found["n"], kind, request)
    if re.search(_SYNTAX, said, re.IGNORECASE):
        return statement.syntax(request["query"], *_position(error, said, request["query"]))
    facts = {"title": kind.title, "seconds": request["seconds"], "megabytes": 0}
    if "settings" in request:
        facts["megabytes"] = request["settings"]["parse_mb"]
    for pattern, message in _SAID:
        if re.search(pattern, said, re.IGNORECASE):
            return LoupeError(message or QUERY_FAILED, where, **facts)
    return LoupeError(QUERY_FAILED, where, title=kind.title, reason=plain(said))


def _unknown(name: str, kind: Database, request: dict[str, Any]) -> LoupeError:
    bare = name.strip("\"'`").rpartition(".")[2]
    try:
        known = columns(request["url"])
    except LoupeError:
        known = []
    words = {word.lower(): word for pair in known for word in (pair[1], pair[0].rpartition(".")[2])}
    near = difflib.get_close_matches(bare.lower(), list(words), 3, 0.4)
    listed = ", ".join(f"“{words[word]}”" for word in near) or "another name; none is close"
    return LoupeError(NO_SQL_NAME, Where(field="query"), name=bare[:60], names=listed)


def _position(error: Exception, said: str, query: str) -> tuple[int, int]:
    """Return line and column, from 1, of a syntax error as far as the driver knows it."""
    position = getattr(getattr(error, "diag", None), "statement_position", None)
    if position:
        before = query[: int(position) - 1]
        return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    near = re.search(r"near [\"'](?P<n>[^\"'\n]+)", said)
    found = query.find(near["n"][:20]) if near else len(query)
    before = query[: max(found, 0)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def unreachable(said: str) -> Message | None:
    """Return the message for a database that cannot be entered, None when it was."""
    messages = (message for pattern, message in _SAID[:2] if re.search(pattern, said, re.I))
    return next(messages, None)


def plain(said: str) -> str:
    """Return the first line of what a driver said, without addresses and names of classes."""
    first = said.strip().splitlines()[0] if said.strip() else "no reason was given"
    return " ".join(_NOT_WORDS.sub("…", first).split()[:25]).rstrip(".")
