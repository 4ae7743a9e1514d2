"""What was found about the person of a draft: passages, papers, and what was left out with the reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scribe_desktop.domain.email import EmailDraft, Similar
from scribe_desktop.domain.evidence import LeftOut, Paper, Passage
from scribe_desktop.domain.queue import StepName

if TYPE_CHECKING:
    from scribe_desktop.services.email_library import EmailLibrary


@dataclass(frozen=True, slots=True)
class Research:
    """All of it, in the order in which it was found. `similar` is the draft that this one is too like."""

    passages: tuple[Passage, ...] = ()
    papers: tuple[Paper, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    similar: Similar | None = None


ResearchOf = Callable[[EmailDraft], Research]


def research_reader(emails: EmailLibrary) -> ResearchOf:
    """A function that reads what was kept with a draft; of an approved one, what there was when it was approved.

    It raises StorageError and NotFoundError.
    """

    def read(draft: EmailDraft) -> Research:
        from scribe_desktop.pipeline.outputs import PaperFindings, WebFindings

        outputs = {one.step: one.output for one in emails.steps(draft.id)}
        web = WebFindings.from_json(outputs[StepName.WEB_SCRAPER]) if StepName.WEB_SCRAPER in outputs else WebFindings()
        kept = outputs.get(StepName.ARXIV_HELPER)
        found = PaperFindings.from_json(kept) if kept is not None else PaperFindings()
        similar = emails.with_similar([draft])[0].similar
        return Research(web.passages, found.works, (*web.left_out, *found.left_out), similar)

    return read
