from __future__ import annotations

import numpy as np
import pandas as pd

from mlcore.cleaning.spread import BINS, spread

FRAME = pd.DataFrame({"n": [0.0, 1, 2, 24, np.nan], "t": ["a", "a", "b", None, "c"]})


def test_numbers_are_counted_in_the_same_bins() -> None:
    found = spread(FRAME, FRAME.assign(n=FRAME["n"].clip(upper=2)), "n")
    assert found is not None
    assert len(found.bins) == BINS
    assert (sum(found.before), sum(found.after), found.width) == (4, 4, 1.0)
    assert found.before[-1] == 1
    assert found.after[-1] == 0
    assert found.after[2] == 2


def test_values_in_writing_are_counted_most_frequent_first() -> None:
    found = spread(FRAME, FRAME.assign(t=["a", "b", "b", "b", None]), "t")
    assert found is not None
    assert found.bins == ("b", "a", "c")
    assert (found.before, found.after) == ((1, 2, 1), (3, 1, 0))


def test_nothing_to_compare_is_none() -> None:
    empty = FRAME.assign(n=np.nan, t=None)
    assert spread(FRAME, FRAME.drop(columns="n"), "n") is None
    assert spread(empty, empty, "n") is None
    assert spread(empty, empty, "t") is None
