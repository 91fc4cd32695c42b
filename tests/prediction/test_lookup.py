"""Kept training rows found by comparisons and words."""

from __future__ import annotations

import pytest

from mlcore.errors import LoupeError
from mlcore.prediction.lookup import look_up
from tests.prediction.making import model


def rows(case: str, text: str, most: int = 50) -> list[dict[str, object]]:
    asked = model(case)
    names = asked.signature.names
    found = look_up(asked, text, most)
    return [dict(zip(names, asked.sample.rows[place], strict=True)) for place in found]


def test_all_terms_must_fit() -> None:
    found = rows("plain", "size > 60, Kind = HOUSE, rooms<=4")
    assert found
    assert all(r["size"] > 60 and r["kind"] == "house" and r["rooms"] <= 4 for r in found)  # type: ignore[operator]


def test_a_word_is_looked_for_in_every_value() -> None:
    found = rows("plain", "barn")
    assert found
    assert all(row["kind"] == "barn" for row in found)


def test_dates_and_yes_or_no_read_as_they_are_shown() -> None:
    assert all(str(row["built"]) >= "2020-06" for row in rows("dates", "built >= 2020-06-01"))
    found = rows("booleans", "garden = yes, pool = no")
    assert found
    assert all(row["garden"] is True and row["pool"] is False for row in found)


def test_yes_or_no_may_be_said_as_true_and_a_day_means_all_of_it() -> None:
    assert rows("booleans", "garden = true") == rows("booleans", "garden = yes") != []
    assert rows("booleans", "garden = maybe") == []
    day = str(rows("dates", "built >= 2019-01-01", 1)[0]["built"])[:10]
    found = rows("dates", f"built = {day}")
    assert found
    assert found == rows("dates", f"built >= {day}, built <= {day}")


def test_a_missing_value_fits_no_comparison() -> None:
    assert all(row["rooms"] is not None for row in rows("gaps", "rooms != 3"))


def test_no_text_fits_every_row_and_the_number_is_bounded() -> None:
    assert len(rows("plain", "", 7)) == 7
    assert rows("plain", "no such word") == []


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(LoupeError) as caught:
        look_up(model("plain"), "weight > 3")
    assert caught.value.code == "unknown_field"
    assert "size, rooms, kind" in caught.value.fix
