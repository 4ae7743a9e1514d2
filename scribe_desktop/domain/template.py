"""Templates: what is fixed, what is open, and where each open place is filled from.

Syntax is Jinja2's, in its sandbox: `{{ x }}`, `{{ x | default("…") }}`, `{% if x %}`. A `[bracketed]` text of one to
four words of letters counts as a placeholder too. A first line `Subject: …` followed by an empty line is the subject.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.segment import Segment
from scribe_desktop.errors import TemplateError

TEMPLATE_LENGTH = (10, 5000)


class TemplateType(StrEnum):
    """What a template asks the research for."""

    RESEARCH = "research"
    BOOK = "book"
    GENERAL = "general"


class Origin(StrEnum):
    """Where a placeholder is filled from."""

    ROW = "row"
    SENDER = "sender"
    RESEARCH = "research"


@dataclass(frozen=True, slots=True)
class Sender:
    """The person who writes, from Settings. Empty strings count as missing."""

    name: str = ""
    affiliation: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class FilledTemplate:
    """A template with values in it; `subject` is None when the template has no subject line."""

    subject: tuple[Segment, ...] | None
    body: tuple[Segment, ...]

    @property
    def subject_text(self) -> str | None:
        """The subject as one string."""
        return None if self.subject is None else "".join(one.text for one in self.subject).strip()

    @property
    def body_text(self) -> str:
        """The body as one string."""
        return "".join(one.text for one in self.body).strip()

    @property
    def gaps(self) -> tuple[str, ...]:
        """Names of the placeholders that nothing was found for, in order, each once."""
        return tuple(dict.fromkeys(one.placeholder for one in self._all() if one.gap and one.placeholder))

    @property
    def open_names(self) -> tuple[str, ...]:
        """Names of the placeholders left for a composer, in order, each once."""
        return tuple(dict.fromkeys(one.placeholder for one in self._all() if one.open and one.placeholder))

    def _all(self) -> tuple[Segment, ...]:
        return (*(self.subject or ()), *self.body)


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template. `source` is as the person wrote it; `names` are its placeholders in order, each once."""

    source: str
    subject: str | None
    body: str
    names: tuple[str, ...]
    type: TemplateType

    def origins(self, recipient: Recipient) -> dict[str, Origin]:
        """Where each placeholder is filled from, for this row: what the row and the settings lack is researched.

        Not so the empty cell of a column of that name where the template says what stands there without one
        (`default`, `if`): the person has said all there is.
        """
        values = row_values(recipient)
        empty = self.optional.intersection(name for name, value in recipient.fields.items() if not value)

        def origin(name: str) -> Origin:
            if values.get(name) or name in _NEVER_RESEARCHED:
                return Origin.ROW
            if name in _SENDER_NAMES:
                return Origin.SENDER
            return Origin.ROW if name in empty else Origin.RESEARCH

        return {name: origin(name) for name in self.names}

    @property
    def optional(self) -> frozenset[str]:
        """Names that the template can do without: where they are missing, it says something else, or nothing."""
        from scribe_desktop.domain import template_needs  # Jinja2 is loaded with the first template

        needed = template_needs.needed_names(self.body)
        if self.subject is not None:
            needed |= template_needs.needed_names(self.subject)
        return frozenset(self.names) - needed

    def needs_research(self, recipient: Recipient) -> bool:
        """True when at least one placeholder can only be filled from what is found about the person."""
        return Origin.RESEARCH in self.origins(recipient).values()

    def needs_findings(self, recipient: Recipient) -> bool:
        """True when a researched place has nothing else to stand there: without findings it would be a gap."""
        researched = {name for name, origin in self.origins(recipient).items() if origin is Origin.RESEARCH}
        return not researched <= self.optional

    def fill(self, values: Mapping[str, str], leave_open: frozenset[str] = frozenset()) -> FilledTemplate:
        """Put the values in. Names in `leave_open` stay `{{name}}`; a name without a value becomes a visible gap.

        Raises TemplateError when the template cannot be rendered (an operation on a missing value, say).
        """
        from scribe_desktop.domain import template_syntax as syntax  # Jinja2 is loaded with the first template

        named = {name: syntax.filled_value(name, value) for name in self.names if (value := values.get(name))}
        named |= {name: syntax.open_value(name) for name in leave_open}
        subject = None if self.subject is None else syntax.render(self.subject, named)
        return FilledTemplate(subject, syntax.render(self.body, named))


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """A template as it is kept: the source, once, however many items point to it.

    `name` and `version` are those of the library's template that this text is a version of; None without one.
    """

    id: UUID
    source: str
    content_hash: str
    created_at: datetime
    name: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class TemplateAnalysis:
    """What step 1 knows of a template: shared by all its recipients.

    `key_words` help the searches; `analysed_by` is the model's name, or "rules".
    """

    type: TemplateType
    key_words: tuple[str, ...] = ()
    analysed_by: str = "rules"


def parse_template(source: str) -> Template:
    """Read a template. Raises TemplateError with the line when its syntax is wrong or it is too short or long."""
    from scribe_desktop.domain import template_syntax as syntax  # Jinja2 is loaded with the first template

    text = syntax.without_marks(source).replace("\r\n", "\n").replace("\r", "\n").strip()
    low, high = TEMPLATE_LENGTH
    if not text:
        raise TemplateError("The template is empty. Write the text of the email, with places like {{name}} to fill.")
    if not low <= len(text) <= high:
        raise TemplateError(f"The template has {len(text):,} characters; it needs {low} to {high:,}.")
    subject, body = syntax.split_subject(text)
    if not body:
        raise TemplateError("The template has a subject line but no text below it. Write the text of the email.")
    subject, body = None if subject is None else syntax.unify_places(subject), syntax.unify_places(body)
    names: dict[str, None] = {}
    offset = 0 if subject is None else text.count("\n", 0, len(text) - len(syntax.split_subject(text)[1]))
    for part, first_line in ((subject, 0), (body, offset)):
        if part is not None:
            names.update(dict.fromkeys(syntax.names_in(part, first_line)))
    return Template(text, subject, body, tuple(names), _type_by_rules(tuple(names), text))


_NAMES = ("name", "full_name", "recipient", "recipient_name", "professor", "professor_name")


def row_values(recipient: Recipient) -> dict[str, str]:
    """Everything a row gives, by placeholder name: its columns first, then what the known ones mean."""
    parts = recipient.name_parts
    values = dict.fromkeys(_NAMES, recipient.name)
    values |= {"title": parts.title, "first_name": parts.first, "last_name": parts.last}
    for names, value in (
        (
            ("interest", "topic", "field", "research_area", "research_interest", "recipient_interest"),
            recipient.interest,
        ),
        (("affiliation", "university", "institution", "uni", "organisation", "organization"), recipient.affiliation),
        (("email", "recipient_email", "mail"), recipient.email),
        (("homepage", "website", "url", "webpage"), recipient.homepage),
    ):
        values |= dict.fromkeys(names, value or "")
    columns = {key: value for key, value in recipient.fields.items() if value}  # an empty cell hides nothing
    return {key: value for key, value in {**values, **columns}.items() if value}


def sender_values(sender: Sender) -> dict[str, str]:
    """Everything Settings gives, by placeholder name."""
    signature = sender.signature or "\n".join(part for part in (sender.name, sender.affiliation) if part)
    values = {
        **dict.fromkeys(("sender_name", "my_name", "your_name"), sender.name),
        **dict.fromkeys(("sender_affiliation", "my_affiliation", "my_university"), sender.affiliation),
        "signature": signature,
    }
    return {key: value for key, value in values.items() if value}


_SENDER_NAMES = frozenset(sender_values(Sender("x", "x", "x")))
# A missing title, address or link stays a gap: searching the web for it would be guessing.
_NEVER_RESEARCHED = frozenset(
    ("title", "first_name", "last_name", "email", "recipient_email", "mail", "homepage", "website", "url", "webpage")
)

PAPER_NAMES = frozenset(
    (
        "research", "paper", "papers", "publication", "publications", "key_paper_title", "paper_title", "key_paper",
        "recent_paper", "recent_publication", "recent_work", "their_paper", "your_paper", "article", "study",
        "preprint",
    )
)  # fmt: skip
BOOK_NAMES = frozenset(["book", "books", "book_title", "their_book", "your_book", "monograph", "novel"])
_PAPER_WORDS = re.compile(r"\b(papers?|publications?|preprints?|articles?|arxiv|journal|research)\b", re.IGNORECASE)
_BOOK_WORDS = re.compile(r"\b(books?|monographs?|novels?)\b", re.IGNORECASE)


def _type_by_rules(names: tuple[str, ...], text: str) -> TemplateType:
    """Placeholders first, since they say what is asked for; then the words around them."""
    from scribe_desktop.domain import template_syntax as syntax  # Jinja2 is loaded with the first template

    if PAPER_NAMES.intersection(names):
        return TemplateType.RESEARCH
    if BOOK_NAMES.intersection(names):
        return TemplateType.BOOK
    words = " ".join(syntax.literal_parts(text))
    if _BOOK_WORDS.search(words):
        return TemplateType.BOOK
    return TemplateType.RESEARCH if _PAPER_WORDS.search(words) else TemplateType.GENERAL
