"""Each line of the catalogue of bad inputs has a test by its id."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
GROUPS = {
    "f": 40, "u": 16, "s": 18, "t": 12, "c": 18, "d": 36, "h": 10, "m": 13, "r": 24, "v": 20,
}  # fmt: skip
"""Files, addresses, queries, streams, cleaning, training, tuning, monitoring, registry, pages:
lines of each."""
VALIDATION = (11, 12, 13, 14, 15, 16, 17, 18, 20, 34, 36)
"""The lines of requests (q) that the check of rows answers for, whoever asks."""
ELSEWHERE = frozenset({"v10", "v19", "v20"})
"""Lines that belong to a part that is not built yet."""
_NAMED = re.compile(
    r"^(?:def (test_\w+)|# (T\d\d(?:, T\d\d)*)$|    \"([a-z]\d\d_\w+)\": )", re.MULTILINE
)
_ID = re.compile(r"(?<![a-z0-9])([a-z]\d\d)(?![a-z0-9])")


def named() -> set[str]:
    """Return the ids in the names of tests and of their cases, and in the remarks above them."""
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for words in _NAMED.findall(path.read_text("utf-8")):
            found |= set(_ID.findall("".join(words).lower().replace("_", " ")))
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_every_line_of_a_group_has_a_test(group: str) -> None:
    wanted = {f"{group}{number:02}" for number in range(1, GROUPS[group] + 1)}
    assert sorted(wanted - named() - ELSEWHERE) == []


def test_every_line_about_rows_that_do_not_fit_has_a_test() -> None:
    assert sorted({f"q{number}" for number in VALIDATION} - named()) == []


def test_a_line_without_a_test_would_be_seen() -> None:
    assert "f41" not in named()
    assert "t13" not in named()
    assert "d37" not in named()
