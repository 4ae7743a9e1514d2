"""The routes under /api/email."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from scribe_desktop.api import bodies, schemas
from scribe_desktop.api.answers import json_response
from scribe_desktop.api.parts import INVALID, ApiParts, errors, uuid_of, uuid_parameter
from scribe_desktop.api.queue_routes import LARGEST
from scribe_desktop.domain.queue import STOPPED_BY_PERSON, QueueItem, QueueStatus
from scribe_desktop.errors import NotFoundError, ReviewError
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.services.wire_format import email_json
from scribe_desktop.storage_ports.drafts import EmailQuery

PAGE = 20
LARGEST_PAGE = 100

NOT_FOUND = "Email not found or you don't have permission to access it"

_TASK_STATUS = {
    QueueStatus.PENDING: "PENDING",
    QueueStatus.PROCESSING: "STARTED",
    QueueStatus.COMPLETED: "SUCCESS",
    QueueStatus.FAILED: "FAILURE",
    QueueStatus.CANCELLED: "FAILURE",
}
_ID = uuid_parameter("email_id", "The draft.")


def email_router(parts: ApiParts) -> APIRouter:
    """Drafts: list, read, change, and generate a single one."""
    router = APIRouter(prefix="/api/email", tags=["emails"])
    # Paths with words come before those with an id, which would match them too.
    for add_routes in (_add_list, _add_tasks, _add_drafts):
        add_routes(router, parts)
    return router


def _add_list(router: APIRouter, parts: ApiParts) -> None:
    emails = parts.context.emails

    @router.get(
        "/",
        summary="List drafts",
        responses={200: {"model": list[schemas.Email], "description": "Newest first, a bare array."}, **INVALID},
    )
    def list_emails(
        limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="At most so many.")] = PAGE,
        offset: Annotated[int, Query(ge=0, le=LARGEST, description="Skip so many.")] = 0,
        include_discarded: Annotated[bool, Query(description="Discarded ones, too.")] = False,
    ) -> Response:
        """Drafts, newest first."""
        query = EmailQuery(include_discarded=include_discarded, limit=limit, offset=offset)
        return json_response([email_json(one) for one in emails.with_similar(emails.find(query))])


def _add_tasks(router: APIRouter, parts: ApiParts) -> None:
    queue = parts.context.queue

    @router.post(
        "/generate",
        status_code=202,
        summary="Write one email",
        responses={202: {"model": schemas.Task, "description": "It is queued."}, **INVALID, **errors(400)},
    )
    def generate(body: Annotated[bodies.GenerateRequest, Body()]) -> Response:
        """Queue one recipient. The task's id is the id of its queue item."""
        (task_id,) = queue.enqueue([body.recipient()], body.email_template)
        return json_response({"task_id": str(task_id)}, 202)

    @router.get(
        "/status/{task_id}",
        summary="Where a task stands",
        openapi_extra=uuid_parameter("task_id", "The task."),
        responses={200: {"model": schemas.TaskStatus, "description": "Its status."}, **errors(400, 404)},
    )
    def task_status(request: Request) -> Response:
        """Poll until the status is SUCCESS or FAILURE."""
        task_id = uuid_of(request.path_params["task_id"], "task")
        try:
            return json_response(_task(queue.get(task_id), queue))
        except NotFoundError:
            raise HTTPException(404, "Task not found") from None


def _add_drafts(router: APIRouter, parts: ApiParts) -> None:
    emails = parts.context.emails

    @router.get(
        "/{email_id}",
        summary="Read a draft",
        openapi_extra=_ID,
        responses={200: {"model": schemas.Email, "description": "The draft."}, **errors(400, 404)},
    )
    def read_email(request: Request) -> Response:
        """One draft with what it rests on."""
        email_id = _email_id(request)
        try:
            return json_response(email_json(*emails.with_similar([emails.get(email_id)])))
        except NotFoundError:
            raise HTTPException(404, NOT_FOUND) from None

    @router.patch(
        "/{email_id}",
        summary="Change a draft",
        openapi_extra=_ID,
        responses={
            200: {"model": schemas.Email, "description": "The draft after it."},
            **errors(400, 404, 409),
            **INVALID,
        },
    )
    def change_email(request: Request, body: Annotated[bodies.EmailChange, Body()]) -> Response:
        """Change words or review state, all of it or nothing. New words are checked against the saved evidence."""
        email_id = _email_id(request)
        try:
            changed = emails.change(email_id, body.change())
            return json_response(email_json(*emails.with_similar([changed])))
        except NotFoundError:
            raise HTTPException(404, NOT_FOUND) from None
        except ReviewError as error:
            raise HTTPException(409, error.message) from error


def _email_id(request: Request) -> UUID:
    return uuid_of(request.path_params["email_id"], "email")


def _task(item: QueueItem, queue: QueueService) -> dict[str, Any]:
    return {
        "task_id": str(item.id),
        "status": _TASK_STATUS[item.status],
        "result": _result(item, queue),
        "error": _error(item),
    }


def _result(item: QueueItem, queue: QueueService) -> dict[str, Any] | None:
    if item.status is QueueStatus.PROCESSING:
        timings = {one.step.value: round(one.seconds, 3) for one in queue.steps(item.id)}
        return {"current_step": item.current_step, "step_status": "started", "step_timings": timings}
    if item.status is QueueStatus.COMPLETED and item.email_id and item.started_at and item.finished_at:
        seconds = (item.finished_at - item.started_at).total_seconds()
        return {"email_id": str(item.email_id), "total_duration": round(seconds, 3)}
    return None


def _error(item: QueueItem) -> dict[str, Any] | None:
    if item.status is QueueStatus.CANCELLED:
        return {"message": "This item was cancelled.", "type": "cancelled", "failed_step": None}
    if item.status is not QueueStatus.FAILED:
        return None
    message = item.error_message or ""
    kind = "error"
    if message == STOPPED_BY_PERSON:
        kind = "stopped"
    elif "timeout" in message.lower():  # put there exactly when trying again may help, see failure_message
        kind = "timeout"
    return {"message": message, "type": kind, "failed_step": item.current_step}
