"""The values a query asks for with ``:name``: given to the database beside its text, not in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

import sqlglot
from sqlglot import expressions as exp
from sqlglot.tokens import Token, TokenType

from mlcore.data.sources.messages import SQL_VALUE_PLACE, SQL_VALUES
from mlcore.errors import LoupeError, Where

Value: TypeAlias = "str | int | float | bool | None"
_FORMS: Mapping[str, str] = {
    "sqlite": ":{}",
    "duckdb": "${}",
    "postgres": "%({})s",
    "mysql": "%({})s",
}
"""How the driver of each database is told that a value belongs here."""


@dataclass(frozen=True)
class Question:
    """What is sent to a database.

    Parameters
    ----------
    text : str
        One SELECT, its places for values as the driver wants them.
    seconds : float
        How long it may take.
    values : mapping
        The values by the names in *text*; empty when it asks for none.
    """

    text: str
    seconds: float
    values: Mapping[str, Value] = field(default_factory=dict)


def names(query: exp.Query, text: str, dialect: str) -> tuple[str, ...]:
    """Return the names of the values that *query*, parsed from *text*, asks for, in order.

    Raises
    ------
    LoupeError
        ``sql_value_place`` when it asks in another way than by ``:name``, or it cannot be told
        which colon asks.
    """
    return tuple(dict.fromkeys(name for name, _ in _places(query, text, dialect)))


def bound(query: exp.Query, question: Question, dialect: str) -> Question:
    """Return *question* as the driver of *dialect* takes it, each place with its value.

    Parameters
    ----------
    query : Query
        What the text of *question* was parsed to.
    question : Question
        The text as it was written, and the values by the names in it.
    dialect : str
        sqlglot's name of the database's SQL.

    Raises
    ------
    LoupeError
        ``sql_values`` when there is not a value for each place, or one that has none; also
        ``sql_value_place``.
    """
    places = _places(query, question.text, dialect)
    wanted = list(dict.fromkeys(name for name, _ in places))
    wrong = [name for name in wanted if name not in question.values] or [
        name for name in question.values if name not in wanted
    ]
    if wrong:
        listed = ", ".join(f":{name}" for name in wanted) or "none"
        raise LoupeError(SQL_VALUES, Where(field="query"), name=wrong[0][:60], names=listed)
    if not places:
        return question
    numbers = {name: f"v{i}" for i, name in enumerate(wanted)}
    text = _written(question.text, [(numbers[n], token) for n, token in places], _FORMS[dialect])
    given = {numbers[name]: question.values[name] for name in wanted}
    return Question(text, question.seconds, given)


def _written(text: str, places: Sequence[tuple[str, Token]], form: str) -> str:
    """Return *text* with *places* as the driver wants them; its own % are then doubled."""
    double = (lambda part: part.replace("%", "%%")) if "%" in form else str
    made, at = [], 0
    for name, token in places:
        made += [double(text[at : token.start - 1]), form.format(name)]
        at = token.end + 1
    return "".join([*made, double(text[at:])])


def _places(query: exp.Query, text: str, dialect: str) -> list[tuple[str, Token]]:
    """Return name and token of each place of a value, in the order of *text*."""
    asked = [node.name for node in query.find_all(exp.Placeholder, exp.Parameter)]
    if not asked:
        return []
    tokens = sqlglot.tokenize(text, read=dialect)
    found = [
        (token.text, token)
        for colon, token in pairwise(tokens)
        if colon.token_type == TokenType.COLON
        and colon.end + 1 == token.start
        and token.text in asked
    ]
    # a colon also stands in slices and in structs: where both are written alike nobody can tell
    if sorted(name for name, _ in found) != sorted(asked):
        raise LoupeError(SQL_VALUE_PLACE, Where(field="query"))
    return found
