"""Drafts too like another one, over a real SQLite file: found before approval, gone when one of them changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from scribe_desktop.domain.email import EmailDraft, ReviewState, SimilarKind
from scribe_desktop.domain.events import EmailChanged
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import DiskFullError, ReviewError, SimilarDraftError
from scribe_desktop.services.email_library import EmailLibrary
from scribe_desktop.services.sameness import Sameness
from scribe_desktop.services.wire_format import email_json
from scribe_desktop.storage_ports.drafts import EmailQuery
from tests import factories
from tests.integration.engine import Engine, open_engine
from tests.sameness_corpus import SENDER, TEMPLATE

REASON = "What stayed with me is your use of dye tracing on karst springs, and I would like to know why it works."
OTHER_REASON = "Your maps of the northern bogs are the best I know of; the ones that I drew at home are smaller."


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with open_engine(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def library(engine: Engine) -> EmailLibrary:
    return EmailLibrary(engine.database.unit_of_work, engine.clock, engine.events, lambda: SENDER)


Written = Callable[..., UUID]


@pytest.fixture
def written(engine: Engine) -> Written:
    """Stores a draft to somebody, in a batch of its own, and gives its id."""

    def write(name: str, reason: str = REASON, **row: str) -> UUID:
        recipient = Recipient(name, interest="geology", **row)
        body = TEMPLATE.fill(
            {"name": name, "paper": f"“Tides and {name}”", "reason": reason, "signature": SENDER.signature}
        ).body_text
        (item_id,) = engine.queue.enqueue([recipient], TEMPLATE.source)
        draft = factories.email(queue_item_id=item_id, recipient_name=name, recipient_email=recipient.email, body=body)
        with engine.database.unit_of_work() as work:
            work.emails.insert(draft)
            work.commit()
        engine.clock.advance(60)
        return draft.id

    return write


def shown(library: EmailLibrary, *ids: UUID) -> list[EmailDraft]:
    return library.with_similar([library.get(one) for one in ids])


def test_the_same_words_to_one_department_are_found_in_both_drafts(library: EmailLibrary, written: Written) -> None:
    one = written("Ilse Varnholt", email="ilse@geo.karlsvale.example")
    other = written("Bao Lindemann", email="bao@geo.karlsvale.example")
    first, second = shown(library, one, other)
    assert first.similar is not None
    assert second.similar is not None
    assert (first.similar.email_id, second.similar.email_id) == (other, one)
    assert "the draft to Bao Lindemann, also at geo.karlsvale.example" in first.similar.sentence
    similar = email_json(first)["metadata"]["similar_to"]
    assert (similar["email_id"], similar["place"]) == (str(other), "geo.karlsvale.example")


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"email": "bao@law.karlsvale.example"}, False),
        ({"email": "bao@gmail.com"}, False),
        ({}, False),
        ({"affiliation": "Karlsvale University"}, True),
        ({"email": "bao@gmail.com", "affiliation": "University of Karlsvale"}, True),
        ({"email": "bao@law.karlsvale.example", "affiliation": "University of Karlsvale"}, False),
    ],
)
def test_only_one_department_is_looked_at_or_one_institution_where_the_address_does_not_tell(
    library: EmailLibrary, written: Written, row: dict[str, str], found: bool
) -> None:
    one = written("Ilse Varnholt", email="ilse@geo.karlsvale.example", affiliation="Karlsvale University")
    other = written("Bao Lindemann", **row)
    assert [draft.similar is not None for draft in shown(library, one, other)] == [found, found]


def test_a_second_draft_to_the_same_person_is_not_held_against_the_first(
    library: EmailLibrary, written: Written
) -> None:
    ids = [written("Ilse Varnholt", email="ilse@geo.karlsvale.example") for _ in range(2)]
    assert [one.similar for one in shown(library, *ids)] == [None, None]


def test_the_warning_goes_when_the_other_draft_is_changed_or_discarded_and_comes_back(
    library: EmailLibrary, written: Written
) -> None:
    one = written("Ilse Varnholt", email="ilse@geo.karlsvale.example")
    other = written("Bao Lindemann", email="bao@geo.karlsvale.example")
    before = library.get(other)
    library.discard(other)
    assert shown(library, one)[0].similar is None
    library.reopen(other)
    assert shown(library, one)[0].similar is not None
    library.edit(other, before.subject, before.body.replace(REASON, OTHER_REASON))
    assert shown(library, one)[0].similar is None
    library.restore(other, 1)
    assert shown(library, one)[0].similar is not None


def test_approving_needs_a_word_and_approving_all_leaves_them_out(library: EmailLibrary, written: Written) -> None:
    one = written("Ilse Varnholt", email="ilse@geo.karlsvale.example")
    other = written("Bao Lindemann", email="bao@geo.karlsvale.example")
    apart = written("Tunde Abiodun", email="tunde@bogs.example")
    ready = library.ready()
    assert ready.to_approve == (apart,)
    assert {draft.id for draft in ready.similar} == {one, other}
    with pytest.raises(SimilarDraftError, match="Change one of them"):
        library.approve(one)
    assert library.approve(one, even_if_similar=True).review_state is ReviewState.APPROVED
    assert library.approve(one).review_state is ReviewState.APPROVED, "it is approved already"
    with pytest.raises(SimilarDraftError):
        library.approve(other)
    library.discard(one)
    assert library.approve(other).review_state is ReviewState.APPROVED


def test_what_stands_in_the_way_of_any_approval_is_said_before_the_warning(
    library: EmailLibrary, written: Written
) -> None:
    one = written("Ilse Varnholt", email="ilse@geo.karlsvale.example")
    written("Bao Lindemann", email="bao@geo.karlsvale.example")
    draft = library.get(one)
    library.edit(one, draft.subject, draft.body.replace(REASON, f"{REASON} You won the 2019 Marlowe Prize."))
    with pytest.raises(ReviewError, match="nothing supports"):
        library.approve(one)


def test_the_warning_is_no_finding(library: EmailLibrary, written: Written) -> None:
    one = written("Ilse Varnholt", email="ilse@geo.karlsvale.example")
    written("Bao Lindemann", email="bao@geo.karlsvale.example")
    draft = shown(library, one)[0]
    assert (draft.is_confident, draft.review_state) == (True, ReviewState.READY)
    assert library.get(one) == library.find(EmailQuery(states=frozenset((ReviewState.READY,))))[1], "it is not stored"


def test_words_are_taken_when_a_draft_is_written_or_changed_and_only_then(engine: Engine, written: Written) -> None:
    sameness = Sameness(engine.database.unit_of_work, lambda: SENDER)
    ids = {written(f"Ilse Varn{number}", email=f"i{number}@geo.karlsvale.example") for number in range(3)}
    sameness.heard(EmailChanged(next(iter(ids))))
    with engine.database.unit_of_work(read_only=True) as work:
        assert work.words.unread(10) == []
        assert {one.email_id for one in work.words.get(ids)} == ids
    one = next(iter(ids))
    with engine.database.unit_of_work() as work:
        work.words.forget(one)
        work.commit()
    with engine.database.unit_of_work(read_only=True) as work:
        assert [draft.email_id for draft in work.words.unread(10)] == [one]


def test_a_full_disk_puts_the_comparison_off_and_keeps_nobody_from_reading(engine: Engine, written: Written) -> None:
    one = written("Ilse Varnholt", email="ilse@geo.karlsvale.example")
    written("Bao Lindemann", email="bao@geo.karlsvale.example")
    full = True

    def units(read_only: bool = False) -> object:
        if full and not read_only:
            raise DiskFullError("The disk is full.")
        return engine.database.unit_of_work(read_only)

    sameness = Sameness(units, lambda: SENDER)
    assert sameness.of([one]) == {}
    full = False
    assert sameness.of([one])[one].kind is SimilarKind.WHOLE
