import numpy as np

from mlcore.learn.baskets import Baskets, corner_shop


def test_the_shop_sells_the_same_on_the_same_seed():
    first, again, other = corner_shop(3), corner_shop(3), corner_shop(4)
    assert np.array_equal(first.bought, again.bought)
    assert not np.array_equal(first.bought, other.bought)
    assert first.bought.shape == (200, 5)


def test_the_bait_is_there_bread_goes_with_butter_and_milk_with_all():
    shop = corner_shop(0, rows=5000)
    bread, butter, beer, crisps, milk = shop.bought.mean(axis=0)
    assert milk > 0.75
    assert shop.count((0, 1)) / shop.rows > 1.2 * bread * butter
    assert shop.count((2, 3)) / shop.rows > 1.5 * beer * crisps
    assert shop.count((2, 4)) / shop.rows < 0.95 * beer * milk
    assert shop.count((2, 4)) / shop.count((2,)) > 0.6


def test_baskets_are_counted_by_hand():
    made = Baskets(("a", "b"), np.array([[1, 1], [1, 0], [0, 0]], dtype=bool))
    assert [made.count(s) for s in ((), (0,), (1,), (0, 1))] == [3, 2, 1, 1]
    assert made.names((0, 1)) == "a, b"
