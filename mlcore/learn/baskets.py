"""Baskets for the lesson on association rules: who put what together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MOST_ITEMS = 7
"""More items than these make a lattice nobody can read: 2⁷ itemsets."""
GOODS = ("bread", "butter", "beer", "crisps", "milk")


@dataclass(frozen=True, eq=False)
class Baskets:
    """Which items lie in which basket.

    Parameters
    ----------
    items : tuple of str
        Names of the items.
    bought : ndarray of bool, shape (baskets, items)
        True where the basket holds the item.
    """

    items: tuple[str, ...]
    bought: np.ndarray

    @property
    def rows(self) -> int:
        """How many baskets there are."""
        return len(self.bought)

    def count(self, itemset: tuple[int, ...]) -> int:
        """Return how many baskets hold all of *itemset*; all of them hold nothing."""
        return int(self.bought[:, list(itemset)].all(axis=1).sum())

    def names(self, itemset: tuple[int, ...]) -> str:
        """Return the items of *itemset* in words."""
        return ", ".join(self.items[item] for item in itemset)


def corner_shop(seed: int = 0, rows: int = 200) -> Baskets:
    """Return baskets in which bread goes with butter and beer with crisps.

    Milk is in four of five baskets, and a little less often beside beer: the bait of a rule with
    a high confidence that says nothing.
    """
    random = np.random.default_rng(seed)

    def happens(chance: np.ndarray | float) -> np.ndarray:
        return random.random(rows) < chance

    bread = happens(0.55)
    butter = happens(np.where(bread, 0.7, 0.15))
    beer = happens(0.35)
    crisps = happens(np.where(beer, 0.75, 0.2))
    milk = happens(np.where(beer, 0.68, 0.86))
    return Baskets(GOODS, np.c_[bread, butter, beer, crisps, milk])
