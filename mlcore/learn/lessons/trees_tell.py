"""What each frame of the lesson on trees and forests says, in words and numbers."""

from __future__ import annotations

import numpy as np

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.learn.forest import Forest, Vote
from mlcore.learn.growth import Growth, Stage
from mlcore.learn.lesson import Told
from mlcore.learn.tree import Cut, Node
from mlcore.numbers import percent, significant, whole


def tell(shown: Growth | Forest, at: int) -> Told:
    """Return what frame *at* did, with the numbers of its last node or tree."""
    if isinstance(shown, Forest):
        return _vote_told(shown, shown.frames[at])
    return _TOLD[shown.frames[at].kind](shown, at)


def question(growth: Growth, cut: Cut) -> str:
    """Return what *cut* asks, as people read it."""
    return f"{growth.points.names[cut.column]} ≤ {significant(cut.threshold)}"


def _errors_said(growth: Growth, stage: Stage) -> str:
    leaves = count(len(stage.leaves), "leaf", "leaves")
    return (
        f"{leaves}; {percent(stage.wrong)} {_('wrong on rows learned from')}, "
        f"{percent(stage.held_wrong)} {_('on rows held back')}."
    )


# ---------------------------------------------------------------------------- growing


def _start_told(growth: Growth, at: int) -> Told:
    stage = growth.frames[at]
    lead = _("The start: one leaf for all rows.")
    if growth.pruned:
        lead = _("The start: the whole tree.")
        numbers = ("·",) * 4 + _whole_price(stage)
        return Told(lead, _errors_said(growth, stage), numbers)
    root = growth.nodes[0]
    said = f"{_('It answers')} {growth.points.classes[root.answer]} {_('to everybody')}: "
    numbers = (_counts(root), "·", "·", significant(root.impurity), *("·",) * 7)
    return Told(lead, f"{said}{_errors_said(growth, stage)}", numbers)


def _cut_told(growth: Growth, at: int) -> Told:
    stage, before = growth.frames[at], growth.frames[at - 1]
    node = growth.nodes[stage.nodes[-1]]
    cut = node.cut
    if cut is None:
        raise ValueError("a leaf was not cut")
    first, last = len(before.leaves), len(stage.leaves) - 1
    lead = f"{_('Cut')} {last}: {question(growth, cut)}."
    if first < last:
        lead = f"{_('Cuts')} {first} {_('to')} {last}, {_('the last')}: {question(growth, cut)}."
    said = _("Of all cuts of this part, none takes more impurity away.")
    if at == 1 and growth.best is not None and _by_hand(growth):
        said = (
            f"{_('Your cut takes')} {significant(cut.gain)} {_('away; the best,')} "
            f"{question(growth, growth.best)}, {_('takes')} {significant(growth.best.gain)}."
        )
    return Told(lead, f"{said} {_errors_said(growth, stage)}", _cut_numbers(growth, node, cut))


def _by_hand(growth: Growth) -> bool:
    return growth.chosen["hand"] != "off"


def _counts(node: Node) -> str:
    return " : ".join(whole(int(number)) for number in node.counts)


def _cut_numbers(growth: Growth, node: Node, cut: Cut) -> tuple[str, ...]:
    left, right = growth.nodes[node.left], growth.nodes[node.right]
    rows = whole(node.rows)
    return (
        _counts(node), _counts(left), _counts(right), significant(node.impurity),
        whole(left.rows), rows, significant(left.impurity),
        whole(right.rows), rows, significant(right.impurity), significant(cut.gain),
    )  # fmt: skip


# ---------------------------------------------------------------------------- pruning


def _prune_told(growth: Growth, at: int) -> Told:
    stage = growth.frames[at]
    done = sum(len(frame.nodes) for frame in growth.frames[: at + 1])
    one = growth.pruned[done - 1]
    lead = f"{count(len(stage.nodes), 'branch', 'branches')} {_('closed, at')} "
    lead += f"α = {significant(stage.price)}."
    said = f"{_('The last had')} {count(one.leaves, 'leaf', 'leaves')}, "
    said += f"{_('and none of all branches takes less impurity away with each leaf.')}"
    numbers = (
        significant(one.alone), significant(one.kept), whole(one.leaves), significant(one.price),
    )  # fmt: skip
    words = f"{said} {_errors_said(growth, stage)}"
    return Told(lead, words, (*numbers, *_whole_price(stage)))


def _whole_price(stage: Stage) -> tuple[str, ...]:
    leaves = len(stage.leaves)
    total = stage.impurity + stage.price * leaves
    return (
        significant(stage.impurity), significant(stage.price), whole(leaves), significant(total),
    )  # fmt: skip


_TOLD = {"start": _start_told, "cut": _cut_told, "prune": _prune_told}


# ------------------------------------------------------------------------- the forest


def _vote_told(forest: Forest, vote: Vote) -> Told:
    rows = len(vote.times)
    fresh, judged = int((vote.times == 0).sum()), int((vote.judges > 0).sum())
    lead = f"{_('Tree')} {vote.trees}: {percent(vote.oob)} {_('wrong out of bag')}."
    said = (
        f"{_('It was grown on')} {whole(rows)} {_('draws of rows and has not seen')} "
        f"{whole(fresh)}. {_('On rows held back it errs in')} {percent(vote.alone)}, "
        f"{_('the forest in')} {percent(vote.held_wrong)}."
    )
    if judged < rows:
        said += f" {whole(rows - judged)} {_('rows are in every tree: nobody can judge them.')}"
    wrong = round(vote.oob * judged)
    numbers = (
        whole(rows), whole(rows), significant((1 - 1 / rows) ** rows),
        whole(fresh), whole(rows), significant(fresh / rows),
        whole(wrong), whole(judged), significant(vote.oob), *_row_numbers(forest, vote),
    )  # fmt: skip
    return Told(lead, said, numbers)


def _row_numbers(forest: Forest, vote: Vote) -> tuple[str, str, str]:
    """Return how the followed row is judged: by how many trees, what they say, what it is."""
    row, classes = forest.row, forest.points.classes
    judges, own = int(vote.judges[row]), classes[int(forest.parts.y[row])]
    if not judges:
        return "0", _("nothing yet"), own
    chances = vote.outside[row]
    most = int(np.argmax(chances))
    return whole(judges), f"{classes[most]} ({percent(float(chances[most]))})", own
