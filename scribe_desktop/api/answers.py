"""Answers as JSON: one way to write bodies and errors, inside FastAPI and outside it."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Scope

logger = logging.getLogger(__name__)

_INCIDENT = "scribe.incident"


def json_bytes(content: Any) -> bytes:
    """Compact JSON as ASCII, so that half a surrogate pair in an echoed value cannot break the answer."""
    return json.dumps(content, separators=(",", ":"), allow_nan=False).encode("ascii")


def json_response(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response that no cache keeps."""
    return Response(
        json_bytes(content), status, {"Cache-Control": "no-store", **(headers or {})}, media_type="application/json"
    )


def error_response(status: int, detail: Any, headers: Mapping[str, str] | None = None) -> Response:
    """`{"detail": …}`."""
    return json_response({"detail": detail}, status, headers)


def incident_response(scope: Scope, error: BaseException) -> Response:
    """A 500 that says no more than an id; what happened is in the log under the same id, once."""
    incident = scope.get(_INCIDENT)
    if incident is None:
        incident = scope[_INCIDENT] = secrets.token_hex(6)
        logger.error("Incident %s in a %s request", incident, scope["method"], exc_info=error)
    return error_response(500, f"Something went wrong inside the program. The log has the details: incident {incident}")
