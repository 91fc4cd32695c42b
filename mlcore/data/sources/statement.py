"""One SELECT and nothing else: decided by parsing the text, not by looking for words in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlglot
from sqlglot import expressions as exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType

from mlcore.data.sources.messages import (
    ONE_SELECT,
    SQL_FUNCTION,
    SQL_HINT,
    SQL_SYNTAX,
    SQL_TOO_LONG,
)
from mlcore.errors import LoupeError, Where

LONGEST = 100_000
"""Characters of a query."""
_WRITES = (
    exp.DML, exp.DDL, exp.Command, exp.Pragma, exp.Attach, exp.Detach, exp.Copy, exp.Set,
    exp.Into, exp.Lock, exp.Drop, exp.Alter, exp.TruncateTable, exp.Use, exp.Kill, exp.Analyze,
    exp.Transaction, exp.Commit, exp.Rollback, exp.Describe, exp.Show, exp.Install,
)  # fmt: skip
_FILES = (exp.ReadCSV, exp.ReadParquet)
_FUNCTIONS = re.compile(
    r"pg_(?!typeof$|size_pretty$|get_|table_is_visible$)\w+|lo_\w+|dblink\w*|xp_\w+|sp_\w+|sys_\w+"
    r"|load_file|load_extension|readfile|writefile|edit|fts3_tokenizer|set_config|setval|nextval"
    r"|current_setting|\w+_to_xml\w*|sleep|benchmark|get_lock|release_\w*lock\w*"
    r"|read_\w+|glob|sniff_csv|parquet_\w+|\w+_scan|\w+_query|getenv|duckdb_\w+|pragma_\w+"
    r"|query|query_table|which_secret|getvariable|st_read\w*"
)
"""Functions that read files, reach other servers, wait, lock, or run text as a query."""


def check(text: str, dialect: str, where: Where) -> exp.Query:
    """Return the one query that *text* is.

    Parameters
    ----------
    text : str
        What a person wrote.
    dialect : str
        sqlglot's name of the database's SQL.
    where : Where
        What is said about the place of a refusal.

    Raises
    ------
    LoupeError
        ``sql_syntax``, ``one_select``, ``sql_function``, ``sql_hint`` or ``sql_too_long``.
    """
    if len(text) > LONGEST:
        raise LoupeError(SQL_TOO_LONG, where, most=LONGEST)
    found = _parsed(text, dialect)
    if len(found) != 1 or not isinstance(found[0], (exp.Select, exp.SetOperation)):
        raise LoupeError(ONE_SELECT, where)
    for node in found[0].walk():
        if isinstance(node, _WRITES):
            raise LoupeError(ONE_SELECT, where)
    name = next(_forbidden(found[0]), None)
    if name:
        raise LoupeError(SQL_FUNCTION, where, name=name[:60])
    return found[0]


def bare(text: str, dialect: str) -> str:
    """Return *text*, one statement, without what stands behind it: semicolons and remarks."""
    tokens = sqlglot.tokenize(text, read=dialect)
    return text[: max(t.end for t in tokens if t.token_type != TokenType.SEMICOLON) + 1]


def _parsed(text: str, dialect: str) -> list[exp.Expr]:
    try:
        _no_hidden_statement(text, dialect)
        found = sqlglot.parse(text, read=dialect)
        return [p for p in found if p is not None and not isinstance(p, exp.Semicolon)]
    except SqlglotError as error:
        said = getattr(error, "errors", None) or [{}]
        raise syntax(text, said[0].get("line"), said[0].get("col")) from None
    except RecursionError:
        raise LoupeError(SQL_TOO_LONG, Where(field="query"), most=LONGEST) from None


def syntax(text: str, line: int | None, column: int | None) -> LoupeError:
    """Return the refusal of *text* at *line* and *column*, both from 1, with a caret."""
    line, column = line or 1, column or 1
    lines = text.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1]
    begin = max(column - 30, 0)
    caret = f"{shown[begin : begin + 60]}\n{' ' * (column - 1 - begin)}^"
    near = shown[max(column - 12, 0) : column + 12].strip() or "the end"
    place = Where(line=line, field="query")
    return LoupeError(SQL_SYNTAX, place, line=line, character=column, near=near, caret=caret)


def _no_hidden_statement(text: str, dialect: str) -> None:
    """Refuse comments that MySQL executes, which every parser else takes for comments."""
    for token in sqlglot.tokenize(text, read=dialect):
        hidden = any(c.lstrip().startswith(("!", "M!")) for c in token.comments)
        if hidden or (token.token_type == TokenType.HINT and dialect == "mysql"):
            raise LoupeError(SQL_HINT, Where(field="query"))


def _forbidden(query: exp.Expr) -> Iterator[str]:
    for node in query.walk():
        if isinstance(node, _FILES):
            yield "read_csv" if isinstance(node, exp.ReadCSV) else "read_parquet"
        elif isinstance(node, exp.Func):
            names = {node.name if isinstance(node, exp.Anonymous) else node.sql_name()}
            yield from (n for n in names if _FUNCTIONS.fullmatch(n.lower()))
        elif isinstance(node, exp.Table) and _is_file(node):
            yield node.name
    return


def _is_file(table: exp.Table) -> bool:
    """Tell whether a table's name is a place of a file or an address, which DuckDB would open."""
    name = table.name
    return isinstance(table.this, exp.Literal) or "/" in name or "://" in name
