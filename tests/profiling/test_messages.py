"""Findings in words: whole sentences, names and values marked by whoever shows them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlcore.profiling.messages import Sentence, sentence
from mlcore.profiling.profile import profile
from mlcore.profiling.wordings import WORDINGS
from mlcore.types import Finding, StepSpec
from tests.profiling.tables import dataset
from tests.profiling.test_checks import FIRES, _kinds

ODD = ("<img src=x>", "a`b", "{rows}", "", "100% {", "x\ny")


def _missing(*columns: str) -> Finding:
    facts = (("share", 0.37), ("missing", 3630), ("rows", 9812))
    return Finding("missing", "warning", columns, facts, StepSpec("impute", columns))


def test_one_column() -> None:
    assert sentence(_missing("crp"), name="`{}`".format) == Sentence(
        "37% of `crp` is missing",
        "Many models need every value; a flag keeps what the gap itself may tell.",
        "3,630 of 9,812 rows",
        "Fill and add a flag",
    )


def test_several_columns() -> None:
    found = sentence(_missing("a", "b", "c", "d", "e"))
    assert found.claim == "5 columns have gaps: a, b, c and 2 more"
    assert found.where == "Up to 3,630 of 9,812 rows each"


@pytest.mark.parametrize(
    ("copies", "claim"), [(1, "1 row is an exact copy"), (2, "2 rows are exact copies")]
)
def test_one_row_is_one(copies: int, claim: str) -> None:
    facts = (("copies", copies), ("rows", 9))
    assert sentence(Finding("duplicate_rows", "warning", (), facts)).claim == claim


def test_the_usual_range_ends_where_the_values_do(tmp_path: Path) -> None:
    values = np.r_[np.arange(1.0, 60), 500.0]
    found = profile(dataset(pd.DataFrame({"x": values}), tmp_path)).findings
    why = next(sentence(f).why for f in found if f.code == "outliers")
    q1, q3 = np.percentile(values, [25, 75])
    assert q1 - 1.5 * (q3 - q1) < 1
    assert f"ends at 1 and {q3 + 1.5 * (q3 - q1):.4g};" in why


def test_no_fix_without_a_cure() -> None:
    finding = Finding("infinite", "warning", ("x",), (("infinite", 1), ("rows", 2)))
    assert sentence(finding).fix_label == ""


@pytest.mark.parametrize("name", ODD)
def test_names_stand_as_they_are(name: str) -> None:
    assert sentence(_missing(name)).claim == f"37% of {name} is missing"


def test_values_are_marked_too() -> None:
    facts = (("levels", 1), ("first", "<b>"), ("second", "<B>"), ("affected", 4))
    found = sentence(Finding("case_variants", "warning", ("c",), facts), value=lambda v: "•")
    assert found.why == "In c, “•” and “•” count as different values."


@pytest.mark.parametrize("code", FIRES)
def test_every_check_speaks_in_whole_sentences(tmp_path: Path, code: str) -> None:
    make, target = FIRES[code]
    frame = make(np.random.default_rng(1)).rename(columns=str)
    for finding in profile(dataset(frame, tmp_path, _kinds(frame)), target).findings:
        said = sentence(finding)
        assert said.claim[-1] != "."
        assert said.why[-1] in ".?"
        assert said.where
        assert bool(said.fix_label) == (finding.cure is not None)
        assert not {"{", "}", "nan", "None"} & set(" ".join(vars(said).values()).split())
        assert len(f"{said.why} {said.where}".split()) <= 40


@pytest.mark.parametrize("code", WORDINGS)
def test_wordings_name_their_columns(code: str) -> None:
    words = WORDINGS[code]
    tables = {"few_rows", "duplicate_rows", "more_columns_than_rows"}
    assert ("{name}" in words.one) == (code not in tables)


def test_the_worst_column_is_the_one_the_numbers_are_about(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"mild": rng.exponential(size=500) ** 1.6, "wild": rng.pareto(1, 500)})
    found = [f for f in profile(dataset(frame, tmp_path)).findings if f.code == "skewed"]
    assert [f.columns for f in found] == [("wild", "mild")]
    assert "The mean of wild" in sentence(found[0]).why
