"""The sentences of this package."""

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
NO_TOKEN = Message(
    "unauthorized",
    what="The request has no valid access token.",
    fix="Send the header Authorization: Bearer TOKEN, with a token from: "
    "python -m mlcore tokens create.",
    placeless=True,
)
TOKEN_IN_URL = Message(
    "token_in_url",
    what="An access token does not belong in the address, where it is logged.",
    fix="Send it in the header Authorization: Bearer TOKEN, and revoke this one.",
    placeless=True,
)
WRONG_SCOPE = Message(
    "forbidden",
    what="The access token may {scope}, which does not cover this request.",
    fix="Use a token made with --scope {wanted}.",
    placeless=True,
)
WRONG_HOST = Message(
    "wrong_host",
    what="The service does not answer to the name “{host}”.",
    fix="Use the name it was started with, or add this one to LOUPE_HOSTS.",
)
WRONG_ORIGIN = Message(
    "wrong_origin",
    what="The request comes from a web page of another origin.",
    fix="Send it from a program, or from a page of this server.",
)
RATE_LIMITED = Message(
    "rate_limited",
    what="This access token has sent more than {most} requests a second.",
    fix="Wait as long as Retry-After says, and send several rows in one request.",
    placeless=True,
)
OVERLOADED = Message(
    "overloaded",
    what="The service has all the requests it can work on.",
    fix="Wait as long as Retry-After says, then send the request again.",
    placeless=True,
)
DEADLINE = Message(
    "deadline",
    what="The model did not answer within {seconds} s.",
    fix="Send fewer rows at once, or ask a quicker version.",
    placeless=True,
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
ONE_MODEL = Message(
    "one_model_only",
    what="This link answers for one model and gives nothing else.",
    fix="Send rows to the model of the link, or ask whoever shared it for a token.",
    placeless=True,
)
LINK_ENDED = Message(
    "link_ended",
    what="This link does not lead anywhere any more.",
    fix="Ask whoever gave it to you for a new one.",
    placeless=True,
)
BAD_LINK_WISH = Message(
    "bad_link_wish",
    what="The link cannot be made: {reason}.",
    fix="Give it between 1 and 36,500 days, or none.",
)
UNKNOWN_LINK = Message(
    "unknown_link",
    what="There is no link with the id {id}.",
    fix="Choose one of the links that are listed.",
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
NO_CHAMPION = Message(
    "no_champion",
    what="The model “{name}” has no champion, so there is no version to ask.",
    fix="Promote one: python -m mlcore models promote NAME VERSION.",
)
BAD_PASSWORD = Message(
    "bad_password",
    what="This cannot be the password of the pages.",
    fix="Choose one of at least {least} characters.",
)
BAD_OIDC = Message(
    "bad_oidc",
    what="Signing in with the organisation is not set up whole: {missing} is missing.",
    fix="Set it, or leave LOUPE_OIDC_ISSUER out.",
)
OPEN_PAGES = Message(
    "open_pages",
    what="Listening on {host} would open the pages to others, and this is missing: {missing}.",
    fix="Provide it, or listen on 127.0.0.1 with a reverse proxy in front.",
)
BAD_POLICY = Message(
    "bad_policy",
    what="This is no policy for odd values.",
    fix="Send an object with “unknown” and “range”, each “warn” or “refuse”.",
)
BAD_CHALLENGE = Message(
    "bad_challenge",
    what="The challenger cannot be tried like this: {reason}.",
    fix="Choose a share from 0 to 50 percent, and a version with the champion's target and inputs.",
)
BAD_CACHE = Message(
    "bad_cache",
    what="LOUPE_CACHE names no place for answers.",
    fix="Set it to memory, or to the URL of a Redis such as redis://localhost:6379/0.",
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
NO_TRACES = Message(
    "traces_not_installed",
    what="LOUPE_TRACES is set, but what sends traces is not installed.",
    fix="Install it (pip install opentelemetry-exporter-otlp-proto-http), or leave it out.",
)
UNAVAILABLE = Message(
    "model_unavailable",
    what="Version {version} of “{name}” failed too often and is not asked for a while.",
    fix="Wait as long as Retry-After says, or roll back to a version that answers.",
)
NOT_READY = Message(
    "not_ready",
    what="The service is not ready: {reason}.",
    fix="Train and register a model, or promote one, then ask again.",
    placeless=True,
)
NOT_LOOPBACK = Message(
    "not_loopback",
    what="Listening on {host} would open the service to others, and this is missing: {missing}.",
    fix="Provide it, or use --host 127.0.0.1 with a reverse proxy in front.",
)
BAD_CERTIFICATE = Message(
    "bad_server_certificate",
    what="The certificate or its key cannot be used: {reason}.",
    fix="Name files in PEM form with --cert and --key.",
)
PORT_TAKEN = Message(
    "port_unavailable",
    what="The service cannot listen on port {port}: {reason}.",
    fix="Choose another with --port.",
)
UNKNOWN_TOKEN = Message(
    "unknown_token",
    what="There is no token with the id {id}.",
    fix="Look it up with: python -m mlcore tokens list.",
)
BAD_TOKEN_WISH = Message(
    "bad_token_wish",
    what="A token cannot be made like this: {reason}.",
    fix="Choose a scope of predict, read or manage, and at least one day.",
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
    NO_TOKEN,
    TOKEN_IN_URL,
    WRONG_SCOPE,
    BAD_HTTP,
    BAD_METHOD,
    LARGE_HEADERS,
    SLOW,
    WRONG_HOST,
    WRONG_ORIGIN,
    RATE_LIMITED,
    OVERLOADED,
    DEADLINE,
    ONE_MODEL,
    LINK_ENDED,
    BAD_LINK_WISH,
    UNKNOWN_LINK,
    UNKNOWN_ROUTE,
    METHOD,
    NO_CHAMPION,
    NO_TRACES,
    UNAVAILABLE,
    BAD_POLICY,
    BAD_CHALLENGE,
    BAD_CACHE,
    BAD_KEY,
    KEY_REUSED,
    UNDER_WAY,
    BAD_PASSWORD,
    BAD_OIDC,
    OPEN_PAGES,
    NOT_READY,
    NOT_LOOPBACK,
    BAD_CERTIFICATE,
    PORT_TAKEN,
    UNKNOWN_TOKEN,
    BAD_TOKEN_WISH,
)
