"""What is said of who may ask: tokens, links, sign-in, names, listening to others."""

from __future__ import annotations

from mlcore.errors import Message

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
NOT_LOOPBACK = Message(
    "not_loopback",
    what="Listening on {host} would open the service to others, and this is missing: {missing}.",
    fix="Provide it, or use --host 127.0.0.1 with a reverse proxy in front.",
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
    NO_TOKEN,
    TOKEN_IN_URL,
    WRONG_SCOPE,
    WRONG_HOST,
    WRONG_ORIGIN,
    ONE_MODEL,
    LINK_ENDED,
    BAD_LINK_WISH,
    UNKNOWN_LINK,
    BAD_PASSWORD,
    BAD_OIDC,
    OPEN_PAGES,
    NOT_LOOPBACK,
    UNKNOWN_TOKEN,
    BAD_TOKEN_WISH,
)
