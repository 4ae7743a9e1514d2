"""All that the detail pane shows of one item or draft, read in one go in the background."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.domain.evidence import LeftOut, Paper, Passage
from scribe_desktop.domain.queue import QueueItem, QueueStatus, StepName
from scribe_desktop.errors import NotFoundError
from scribe_desktop.gui.wording import report_word, tr
from scribe_desktop.pipeline.outputs import PaperFindings, ParsedTemplate, WebFindings
from scribe_desktop.storage_ports import StoredStep

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext


@dataclass(frozen=True, slots=True)
class Detail:
    """An item, its draft when there is one, and what its steps have stored so far.

    `seconds` and `notes` are by step: how long it took, and what came of it in plain words.
    """

    item: QueueItem
    draft: EmailDraft | None = None
    seconds: dict[StepName, float] = field(default_factory=dict)
    notes: dict[StepName, str] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    papers: tuple[Paper, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def detail_of_item(context: AppContext, item_id: UUID) -> Detail:
    """What there is about an item. Raises NotFoundError."""
    item = context.queue.get(item_id)
    draft = None
    if item.email_id is not None and item.status is QueueStatus.COMPLETED:
        draft = context.emails.get(item.email_id)
    return _with_steps(item, draft, context.queue.steps(item_id))


def detail_of_draft(context: AppContext, email_id: UUID) -> Detail:
    """What there is about a draft. Raises NotFoundError."""
    draft = context.emails.get(email_id)
    item = context.queue.get(draft.queue_item_id)
    return _with_steps(item, draft, context.queue.steps(item.id))


def detail_or_none(context: AppContext, item_id: UUID | None, email_id: UUID | None) -> Detail | None:
    """One of the two, None when it is gone."""
    try:
        if email_id is not None:
            return detail_of_draft(context, email_id)
        return None if item_id is None else detail_of_item(context, item_id)
    except NotFoundError:
        return None


def _with_steps(item: QueueItem, draft: EmailDraft | None, steps: list[StoredStep]) -> Detail:
    outputs = {one.step: one.output for one in steps}
    notes: dict[StepName, str] = {}
    passages: tuple[Passage, ...] = ()
    papers: tuple[Paper, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    if (output := outputs.get(StepName.TEMPLATE_PARSER)) is not None:
        notes[StepName.TEMPLATE_PARSER] = _template_note(ParsedTemplate.from_json(output))
    if (output := outputs.get(StepName.WEB_SCRAPER)) is not None:
        web = WebFindings.from_json(output)
        notes[StepName.WEB_SCRAPER] = _web_note(web)
        passages, left_out = web.passages, web.left_out
    if (output := outputs.get(StepName.ARXIV_HELPER)) is not None:
        found = PaperFindings.from_json(output)
        notes[StepName.ARXIV_HELPER] = _paper_note(found)
        papers, left_out = found.papers, left_out + found.left_out
    return Detail(item, draft, {one.step: one.seconds for one in steps}, notes, passages, papers, left_out)


def _template_note(parsed: ParsedTemplate) -> str:
    if not parsed.needs_research:
        return tr("nothing to research")
    count = len(parsed.queries)
    return tr("1 search") if count == 1 else tr("{count} searches").format(count=count)


def _web_note(web: WebFindings) -> str:
    if web.skipped:
        return report_word(web.skipped)
    pages, passages = len(web.urls), len(web.passages)
    read = tr("1 page") if pages == 1 else tr("{count} pages").format(count=pages)
    kept = tr("1 passage kept") if passages == 1 else tr("{count} passages kept").format(count=passages)
    return f"{read}, {kept}"


def _paper_note(found: PaperFindings) -> str:
    if found.skipped or found.problem:
        return report_word(found.skipped) if found.skipped else found.problem or ""
    count = len(found.papers)
    return tr("1 paper kept") if count == 1 else tr("{count} papers kept").format(count=count)
