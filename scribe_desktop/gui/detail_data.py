"""All that the detail pane shows of one item or draft, read in one go in the background."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from scribe_desktop.domain.contact import StoredContact
from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.domain.evidence import LeftOut, Paper, Passage
from scribe_desktop.domain.namesake import Candidate, chosen_among
from scribe_desktop.domain.queue import QueueItem, QueueStatus, StepName
from scribe_desktop.errors import NotFoundError
from scribe_desktop.gui.wording import report_word, spent_words, tr
from scribe_desktop.pipeline.outputs import PaperFindings, ParsedTemplate, WebFindings
from scribe_desktop.storage_ports.ledgers import ContactQuery
from scribe_desktop.storage_ports.queue import StoredStep

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

CONTACTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Detail:
    """An item, its draft when there is one, and what its steps have stored so far.

    `seconds` and `notes` are by step: how long it took, and what came of it in plain words. `left_out` are pages and
    papers, `papers_left_out` the papers among them. `candidates`, `doubt` and `chosen` are as in WebFindings.
    `wrote` is a sentence when the draft's address was written to before. `contacts` are the newest CONTACTS_SHOWN
    entries of the privacy ledger, newest first; `spent` is what the model cost, empty when none was asked.
    """

    item: QueueItem
    draft: EmailDraft | None = None
    seconds: dict[StepName, float] = field(default_factory=dict)
    notes: dict[StepName, str] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    papers: tuple[Paper, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    papers_left_out: tuple[LeftOut, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    doubt: str | None = None
    chosen: str | None = None
    wrote: str = ""
    contacts: tuple[StoredContact, ...] = ()
    spent: str = ""

    @property
    def answer(self) -> Candidate | None:
        """Who was chosen among people of one name."""
        return chosen_among(self.candidates, self.chosen)


def detail_of_item(context: AppContext, item_id: UUID) -> Detail:
    """What there is about an item. Raises NotFoundError."""
    item = context.queue.get(item_id)
    draft = None
    if item.email_id is not None and item.status is QueueStatus.COMPLETED:
        draft = _draft(context, item.email_id)
    detail = replace(_with_steps(item, draft, _steps(context, item, draft)), wrote=_wrote(context, draft))
    return _with_contacts(context, detail)


def detail_of_draft(context: AppContext, email_id: UUID) -> Detail:
    """What there is about a draft. Raises NotFoundError."""
    draft = _draft(context, email_id)
    item = context.queue.get(draft.queue_item_id)
    detail = replace(_with_steps(item, draft, _steps(context, item, draft)), wrote=_wrote(context, draft))
    return _with_contacts(context, detail)


def _with_contacts(context: AppContext, detail: Detail) -> Detail:
    item_ids = frozenset((detail.item.id,))
    contacts = context.contacts.find(ContactQuery(item_ids=item_ids, limit=CONTACTS_SHOWN))
    spent = context.costs.of_items(item_ids)
    words = spent_words(spent, context.costs.prices) if spent else ""
    return replace(detail, contacts=tuple(contacts), spent=words)


def _draft(context: AppContext, email_id: UUID) -> EmailDraft:
    """The draft, with what it is too like."""
    return context.emails.with_similar([context.emails.get(email_id)])[0]


def _wrote(context: AppContext, draft: EmailDraft | None) -> str:
    if draft is None or draft.review_state in (ReviewState.APPROVED, ReviewState.DISCARDED):
        return ""
    return context.history.already_wrote(draft.recipient_email, draft.id) or ""


def _steps(context: AppContext, item: QueueItem, draft: EmailDraft | None) -> Sequence[StoredStep]:
    """What the steps stored; an approved draft rests on what there was when it was approved."""
    if draft is not None and draft.review_state is ReviewState.APPROVED:
        return context.emails.steps(draft.id)
    return context.queue.steps(item.id)


def detail_or_none(context: AppContext, item_id: UUID | None, email_id: UUID | None) -> Detail | None:
    """One of the two, None when it is gone."""
    try:
        if email_id is not None:
            return detail_of_draft(context, email_id)
        return None if item_id is None else detail_of_item(context, item_id)
    except NotFoundError:
        return None


def _with_steps(item: QueueItem, draft: EmailDraft | None, steps: Sequence[StoredStep]) -> Detail:
    outputs = {one.step: one.output for one in steps}
    notes: dict[StepName, str] = {}
    passages: tuple[Passage, ...] = ()
    papers: tuple[Paper, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    papers_left_out: tuple[LeftOut, ...] = ()
    web = WebFindings()
    if (output := outputs.get(StepName.TEMPLATE_PARSER)) is not None:
        notes[StepName.TEMPLATE_PARSER] = _template_note(ParsedTemplate.from_json(output))
    if (output := outputs.get(StepName.WEB_SCRAPER)) is not None:
        web = WebFindings.from_json(output)
        notes[StepName.WEB_SCRAPER] = _web_note(web)
        passages, left_out = web.passages, web.left_out
    if (output := outputs.get(StepName.ARXIV_HELPER)) is not None:
        found = PaperFindings.from_json(output)
        notes[StepName.ARXIV_HELPER] = _paper_note(found)
        papers, left_out, papers_left_out = found.works, left_out + found.left_out, found.left_out
    return Detail(
        item,
        draft,
        {one.step: one.seconds for one in steps},
        notes,
        passages,
        papers,
        left_out,
        papers_left_out,
        web.candidates,
        web.doubt,
        web.chosen,
    )


def _template_note(parsed: ParsedTemplate) -> str:
    if not parsed.needs_research:
        return tr("nothing to research")
    count = len(parsed.queries)
    return tr("1 search") if count == 1 else tr("{count} searches").format(count=count)


def _web_note(web: WebFindings) -> str:
    if web.skipped:
        return report_word(web.skipped)
    pages, passages = len(web.urls), len(web.passages)
    if not passages and web.chosen is None:
        return tr("nothing found about this person")
    read = tr("1 page") if pages == 1 else tr("{count} pages").format(count=pages)
    kept = tr("1 passage kept") if passages == 1 else tr("{count} passages kept").format(count=passages)
    return f"{read}, {kept}"


def _paper_note(found: PaperFindings) -> str:
    if found.skipped or (found.problem and not found.works):
        return report_word(found.skipped) if found.skipped else found.problem or ""
    papers, books = len(found.papers), len(found.books)
    notes = []
    if papers or not books:
        notes.append(tr("1 paper kept") if papers == 1 else tr("{count} papers kept").format(count=papers))
    if books:
        notes.append(tr("1 book kept") if books == 1 else tr("{count} books kept").format(count=books))
    return ", ".join(notes) + (f". {found.problem}" if found.problem else "")
