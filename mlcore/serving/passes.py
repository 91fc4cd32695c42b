"""Signed statements that a browser keeps as a cookie: who holds one was let in until it ends."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import Path

from mlcore.store.files import make_folder, write_atomic

HOURS = 12
"""How long a sign-in is good for."""


@dataclass(frozen=True)
class Passes:
    """Signs statements with one key, and knows its own.

    Parameters
    ----------
    key : bytes
        Secret; statements signed with another one are not taken.
    """

    key: bytes = field(repr=False)

    def until(self, when: float, said: str = "") -> str:
        """Return a pass that is good until *when* (seconds since 1970) and says *said*."""
        words = urlsafe_b64encode(said.encode()).decode().rstrip("=")
        text = f"{int(when)}.{words}.{secrets.token_hex(16)}"
        return f"{text}.{self._sign(text)}"

    def read(self, given: str) -> str | None:
        """Return what a pass says, None when it is not ours or has ended."""
        text, _, signature = given.rpartition(".")
        if not hmac.compare_digest(self._sign(text).encode(), signature.encode()):
            return None
        ends, words, _nonce = text.split(".")
        if int(ends) <= time.time():
            return None
        return urlsafe_b64decode(words + "=" * (-len(words) % 4)).decode()

    def takes(self, given: str) -> bool:
        """Tell whether a pass is ours and still good."""
        return self.read(given) is not None

    def _sign(self, text: str) -> str:
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()


def file(home: Path) -> Path:
    """Return where the key of sign-ins without a password is kept."""
    return home / "signin.key"


def of_home(home: Path) -> Passes:
    """Return the passes of a home; their key is made when it is missing."""
    try:
        return Passes(file(home).read_bytes())
    except FileNotFoundError:
        make_folder(home)
        write_atomic(file(home), secrets.token_bytes(32))
        return Passes(file(home).read_bytes())
