"""Findings → steps that would cure them, in a sensible order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mlcore.types import Finding, StepSpec

ORDER = (
    "drop", "rename", "set_missing", "clean_text", "merge_values", "convert", "drop_duplicates",
    "drop_missing_rows", "fill_order", "impute", "clip", "log", "reshape", "group_rare",
    "encode_counts", "date_parts", "encode", "scale",
)  # fmt: skip
"""Types before gaps, gaps before numbers; what leaves goes first."""


def suggest(findings: Iterable[Finding], target: str | None = None) -> tuple[StepSpec, ...]:
    """Return the cures of *findings*: alike ones as one step, columns that go treated no more.

    The *target* is left as it is: what would be learnt from it must not change it.
    """
    found = (without_target(finding.cure, target) for finding in findings if finding.cure)
    cures = [cure for cure in found if cure is not None]
    gone = {name for cure in cures if cure.name == "drop" for name in cure.columns}
    merged: dict[tuple[object, ...], list[str]] = {}
    for cure in cures:
        names = merged.setdefault((cure.name, cure.params), [])
        names += [n for n in cure.columns if cure.name == "drop" or n not in gone]
    steps = [
        StepSpec(str(name), tuple(dict.fromkeys(columns)), params)  # type: ignore[arg-type]
        for (name, params), columns in merged.items()
        if columns or name in ("drop_duplicates", "drop_missing_rows")
    ]
    return tuple(sorted(steps, key=_place))


def without_target(cure: StepSpec, target: str | None) -> StepSpec | None:
    """Return *cure* for the other columns; None when it was meant for the *target* alone."""
    if target not in cure.columns:
        return cure
    others = tuple(name for name in cure.columns if name != target)
    return replace(cure, columns=others) if others else None


def _place(spec: StepSpec) -> int:
    return ORDER.index(spec.name) if spec.name in ORDER else len(ORDER)
