"""What the page behind a link says of its model."""

from __future__ import annotations

from mlcore.prediction.model import Model
from mlcore.registry.registry import Registry
from mlcore.serving.links import Link
from mlcore.store.store import Store
from pages.ui.words import _, code, literal


def model_of(store: Store, link: Link) -> Model:
    """Return the model that a link answers by."""
    return Registry(store, link.workspace).load(link.ref)


def title(link: Link) -> str:
    """Return the page's title: what the link is for, or the model."""
    return literal(link.label or link.model, 80)


def lead(model: Model) -> str:
    """Return what is answered."""
    question = _("How much is") if model.signature.task == "regression" else _("What is")
    return f"{question} {code(model.signature.target)}? {_('Fill in what you know.')}"
