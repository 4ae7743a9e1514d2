"""The OpenAPI document, completed: the token, and what the guards may answer to every request."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

DESCRIPTION = """The queue of Scribe Desktop for your own scripts, on this computer only.

Make a token in Settings → Local API or with `scribe token create`, and send it as `Authorization: Bearer …`. A token
of the scope `read` may read; `read write` may do everything. Every path answers with and without a final slash.
Requests that a web page sends are refused. Timestamps are RFC 3339 in UTC and end in `Z`."""

_GUARDS: dict[str, tuple[str, str]] = {
    "401": ("Unauthorized", "No token, or one that is malformed, expired, revoked or wrongly signed."),
    "403": ("Forbidden", "A web page asked, or the token's scope does not reach so far."),
    "413": ("TooLarge", "The body is larger than 1 MiB."),
    "415": ("OtherType", "The body is not application/json."),
    "421": ("Misdirected", "The Host header is not this server's own local address."),
    "429": ("TooMany", "More than 200 requests a second with this token."),
    "500": ("Incident", "Something went wrong; the id in the detail leads to the log."),
}
"""What every request may be answered: the status, the answer's name in the document, and what it says."""

_ONLY_WITH_TOKEN = frozenset(("401", "429"))
_HEADERS: dict[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": {"schema": {"type": "string", "const": "Bearer"}}},
    "429": {"Retry-After": {"description": "Seconds.", "schema": {"type": "string", "pattern": "^[0-9]+$"}}},
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The document of the application's routes as they are now."""
    app.description = DESCRIPTION
    document = app.openapi()
    document["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "A token of this API."}
    }
    document["components"]["responses"] = {
        name: _error(description, _HEADERS.get(status, {})) for status, (name, description) in _GUARDS.items()
    }
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _complete(operation, needs_token=path != "/health")
    return document


def _complete(operation: dict[str, Any], needs_token: bool) -> None:
    for status, (name, _) in _GUARDS.items():
        if needs_token or status not in _ONLY_WITH_TOKEN:
            operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{name}"})
    operation["security"] = [{"token": []}] if needs_token else []


def _error(description: str, headers: dict[str, Any]) -> dict[str, Any]:
    content = {"schema": {"$ref": "#/components/schemas/Error"}, "example": {"detail": description}}
    return {"description": description, "headers": headers, "content": {"application/json": content}}
