"""What the routes share: the services they speak to, ids in paths, and the errors they document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.exceptions import HTTPException

from scribe_desktop.api import schemas
from scribe_desktop.api.queue_answers import QueueAnswers
from scribe_desktop.api.queue_events import QueueEvents
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.services.worker_state import WorkerState


@dataclass(frozen=True, slots=True)
class ApiParts:
    """What the routes speak to."""

    context: AppContext
    answers: QueueAnswers
    events: QueueEvents
    worker_state: Callable[[], WorkerState]


def uuid_of(text: str, what: str) -> UUID:
    """The id in a path; a 400 that names `what` when it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise HTTPException(400, f"Invalid {what} ID format") from None


_DESCRIPTIONS = {
    400: "The request cannot be used as it is.",
    404: "There is none of that id.",
    409: "The draft's review state does not allow it.",
}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error answers of a route, for the document."""
    return {status: {"model": schemas.Error, "description": _DESCRIPTIONS[status]} for status in statuses}


INVALID: dict[int | str, dict[str, Any]] = {422: {"model": schemas.Invalid, "description": "Values cannot be used."}}


def uuid_parameter(name: str, what: str) -> dict[str, Any]:
    """The document of an id in a path: a UUID, which is checked here and not by the framework."""
    schema = {"type": "string", "format": "uuid"}
    return {"parameters": [{"name": name, "in": "path", "required": True, "description": what, "schema": schema}]}
