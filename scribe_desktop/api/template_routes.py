"""The routes under /api/templates: list, store, make from a résumé, read."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Body, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from scribe_desktop.api import schemas, template_bodies
from scribe_desktop.api.answers import error_response, json_response
from scribe_desktop.api.parts import INVALID, ApiParts, errors, uuid_of, uuid_parameter
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.template import StoredTemplate
from scribe_desktop.errors import (
    InputError,
    InterruptReason,
    LLMError,
    NotConfiguredError,
    NotFoundError,
    QueuePausingError,
    ResumeError,
    StepTimeoutError,
    TemplateError,
    WorkInterrupted,
)
from scribe_desktop.pipeline.resume_template import DraftedTemplate
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.services.wire_format import template_json

RESUME_SECONDS = 180.0
"""For reading a résumé and one letter of the model; waiting as the model's server says does not count."""

BUSY_SECONDS = 5

_MODEL_ANSWERS: dict[int | str, dict[str, Any]] = {
    502: {"model": schemas.Error, "description": "The model gave no letter that can be used."},
    503: {"model": schemas.Error, "description": "The model cannot be asked now, or another résumé is being read."},
    504: {"model": schemas.Error, "description": "The model took too long."},
}


def template_router(parts: ApiParts) -> APIRouter:
    """Templates, each text kept once."""
    router = APIRouter(prefix="/api/templates", tags=["templates"])
    _add_reading(router, parts.context)
    _add_making(router, parts.context)
    return router


def _add_reading(router: APIRouter, context: AppContext) -> None:
    @router.get(
        "/",
        summary="List templates",
        responses={200: {"model": list[schemas.Template], "description": "A bare array."}},
    )
    def list_templates() -> Response:
        """The newest version of each named template, the last changed first; then texts used without a name."""
        with context.unit_of_work(read_only=True) as work:
            found = [one.newest.template for one in work.templates.families()] + work.templates.loose()
            user_id = work.profile_id()
        return json_response([template_json(one, user_id) for one in found])

    @router.get(
        "/{template_id}",
        summary="Read a template",
        openapi_extra=uuid_parameter("template_id", "The template, of whatever version."),
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


def _add_making(router: APIRouter, context: AppContext) -> None:
    # A résumé may take minutes: it has a thread of its own, and never one of those that answer other requests.
    limiter = CapacityLimiter(1)
    turn = asyncio.Lock()

    @router.post(
        "/",
        status_code=201,
        summary="Store a template, or make one from a résumé",
        responses={
            201: {"model": schemas.MadeTemplate, "description": "It is kept."},
            **INVALID,
            **errors(400),
            **_MODEL_ANSWERS,
        },
    )
    async def make_template(body: Annotated[template_bodies.NewTemplate, Body()]) -> Response:
        """Send `source` to store a text, or `resume_pdf_base64` to make one from a résumé, never both.

        A name that a template has already makes this text its newest version. Where a model is set and `use_model`
        is not false, the text of the résumé is sent to that model and nowhere else; what comes back is checked against
        the résumé, and the sentences that it does not support are in `left_out`. Without a model a form in the
        program's own sentences is filled with `who`, `done` and `ask`. The body is at most 1 MiB, so a résumé of some
        750 KB.
        """
        if body.source is not None:
            source = body.source
            return await to_thread.run_sync(lambda: _stored(context, source, body.name, None))
        if turn.locked():
            busy = "Another résumé is being read. Try again in a moment."
            return error_response(503, busy, {"Retry-After": str(BUSY_SECONDS)})
        async with turn:
            token = context.new_token(RESUME_SECONDS)
            try:
                return await to_thread.run_sync(
                    lambda: _made(context, body, token), abandon_on_cancel=True, limiter=limiter
                )
            except asyncio.CancelledError:
                token.cancel(InterruptReason.CLOSING)
                raise


def _stored(context: AppContext, source: str, name: str | None, drafted: DraftedTemplate | None) -> Response:
    try:
        stored = context.templates.keep(source, name)
    except TemplateError as error:
        raise _invalid("source", error.message, source, line=error.line) from error
    except InputError as error:
        raise _invalid("name", error.message, name) from error
    return json_response(_made_json(context, stored, drafted), 201)


def _made(context: AppContext, body: template_bodies.NewTemplate, token: CancelToken) -> Response:
    try:
        drafted = _draft(context, body, token)
    except ResumeError as error:
        raise _invalid("resume_pdf_base64", error.message, None) from error
    except NotConfiguredError as error:
        raise _invalid("use_model", error.message, body.use_model) from error
    except QueuePausingError as error:
        return error_response(503, error.message)
    except StepTimeoutError as error:
        return error_response(504, error.message)
    except LLMError as error:
        return error_response(502, error.message)
    except WorkInterrupted:
        return error_response(503, "The program is closing. Try again when it runs.")
    return _stored(context, drafted.source, body.name, drafted)


def _draft(context: AppContext, body: template_bodies.NewTemplate, token: CancelToken) -> DraftedTemplate:
    resumes = context.resumes
    resume = resumes.read(body.resume_bytes(), token)
    answers = body.answers(resumes.facts(resume))
    by_model = body.use_model if body.use_model is not None else resumes.model_in_use is not None
    return resumes.by_model(resume, answers, token) if by_model else resumes.by_form(answers)


def _made_json(context: AppContext, stored: StoredTemplate, drafted: DraftedTemplate | None) -> dict[str, Any]:
    with context.unit_of_work(read_only=True) as work:
        made = template_json(stored, work.profile_id())
    dropped = drafted.dropped if drafted is not None else ()
    return {
        **made,
        "model": drafted.model if drafted is not None else None,
        "left_out": [{"text": one.text, "reason": one.reason} for one in dropped],
    }


def _invalid(name: str, message: str, value: Any, **context: Any) -> RequestValidationError:
    problem = {"type": "value_error", "loc": ("body", name), "msg": message, "input": value}
    return RequestValidationError([{**problem, "ctx": context} if context else problem])
