import numpy as np
import pandas as pd
import pytest

from mlcore.training.keys import joined, proposed

RNG = np.random.default_rng(0)


def _linked(groups, copies):
    """Return the groups, those that share a copy being one: by naive merging."""
    found = groups.copy()
    while True:
        before = found.copy()
        for copy in np.unique(copies):
            mine = np.unique(found[copies == copy])
            found[np.isin(found, mine)] = mine.min()
        if (found == before).all():
            return found


@pytest.mark.parametrize("seed", range(5))
def test_groups_that_share_a_copy_become_one(seed):
    random = np.random.default_rng(seed)
    groups, copies = random.integers(0, 30, 60), random.integers(0, 50, 60)
    groups, copies = (np.unique(c, return_inverse=True)[1] for c in (groups, copies))
    ours, naive = joined(groups, copies), _linked(groups, copies)
    np.testing.assert_array_equal(ours[:, None] == ours, naive[:, None] == naive)


def _proposal(keep, frame):
    data = keep(frame.assign(y=RNG.normal(size=len(frame))))
    return proposed(data, "y")


@pytest.mark.parametrize("name", ["patient_id", "Customer", "user id", "playerID", "id"])
def test_an_id_that_repeats_proposes_groups(keep, name):
    split, reason = _proposal(keep, pd.DataFrame({name: np.repeat(np.arange(30), 4)}))
    assert split == f"group:{name}"
    assert "4 rows on average" in reason


def test_dates_in_order_propose_time(keep):
    days = pd.Series(pd.date_range("2024-01-01", periods=90)).astype("datetime64[us]")
    assert _proposal(keep, pd.DataFrame({"day": days}))[0] == "time:day"
    assert _proposal(keep, pd.DataFrame({"day": days[::-1].to_numpy()}))[0] == "time:day"
    mixed = days.sample(frac=1, random_state=0).reset_index(drop=True)
    assert _proposal(keep, pd.DataFrame({"day": mixed})) == ("", "")


@pytest.mark.parametrize("name", ["width", "grid", "idea", "paid", "age"])
def test_a_column_that_is_no_id_proposes_nothing(keep, name):
    frame = pd.DataFrame({name: np.repeat(np.arange(30), 4)})
    assert _proposal(keep, frame) == ("", "")
    unique = pd.DataFrame({"id": np.arange(120)})
    assert _proposal(keep, unique) == ("", "")
