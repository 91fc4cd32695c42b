import time

import pytest

from mlcore.training.clock import FOREVER, Clock, started
from mlcore.training.ledger import UnitResult


def test_without_a_limit_it_is_never_over():
    assert not FOREVER.over
    assert FOREVER.left == float("inf")
    assert FOREVER.expected(3, 10) == 10


def test_the_end_is_the_beginning_and_the_seconds():
    clock = Clock(time.monotonic() - 5, 5.0)
    assert clock.over
    assert clock.left == 0
    assert 9 < Clock(time.monotonic(), 10.0).left <= 10


def test_what_an_earlier_start_used_is_used():
    before = [UnitResult("t", fold, "tree", fit_seconds=3.0, predict_seconds=1.0) for fold in "ab"]
    clock = started(10.0, before, threads=2)
    assert clock.left == pytest.approx(6.0, abs=0.5)


def test_the_units_to_come_follow_from_the_pace():
    half = Clock(time.monotonic() - 30, 60.0)
    assert half.expected(20, None) in (39, 40)
    assert half.expected(20, 25) == 25
    assert Clock(time.monotonic() - 90, 60.0).expected(20, None) == 21
