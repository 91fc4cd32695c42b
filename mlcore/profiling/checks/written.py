"""Texts that are numbers or dates, whatever else they may be taken for."""

from __future__ import annotations

from mlcore.profiling.checks import dates_as_text, mixed_types, numbers_as_text
from mlcore.profiling.checks.base import ProfileContext
from mlcore.profiling.column import ColumnProfile

_CHECKS = (numbers_as_text, dates_as_text, mixed_types)
_ROLES = ("percent", "currency")


def in_disguise(context: ProfileContext, column: ColumnProfile) -> bool:
    """Tell whether the texts of *column* want to be converted: they are no levels then."""
    if column.role in _ROLES:
        return True
    alone = context.only(column)
    return any(check.find(alone) for check in _CHECKS)
