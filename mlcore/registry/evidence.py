"""Is a candidate better than the champion? The two scores side by side, and what they allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mlcore.errors import LoupeError
from mlcore.prediction.model import ModelMeta
from mlcore.registry import aliases
from mlcore.registry.names import CHAMPION
from mlcore.registry.registry import Registry

Verdict = Literal["better", "worse", "tied", "incomparable"]


@dataclass(frozen=True)
class Evidence:
    """What speaks for a candidate.

    Parameters
    ----------
    verdict : str
        ``better``, ``worse``, ``tied`` (less apart than the folds differ among themselves), or
        ``incomparable``.
    difference : float or None
        Candidate minus champion as scorer values: greater is better.
    reason : str
        Code of why they cannot be compared: ``target``, ``metric``, ``unscored``.
    same_rows : bool
        Whether both were scored on the same rows of the same data.
    """

    verdict: Verdict
    difference: float | None = None
    reason: str = ""
    same_rows: bool = False


def compare(candidate: ModelMeta, champion: ModelMeta) -> Evidence:
    """Compare the cross-validated scores of two versions."""
    reason = _reason(candidate, champion)
    if reason or candidate.score is None or champion.score is None:
        return Evidence("incomparable", reason=reason or "unscored")
    difference = candidate.score - champion.score
    noise = max(candidate.sd or 0.0, champion.sd or 0.0)
    verdict: Verdict = "better" if difference > 0 else "worse"
    same = _rows(candidate) == _rows(champion)
    return Evidence("tied" if abs(difference) <= noise else verdict, difference, "", same)


def earlier(registry: Registry, name: str, alias: str = CHAMPION) -> int | None:
    """Return the version a rollback of *alias* would go to, or None when there is none."""
    try:
        with registry.store.read() as connection:
            return aliases.before(connection, (registry.workspace, name), alias)[1]
    except LoupeError:
        return None


def _reason(candidate: ModelMeta, champion: ModelMeta) -> str:
    if (candidate.target, candidate.task) != (champion.target, champion.task):
        return "target"
    return "metric" if candidate.metric != champion.metric else ""


def _rows(meta: ModelMeta) -> tuple[str, ...]:
    known = dict(meta.fingerprints)
    return known.get("dataset", ""), known.get("splits", "")
