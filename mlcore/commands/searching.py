"""What ``train`` asks and answers about the search for better parameters."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from mlcore.errors import LoupeError, Where
from mlcore.training.messages import BAD_RANGE

if TYPE_CHECKING:
    from mlcore.training.run import Run


def arguments(part: ArgumentParser) -> None:
    """Add the options of a search to a command."""
    part.add_argument("--tune", action="store_true", help="search each model's parameters")
    part.add_argument("--trials", type=int, default=0, metavar="N", help="parameter sets per model")
    part.add_argument("--method", choices=("tpe", "random", "grid"), default="tpe")
    part.add_argument(
        "--range",
        action="append",
        default=[],
        metavar="MODEL.PARAM=LOW:HIGH",
        help="search there instead of in the usual range; may be given several times",
    )
    part.add_argument("--warm", default="", metavar="RUN", help="go on from the trials of a run")
    part.add_argument("--race", action="store_true", help="drop models that cannot win any more")
    part.add_argument("--sample", type=int, default=0, metavar="N", help="rank on N rows first")
    part.add_argument("--nested", action="store_true", help="score the choice of the best as well")


def ranges(texts: list[str]) -> tuple[tuple[str, str, float, float], ...]:
    """Return what ``--range`` asks for.

    Raises
    ------
    LoupeError
        ``bad_search_range`` when it is not written as it should be.
    """
    return tuple(map(_range, texts))


def _range(text: str) -> tuple[str, str, float, float]:
    name, _, ends = text.partition("=")
    model, _, parameter = name.partition(".")
    low, _, high = ends.partition(":")
    try:
        return model, parameter, float(low), float(high)
    except ValueError:
        why = "“=” and two numbers with “:” between them must follow"
        raise LoupeError(BAD_RANGE, Where(field=name), field=name, reason=why) from None


def told(run: Run) -> dict[str, Any] | None:
    """Return what a search found, or None when there was none."""
    from mlcore.training.nested import nested
    from mlcore.training.tuning.history import edges, searched

    found = nested(run)
    if not searched(run) and found is None:
        return None
    endings = [trial.ending for trial in run.trials]
    return {
        "method": run.plan.method,
        "trials": len(run.trials),
        **{ending: endings.count(ending) for ending in ("pruned", "failed", "cut")},
        "at_edge": [edge.sentence for edge in edges(run)],
        "nested": None if found is None else {"score": found.score, "gap": found.gap},
    }


def lines(found: dict[str, Any] | None) -> list[str]:
    """Return what :func:`told` found as a person reads it."""
    if found is None:
        return []
    numbers = ", ".join(f"{found[name]} {name}" for name in ("pruned", "failed", "cut"))
    said = [f"{found['trials']} trials ({found['method']}): {numbers}", *found["at_edge"]]
    if found["nested"]:
        score, gap = found["nested"]["score"], found["nested"]["gap"]
        said.append(f"nested cross-validation: {score:.4g}; the best score is {gap:.4g} above it")
    return said
