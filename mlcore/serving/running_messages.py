"""What is said of the service itself: its limits, its models, how it is set up."""

from __future__ import annotations

from mlcore.errors import Message

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
NO_CHAMPION = Message(
    "no_champion",
    what="The model “{name}” has no champion, so there is no version to ask.",
    fix="Promote one: python -m mlcore models promote NAME VERSION.",
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
BAD_TRACES = Message(
    "bad_traces",
    what="LOUPE_TRACES is not an address that traces can be sent to.",
    fix="Set it to one such as http://localhost:4318/v1/traces, or leave it out.",
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

MESSAGES = (
    RATE_LIMITED,
    OVERLOADED,
    DEADLINE,
    NO_CHAMPION,
    BAD_POLICY,
    BAD_CHALLENGE,
    BAD_CACHE,
    BAD_TRACES,
    NO_TRACES,
    UNAVAILABLE,
    NOT_READY,
    BAD_CERTIFICATE,
    PORT_TAKEN,
)
