"""Sign-in by the organisation: OpenID Connect, authorization code with PKCE.

Loupe sends a browser to the provider and takes it back with a code, which it trades for an ID
token itself. The token is taken only with a signature by the provider's keys, for this client, in
answer to this very visit (state and nonce), while it lasts. OpenID Connect Core 1.0, section 3.1.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mlcore.errors import LoupeError, Where
from mlcore.language import translate as _
from mlcore.serving import access_messages as messages
from mlcore.serving.hosts import Hosts
from mlcore.serving.passes import HOURS, Passes
from mlcore.serving.signin import BACK, HEADERS, Ways, after, let_in, ours, page
from mlcore.settings import Settings

COOKIE = "loupe_visit"
MINUTES = 10
"""How long a visit to the provider may take."""
SECONDS = 10.0
LEEWAY = 60
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Signatures by a key that only the provider has: no shared secret, and never none."""
WRONG = (ValueError, KeyError, TypeError, httpx.HTTPError)


@dataclass(frozen=True)
class Client:
    """What Loupe is to the provider.

    Parameters
    ----------
    issuer : str
        The provider's address, as its tokens name it.
    client, secret : str
        As registered there.
    allow : str
        Addresses or ``@domain`` of who may come in, joined by commas; empty: whoever the provider
        knows.
    proxied : bool
        Whether a proxy with TLS is in front, so that the way back begins with https.
    """

    issuer: str
    client: str
    secret: str
    allow: str = ""
    proxied: bool = False

    def admits(self, claims: dict[str, Any]) -> bool:
        """Tell whether the person of an ID token may come in."""
        wanted = {name.strip().lower() for name in self.allow.split(",") if name.strip()}
        if not wanted:
            return True
        mail = str(claims.get("email", "")).lower()
        if not mail or claims.get("email_verified") is False:
            return False
        return mail in wanted or f"@{mail.rpartition('@')[2]}" in wanted


def client_of(settings: Settings) -> Client | None:
    """Return the client that the settings describe, None when they name no provider.

    Raises
    ------
    LoupeError
        ``bad_oidc`` when something of it is missing.
    """
    if not settings.oidc_issuer:
        return None
    parts = urlsplit(settings.oidc_issuer)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    wanted = (
        (settings.oidc_client, "LOUPE_OIDC_CLIENT"),
        (settings.oidc_secret, "LOUPE_OIDC_SECRET"),
        (parts.scheme == "https" or (local and parts.scheme == "http"), "an issuer with https"),
    )
    missing = [name for there, name in wanted if not there]
    if missing:
        raise LoupeError(messages.BAD_OIDC, Where(field="LOUPE_OIDC"), missing=", ".join(missing))
    return Client(
        settings.oidc_issuer, settings.oidc_client, settings.oidc_secret, settings.oidc_allow,
        settings.behind_proxy == 1,
    )  # fmt: skip


class Provider:
    """The way to the organisation's sign-in and back.

    Parameters
    ----------
    client : Client
        What Loupe is there.
    hosts : Hosts
        The names this server answers to: the way back leads to no other.
    """

    def __init__(self, client: Client, hosts: Hosts) -> None:
        self._client, self._hosts = client, hosts
        self._about: dict[str, Any] | None = None

    async def away(self, request: Request, passes: Passes, password: bool) -> Response:
        """Send a browser to the provider, with a note of this visit."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        try:
            wanted = {
                "response_type": "code",
                "client_id": self._client.client,
                "redirect_uri": self._back_to(request),
                "scope": "openid email",
                "state": state,
                "nonce": nonce,
                "code_challenge": _challenge(verifier),
                "code_challenge_method": "S256",
            }
            address = (await self._described())["authorization_endpoint"]
        except (LoupeError, *WRONG):
            return _refused(
                request, password, _("The organisation's sign-in does not answer."), 503
            )
        mark = "&" if "?" in address else "?"
        reply = RedirectResponse(f"{address}{mark}{urlencode(wanted)}", 303, HEADERS)
        visit = json.dumps([state, nonce, verifier, after(request)])
        reply.set_cookie(
            COOKIE, passes.until(time.time() + MINUTES * 60, visit), max_age=MINUTES * 60,
            path=BACK, httponly=True, samesite="lax", secure=self._secret(request),
        )  # fmt: skip
        return reply

    async def back(self, request: Request, passes: Passes, password: bool) -> Response:
        """Take a browser back from the provider, and let it in when its token says so."""
        visit = passes.read(request.cookies.get(COOKIE, ""))
        given = request.query_params
        if visit is None:
            return _refused(request, password, _("That visit took too long; sign in again."), 400)
        state, nonce, verifier, target = json.loads(visit)
        if not hmac.compare_digest(given.get("state", "").encode(), state.encode()):
            return _refused(request, password, _("That was another visit; sign in again."), 400)
        if "code" not in given:
            return _refused(request, password, _("The organisation's sign-in said no."), 403)
        try:
            claims = await self._claims(request, given["code"], verifier, nonce)
        except (LoupeError, *WRONG):
            text = _("The organisation's sign-in gave no answer that can be taken.")
            return _refused(request, password, text, 403)
        if not self._client.admits(claims):
            return _refused(request, password, _("You may not come in here."), 403)
        sign_in = passes.until(time.time() + HOURS * 3_600, str(claims["sub"]))
        reply = let_in(request, sign_in, ours(target))
        reply.delete_cookie(COOKIE, path=BACK)
        return reply

    async def _claims(
        self, request: Request, code: str, verifier: str, nonce: str
    ) -> dict[str, Any]:
        """Trade a code for an ID token and return what that says."""
        about = await self._described()
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back_to(request),
            "code_verifier": verifier,
        }
        who = httpx.BasicAuth(self._client.client, self._client.secret)
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as web:
            reply = await web.post(about["token_endpoint"], data=asked, auth=who)
            keys = await web.get(about["jwks_uri"])
        reply.raise_for_status()
        keys.raise_for_status()
        return proved(self._client, str(reply.json()["id_token"]), keys.json(), nonce)

    async def _described(self) -> dict[str, Any]:
        """Return where the provider does what, asked once."""
        if self._about is None:
            issuer = self._client.issuer
            address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as web:
                reply = await web.get(address)
            reply.raise_for_status()
            about: dict[str, Any] = reply.json()
            if about["issuer"].rstrip("/") != issuer.rstrip("/"):
                raise ValueError("the provider calls itself otherwise")
            self._about = about
        return self._about

    def _back_to(self, request: Request) -> str:
        host = request.headers.get("host", "")
        self._hosts.refuse(host, "")
        return f"{'https' if self._secret(request) else 'http'}://{host}{BACK}"

    def _secret(self, request: Request) -> bool:
        return self._client.proxied or request.url.scheme == "https"


def proved(client: Client, token: str, keys: Any, nonce: str) -> dict[str, Any]:
    """Return what an ID token says, once it proves that the provider says it to us, now.

    Parameters
    ----------
    client : Client
        Who it must be for, and from whom.
    token : str
        As it came.
    keys : JSON object
        The provider's public keys.
    nonce : str
        Of this visit.

    Raises
    ------
    ValueError
        When anything of it is not as it must be.
    """
    from joserfc import errors, jwt
    from joserfc.jwk import KeySet

    wanted = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": client.issuer},
        aud={"essential": True, "value": client.client},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)
        wanted.validate(read.claims)
    except errors.JoseError as error:
        raise ValueError("the ID token cannot be taken") from error
    claims: dict[str, Any] = read.claims
    if claims.get("azp", client.client) != client.client:
        raise ValueError("the ID token is for somebody else")
    return claims


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _refused(request: Request, password: bool, said: str, status: int) -> Response:
    return page(request, Ways(password, True), said, status)
