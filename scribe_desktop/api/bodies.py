"""The bodies that come in: checked and trimmed before anything else looks at them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
)

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.recipient import (
    INTEREST_LENGTH,
    MAX_FIELD_NAME,
    MAX_FIELD_VALUE,
    MAX_FIELDS,
    NAME_LENGTH,
    Recipient,
    looks_like_email,
)
from scribe_desktop.domain.template import TEMPLATE_LENGTH
from scribe_desktop.errors import ReviewError
from scribe_desktop.services.draft_editing import DraftChange

BATCH_LIMIT = 100
MESSAGE_LIMIT = 20_000
SUBJECT_LIMIT = 998
"""RFC 5322, 2.1.1: what a line of a header may hold."""


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


_TRIM = BeforeValidator(_trimmed)

_SPACE = r"\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What str.strip() takes away, for a regular expression of ECMA-262, whose own \\s means a little less."""


def _text(limits: tuple[int, int]) -> tuple[Any, ...]:
    """Text whose length is counted after trimming; the document says so with a pattern."""
    low, high = limits
    pattern = rf"^[{_SPACE}]*[^{_SPACE}][\s\S]{{{low - 2},{high - 2}}}[^{_SPACE}][{_SPACE}]*$"
    said = f"{low} to {high} characters, counted after trimming."
    document = WithJsonSchema({"type": "string", "minLength": low, "pattern": pattern, "description": said})
    return StringConstraints(min_length=low, max_length=high), _TRIM, document


def _address(value: str) -> str:
    if value and not looks_like_email(value):
        raise ValueError("an email address looks like name@host.example")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("the text of an email cannot be empty")
    return value


Name = Annotated[str, *_text(NAME_LENGTH)]
Interest = Annotated[str, *_text(INTEREST_LENGTH)]
TemplateText = Annotated[str, *_text(TEMPLATE_LENGTH)]
MessageText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MESSAGE_LIMIT),
    AfterValidator(_not_blank),
    Field(json_schema_extra={"pattern": rf"[^{_SPACE}]"}),
]
Address = Annotated[
    str,
    AfterValidator(_address),
    _TRIM,
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "email"}, {"type": "string", "pattern": rf"^[{_SPACE}]*$"}]}
    ),
]
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=MAX_FIELD_NAME)]
FieldValue = Annotated[str, StringConstraints(max_length=MAX_FIELD_VALUE)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore")


class BatchItem(_Body):
    """One recipient of a batch."""

    recipient_name: Name = Field(examples=["Prof. Ilse Varnholt"])
    recipient_interest: Interest = Field(examples=["coastal sediment transport"])
    recipient_email: Address | None = Field(None, examples=["ilse@karlsvale.example"])
    fields: dict[FieldName, FieldValue] | None = Field(
        None,
        max_length=MAX_FIELDS,
        description="Values for the template's own placeholders.",
        examples=[{"course": "Oceanography 2"}],
    )

    def recipient(self) -> Recipient:
        """As the queue takes it: names and addresses on one line."""
        return Recipient(
            _one_line(self.recipient_name),
            _one_line(self.recipient_interest),
            email=self.recipient_email or None,
            fields=dict(self.fields or {}),
        )


class BatchRequest(_Body):
    """A batch: all of it is queued, or nothing."""

    items: list[BatchItem] = Field(min_length=1, max_length=BATCH_LIMIT)
    email_template: TemplateText = Field(examples=["Dear {{ name }},\n\nI keep coming back to your work.\n\nMaya"])


class GenerateRequest(_Body):
    """One email."""

    email_template: TemplateText = Field(examples=["Dear {{ name }},\n\nI keep coming back to your work.\n\nMaya"])
    recipient_name: Name = Field(examples=["Prof. Ilse Varnholt"])
    recipient_interest: Interest = Field(examples=["coastal sediment transport"])

    def recipient(self) -> Recipient:
        """As the queue takes it."""
        return Recipient(_one_line(self.recipient_name), _one_line(self.recipient_interest))


class EmailChange(_Body):
    """What to change of a draft; what is left out, or null, stays as it is."""

    displayed: StrictBool | None = Field(None, description="False discards the draft, true brings it back.")
    subject: Annotated[str, StringConstraints(max_length=SUBJECT_LIMIT)] | None = Field(
        None, examples=["Sediment cores"]
    )
    email_message: MessageText | None = Field(None, examples=["Dear Prof. Varnholt,\n\n…"])
    review_state: ReviewState | None = Field(
        None,
        description="`approved` and `discarded` are set so; `ready` and `needs_review` bring a draft back, where the "
        "check's findings put it.",
    )

    def change(self) -> DraftChange:
        """As the library takes it. Raises ReviewError when `displayed` and `review_state` contradict each other."""
        discarded = self.review_state is ReviewState.DISCARDED
        if self.displayed is not None and self.review_state is not None and self.displayed is discarded:
            raise ReviewError("A draft is displayed exactly when it is not discarded; this change says both.")
        state = ReviewState.DISCARDED if self.displayed is False else self.review_state
        return DraftChange(self.subject, self.email_message, state, bool(self.displayed))


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\r" in text else text
