"""The shapes that go out, for the document: nothing is checked against them while the server runs."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.evidence import EvidenceKind
from scribe_desktop.domain.queue import ERROR_MESSAGE_LIMIT, StepName
from scribe_desktop.domain.recipient import NAME_LENGTH
from scribe_desktop.domain.template import TemplateType
from scribe_desktop.errors import PauseReason
from scribe_desktop.services.worker_state import WorkerActivity

Timestamp = Annotated[
    str,
    Field(
        json_schema_extra={"format": "date-time", "pattern": "Z$"},
        description="RFC 3339 in UTC, ends in Z.",
        examples=["2025-01-13T10:30:00.000Z"],
    ),
]


class QueueEntry(BaseModel):
    """An item of the queue."""

    id: UUID
    recipient_name: str = Field(min_length=NAME_LENGTH[0], max_length=NAME_LENGTH[1], examples=["Prof. Ilse Varnholt"])
    status: Literal["pending", "processing", "completed", "failed"]
    position: int | None = Field(ge=1, description="Place among all pending items; 1 is next. Null unless pending.")
    email_id: UUID | None = Field(description="Once completed.")
    error_message: str | None = Field(
        max_length=ERROR_MESSAGE_LIMIT,
        description="Once failed, in plain words. Contains the word `timeout` exactly when trying again may help.",
    )
    current_step: StepName | None = Field(description="While processing.")
    created_at: Timestamp


class Queued(BaseModel):
    """A batch is queued."""

    queue_item_ids: list[UUID] = Field(description="In the order of the items.")
    message: str = Field(examples=["Successfully queued 2 items"])


class Message(BaseModel):
    """What was done."""

    message: str = Field(examples=["Queue item cancelled"])


class QueueSummary(BaseModel):
    """The queue in numbers; finished items count for 24 hours after they finished."""

    pending: int
    processing: int
    completed: int
    failed: int
    eta_seconds: float | None = Field(description="Until nothing waits; null before every step was measured once.")
    paused: bool
    pause_reason: PauseReason | None
    pause_message: str | None


class Evidence(BaseModel):
    """A statement of a draft and what it rests on."""

    claim: str
    source_url: str
    source_title: str
    passage: str
    kind: EvidenceKind


class Email(BaseModel):
    """A draft."""

    id: UUID
    user_id: UUID = Field(description="The local profile.")
    recipient_name: str
    recipient_interest: str | None
    email_message: str
    template_type: TemplateType
    metadata: dict[str, Any] = Field(
        description="`search_terms`, `template_type`, `scraped_urls`, `scraping_metadata`, `arxiv_papers` (`title`, "
        "`arxiv_url`, `year`, `reason`, and where known `doi` and `sources`), `papers_left_out`, `books` (for "
        "templates about one), `papers_problem` (which source gave no answer), `step_timings` (seconds), "
        "`generation_metadata` (calls, tokens in and out, attempts), `model`, `temperature`. Where it is not settled "
        "who is meant, `identity_doubt` "
        "and `identity_candidates`; once the person has chosen, `identity_choice`."
    )
    is_confident: bool = Field(description="True exactly when the check found nothing unsupported.")
    displayed: bool = Field(description="False exactly when discarded.")
    created_at: Timestamp
    subject: str
    recipient_email: str | None
    review_state: ReviewState
    evidence: list[Evidence]


class Task(BaseModel):
    """An email is queued; ask for its status by this id."""

    task_id: UUID


class TaskResult(BaseModel):
    """How far a task is (STARTED) or what it made (SUCCESS)."""

    current_step: StepName | None = None
    step_status: Literal["started"] | None = None
    step_timings: dict[StepName, float] | None = Field(None, description="Seconds of each finished step.")
    email_id: UUID | None = None
    total_duration: float | None = Field(None, description="Seconds.")


class TaskError(BaseModel):
    """Why a task failed."""

    message: str
    type: Literal["timeout", "stopped", "cancelled", "error"]
    failed_step: StepName | None


class TaskStatus(BaseModel):
    """Where a task stands."""

    task_id: UUID
    status: Literal["PENDING", "STARTED", "SUCCESS", "FAILURE"]
    result: TaskResult | None = Field(
        description="STARTED: `current_step`, `step_status`, `step_timings`. SUCCESS: `email_id`, `total_duration`."
    )
    error: TaskError | None


class Template(BaseModel):
    """A template."""

    id: UUID
    user_id: UUID = Field(description="The local profile.")
    name: str | None
    template_text: str
    template_type: TemplateType
    placeholders: list[str]
    created_at: Timestamp
    version: int | None = Field(description="Of the named template; null for a text without a name.")


class LeftOut(BaseModel):
    """A sentence that a model wrote and the résumé does not support."""

    text: str
    reason: str


class MadeTemplate(Template):
    """A template that was kept just now."""

    model: str | None = Field(description="Which model wrote it; null for a text that was sent, and for the form.")
    left_out: list[LeftOut]


class WorkerHealth(BaseModel):
    """What the worker is doing."""

    state: WorkerActivity
    step: StepName | None = Field(description="While running.")
    step_age_seconds: float | None = Field(description="How long the step has been running.")
    reason: PauseReason | None = Field(description="While paused.")


class Health(BaseModel):
    """Whether the service is well. Says nothing about people."""

    status: Literal["healthy", "unhealthy"]
    service: Literal["scribe-desktop"]
    version: str
    database: Literal["connected", "unavailable"]
    worker: WorkerHealth


class Error(BaseModel):
    """Every error but 422."""

    detail: str


class Problem(BaseModel):
    """One value that cannot be used."""

    loc: list[str | int] = Field(description="Where it is.", examples=[["body", "items", 0, "recipient_name"]])
    msg: str
    type: str


class Invalid(BaseModel):
    """Values that cannot be used."""

    detail: list[Problem]
