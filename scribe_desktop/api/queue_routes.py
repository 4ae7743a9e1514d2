"""The routes under /api/queue."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from sse_starlette.sse import EventSourceResponse, SendTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from scribe_desktop.api import bodies, schemas
from scribe_desktop.api.answers import json_response
from scribe_desktop.api.parts import INVALID, ApiParts, errors, uuid_of, uuid_parameter
from scribe_desktop.domain.queue import QueueCounts, QueueStatus
from scribe_desktop.errors import IdempotencyError, NotFoundError, TransitionError
from scribe_desktop.services.eta import EtaEstimator
from scribe_desktop.storage_ports.queue import QueueQuery

LARGEST = 1_000_000_000
"""Of limit and offset: more than a queue can hold, less than SQLite can count."""

SEND_SECONDS = 30.0
"""A listener that takes nothing for so long is let go."""

PING_SECONDS = 4
"""A comment so often keeps clients listening that give up on a silence of 5 s, as httpx2 does unless told otherwise."""

ListedStatus = Literal["pending", "processing", "completed", "failed"]
_ID = uuid_parameter("item_id", "The item.")


def queue_router(parts: ApiParts) -> APIRouter:
    """The queue: list, submit, cancel, retry, pause, follow."""
    router = APIRouter(prefix="/api/queue", tags=["queue"])
    # Paths with words come before those with an id, which would match them too.
    for add_routes in (_add_list, _add_batch, _add_control, _add_events, _add_item_changes):
        add_routes(router, parts)
    return router


def _add_list(router: APIRouter, parts: ApiParts) -> None:
    @router.get(
        "/",
        summary="List the queue",
        responses={
            200: {"model": list[schemas.QueueEntry], "description": "Oldest first, a bare array."},
            304: {"description": "Nothing has changed since the answer with that ETag."},
            **INVALID,
        },
    )
    async def list_queue(
        status: Annotated[list[ListedStatus], Query(description="Only these; may be repeated.")] = [],  # noqa: B006 - FastAPI copies it
        window: Annotated[
            Literal["24h", "all"], Query(description="Items created in the last 24 hours, or all.")
        ] = "24h",
        limit: Annotated[int | None, Query(ge=1, le=LARGEST, description="At most so many.")] = None,
        offset: Annotated[int, Query(ge=0, le=LARGEST, description="Skip so many.")] = 0,
        if_none_match: Annotated[str | None, Header(description="An ETag of an earlier answer.")] = None,
    ) -> Response:
        """Items created in the last 24 hours, oldest first. Poll with If-None-Match: an idle queue answers 304."""
        query = QueueQuery(statuses=frozenset(map(QueueStatus, status)), limit=limit, offset=offset)
        answer = await parts.answers.get(query, window == "24h")
        headers = {"ETag": answer.etag, "Cache-Control": "no-cache"}
        if if_none_match is not None and _matches(if_none_match, answer.etag):
            return Response(status_code=304, headers=headers)
        return Response(answer.body, headers=headers, media_type="application/json")


def _add_batch(router: APIRouter, parts: ApiParts) -> None:
    queue = parts.context.queue

    @router.post(
        "/batch",
        status_code=201,
        summary="Queue a batch",
        responses={201: {"model": schemas.Queued, "description": "All of it is queued."}, **INVALID, **errors(400)},
    )
    def queue_batch(
        batch: Annotated[bodies.BatchRequest, Body()],
        idempotency_key: Annotated[
            str | None,
            Header(
                min_length=1,
                max_length=255,
                description="The same key within 24 hours returns the first answer and queues nothing.",
            ),
        ] = None,
    ) -> Response:
        """Queue 1 to 100 recipients for one template, behind everything that waits."""
        recipients = [item.recipient() for item in batch.items]
        if idempotency_key is None:
            return json_response(_queued(queue.enqueue(recipients, batch.email_template)), 201)
        body_hash = hashlib.sha256(json.dumps(batch.model_dump(), sort_keys=True).encode()).hexdigest()
        try:
            answer = queue.enqueue_once(idempotency_key, body_hash, recipients, batch.email_template, _queued)
        except IdempotencyError as error:
            problem = {"type": "value_error", "loc": ("header", "Idempotency-Key"), "msg": error.message}
            raise RequestValidationError([{**problem, "input": idempotency_key}]) from error
        return json_response(answer, 201)


def _add_control(router: APIRouter, parts: ApiParts) -> None:
    queue = parts.context.queue

    @router.get(
        "/summary",
        summary="The queue in numbers",
        responses={200: {"model": schemas.QueueSummary, "description": "Counts, estimate and pause."}},
    )
    def summary() -> Response:
        """Counts by status, the seconds until nothing waits, and whether the queue is paused."""
        counts, pause = queue.counts(), queue.pause_state()
        return json_response(
            {
                "pending": counts.pending,
                "processing": counts.processing,
                "completed": counts.completed,
                "failed": counts.failed,
                "eta_seconds": _eta(parts, counts),
                "paused": pause.reason is not None,
                "pause_reason": pause.reason,
                "pause_message": pause.message or None,
            }
        )

    @router.post("/pause", summary="Pause", responses={200: {"model": schemas.Message, "description": "Paused."}})
    def pause() -> Response:
        """Claim nothing more; the item being worked goes on."""
        queue.pause()
        return json_response({"message": "Queue paused"})

    @router.post("/resume", summary="Go on", responses={200: {"model": schemas.Message, "description": "Resumed."}})
    def resume() -> Response:
        """Claim items again."""
        queue.resume()
        return json_response({"message": "Queue resumed"})


def _add_events(router: APIRouter, parts: ApiParts) -> None:
    @router.get(
        "/events",
        summary="Follow the queue",
        response_class=EventSourceResponse,
        responses={
            200: {
                "description": "`item` events with the item's JSON whenever its state changes, `removed` events with "
                "`{id}` for what leaves the list. First comes the state of every item, or of those that changed since "
                "`Last-Event-ID`.",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            }
        },
    )
    async def events(
        last_event_id: Annotated[str | None, Header(description="The last id seen, to go on from there.")] = None,
    ) -> Response:
        """Server-Sent Events. A change of `position` alone is not told: when an item is begun, all others move up."""
        return _EventStream(parts.events.listen(last_event_id), send_timeout=SEND_SECONDS, ping=PING_SECONDS)


def _add_item_changes(router: APIRouter, parts: ApiParts) -> None:
    queue = parts.context.queue

    @router.delete(
        "/{item_id}",
        summary="Cancel an item",
        openapi_extra=_ID,
        responses={200: {"model": schemas.Message, "description": "It is cancelled."}, **errors(400, 404)},
    )
    def cancel(request: Request) -> Response:
        """Cancel a pending item; it leaves the list."""
        _change(queue.cancel, request)
        return json_response({"message": "Queue item cancelled"})

    @router.post(
        "/{item_id}/retry",
        summary="Try a failed item again",
        openapi_extra=_ID,
        responses={200: {"model": schemas.Message, "description": "It waits again."}, **errors(400, 404)},
    )
    def retry(request: Request) -> Response:
        """Put a failed item at the end of the queue, under the same id."""
        _change(queue.retry, request)
        return json_response({"message": "Queue item queued again"})


class _EventStream(EventSourceResponse):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            return  # the server closes what was not completed; the listener may resume


def _change(change: Any, request: Request) -> None:
    item_id = uuid_of(request.path_params["item_id"], "queue item")
    try:
        change(item_id)
    except NotFoundError:
        raise HTTPException(404, "Queue item not found") from None
    except TransitionError as error:
        raise HTTPException(400, error.message) from error


def _queued(ids: list[UUID]) -> dict[str, Any]:
    what = "1 item" if len(ids) == 1 else f"{len(ids)} items"
    return {"queue_item_ids": [str(one) for one in ids], "message": f"Successfully queued {what}"}


def _eta(parts: ApiParts, counts: QueueCounts) -> float | None:
    if not counts.pending and not counts.processing:
        return 0.0
    running = parts.context.queue.find(QueueQuery(statuses=frozenset((QueueStatus.PROCESSING,)), limit=1))
    estimate = EtaEstimator(parts.context.queue.step_seconds())
    seconds = estimate.batch_seconds_left(counts.pending, running[0].current_step if running else None)
    return None if seconds is None else round(seconds, 1)


def _matches(given: str, etag: str) -> bool:
    """If-None-Match, compared weakly (RFC 9110, 13.1.2)."""
    return given.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in given.split(","))
