"""What happened to the rows and columns of two tables that became one, as notices."""

from __future__ import annotations

from collections.abc import Sequence

from mlcore.data.combine.columns import Taken
from mlcore.data.combine.matches import How, Matches
from mlcore.data.dataset import Dataset, Notice


def of_join(
    met: Matches, how: How, names: tuple[str, str], taken: Sequence[Taken]
) -> tuple[Notice, ...]:
    """Return what a join did: rows without a partner, rows that multiplied, columns renamed."""
    first, second = names
    facts = (
        ("alone_kept" if how != "inner" else "alone_left_out", met.left_alone, first),
        ("alone_kept" if how == "outer" else "alone_left_out", met.right_alone, second),
        ("multiplied", met.left_multiplied, first),
        ("repeated", met.right_multiplied, second),
    )
    told = [Notice(code, (("count", n), ("table", table))) for code, n, table in facts if n]
    renamed = tuple(
        column.name for column in taken if column.left is None and column.name != column.was
    )
    if renamed:
        told.append(Notice("suffixed", (("table", second),), renamed))
    return tuple(told)


def of_append(first: Dataset, second: Dataset) -> tuple[Notice, ...]:
    """Return which columns only one of the two tables has."""
    told = []
    for mine, other in ((first, second), (second, first)):
        theirs = set(other.names)
        only = tuple(name for name in mine.names if name not in theirs)
        if only:
            told.append(Notice("only_in_one", (("table", mine.name), ("other", other.name)), only))
    return tuple(told)
