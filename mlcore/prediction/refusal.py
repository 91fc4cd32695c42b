"""All problems of the rows in one error."""

from __future__ import annotations

from mlcore.errors import LoupeError, Where
from mlcore.language import count
from mlcore.prediction import messages
from mlcore.prediction.hints import Remark
from mlcore.prediction.rows import Checked


def refuse(checked: Checked) -> None:
    """Raise when a row does not fit.

    Raises
    ------
    LoupeError
        ``rows_do_not_fit`` with the place of every problem.
    """
    if checked.problems:
        raise refusal(checked.problems)


def refusal(problems: tuple[Remark, ...]) -> LoupeError:
    """Return the error that names every problem and says the first."""
    places = (Where(row=p.row, column=p.column or None) for p in problems)
    return LoupeError(
        messages.ROWS_DO_NOT_FIT,
        *places,
        values=count(len(problems), "value"),
        rows=count(len({p.row for p in problems}), "row"),
        first=f"Row {problems[0].row}: {problems[0].message}",
    )
