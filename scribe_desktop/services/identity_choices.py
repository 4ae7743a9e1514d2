"""Who is meant, where people share a name: the drafts in doubt, the person's choice, and what follows from it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID, uuid4

from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.domain.namesake import NONE_OF_THESE, Candidate, PersonChoice, chosen_among, person_keys
from scribe_desktop.domain.queue import QueueItem, StepName
from scribe_desktop.domain.recipient import Recipient, normalise
from scribe_desktop.errors import NotFoundError, ReviewError, ScribeError
from scribe_desktop.pipeline.outputs import PaperFindings, ParsedTemplate, WebFindings
from scribe_desktop.pipeline.person_candidates import choice_between, with_choice
from scribe_desktop.pipeline.person_choice import belonging
from scribe_desktop.ports import Clock
from scribe_desktop.storage_ports.drafts import EmailQuery
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)

_OPEN = (ReviewState.NEEDS_REVIEW, ReviewState.READY)


class Regenerates(Protocol):
    """Composes a draft again, its old words kept as a version (`services.regeneration`)."""

    def regenerate(
        self,
        email_id: UUID,
        note: str | None = None,
        outputs: Mapping[StepName, Mapping[str, Any]] | None = None,
    ) -> object:
        """Compose it from the saved evidence; `outputs` take the place of what those steps stored before."""
        ...


class JudgesPapers(Protocol):
    """Sorts papers found before by other pages than before, without the network (`ArxivHelper.judged_again`)."""

    def __call__(
        self, recipient: Recipient, web: WebFindings, parsed: ParsedTemplate, before: PaperFindings
    ) -> PaperFindings:
        """The same papers, judged anew."""
        ...


@dataclass(frozen=True, slots=True)
class WhoIsIt:
    """The question who a draft's recipient is.

    Attributes:
        candidates: those whom the pages show, the best fit first.
        doubt: why it is not settled, None when it is.
        chosen: the key of the one that the person chose, "" for none of them, None when nobody chose.
    """

    draft: EmailDraft
    item: QueueItem
    candidates: tuple[Candidate, ...]
    doubt: str | None
    chosen: str | None

    @property
    def answer(self) -> Candidate | None:
        """The chosen one."""
        return chosen_among(self.candidates, self.chosen)


class IdentityChoices:
    """Asks who is meant, remembers the answer, and has the drafts written again that depend on it."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, clock: Clock, regeneration: Regenerates, judge_papers: JudgesPapers
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._regeneration = regeneration
        self._judge_papers = judge_papers

    def in_doubt(self) -> list[WhoIsIt]:
        """The open drafts of which it is not settled who is meant, oldest first."""
        with self._unit_of_work(read_only=True) as work:
            ids = work.identities.in_doubt()
        return [self.about(one) for one in ids]

    def draft_to(self, who: str) -> UUID:
        """The id of the one draft to this address or name, with its title or without, that is not discarded.

        Raises NotFoundError when there is none, ReviewError when there are several.
        """
        with self._unit_of_work(read_only=True) as work:
            near = work.emails.find(EmailQuery(text=who)) if who.strip() else []
        found = [one for one in near if _is_to(one, who)]
        if not found:
            raise NotFoundError(f"There is no draft to {who}. See: scribe email list")
        if len(found) > 1:
            ids = ", ".join(str(one.id) for one in found)
            raise ReviewError(f"{len(found)} drafts are to {who}. Give the id of the one you mean: {ids}")
        return found[0].id

    def about(self, email_or_item_id: UUID) -> WhoIsIt:
        """The question for one draft, by its id or its item's. Raises NotFoundError."""
        draft = self._draft(email_or_item_id)
        with self._unit_of_work(read_only=True) as work:
            item = work.queue.get(draft.queue_item_id)
            web = {one.step: one.output for one in work.queue.steps(item.id)}.get(StepName.WEB_SCRAPER)
        found = WebFindings.from_json(web) if web else WebFindings()
        return WhoIsIt(draft, item, found.candidates, found.doubt, found.chosen)

    def choose(self, email_or_item_id: UUID, key: str) -> WhoIsIt:
        """It is the candidate of this key, or none of them (NONE_OF_THESE).

        The choice is remembered for later rows of this person, and the draft is written again from its saved pages;
        so are other open drafts of the same person that are in doubt, or written by an earlier choice. Raises
        NotFoundError, ReviewError when the draft is approved or discarded or has no such candidate, and what writing a
        draft raises; the choice is remembered then, and choosing again writes the draft.
        """
        asked = self._open(email_or_item_id)
        recipient = asked.item.recipient
        try:
            choice = choice_between(asked.candidates, key, recipient, uuid4(), self._clock.now())
        except KeyError as error:
            raise ReviewError("This one is not among those found for the draft. Look at the draft again.") from error
        with self._unit_of_work() as work:
            work.identities.put(choice, person_keys(recipient))
            work.commit()
        self._write_again(asked, key)
        for other in self._others(asked):
            other_key = _none_is_new(choice, other) if choice.none else _same_one(choice, other)
            if other_key is not None and other_key != other.chosen:
                self._try_again(other, other_key)
        return self.about(asked.draft.id)

    def forget(self, email_or_item_id: UUID) -> WhoIsIt:
        """Take the choice back: the draft is written again, and is in doubt again; later rows are asked about again.

        So are other open drafts that were written by the choice.
        Raises NotFoundError, ReviewError, and what writing a draft raises.
        """
        asked = self._open(email_or_item_id)
        with self._unit_of_work() as work:
            forgotten = work.identities.forget(person_keys(asked.item.recipient))
            work.commit()
        if not forgotten and asked.chosen is None:
            raise ReviewError(f"Nobody was chosen for {asked.draft.recipient_name}, so there is nothing to take back.")
        if asked.chosen is not None:
            self._write_again(asked, None)
        for other in self._others(asked):
            if other.chosen is not None:
                self._try_again(other, None)
        return self.about(asked.draft.id)

    def _draft(self, email_or_item_id: UUID) -> EmailDraft:
        with self._unit_of_work(read_only=True) as work:
            query = EmailQuery(item_ids=frozenset((email_or_item_id,)), include_discarded=True)
            found = work.emails.find(query)
            if found:
                return found[0]
            try:
                return work.emails.get(email_or_item_id)
            except NotFoundError as error:
                raise NotFoundError("There is no draft of that id. See: scribe email list") from error

    def _open(self, email_or_item_id: UUID) -> WhoIsIt:
        """The question, where it can be answered."""
        asked = self.about(email_or_item_id)
        if asked.draft.review_state not in _OPEN:
            raise ReviewError(
                f"This draft is {asked.draft.review_state.value}. Reopen it before choosing who is meant."
            )
        if not asked.candidates:
            raise ReviewError(f"The pages found for {asked.draft.recipient_name} show nobody to choose among.")
        return asked

    def _write_again(self, asked: WhoIsIt, key: str | None) -> None:
        """Sort the saved pages and papers by the choice, and have the draft written from them."""
        with self._unit_of_work(read_only=True) as work:
            stored = {one.step: one.output for one in work.queue.steps(asked.item.id)}
        parsed = ParsedTemplate.from_json(stored[StepName.TEMPLATE_PARSER])
        web = with_choice(WebFindings.from_json(stored[StepName.WEB_SCRAPER]), key)
        outputs = {StepName.WEB_SCRAPER: web.to_json()}
        if (papers := stored.get(StepName.ARXIV_HELPER)) is not None:
            before = PaperFindings.from_json(papers)
            outputs[StepName.ARXIV_HELPER] = self._judge_papers(asked.item.recipient, web, parsed, before).to_json()
        self._regeneration.regenerate(asked.draft.id, outputs=outputs)

    def _others(self, done: WhoIsIt) -> list[WhoIsIt]:
        """Other open drafts of the same person that are in doubt, or were until somebody was chosen."""
        keys = set(person_keys(done.item.recipient))
        with self._unit_of_work(read_only=True) as work:
            ids = dict.fromkeys((*work.identities.in_doubt(), *work.identities.settled()))
            people = {one: work.queue.get(work.emails.get(one).queue_item_id).recipient for one in ids}
        return [
            self.about(one)
            for one, recipient in people.items()
            if one != done.draft.id and keys.intersection(person_keys(recipient))
        ]

    def _try_again(self, other: WhoIsIt, key: str | None) -> None:
        """Write another draft by the choice; one that cannot be stays as it is."""
        try:
            self._write_again(other, key)
        except ScribeError as error:
            logger.info("The draft %s stays as it was: %s", other.draft.id, error.message)


def _is_to(draft: EmailDraft, who: str) -> bool:
    if draft.recipient_email and draft.recipient_email.casefold() == who.strip().casefold():
        return True
    names = (draft.recipient_name, Recipient(draft.recipient_name).name_parts.search)
    return normalise(who) in map(normalise, names)


def _none_is_new(choice: PersonChoice, asked: WhoIsIt) -> str | None:
    """NONE_OF_THESE when all candidates of another draft were turned down; None when one of them was never shown."""
    whose = [belonging(choice, one.signs) for one in asked.candidates]
    return NONE_OF_THESE if all(one is not None and not one.is_chosen for one in whose) else None


def _same_one(choice: PersonChoice, asked: WhoIsIt) -> str | None:
    """The candidate of another draft who is the one chosen, None when none of them is."""
    whose = {one.key: belonging(choice, one.signs) for one in asked.candidates}
    return next((key for key, one in whose.items() if one is not None and one.is_chosen), None)
