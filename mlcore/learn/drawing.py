"""The order in which scikit-learn's trees look at columns, so that ties fall the same way."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

MOST = 2**31 - 1
WORD = 2**32 - 1


class Drawing:
    """Columns in random order, anew in each node; drawn with a shift register (Marsaglia 2003).

    Parameters
    ----------
    columns : int
        How many there are.
    seed : int
        scikit-learn's ``random_state``.
    """

    def __init__(self, columns: int, seed: int) -> None:
        self.state = int(np.random.RandomState(seed).randint(0, MOST))
        self.order = list(range(columns))
        self.constant = [0] * columns

    def below(self, low: int, high: int) -> int:
        """Return a number from *low*, below *high*."""
        state = self.state or 1
        state ^= (state << 13) & WORD
        state ^= state >> 17
        state ^= (state << 5) & WORD
        self.state = state
        return low + (state & MOST) % (high - low)

    def swap(self, one: int, other: int) -> None:
        """Exchange two places of the order."""
        self.order[one], self.order[other] = self.order[other], self.order[one]

    def columns(self, known: int, flat: Callable[[int], bool]) -> tuple[list[int], int]:
        """Return the columns of a node in the order they are looked at.

        Parameters
        ----------
        known : int
            How many columns are known to be constant, from the nodes above.
        flat : (column) -> bool
            Whether a column is constant in this node.

        Returns
        -------
        list of int, int
            Columns that vary, and how many are now known to be constant.
        """
        found, drawn, last, looked = 0, 0, len(self.order), []
        while last > known + found:
            place = self.below(drawn, last - found)
            if place < known:
                self.swap(drawn, place)
                drawn += 1
                continue
            place += found
            column = self.order[place]
            if flat(column):
                self.swap(place, known + found)
                found += 1
                continue
            last -= 1
            self.swap(last, place)
            looked.append(column)
        self.order[:known] = self.constant[:known]
        self.constant[known : known + found] = self.order[known : known + found]
        return looked, known + found
