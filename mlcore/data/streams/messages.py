"""What a person is told when a stream cannot be followed."""

from __future__ import annotations

from mlcore.errors import Message

_KEPT = "What was taken before is kept."


def _message(code: str, what: str, fix: str) -> Message:
    return Message(code, what, fix, _KEPT)


NO_STREAM = _message(
    "no_stream",
    "This stream is not followed any more.",
    "Choose another, or follow it anew.",
)
NO_SUCH_STREAM = _message(
    "no_such_stream",
    "The server has no stream called “{key}”.",
    "Choose one of: {names}.",
)
NOT_A_STREAM = _message(
    "not_a_stream",
    "“{key}” is not a stream on that server but something else.",
    "Choose the name of a stream.",
)
BAD_STREAM_URL = _message(
    "bad_stream_url",
    "This is not the address of a server Loupe follows.",
    "Write an address that begins with redis, rediss, mqtt or mqtts.",
)
STREAM_UNREACHABLE = _message(
    "stream_unreachable",
    "The stream server cannot be reached.",
    "Check that it runs and that the connection names the right place, then try again.",
)
STREAM_PASSWORD = _message(
    "stream_password",
    "The stream server does not accept the user or password.",
    "Ask whoever set up the connection to correct it, then try again.",
)
STREAM_REFUSED = _message(
    "stream_refused",
    "The stream server refused to read “{key}”.",
    "Ask for the right to read that stream, then try again.",
)
NOTHING_KEPT = _message(
    "nothing_kept",
    "No event of this stream could be kept as a row so far.",
    "Wait for the first events, or look at those that were set aside.",
)

MESSAGES: tuple[Message, ...] = tuple(
    value for value in dict(globals()).values() if isinstance(value, Message)
)
