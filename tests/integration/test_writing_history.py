"""Who was written to before: from the queue, the drafts, and a mailbox that is remembered until it changes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import InputError
from scribe_desktop.services import sent_mailbox
from scribe_desktop.services.sent_mail import SentMail, read_sent_mail
from scribe_desktop.services.sent_mailbox import SentMailbox
from scribe_desktop.services.writing_history import Past, PastContacts, PastKind, WritingHistory
from scribe_desktop.storage_ports.queue import KnownPerson
from tests import factories
from tests.fakes import FakeClock
from tests.integration.engine import TEMPLATE, Engine, open_engine

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ILSE = Recipient("Prof. Ilse Varnholt", "tides", "varnholt@karlsvale.example", "Karlsvale University")
BO = Recipient("Bo Lind", "sand", None, "Nordby College")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with open_engine(tmp_path / "data") as opened:
        yield opened


class Mail:
    """A mailbox on disk and the history that knows of it."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.path = folder / "Sent"
        self.kept = folder / "sent-mail.json"
        self.chosen = str(self.path)
        self.box = SentMailbox(lambda: self.chosen, self.kept)
        self.history = WritingHistory(engine.queue, self.box, FakeClock())

    def write(self, *addresses: str, year: int = 2025) -> None:
        text = "".join(
            f"From - Mon Mar 03 12:00:00 {year}\nTo: {one}\nDate: Mon, 3 Mar {year} 12:00:00 +0000\n\nHello\n\n"
            for one in addresses
        )
        self.path.write_text(text, "utf-8")


@pytest.fixture
def mail(tmp_path: Path, engine: Engine) -> Mail:
    made = Mail(tmp_path, engine)
    made.write("varnholt@karlsvale.example")
    return made


def drafted(engine: Engine, recipient: Recipient, state: ReviewState) -> EmailDraft:
    """Queue somebody and store a draft in this state, as a worker does."""
    engine.queue.enqueue([recipient], TEMPLATE)
    with engine.database.unit_of_work() as work:
        item = work.queue.claim("worker", "template-only", NOON)
        assert item is not None
        draft = factories.email(
            id=uuid4(), queue_item_id=item.id, user_id=work.profile_id(), recipient_name=recipient.name,
            recipient_email=recipient.email, review_state=ReviewState.READY,
        )  # fmt: skip
        assert work.queue.complete(item, draft, NOON)
        changed = replace(draft, review_state=state, updated_at=NOON.replace(month=4))
        work.emails.update(changed)
        work.commit()
    return changed


def test_who_waits_is_drafted_or_approved_is_known_and_who_was_discarded_is_not(engine: Engine, mail: Mail) -> None:
    mail.chosen = ""
    drafted(engine, replace(ILSE, name="A", email="a@x.example"), ReviewState.APPROVED)
    drafted(engine, replace(ILSE, name="B", email="b@x.example"), ReviewState.NEEDS_REVIEW)
    drafted(engine, replace(ILSE, name="C", email="c@x.example"), ReviewState.DISCARDED)
    (waiting,) = engine.queue.enqueue([replace(ILSE, name="D", email="d@x.example")], TEMPLATE)
    past = mail.history.read()

    def kind(address: str) -> PastKind | None:
        found = past.find(Recipient("Somebody Else", email=address))
        return None if found is None else found.kind

    assert [kind(f"{letter}@X.example") for letter in "abcd"] == [
        PastKind.APPROVED, PastKind.DRAFT, None, PastKind.WAITING,
    ]  # fmt: skip
    engine.queue.cancel(waiting)
    assert mail.history.read().find(Recipient("D", email="d@x.example")) is None


def test_failed_items_are_not_in_the_way(engine: Engine, mail: Mail) -> None:
    mail.chosen = ""
    engine.queue.enqueue([ILSE], TEMPLATE)
    with engine.database.unit_of_work() as work:
        item = work.queue.claim("worker", "template-only", NOON)
        assert item is not None
        assert work.queue.fail(item, "Nothing was found.", NOON)
        work.commit()
    assert mail.history.read().find(ILSE) is None


@pytest.mark.parametrize(
    ("other", "known"),
    [
        (Recipient("BO LIND", email="bo@nordby.example"), True),  # the one in the library has no address
        (Recipient("Bo Lind", affiliation="Nordby college"), True),
        (Recipient("Bo Lind"), True),
        (Recipient("Bo Lind", affiliation="Ostlake University"), False),  # a namesake
        (Recipient("Bo Lindt", affiliation="Nordby College"), False),
    ],
)
def test_without_addresses_name_and_affiliation_tell(other: Recipient, known: bool) -> None:
    person = KnownPerson(BO.name, None, BO.affiliation, None, NOON)
    assert (PastContacts([person]).find(other) is not None) == known


def test_two_addresses_are_two_people_whatever_their_name() -> None:
    past = PastContacts([KnownPerson(ILSE.name, ILSE.email, ILSE.affiliation, None, NOON)])
    assert past.find(replace(ILSE, email="ilse@other.example")) is None
    assert past.find(replace(ILSE, email=None)) is not None


def test_sent_mail_counts_before_a_draft_and_the_later_of_two_emails_is_told() -> None:
    sent = SentMail({"varnholt@karlsvale.example": NOON})

    def found(state: ReviewState | None, when: datetime) -> Past | None:
        return PastContacts([KnownPerson(ILSE.name, ILSE.email, None, state, when)], sent).find(ILSE)

    later = NOON.replace(year=2027)
    assert found(None, later) == found(ReviewState.READY, later) == Past(PastKind.SENT, NOON)
    assert found(ReviewState.APPROVED, NOON.replace(year=2020)) == Past(PastKind.SENT, NOON)
    assert found(ReviewState.APPROVED, later) == Past(PastKind.APPROVED, later)


def test_the_newest_of_a_person_is_told_among_many() -> None:
    people = [KnownPerson(f"P {n}", f"p{n}@x.example", None, None, NOON.replace(minute=n % 60)) for n in range(20_000)]
    past = PastContacts([*people, KnownPerson("P 7", "p7@x.example", None, ReviewState.APPROVED, NOON)])
    assert past.find(Recipient("?", email="p7@x.example")) == Past(PastKind.WAITING, NOON.replace(minute=7))
    assert past.find(Recipient("?", email="p20000@x.example")) is None


def test_a_mailbox_is_read_again_only_when_it_has_changed(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Path] = []

    def counted(path: Path, progress: object = None) -> SentMail:
        reads.append(path)
        return read_sent_mail(path)

    monkeypatch.setattr(sent_mailbox, "read_sent_mail", counted)
    first = mail.box.read()
    assert mail.box.read() is first
    again = SentMailbox(lambda: mail.chosen, mail.kept)
    assert again.read() == first
    assert len(reads) == 1
    mail.write("varnholt@karlsvale.example", "bo@nordby.example")
    assert set(again.read().latest) == {"varnholt@karlsvale.example", "bo@nordby.example"}
    assert len(reads) == 2


def test_what_is_kept_is_private_and_has_no_words_of_the_mail(mail: Mail) -> None:
    mail.box.read()
    if os.name == "posix":
        assert stat.S_IMODE(mail.kept.stat().st_mode) == 0o600
    text = mail.kept.read_text("utf-8")
    assert "varnholt@karlsvale.example" in text
    assert "Hello" not in text


def test_a_damaged_memory_is_made_anew(mail: Mail) -> None:
    first = mail.box.read()
    mail.kept.write_text('{"version": 1, "latest": 3', "utf-8")
    assert SentMailbox(lambda: mail.chosen, mail.kept).read() == first


def test_forgetting_deletes_what_is_kept_and_leaves_the_mailbox(mail: Mail) -> None:
    mail.box.read()
    mail.chosen = ""
    mail.box.forget()
    assert not mail.kept.exists()
    assert mail.path.exists()
    assert mail.box.read() == SentMail()


def test_a_mailbox_that_is_gone_is_a_problem_and_no_error(engine: Engine, mail: Mail) -> None:
    mail.path.unlink()
    with pytest.raises(InputError, match="There is no file or folder"):
        mail.box.read()
    past = mail.history.read()
    assert "There is no file or folder" in past.problem
    assert mail.history.already_wrote("varnholt@karlsvale.example") is None


def test_before_approval_one_sentence_says_it(engine: Engine, mail: Mail) -> None:
    assert mail.history.already_wrote("Varnholt@Karlsvale.example") == "You wrote to this address on 3 March 2025."
    assert mail.history.already_wrote("bo@nordby.example") is None
    assert mail.history.already_wrote(None) is None
    one = drafted(engine, replace(BO, email="bo@nordby.example"), ReviewState.APPROVED)
    said = "You approved another email to this address on 2 April 2026."
    assert mail.history.already_wrote("BO@nordby.example", uuid4()) == said
    assert mail.history.already_wrote("bo@nordby.example", one.id) is None
    drafted(engine, replace(BO, email="x@nordby.example"), ReviewState.READY)
    assert mail.history.already_wrote("x@nordby.example", uuid4()) is None


def test_a_large_mailbox_keeps_no_draft_waiting(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    mail.box.read()
    monkeypatch.setattr(sent_mailbox, "_SMALL", 0)
    mail.write("bo@nordby.example")
    assert mail.history.already_wrote("bo@nordby.example") is None  # known at the next import
    assert mail.history.already_wrote("varnholt@karlsvale.example") is not None
    assert mail.history.read().find(Recipient("Bo", email="bo@nordby.example")) is not None
