"""The password of the pages: kept as scrypt only, and the sign-ins that it is good for."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from mlcore.errors import LoupeError, Where
from mlcore.serving import access_messages as messages
from mlcore.serving.passes import Passes
from mlcore.store.files import make_folder, write_atomic

SHORTEST, LONGEST = 8, 1_000
_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26, "dklen": 32}


def file(home: Path) -> Path:
    """Return where the password's hash is kept."""
    return home / "password.json"


def choose(home: Path, password: str) -> None:
    """Keep *password* as the one that the pages ask for; all sign-ins so far end.

    Raises
    ------
    LoupeError
        ``bad_password`` when it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise LoupeError(messages.BAD_PASSWORD, Where(field="password"), least=SHORTEST)
    salt = secrets.token_hex(16)
    kept = {"salt": salt, "hash": _hash(password, salt)}
    make_folder(home)
    write_atomic(file(home), json.dumps(kept).encode())


def forget(home: Path) -> None:
    """Let the pages ask for no password."""
    file(home).unlink(missing_ok=True)


@dataclass(frozen=True)
class Lock:
    """A password as it is kept, and the key that its sign-ins are signed with."""

    salt: str
    hash: str

    def opens(self, password: str) -> bool:
        """Tell whether *password* is the one."""
        if len(password) > LONGEST:
            return False
        return hmac.compare_digest(_hash(password, self.salt), self.hash)

    def pass_until(self, when: float) -> str:
        """Return a sign-in that is good until *when*, in seconds since 1970."""
        return self._passes.until(when)

    def takes(self, sign_in: str) -> bool:
        """Tell whether *sign_in* was given by this lock and is still good."""
        return self._passes.takes(sign_in)

    @property
    def _passes(self) -> Passes:
        return Passes(self.hash.encode())


def lock(home: Path) -> Lock | None:
    """Return the lock of *home*, None when the pages ask for no password."""
    try:
        return Lock(**json.loads(file(home).read_bytes()))
    except FileNotFoundError:
        return None


def _hash(password: str, salt: str) -> str:
    raw = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(raw, salt=bytes.fromhex(salt), **_COST).hex()
