"""The routes under /api/templates: stored templates, to list and to read."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from scribe_desktop.api import schemas
from scribe_desktop.api.answers import json_response
from scribe_desktop.api.parts import ApiParts, errors, uuid_of, uuid_parameter
from scribe_desktop.errors import NotFoundError
from scribe_desktop.services.wire_format import template_json


def template_router(parts: ApiParts) -> APIRouter:
    """Templates, each text kept once."""
    router = APIRouter(prefix="/api/templates", tags=["templates"])
    context = parts.context

    @router.get(
        "/",
        summary="List templates",
        responses={200: {"model": list[schemas.Template], "description": "Newest first, a bare array."}},
    )
    def list_templates() -> Response:
        """All templates that were saved or used, newest first."""
        with context.unit_of_work(read_only=True) as work:
            found, user_id = work.templates.find(), work.profile_id()
        return json_response([template_json(one, user_id) for one in found])

    @router.get(
        "/{template_id}",
        summary="Read a template",
        openapi_extra=uuid_parameter("template_id", "The template."),
        responses={200: {"model": schemas.Template, "description": "The template."}, **errors(400, 404)},
    )
    def read_template(request: Request) -> Response:
        """One template."""
        template_id = uuid_of(request.path_params["template_id"], "template")
        try:
            with context.unit_of_work(read_only=True) as work:
                return json_response(template_json(work.templates.get(template_id), work.profile_id()))
        except NotFoundError:
            raise HTTPException(404, "Template not found") from None

    return router
