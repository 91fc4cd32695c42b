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
TOO_FEW_TO_CORRECT = Message(
    "too_few_to_correct",
    what="A class has fewer than {rows} rows outside some fold: too few for a curve.",
    fix="Add rows of that class, or keep the probabilities as they are.",
    placeless=True,
)
BAD_LEVEL = Message(
    "bad_level",
    what="“{name}” names no quantile.",
    fix="Choose a number between 0 and 1, as in neg_mean_pinball_loss:0.9.",
)

MESSAGES = (UNKNOWN_METRIC, NOT_TWO_CLASSES, BAD_COSTS, BAD_LEVEL, TOO_FEW_TO_CORRECT)
