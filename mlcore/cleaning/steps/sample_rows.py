"""Keep a random part of the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.messages import IMPOSSIBLE_SETTING
from mlcore.cleaning.steps.base import Param, Python, RowStep, Step
from mlcore.errors import LoupeError, Where


class SampleRows(RowStep):
    """Keep rows drawn at random, in their order."""

    def kept(self, frame: pd.DataFrame) -> np.ndarray:
        """Return which rows were drawn."""
        share, rows = self.params["share"], self.params["rows"]
        if rows is None and not 0 < share <= 1:
            where = Where(step="sample_rows", field="share")
            why = "it must be above 0 and at most 1"
            raise LoupeError(IMPOSSIBLE_SETTING, where, step="sample_rows", param="share", why=why)
        return drawn(len(frame), rows, share, self.params["seed"])

    def python(self) -> Python:
        """Return the same draw."""
        rows, share, seed = (self.params[name] for name in ("rows", "share", "seed"))
        line = f"frame = frame[drawn(len(frame), {rows!r}, {share!r}, {seed!r})]"
        return Python((line,), ("import numpy as np",), (drawn,))


def drawn(total: int, rows: int | None, share: float, seed: int) -> np.ndarray:
    """Return a mask of *rows* (None: that *share* of) rows out of *total*, drawn without return."""
    wanted = min(total, round(total * share) if rows is None else rows)
    kept = np.zeros(total, dtype=bool)
    kept[np.random.default_rng(seed).choice(total, wanted, replace=False)] = True
    return kept


STEP = Step(
    "sample_rows", "Sample rows", "Rows",
    "Keeps rows drawn at random; training rows only.",
    SampleRows, scope="rows", least=0, icon="casino",
    params=(
        Param("share", "number", 0.1, help="The share of rows that stays.",
              label="Share of rows"),
        Param("rows", "integer", help="So many rows instead of a share.",
              label="Or so many rows"),
        Param("seed", "integer", 1, help="The same number draws the same rows.",
              label="Seed"),
    ),
    words=("random", "subset", "fraction", "downsample"),
)  # fmt: skip
