"""What is said of a request: its body, its form, its address, its key."""

from __future__ import annotations

from mlcore.errors import Message

EXAMPLE = '{{"rows": [{{"column": value}}]}}'

EMPTY_BODY = Message(
    "empty_body",
    what="The request has no body.",
    fix=f"Send JSON such as {EXAMPLE}.",
    placeless=True,
)
NOT_UTF8 = Message(
    "bad_json",
    what="The body is not UTF-8 text (line {line}).",
    fix="Send JSON encoded as UTF-8.",
)
BAD_JSON = Message(
    "bad_json",
    what="The body is not JSON: it breaks off or goes wrong at line {line}, column {column}.",
    fix=f"Send JSON such as {EXAMPLE}.",
)
BAD_JSON_VALUE = Message(
    "bad_json",
    what="The value at {path} cannot be taken: {reason}.",
    fix="Correct that value and send the request again.",
)
TOO_DEEP = Message(
    "bad_json",
    what="The JSON is nested deeper than {most} levels.",
    fix=f"Send flat rows such as {EXAMPLE}.",
)
CONTENT_TYPE = Message(
    "content_type",
    what="The content type of the request is not JSON in UTF-8.",
    fix="Send the header Content-Type: application/json.",
    placeless=True,
)
TOO_BIG = Message(
    "too_big",
    what="The request body is larger than {most} MB.",
    fix="Split it, or use the predict command on a file.",
    placeless=True,
)
TOO_MANY_ROWS = Message(
    "too_many_rows",
    what="The request has {rows}; the most in one request is {most}.",
    fix="Split it, or use the predict command on a file.",
    placeless=True,
)
WRONG_SHAPE = Message(
    "wrong_shape",
    what="The body does not have the expected form; {reason}.",
    fix=f"Send {EXAMPLE}, or “features” with an object, a list or a list of lists.",
)
WRONG_TENSOR = Message(
    "wrong_tensor",
    what="The request does not fit the Open Inference Protocol at “{name}”.",
    fix="Make sure that {reason}.",
)
BAD_RANGE = Message(
    "bad_range",
    what="The header Content-Range cannot be used: {reason}.",
    fix="Send Content-Range: bytes FIRST-LAST/TOTAL for the bytes in the body.",
)
BAD_HTTP = Message(
    "bad_http",
    what="The request breaks the rules of HTTP.",
    fix="Send it with an ordinary HTTP client; look at lengths, header names and line breaks.",
    placeless=True,
)
BAD_METHOD = Message(
    "unknown_method",
    what="HTTP has no such method.",
    fix="Use GET or POST, as /openapi.json says.",
    placeless=True,
)
LARGE_HEADERS = Message(
    "headers_too_large",
    what="The request's headers are too many or too large.",
    fix="Send fewer headers: 64 of them and 32 kilobytes are enough.",
    placeless=True,
)
SLOW = Message(
    "slow_sender",
    what="The request did not arrive within {seconds} s.",
    fix="Send it again over a better connection, or send fewer rows.",
    placeless=True,
)
UNKNOWN_ROUTE = Message(
    "not_found",
    what="There is nothing at this address.",
    fix="Look at /openapi.json for what there is.",
    placeless=True,
)
METHOD = Message(
    "method_not_allowed",
    what="This address does not take that method.",
    fix="Use the method named in the Allow header.",
    placeless=True,
)
BAD_KEY = Message(
    "bad_idempotency_key",
    what="The key in Idempotency-Key cannot be used.",
    fix="Send 1 to {most} printable characters, another key for each request.",
)
KEY_REUSED = Message(
    "idempotency_key_reused",
    what="This Idempotency-Key was sent with another request before.",
    fix="Send a new key with a new request, and the same key only with the same request.",
)
UNDER_WAY = Message(
    "request_under_way",
    what="The first request with this Idempotency-Key has no reply yet.",
    fix="Wait a moment and send it again: it takes effect once.",
)

MESSAGES = (
    EMPTY_BODY,
    NOT_UTF8,
    BAD_JSON,
    BAD_JSON_VALUE,
    TOO_DEEP,
    CONTENT_TYPE,
    TOO_BIG,
    TOO_MANY_ROWS,
    WRONG_SHAPE,
    WRONG_TENSOR,
    BAD_RANGE,
    BAD_HTTP,
    BAD_METHOD,
    LARGE_HEADERS,
    SLOW,
    UNKNOWN_ROUTE,
    METHOD,
    BAD_KEY,
    KEY_REUSED,
    UNDER_WAY,
)
