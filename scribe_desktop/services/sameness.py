"""Which drafts are too like another one to the same department: a warning before approval, never a finding.

The own words of each draft are taken once, when it is written or changed, and kept; comparing them is done when
somebody looks, so that a draft that was discarded or rewritten meanwhile is never held against another one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from uuid import UUID

from scribe_desktop.domain.email import Similar
from scribe_desktop.domain.events import EmailChanged, Event, ItemCompleted
from scribe_desktop.domain.recipient import normalise
from scribe_desktop.domain.template import Sender, parse_template
from scribe_desktop.errors import StorageError, TemplateError
from scribe_desktop.pipeline.sameness import Neighbours, OwnWords, TemplateFrame, own_words, places_of, template_frame
from scribe_desktop.storage_ports.drafts import DraftText, DraftWords
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)

MOST_OTHERS = 500
"""So many of the newest drafts to one place are compared with."""

READ_AT_ONCE = 250
"""Drafts whose words are taken in one go: about 0.1 s of work between two writes."""

KEPT_FRAMES = 32

_NO_FRAME = TemplateFrame(frozenset(), ())


class Sameness:
    """Compares drafts. Safe to use from several threads; `sender` gives the writer's settings in force."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, sender: Callable[[], Sender]) -> None:
        self._unit_of_work = unit_of_work
        self._sender = sender
        self._frames: dict[UUID, TemplateFrame] = {}
        self._lock = threading.Lock()

    def of(self, email_ids: Sequence[UUID]) -> dict[UUID, Similar]:
        """What each of these drafts is too like; those that are like no other are not in it.

        Without the room to write down own words that are not taken yet, those drafts count as like no other.
        """
        if not email_ids:
            return {}
        self.catch_up()
        found: dict[UUID, Similar] = {}
        beside: dict[tuple[str, str], _Place] = {}
        with self._unit_of_work(read_only=True) as work:
            drafts = work.words.get(email_ids)
            for one in drafts:
                place = (one.domain, one.institution)
                if place not in beside:
                    beside[place] = _Place(work.words.beside(one, MOST_OTHERS))
        for one in drafts:
            if (similar := beside[one.domain, one.institution].most_similar(one)) is not None:
                found[one.email_id] = similar
        return found

    def heard(self, event: Event) -> None:
        """Take the words of a draft when it is written or changed (a listener of the event bus)."""
        if isinstance(event, ItemCompleted | EmailChanged):
            self.catch_up()

    def catch_up(self) -> None:
        """Take the own words of all drafts that lack them. A disk that is full only puts it off."""
        with self._lock:
            try:
                while True:
                    with self._unit_of_work(read_only=True) as work:
                        unread = work.words.unread(READ_AT_ONCE)
                    if not unread:
                        return
                    before = {one.email_id: one for one in unread}
                    taken = {one.email_id: self._taken(one) for one in unread}
                    with self._unit_of_work() as work:
                        # Not those that were changed meanwhile: their turn comes next.
                        now = work.words.unread(READ_AT_ONCE)
                        work.words.put(taken[one.email_id] for one in now if before.get(one.email_id) == one)
                        work.commit()
            except StorageError as error:
                logger.info("The words of new drafts could not be kept: %s", error.message)

    def _taken(self, draft: DraftText) -> DraftWords:
        own = own_words(draft.body, self._frame(draft), draft.recipient, self._sender())
        domain, institution = places_of(draft.recipient)
        name = draft.recipient.name
        return DraftWords(draft.email_id, name, domain, institution, "\n".join(own.sentences), own.whole)

    def _frame(self, draft: DraftText) -> TemplateFrame:
        frame = self._frames.get(draft.template_id)
        if frame is None:
            try:
                frame = template_frame(parse_template(draft.template))
            except TemplateError:
                frame = _NO_FRAME
            while len(self._frames) >= KEPT_FRAMES:
                del self._frames[next(iter(self._frames))]
            self._frames[draft.template_id] = frame
        return frame


class _Place:
    """The drafts that go to one place."""

    def __init__(self, drafts: Sequence[DraftWords]) -> None:
        self._drafts = drafts
        self._neighbours = Neighbours([_own(one) for one in drafts])
        self._by_name: dict[str, set[int]] = {}
        for number, one in enumerate(drafts):
            self._by_name.setdefault(normalise(one.recipient_name), set()).add(number)

    def most_similar(self, draft: DraftWords) -> Similar | None:
        """The draft to somebody else that this one is most like, if it is too much so."""
        same_person = frozenset(self._by_name.get(normalise(draft.recipient_name), ()))
        found = self._neighbours.most_like(_own(draft), same_person)
        if found is None:
            return None
        other, alike = self._drafts[found[0]], found[1]
        same_domain = other.domain if other.domain == draft.domain else ""
        place = same_domain or " ".join(word.capitalize() for word in draft.institution.split())
        return Similar(other.email_id, other.recipient_name, place, alike.percent, alike.kind)


def _own(draft: DraftWords) -> OwnWords:
    return OwnWords(tuple(draft.sentences.split("\n")) if draft.sentences else (), draft.whole)
