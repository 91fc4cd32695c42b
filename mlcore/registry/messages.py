"""The sentences of this package."""

from __future__ import annotations

from mlcore.errors import Message

BAD_NAME = Message(
    "bad_model_name",
    what="A model cannot be called that: {reason}.",
    fix="Choose a name of 1 to 100 characters without / @ : or line breaks.",
)
BAD_REFERENCE = Message(
    "bad_model_reference",
    what="“{ref}” does not name a model.",
    fix="Write NAME, NAME@ALIAS or NAME:VERSION.",
)
UNKNOWN_MODEL = Message(
    "unknown_model",
    what="There is no model “{name}” here. {known}",
    fix="Check the spelling, or register a model under this name.",
)
UNKNOWN_VERSION = Message(
    "unknown_version",
    what="The model “{name}” has no version {version}; its versions: {known}.",
    fix="Choose one of its versions.",
)
UNKNOWN_ALIAS = Message(
    "unknown_alias",
    what="The model “{name}” has no version called {alias}.",
    fix="Promote a version: python -m mlcore models promote NAME VERSION.",
)
MOVED_MEANWHILE = Message(
    "moved_meanwhile",
    what="Somebody moved {alias} of “{name}” meanwhile: it is version {now}.",
    fix="Look at that version, then promote again if you still want to.",
    kept="The alias stays where it is.",
)
NO_EARLIER = Message(
    "no_earlier_version",
    what="{alias} of “{name}” was never another version, so there is none to go back to.",
    fix="Promote the version you want by its number.",
    kept="The alias stays where it is.",
)
BAD_THRESHOLD = Message(
    "bad_threshold",
    what="This model cannot answer “{positive}” from {threshold} on.",
    fix="Choose one of its two classes and a probability from 0 to 1.",
    kept="Its versions stay as they are.",
)
CANNOT_RECALIBRATE = Message(
    "cannot_recalibrate",
    what="The probabilities of “{name}” cannot be corrected so: {reason}.",
    fix="Correct the version it was made from, then choose the threshold again.",
    kept="Its versions stay as they are.",
)

MESSAGES = (
    BAD_NAME,
    BAD_REFERENCE,
    UNKNOWN_MODEL,
    UNKNOWN_VERSION,
    UNKNOWN_ALIAS,
    MOVED_MEANWHILE,
    NO_EARLIER,
    BAD_THRESHOLD,
    CANNOT_RECALIBRATE,
)
