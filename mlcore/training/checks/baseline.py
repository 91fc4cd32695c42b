"""No better than guessing."""

from __future__ import annotations

from mlcore.evaluation.ties import interval
from mlcore.training.checks.base import Check, Judged, Label, finding
from mlcore.types import Finding

LABEL: Label = ("no_better_than_guessing", "error")


def find(judged: Judged) -> tuple[Finding, ...]:
    """Tell when the lead over the baseline may be nothing, by the corrected resampled t."""
    gain = judged.gain
    if gain is None or gain.low > 0 or _by_shares(judged) > 0:
        return ()
    return finding(
        LABEL,
        title=judged.title,
        metric=judged.measure.title,
        score=judged.shown(judged.score),
        guess=judged.shown(judged.guess),
        gain=gain.mean,
        margin=gain.mean - gain.low,
    )


def _by_shares(judged: Judged) -> float:
    """Return the least lead that the folds leave possible, each measured by its own baseline."""
    return interval(judged.shares.tolist(), ratio=judged.run.splits.ratio).low


CHECK = Check(*LABEL, find)
