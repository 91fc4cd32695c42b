import pytest

from mlcore.learn.lessons.rules import LESSON
from mlcore.plots.lessons.rules import letters, views


@pytest.fixture(scope="module")
def shopping():
    chosen = LESSON.chosen({"seed": "2"})
    return LESSON.trajectory(LESSON.toy(chosen), chosen)


def test_every_itemset_has_a_place_and_its_fate_a_symbol(shopping):
    lattice, *_rest = views(shopping)
    marks = lattice.plot.figure.data[1]
    assert len(marks.x) == 2**5 - 1
    last = lattice.frames[-1][1]["marker"]
    fates = {node.fate for node in shopping.frames[-1].nodes}
    assert {"frequent", "rare", "pruned"} <= fates
    assert last["symbol"].count("x-thin") == len(shopping.frames[-1].of_fate("pruned"))
    assert last["symbol"].count("circle-open") == len(shopping.frames[-1].of_fate("rare"))


def test_bars_are_supports_and_grow_with_the_levels(shopping):
    bars = views(shopping)[1]
    counts = [sum(y is not None for y in frame[0]["y"]) for frame in bars.frames]
    assert counts == sorted(counts)
    nodes = [node for node in shopping.frames[-1].nodes if node.count is not None]
    assert bars.frames[-1][0]["y"] == [node.count / 200 for node in nodes]
    assert list(bars.plot.figure.data[0].x) == [letters(node.itemset) for node in nodes]


def test_rules_stand_at_their_confidence_and_lift_and_in_the_table(shopping):
    rules = views(shopping)[2]
    last = shopping.frames[-1].rules
    assert rules.frames[-1][0]["x"] == [rule.confidence for rule in last]
    assert rules.frames[-1][0]["marker"]["symbol"].count("circle") == sum(r.kept for r in last)
    assert len(rules.plot.table) == len(last) + len(shopping.frames[-1].nodes)
    assert f"{sum(r.kept for r in last)} of {len(last)} rules are kept." in rules.plot.lead
