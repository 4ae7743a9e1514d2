"""The body that makes a template: its text, or a résumé and what the letter should ask."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from scribe_desktop.api.bodies import TemplateText
from scribe_desktop.domain.template import TemplateType
from scribe_desktop.domain.template_family import NAME_LENGTH
from scribe_desktop.errors import ResumeError
from scribe_desktop.pipeline.letter_form import Ask, LetterAnswers
from scribe_desktop.pipeline.resume_facts import ResumeFacts

Line = Annotated[str, StringConstraints(max_length=300)]
NamePart = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH)]


class NewTemplate(BaseModel):
    """Exactly one of `source` and `resume_pdf_base64`."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "oneOf": [
                {"required": ["source"], "properties": {"source": {"type": "string"}}},
                {"required": ["resume_pdf_base64"], "properties": {"resume_pdf_base64": {"type": "string"}}},
            ]
        },
    )

    name: NamePart | None = Field(None, description="What it is called; without one it is kept as a text only.")
    source: TemplateText | None = Field(None, examples=["Dear {{ name }},\n\nI keep coming back to your work.\n\nMaya"])
    resume_pdf_base64: str | None = Field(
        None, min_length=1, description="A PDF with text, not scanned and without a password, of at most 30 pages."
    )
    kind: TemplateType = Field(TemplateType.RESEARCH, description="Of a résumé: what the letter is about.")
    ask: Ask | None = Field(None, description="Of a résumé: what it asks for; `own` with `question`.")
    question: Line = Field("", description="Of a résumé: what it asks for, in your own words.")
    who: Line = Field("", description="Of a résumé, for the form: goes on from “I am”.")
    done: Line = Field("", description="Of a résumé, for the form: goes on from “I have worked on”.")
    use_model: StrictBool | None = Field(
        None,
        description="Of a résumé: true sends its text to the model that the settings name, false fills the form and "
        "sends nothing; null asks the model where one is set.",
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.source is None) == (self.resume_pdf_base64 is None):
            raise ValueError("send either source or resume_pdf_base64")
        return self

    def resume_bytes(self) -> bytes:
        """The PDF. Raises ResumeError when it is not base64."""
        try:
            return base64.b64decode("".join((self.resume_pdf_base64 or "").split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise ResumeError("resume_pdf_base64 is not base64. Encode the bytes of the PDF file.") from error

    def answers(self, facts: ResumeFacts) -> LetterAnswers:
        """What the letter should say, with what the résumé tells."""
        ask = Ask.OWN if self.question else self.ask or Ask.PLACE
        return LetterAnswers(self.kind, self.who, facts.affiliation, self.done, ask, self.question, facts.link)
