"""What the token of a request may do."""

from __future__ import annotations

from fastapi import Request

from mlcore.errors import LoupeError
from mlcore.serving import messages
from mlcore.serving.tokens import Access


def access(request: Request, scope: str = "predict") -> Access:
    """Return who asks.

    Raises
    ------
    LoupeError
        ``forbidden`` unless the token covers *scope*.
    """
    return covered(request.state.access, scope)


def covered(found: Access, scope: str = "predict") -> Access:
    """Return *found* when it covers *scope*.

    Raises
    ------
    LoupeError
        ``forbidden``.
    """
    if not found.covers(scope):
        raise LoupeError(messages.WRONG_SCOPE, scope=found.scope, wanted=scope)
    return found
