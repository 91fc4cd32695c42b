"""Who is answered by the challenger, when that ends, and what is no way to try one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore import settings as all_settings
from mlcore.errors import LoupeError
from mlcore.registry.registry import Registry
from mlcore.serving import challenger
from mlcore.serving.challenger import LEAST, OFF, Challenge, Tally, chosen, fits
from mlcore.store.store import Store
from tests.prediction import making

KEYS = [f"customer {at}" for at in range(4_000)]


@pytest.mark.parametrize("share", [1.0, 5.0, 20.0, 50.0])
def test_the_share_of_keys_is_the_one_asked_for(share: float) -> None:
    taken = sum(chosen(key, "houses", 2, share) for key in KEYS)
    spread = 4 * (len(KEYS) * share / 100 * (1 - share / 100)) ** 0.5  # four standard deviations
    assert abs(taken - len(KEYS) * share / 100) <= spread


@settings(max_examples=25)
@given(st.text(max_size=20), st.floats(0, 50), st.floats(0, 50))
def test_a_larger_share_keeps_the_keys_of_a_smaller_one(key: str, one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert chosen(key, "houses", 2, low) <= chosen(key, "houses", 2, high)
    assert not chosen(key, "houses", 2, 0.0)


def test_another_challenger_is_tried_by_other_keys() -> None:
    first = {key for key in KEYS if chosen(key, "houses", 2, 10)}
    second = {key for key in KEYS if chosen(key, "houses", 3, 10)}
    other = {key for key in KEYS if chosen(key, "flats", 2, 10)}
    assert first == {key for key in KEYS if chosen(key, "houses", 2, 10)}
    for found in (second, other):
        assert len(first & found) < len(first) / 3  # 10 % of each are expected in both


def told(asked: tuple[int, int], failed: tuple[int, int]) -> list[bool]:
    """Return what a tally says of so many requests, the champion's first."""
    tally, said = Tally(), []
    for side in (0, 1):
        for at in range(asked[side]):
            said.append(tally.note(bool(side), at >= failed[side]))
    if failed[1]:
        said.append(tally.note(True, False))
    return said


@pytest.mark.parametrize(
    ("asked", "failed", "ends"),
    [
        ((1_000, LEAST), (10, 5), True),  # 3 % against 1 %
        ((1_000, LEAST), (20, 5), False),  # less than twice as often
        ((1_000, LEAST - 2), (0, 50), False),  # too few to tell
        ((0, LEAST), (0, 5), True),  # nothing to compare with: it fails all the same
        ((1_000, LEAST), (0, 3), False),  # four failures may be chance
    ],
)
def test_a_canary_that_fails_too_often_ends_once(
    asked: tuple[int, int], failed: tuple[int, int], ends: bool
) -> None:
    assert sum(told(asked, failed)) == ends


def test_only_the_same_question_is_asked_of_both() -> None:
    plain, dates = making.model("plain").signature, making.model("dates").signature
    assert fits(plain, making.model("plain", "none").signature, canary=True)
    assert not fits(plain, dates, canary=True)  # it needs one more
    assert not fits(plain, dates, canary=False)
    fewer = replace(plain, fields=plain.fields[:-1])
    assert fits(plain, fewer, canary=False)
    assert not fits(plain, fewer, canary=True)
    turned = replace(plain, fields=plain.fields[::-1])
    assert not fits(plain, turned, canary=True)  # lists have no names
    assert not fits(plain, replace(plain, target="rent"), canary=False)


@pytest.fixture
def registry() -> Registry:
    store = Store.open(all_settings.load())
    made = Registry(store, who="test")
    made.register(making.model("plain"), "houses")
    made.register(making.model("plain", "none"), "houses")
    made.register(making.model("dates"), "houses")
    return made


def test_it_is_kept_and_written_down(registry: Registry) -> None:
    assert challenger.load(registry.store, "default", "houses") is OFF
    made = challenger.save(registry, "houses", {"version": 2, "share": 10, "shadow": True})
    assert made == Challenge(10.0, True) == challenger.load(registry.store, "default", "houses")
    assert challenger.version_of(registry, "houses") == 2
    assert registry.current("houses") == 1
    assert challenger.save(registry, "houses", {"share": 0}) == Challenge(0.0, True)
    records = registry.journal.records()
    assert [(r.action, r.before, r.after) for r in records[:3]] == [
        ("challenge", "10 %, shadow", "shadow"),
        ("challenge", "off", "10 %, shadow"),
        ("promote", "", "v2"),
    ]


@pytest.mark.parametrize(
    "wish",
    [[], 3, {"x": 1}, {"share": 51}, {"share": -1}, {"share": "10"}, {"share": True},
     {"share": float("nan")}, {"shadow": 1}, {"version": "2"}, {"version": True},
     {"version": 3, "shadow": True}],
)  # fmt: skip
def test_other_wishes_are_refused(registry: Registry, wish: Any) -> None:
    with pytest.raises(LoupeError) as caught:
        challenger.save(registry, "houses", wish)
    assert caught.value.code == "bad_challenge"
    assert challenger.version_of(registry, "houses") is None


def test_without_a_challenger_nothing_can_be_tried(registry: Registry) -> None:
    with pytest.raises(LoupeError) as caught:
        challenger.save(registry, "houses", {"share": 5})
    assert caught.value.code == "unknown_alias"


def test_a_canary_that_ends_by_itself_says_why(registry: Registry) -> None:
    challenger.save(registry, "houses", {"version": 2, "share": 10, "shadow": True})
    tally = Tally([900, 210], [1, 30], True)
    challenger.stop(registry, "houses", tally)
    after = challenger.load(registry.store, "default", "houses")
    assert (after.share, after.shadow) == (0.0, True)
    assert after.stopped == "30 of 210 requests failed, the champion's 1 of 900"
    assert registry.journal.records(1)[0].action == "stop_canary"
    count = len(registry.journal.records())
    challenger.stop(registry, "houses", tally)  # another process noticed, too
    assert len(registry.journal.records()) == count
