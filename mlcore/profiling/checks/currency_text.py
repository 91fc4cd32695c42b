"""Amounts of money that were read as text."""

from __future__ import annotations

from mlcore.profiling.checks.base import Check, Label, ProfileContext
from mlcore.profiling.checks.numbers_as_text import of_role
from mlcore.types import Finding

LABEL: Label = ("currency_text", "warning")


def find(context: ProfileContext) -> tuple[Finding, ...]:
    """Return the text columns of which nine different values in ten are amounts."""
    return of_role(context, LABEL, "currency")


CHECK = Check(*LABEL, find)
