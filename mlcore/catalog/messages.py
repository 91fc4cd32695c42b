"""The sentences of this package."""

from __future__ import annotations

from mlcore.errors import Message

UNKNOWN_MODEL = Message(
    "model_not_offered",
    what="There is no model called “{name}”{hint}.",
    fix="Choose among: {choices}.",
)
UNSUITABLE_MODEL = Message(
    "unsuitable_model",
    what="{title} is not made for {task}.",
    fix="Choose among: {choices}.",
)
NO_MODEL = Message(
    "no_model",
    what="No model was chosen.",
    fix="Choose among: {choices}.",
    placeless=True,
)
TOO_MANY_ROWS = Message(
    "too_many_rows_for_model",
    what="{title} is for small tables: at most {most} rows, and there are {rows}.",
    fix="Choose another model, or sample the rows in the recipe.",
)

NOT_INSTALLED = Message(
    "model_not_installed",
    what="{title} is not installed here.",
    fix="Add it with “pip install {package}” in Loupe's environment and start Loupe again.",
)

MESSAGES = (NOT_INSTALLED, UNKNOWN_MODEL, UNSUITABLE_MODEL, NO_MODEL, TOO_MANY_ROWS)
