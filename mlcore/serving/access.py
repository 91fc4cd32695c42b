"""What the token of a request may do."""

from __future__ import annotations

from fastapi import Request

from mlcore.errors import LoupeError
from mlcore.registry.names import Reference
from mlcore.serving import access_messages as messages
from mlcore.serving.tokens import Access


def access(request: Request, scope: str = "predict") -> Access:
    """Return who asks.

    Raises
    ------
    LoupeError
        ``forbidden`` unless the token covers *scope*; ``one_model_only`` for a link.
    """
    found = covered(request.state.access, scope)
    if found.model:
        raise LoupeError(messages.ONE_MODEL)
    return found


def may_ask(found: Access, path: str, reference: Reference) -> None:
    """Raise unless who asks may have the answers of the model at this address.

    Raises
    ------
    LoupeError
        ``forbidden``; ``one_model_only`` where a link asks another model, another version, or
        for anything but answers and reasons.
    """
    covered(found)
    own = (found.model, found.version) == (reference.name, reference.version)
    if found.model and not (own and path.endswith(("/predict", "/explain"))):
        raise LoupeError(messages.ONE_MODEL)


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
