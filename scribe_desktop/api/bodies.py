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
from scribe_desktop.services.email_library import DraftChange

BATCH_LIMIT = 100
MESSAGE_LENGTH = (1, 50_000)
SUBJECT_LIMIT = 998
"""RFC 5322, 2.1.1: what a line of a header may hold."""


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _length(limits: tuple[int, int]) -> StringConstraints:
    return StringConstraints(min_length=limits[0], max_length=limits[1])


def _pattern(at_least: int) -> Any:
    """Says in the document that lengths are counted after trimming."""
    inner = rf"\S[\s\S]{{{at_least - 2},}}\S" if at_least > 1 else r"\S[\s\S]*"
    return Field(json_schema_extra={"pattern": rf"^\s*{inner}\s*$"})


def _address(value: str) -> str:
    if value and not looks_like_email(value):
        raise ValueError("an email address looks like name@host.example")
    return value


_TRIM = BeforeValidator(_trimmed)

Name = Annotated[str, _length(NAME_LENGTH), _TRIM, _pattern(NAME_LENGTH[0])]
Interest = Annotated[str, _length(INTEREST_LENGTH), _TRIM, _pattern(INTEREST_LENGTH[0])]
TemplateText = Annotated[str, _length(TEMPLATE_LENGTH), _TRIM, _pattern(TEMPLATE_LENGTH[0])]
MessageText = Annotated[str, _length(MESSAGE_LENGTH), _TRIM, _pattern(MESSAGE_LENGTH[0])]
Address = Annotated[
    str,
    AfterValidator(_address),
    _TRIM,
    WithJsonSchema({"anyOf": [{"type": "string", "format": "email"}, {"type": "string", "pattern": r"^\s*$"}]}),
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
            fields={name: value for name, value in (self.fields or {}).items() if value},
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
