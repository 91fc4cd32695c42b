import numpy as np
import pandas as pd

from mlcore.learn.baskets import MOST_ITEMS, Baskets, baskets, corner_shop


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


def test_rows_of_a_table_become_baskets_of_their_values():
    frame = pd.DataFrame(
        {"sex": ["m", "f", None, "f"], "class": [1, 1, 2, 1], "alone": [True, False, True, True]}
    )
    made = baskets(frame)
    assert set(made.items) == {
        "sex = m", "sex = f", "class = 1", "class = 2", "alone = True", "alone = False",
    }  # fmt: skip
    assert made.items[:2] == ("alone = True", "class = 1")  # the commonest first, then by name
    for number, item in enumerate(made.items):
        name, value = item.split(" = ")
        assert made.bought[:, number].tolist() == [str(v) == value for v in frame[name]]
    assert made.bought[2].sum() == 2  # the empty cell is in no basket


def test_rare_values_are_left_out_and_nothing_is_made_of_nothing():
    wide = pd.DataFrame({"letter": list("aabbccddeeffgghhi")})
    assert len(baskets(wide).items) == MOST_ITEMS
    assert "letter = i" not in baskets(wide).items
    empty = baskets(pd.DataFrame({"a": [None, None]}))
    assert (empty.items, empty.bought.shape) == ((), (2, 0))
