import threading

import pytest

from mlcore.errors import LoupeError
from mlcore.settings import load
from mlcore.store.store import Store
from mlcore.workspace import memos


@pytest.fixture
def store(tmp_path):
    return Store.open(load({}, home=tmp_path))


def test_a_value_lasts_and_counts_its_writes(store):
    assert memos.read(store, "w", "k").revision == 0
    assert memos.write(store, "w", "k", {"a": [1, None, "é"]}) == 1
    assert memos.write(store, "w", "k", 2) == 2
    again = Store.open(store.settings)
    assert memos.read(again, "w", "k").value == 2
    assert memos.read(again, "other", "k").revision == 0


def test_a_writer_who_has_seen_an_older_state_is_told(store):
    seen = memos.write(store, "w", "k", "first")
    memos.write(store, "w", "k", "another tab", expected=seen)
    with pytest.raises(LoupeError) as caught:
        memos.write(store, "w", "k", "mine", expected=seen)
    assert caught.value.code == "changed_elsewhere"
    assert memos.read(store, "w", "k").value == "another tab"


def test_of_many_writers_with_the_same_view_exactly_one_wins(store):
    memos.write(store, "w", "k", 0)
    outcomes = []

    def write(value):
        try:
            outcomes.append(memos.write(store, "w", "k", value, expected=1))
        except LoupeError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=write, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["2", *["changed_elsewhere"] * 7]


def test_a_prefix_is_a_prefix_and_not_a_pattern(store):
    memos.write(store, "w", "control:a%b", 1)
    memos.write(store, "w", "control:axb", 2)
    assert memos.read_prefix(store, "w", "control:a%") == {"b": 1}
