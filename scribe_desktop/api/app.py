"""The application: routes put together, errors in one form, and its own description."""

from __future__ import annotations

import math
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp

from scribe_desktop import __version__
from scribe_desktop.api import schemas
from scribe_desktop.api.answers import error_response, incident_response, json_response
from scribe_desktop.api.email_routes import email_router
from scribe_desktop.api.openapi import describe
from scribe_desktop.api.parts import ApiParts
from scribe_desktop.api.paths import Paths
from scribe_desktop.api.queue_routes import queue_router
from scribe_desktop.api.template_routes import template_router
from scribe_desktop.errors import ScribeError, TemplateError
from scribe_desktop.services.worker_state import WorkerState

SERVICE = "scribe-desktop"
ECHOED_DEPTH = 20


def build_app(parts: ApiParts) -> ASGIApp:
    """The routes, with and without a final slash. Guards and tokens are outside of it."""
    app = FastAPI(
        title="Scribe Desktop",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={
            Exception: _on_incident,
            HTTPException: _on_http_error,
            RequestValidationError: _on_invalid,
            TemplateError: _on_template_error,
        },
    )
    for make_router in (queue_router, email_router, template_router):
        app.include_router(make_router(parts))
    _add_health(app, parts)
    document = _add_description(app)
    return Paths(app, document["paths"])


def _add_health(app: FastAPI, parts: ApiParts) -> None:
    @app.get(
        "/health",
        tags=["service"],
        summary="Whether the service is well",
        responses={
            200: {"model": schemas.Health, "description": "It is."},
            503: {"model": schemas.Health, "description": "The database cannot be used."},
        },
    )
    def health() -> Response:
        """Needs no token, and says nothing about people."""
        try:
            state, well = parts.worker_state(), True
            parts.context.queue.pause_state()
        except ScribeError:
            state, well = WorkerState(), False
        return json_response(
            {
                "status": "healthy" if well else "unhealthy",
                "service": SERVICE,
                "version": __version__,
                "database": "connected" if well else "unavailable",
                "worker": {
                    "state": state.activity,
                    "step": state.step,
                    "step_age_seconds": state.age_seconds,
                    "reason": state.reason,
                },
            },
            200 if well else 503,
        )


def _add_description(app: FastAPI) -> dict[str, Any]:
    @app.get(
        "/api/openapi.json",
        tags=["service"],
        summary="This description",
        responses={200: {"description": "The OpenAPI document.", "content": {"application/json": {"schema": {}}}}},
    )
    async def openapi() -> Response:
        """The OpenAPI document of this API."""
        return json_response(document)

    document: dict[str, Any] = describe(app)
    return document


async def _on_incident(request: Request, error: Exception) -> Response:
    return incident_response(request.scope, error)


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return error_response(error.status_code, error.detail, error.headers)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return error_response(422, _writable(error.errors()))


def _writable(value: Any, depth: int = 0) -> Any:
    """The value as JSON can say it: an echoed input may be nested without end, or hold NaN; a context holds errors."""
    if depth > ECHOED_DEPTH:
        return "…"
    if isinstance(value, dict):
        return {str(key): _writable(one, depth + 1) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_writable(one, depth + 1) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, (str, int, float)) else str(value)


async def _on_template_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, TemplateError)
    problem = {"type": "value_error", "loc": ["body", "email_template"], "msg": error.message}
    return error_response(422, [{**problem, "ctx": {"line": error.line}}])
