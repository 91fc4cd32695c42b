"""The description of the service for machines, written out; a schema per model comes later."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Schema, description: str) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
CELL: Schema = {"type": ["string", "number", "boolean", "null"]}
ROW: Schema = {"type": "object", "additionalProperties": CELL}
ERRORS = (400, 401, 403, 404, 405, 409, 413, 415, 422, 500, 501, 503)

SCHEMAS: Schema = {
    "Error": _object(
        error=_object(
            code=TEXT,
            message=TEXT,
            where=_list({"type": "object"}),
            fix=TEXT,
            kept=TEXT,
            ref=TEXT,
        )
    ),
    "Request": {
        "type": "object",
        "properties": {
            "rows": {**_list(ROW), "minItems": 1},
            "features": {"type": ["object", "array"]},
            "coverage": {"type": "number", "minimum": 0.5, "maximum": 0.99, "default": 0.9},
        },
        "description": "One of rows and features; lists are in the order of the signature. "
        "coverage is that of intervals and sets.",
        "example": {"rows": [{"column": 1.5}]},
    },
    "Prediction": _object(
        value=CELL,
        probabilities={"type": "object", "additionalProperties": NUMBER},
        interval=_object(low=NUMBER, high=NUMBER, coverage=NUMBER),
        set=_object(classes=_list(CELL), coverage=NUMBER),
        warnings=_list(_object(code=TEXT, column=TEXT, message=TEXT)),
    ),
    "Reply": _object(
        model=TEXT,
        version=WHOLE,
        request_id=TEXT,
        degraded={"type": "boolean"},
        ignored_fields=_list(TEXT),
        predictions=_list(_ref("Prediction")),
    ),
}

_CHOICE: Schema = {"enum": ["warn", "refuse"]}
SCHEMAS["Policy"] = _object(unknown=_CHOICE, range=_CHOICE)
SCHEMAS["Challenge"] = _object(
    version={"type": ["integer", "null"], "description": "Makes that version the challenger."},
    share={"type": "number", "minimum": 0, "maximum": 50, "description": "Percent of the keys."},
    shadow={"type": "boolean", "description": "It answers unheard what the champion answers."},
)
_LABEL: Schema = {
    "type": "object",
    "properties": {
        "request_id": TEXT,
        "row": {"type": "integer", "minimum": 1},
        "label": {"type": ["string", "number", "boolean"]},
    },
    "required": ["request_id", "label"],
}
SCHEMAS["Label"] = {**_LABEL, "example": {"request_id": "4f1c…", "row": 1, "label": "yes"}}
SCHEMAS["Feedback"] = {
    "anyOf": [
        _ref("Label"),
        {
            "type": "object",
            "properties": {"labels": {**_list(_ref("Label")), "minItems": 1}},
            "required": ["labels"],
        },
    ],
    "description": "What was true of earlier answers: one label, or a list of them.",
}
SCHEMAS["Labelled"] = _object(
    model=TEXT, rows=WHOLE, changed=WHOLE, unknown=_list(TEXT), request_id=TEXT
)
SCHEMAS["Reasons"] = _object(
    start=NUMBER,
    total=NUMBER,
    scale={"enum": ["value", "probability", "score"]},
    method={"enum": ["trees", "sums", "sampled"]},
    contributions=_list(_object(column=TEXT, value=NUMBER)),
    **{"class": TEXT},
)
SCHEMAS["Explained"] = _object(
    model=TEXT,
    version=WHOLE,
    request_id=TEXT,
    ignored_fields=_list(TEXT),
    explanations=_list(_ref("Reasons")),
)


def _parameter(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _header(name: str, most: int, description: str) -> Schema:
    text = {"type": "string", "minLength": 1, "maxLength": most, "pattern": "^[!-~]+$"}
    return {"name": name, "in": "header", "schema": text, "description": description}


_AGAIN = _header("Idempotency-Key", 200, "The same request under the same key happens once.")
_WHO = _header("Loupe-Key", 200, "Who asks: the same key is answered by the same version.")


def _operation(summary: str, answer: Schema, open_to_all: bool = False, **extra: Any) -> Schema:
    errors = {str(status): _json(_ref("Error"), "Refused, and why") for status in ERRORS}
    access: Schema = {"security": []} if open_to_all else {}
    return {"summary": summary, "responses": {"200": answer, **errors}, **access, **extra}


def _written(summary: str, schema: str, answer: Schema, *parameters: Schema) -> Schema:
    """Return an operation whose body is the component *schema*."""
    body = {"required": True, "content": {"application/json": {"schema": _ref(schema)}}}
    return _operation(summary, answer, parameters=[*parameters, _AGAIN], requestBody=body)


def _predict(summary: str, *parameters: Schema, reply: str = "Reply") -> Schema:
    answer = _json(_ref(reply), "An answer per row")
    return {"post": _written(summary, "Request", answer, *parameters, _WHO)}


_NAME = _parameter("name", TEXT)
_VERSION = _parameter("version", WHOLE)
_ANY = _json({"type": "object"}, "As asked")
_OFFSET = _json(_object(offset=WHOLE, total=WHOLE), "Bytes that came")
_UPLOAD = _parameter("id", {"type": "string", "pattern": "^[0-9a-f]{16,64}$"})
_RANGE = {"name": "Content-Range", "in": "header", "required": True, "schema": TEXT}
_METRICS = {"description": "Prometheus text", "content": {"text/plain": {"schema": TEXT}}}

DOCUMENT: Schema = {
    "openapi": "3.1.0",
    "info": {"title": "Loupe predictions", "version": "1"},
    "security": [{"token": []}],
    "paths": {
        "/livez": {"get": _operation("The service runs", _ANY, True)},
        "/readyz": {"get": _operation("A model is ready", _ANY, True)},
        "/metrics": {"get": _operation("Counters", _METRICS)},
        "/v1/models": {"get": _operation("All models", _ANY)},
        "/v1/models/{name}": {"get": _operation("One model", _ANY, parameters=[_NAME])},
        "/v1/models/{name}/predict": _predict("Ask the champion", _NAME),
        "/v1/models/{name}/explain": _predict("Why they are so", _NAME, reply="Explained"),
        "/v1/models/{name}/versions/{version}/predict": _predict(
            "Ask one version", _NAME, _VERSION
        ),
        "/v1/models/{name}/policy": {
            "get": _operation("How odd values are taken", _ANY, parameters=[_NAME]),
            "put": _written("Choose it", "Policy", _ANY, _NAME),
        },
        "/v1/models/{name}/challenger": {
            "get": _operation("How the challenger does", _ANY, parameters=[_NAME]),
            "put": _written("Choose how it is tried", "Challenge", _ANY, _NAME),
        },
        "/v1/models/{name}/feedback": {
            "post": _written(
                "Tell what was true", "Feedback", _json(_ref("Labelled"), "What was kept"), _NAME
            )
        },
        "/v1/uploads/{id}": {
            "put": _operation(
                "Send the next part of a large file",
                _OFFSET,
                parameters=[_UPLOAD, _RANGE],
                requestBody={"required": True, "content": {"application/octet-stream": {}}},
            ),
            "get": _operation("How many bytes came", _OFFSET, parameters=[_UPLOAD]),
        },
    },
    "components": {
        "schemas": SCHEMAS,
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
}
