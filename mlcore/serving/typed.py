"""A schema per model from its signature, for clients that generate code or check requests."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import quote

from mlcore.errors import LoupeError
from mlcore.prediction.cells import form
from mlcore.prediction.rows import EXAMPLES
from mlcore.registry.registry import Registry
from mlcore.serving import openapi
from mlcore.store.store import Store
from mlcore.types import Field, Kind, Signature

Schema = dict[str, Any]
MOST_MODELS = 50
TYPES: dict[Kind, str] = {
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "text": "string",
    "category": "string",
    "date": "string",
}


def document(store: Store, workspace: str) -> Schema:
    """Return the description of the service with a typed request for each model's champion."""
    made = copy.deepcopy(openapi.DOCUMENT)
    registry = Registry(store, workspace)
    for number, entry in enumerate(registry.models()[:MOST_MODELS], start=1):
        try:
            signature = registry.load(entry.name).signature
        except LoupeError:  # no champion, or one that cannot be loaded: it has no address either
            continue
        made["components"]["schemas"][f"Rows{number}"] = request(signature, entry.name)
        path = f"/v1/models/{quote(entry.name, safe='')}/predict"
        made["paths"][path] = operation(f"Rows{number}", entry.name)
    return made


def operation(schema: str, name: str) -> Schema:
    """Return the path of one model, whose request is the component *schema*."""
    path = copy.deepcopy(openapi.DOCUMENT["paths"]["/v1/models/{name}/predict"])
    post: Schema = path["post"]
    post["summary"] = f"Ask the champion of {name}"
    post["parameters"] = [one for one in post["parameters"] if one["in"] == "header"]
    reference = {"$ref": f"#/components/schemas/{schema}"}
    post["requestBody"]["content"]["application/json"]["schema"] = reference
    return {"post": post}


def request(signature: Signature, name: str) -> Schema:
    """Return the schema of a request with rows for *signature*."""
    row = {
        "type": "object",
        "properties": {field.name: value(field) for field in signature.fields},
        "required": [field.name for field in signature.fields if field.required],
    }
    example = {field.name: typical(field) for field in signature.fields}
    return {
        "title": f"Rows for {name}",
        "type": "object",
        "properties": {"rows": {"type": "array", "items": row, "minItems": 1}},
        "required": ["rows"],
        "example": {"rows": [example]},
    }


def value(field: Field) -> Schema:
    """Return the schema of one input: its type, what it was in training, and an example."""
    kind = form(field)
    named = TYPES[kind]
    made: Schema = {"type": named if field.required else [named, "null"]}
    if kind == "date":
        made["format"] = "date-time"
    if said := described(field):
        made["description"] = said
    return {**made, "examples": [typical(field)]}


def described(field: Field) -> str:
    """Return what the input was in training; other values are taken, with a warning."""
    if field.kind in ("integer", "number") and field.low is not None:
        return f"In training from {field.low:g} to {field.high:g}."
    if field.kind == "date" and field.low_date:
        return f"In training from {field.low_date} to {field.high_date or field.low_date}."
    if field.kind == "category" and field.categories:
        shown = ", ".join(field.categories[:20])
        return f"In training: {shown}{' …' if len(field.categories) > 20 else ''}."
    return ""


def typical(field: Field) -> Any:
    """Return a value the field takes."""
    found = field.typical if field.typical is not None else EXAMPLES[form(field)]
    whole = form(field) == "integer" and isinstance(found, float) and found.is_integer()
    return int(found) if whole and isinstance(found, float) else found
