"""The sentences of this package."""

from __future__ import annotations

from mlcore.errors import Message

NOT_LOGGED = Message(
    "not_in_the_log",
    what="No logged row came under the request id “{request}”.",
    fix="Check the id; rows that were left out or are older than the log cannot be found.",
    kept="The log stays as it is.",
)
AMBIGUOUS = Message(
    "request_not_unique",
    what="{number} different rows came under the request id “{request}”.",
    fix="Send each request under an id of its own; leave X-Request-Id out to be given one.",
    kept="Their labels stay as they are.",
)
BAD_FEEDBACK = Message(
    "bad_feedback",
    what="This is no label: {reason}.",
    fix="Send request_id, row (from 1, where a request had several) and label.",
    kept="No label was changed.",
)
BAD_LABEL = Message(
    "bad_label",
    what="“{label}” cannot be true of “{target}”, which is {wanted}.",
    fix="Send the label in the words of the training data.",
    kept="No label was changed.",
)
NO_REFERENCE = Message(
    "no_reference",
    what="What this version learnt from cannot be read: {reason}.",
    fix="Train a new version; it answers as before, only drift cannot be told.",
    kept="The model goes on answering.",
)
BAD_WATCH = Message(
    "bad_watch",
    what="The model cannot be watched like that: {reason}.",
    fix="Choose another value.",
    kept="It is watched as before.",
)
WATCH_CHANGED = Message(
    "watch_changed",
    what="Somebody else changed what is watched of “{name}” meanwhile.",
    fix="Look at it again, then make your change.",
    kept="Their change stands.",
)
UNKNOWN_ALERT = Message(
    "unknown_alert",
    what="There is no alert with the number {number}.",
    fix="Choose one of those that are listed.",
)

MESSAGES = (
    NOT_LOGGED,
    AMBIGUOUS,
    BAD_FEEDBACK,
    BAD_LABEL,
    NO_REFERENCE,
    BAD_WATCH,
    WATCH_CHANGED,
    UNKNOWN_ALERT,
)
