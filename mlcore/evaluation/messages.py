"""The sentences of this package."""

from __future__ import annotations

from mlcore.errors import Message

UNKNOWN_METRIC = Message(
    "unknown_metric",
    what="There is no metric called “{name}” for {task} targets{hint}.",
    fix="Choose among: {choices}.",
)
NOT_TWO_CLASSES = Message(
    "not_two_classes",
    what="This curve needs rows of both classes; here there is only one.",
    fix="Choose rows, or a split, in which both classes occur.",
    placeless=True,
)
BAD_COSTS = Message(
    "bad_costs",
    what="“{name}” are no prices of mistakes: {why}.",
    fix="Choose a price for each answer, in a row for each true class, as in cost:0,1;5,0.",
)

MESSAGES = (UNKNOWN_METRIC, NOT_TWO_CLASSES, BAD_COSTS)
