"""The queue's life in a real SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from scribe_desktop.domain.id_part import IdPart
from scribe_desktop.domain.queue import QueueItem, QueueStatus, StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import NotFoundError, PauseReason, StorageError
from scribe_desktop.storage.database import Database
from scribe_desktop.storage_ports.drafts import EmailQuery
from scribe_desktop.storage_ports.queue import PauseState, QueueQuery, Recovered, StoredStep
from tests import factories
from tests.factories import NOON

LATER = NOON + timedelta(hours=1)


def queue(database: Database, *names: str, at=NOON) -> list[UUID]:
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", at)
        ids = work.queue.add((factories.recipient(name) for name in names), template.id, at)
        work.commit()
    return ids


def claim(database: Database, owner: str = "worker") -> QueueItem | None:
    with database.unit_of_work() as work:
        item = work.queue.claim(owner, "template-only", LATER)
        work.commit()
    return item


def get(database: Database, item_id: UUID) -> QueueItem:
    with database.unit_of_work(read_only=True) as work:
        return work.queue.get(item_id)


def store(database: Database, item: QueueItem, step: StepName, next_step: StepName | None, input_hash="a" * 64) -> bool:
    with database.unit_of_work() as work:
        stored = work.queue.store_step(item, StoredStep(step, input_hash, {"kept": [1, "é"]}, 1.5), next_step, LATER)
        work.commit()
    return stored


def names_in_order(database: Database) -> list[str]:
    with database.unit_of_work(read_only=True) as work:
        pending = work.queue.find(QueueQuery(statuses=frozenset({QueueStatus.PENDING})))
    assert [item.position for item in pending] == list(range(1, len(pending) + 1))
    return [item.recipient.name for item in pending]


def test_a_recipient_comes_back_as_she_went_in(database: Database) -> None:
    whole = Recipient(
        "Åse \ufeffBrøndum 😀", "tides", "ase@karlsvale.example", "Karlsvale", "https://x.example", {"stadt": "Örnö"}
    )
    bare = Recipient("Bo")
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        first, second = work.queue.add([whole, bare], template.id, NOON)
        work.commit()
    assert get(database, first).recipient == whole
    item = get(database, second)
    assert item.recipient == bare
    assert (item.status, item.position, item.created_at, item.attempt) == (QueueStatus.PENDING, 2, NOON, 0)
    assert item.template_id == template.id


def test_text_that_utf_8_cannot_hold_does_not_cost_the_batch(database: Database) -> None:
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        odd = Recipient("Half \ud83d pair", "a\ud83d", "b\ud83d", "c\ud83d", "d\ud83d", {"x": "\ud83d"})
        ids = work.queue.add([odd, Recipient("Fine")], template.id, NOON)
        work.commit()
    assert len(ids) == 2
    assert get(database, ids[0]).recipient.name.startswith("Half ")


def test_without_commit_nothing_stays(database: Database) -> None:
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        work.queue.add([factories.recipient()], template.id, NOON)
    with pytest.raises(ZeroDivisionError), database.unit_of_work() as work:
        work.templates.put("Another template.", NOON)
        raise ZeroDivisionError
    with database.unit_of_work(read_only=True) as work:
        assert work.queue.count(QueueQuery()) == 0
        assert work.templates.find() == []


def test_a_batch_that_fails_half_way_leaves_nothing(database: Database) -> None:
    def rows() -> Iterator[Recipient]:
        for number in range(1500):
            yield factories.recipient(f"Person {number}")
        raise OSError("the file ended early")

    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        work.commit()
    with pytest.raises(OSError, match="early"), database.unit_of_work() as work:
        work.queue.add(rows(), template.id, NOON)
    assert names_in_order(database) == []


def test_an_item_that_points_to_no_template_is_refused(database: Database) -> None:
    with pytest.raises(StorageError), database.unit_of_work() as work:
        work.queue.add([factories.recipient()], uuid4(), NOON)


def test_the_oldest_is_claimed_first_and_says_who_holds_it(database: Database) -> None:
    queue(database, "Late", at=LATER)
    queue(database, "First", "Second")
    item = claim(database, "me")
    assert item is not None
    assert (item.recipient.name, item.status, item.owner, item.attempt) == ("First", QueueStatus.PROCESSING, "me", 1)
    assert (item.current_step, item.started_at, item.composer) == (StepName.TEMPLATE_PARSER, LATER, "template-only")
    assert item == get(database, item.id)
    assert names_in_order(database) == ["Second", "Late"]
    assert [claim(database).recipient.name for _ in range(2)] == ["Second", "Late"]
    assert claim(database) is None


def test_completing_stores_the_email_and_shows_it_on_the_item(database: Database) -> None:
    (item_id,) = queue(database, "Ada")
    item = claim(database)
    email = factories.email(queue_item_id=item_id)
    with database.unit_of_work() as work:
        assert work.queue.complete(item, email, LATER)
        work.commit()
    done = get(database, item_id)
    assert (done.status, done.email_id, done.finished_at) == (QueueStatus.COMPLETED, email.id, LATER)
    with database.unit_of_work(read_only=True) as work:
        assert work.emails.get(email.id) == email


def test_an_older_attempt_can_write_nothing(database: Database) -> None:
    (item_id,) = queue(database, "Ada")
    old = claim(database)
    with database.unit_of_work() as work:
        assert work.queue.release(old)
        work.commit()
    new = claim(database)
    assert new.attempt == old.attempt + 1
    with database.unit_of_work() as work:
        assert not work.queue.complete(old, factories.email(queue_item_id=item_id), LATER)
        assert not work.queue.fail(old, "too late", LATER)
        assert not work.queue.release(old)
        work.commit()
    assert not store(database, old, StepName.WEB_SCRAPER, StepName.ARXIV_HELPER)
    assert get(database, item_id) == new
    with database.unit_of_work(read_only=True) as work:
        assert work.emails.count(EmailQuery()) == 0
        assert work.queue.steps(item_id) == []


def test_a_second_email_for_an_item_is_impossible(database: Database) -> None:
    (item_id,) = queue(database, "Ada")
    item = claim(database)
    with database.unit_of_work() as work:
        work.queue.complete(item, factories.email(queue_item_id=item_id), LATER)
        assert not work.queue.complete(item, factories.email(queue_item_id=item_id), LATER)
        with pytest.raises(StorageError):
            work.emails.insert(factories.email(queue_item_id=item_id))


def test_steps_are_kept_and_the_latest_of_each_counts(database: Database) -> None:
    (item_id,) = queue(database, "Ada")
    item = claim(database)
    assert store(database, item, StepName.TEMPLATE_PARSER, StepName.WEB_SCRAPER, "a" * 64)
    assert get(database, item_id).current_step is StepName.WEB_SCRAPER
    store(database, item, StepName.TEMPLATE_PARSER, StepName.WEB_SCRAPER, "b" * 64)
    store(database, item, StepName.WEB_SCRAPER, StepName.ARXIV_HELPER)
    with database.unit_of_work(read_only=True) as work:
        parsed, scraped = work.queue.steps(item_id)
        assert (parsed.step, parsed.input_hash, parsed.output) == (
            StepName.TEMPLATE_PARSER,
            "b" * 64,
            {"kept": [1, "é"]},
        )
        assert scraped.step is StepName.WEB_SCRAPER
    store(database, item, StepName.TEMPLATE_PARSER, StepName.WEB_SCRAPER, "a" * 64)
    with database.unit_of_work(read_only=True) as work:
        assert work.queue.steps(item_id)[0].input_hash == "a" * 64
        assert work.queue.step_seconds(1) == {StepName.TEMPLATE_PARSER: [1.5], StepName.WEB_SCRAPER: [1.5]}


def test_cancelled_item_leaves_the_list_and_undo_brings_it_back_to_its_old_place(database: Database) -> None:
    first, second, third = queue(database, "A1", "B2", "C3")
    taken = claim(database)
    with database.unit_of_work() as work:
        assert work.queue.cancel([third, second, second, taken.id, uuid4()], LATER) == [third, second]
        work.commit()
    with database.unit_of_work(read_only=True) as work:
        assert [item.id for item in work.queue.find(QueueQuery())] == [first]
        assert work.queue.get(second).status is QueueStatus.CANCELLED
    queue(database, "D4", at=LATER)
    with database.unit_of_work() as work:
        assert work.queue.undo_cancel([second, first]) == [second]
        work.commit()
    assert names_in_order(database) == ["B2", "D4"]


def test_retried_items_go_to_the_end_in_their_order_with_the_same_ids(database: Database) -> None:
    ids = queue(database, "A1", "B2", "C3")
    for _ in range(2):
        item = claim(database)
        with database.unit_of_work() as work:
            assert work.queue.fail(item, "Nothing found.", LATER)
            work.commit()
    assert get(database, ids[0]).error_message == "Nothing found."
    queue(database, "D4", at=LATER)
    with database.unit_of_work() as work:
        assert work.queue.retry([ids[1], ids[0], ids[2]], LATER) == [ids[1], ids[0]]
        work.commit()
    assert names_in_order(database) == ["C3", "D4", "A1", "B2"]
    again = get(database, ids[0])
    assert (again.created_at, again.error_message, again.finished_at, again.attempt) == (LATER, None, None, 1)
    queue(database, "E5", at=LATER)
    assert names_in_order(database) == ["C3", "D4", "A1", "B2", "E5"]


def test_ids_of_one_batch_begin_alike_and_are_named_by_their_ends(database: Database) -> None:
    ids = queue(database, *(f"Ilse Varnholt {n}" for n in range(20)))
    with database.unit_of_work(read_only=True) as work:

        def named(digits: str, limit: int = 50) -> list[UUID]:
            return work.queue.ids_named(IdPart(digits), limit)

        assert named(ids[0].hex[:8]) == ids
        assert named(ids[0].hex[:8], limit=3) == ids[:3]
        assert [named(one.hex[-8:]) for one in ids] == [[one] for one in ids]
        assert named(ids[7].hex) == [ids[7]]
        assert named(ids[7].hex[-8:-1]) == []


def test_more_items_than_sqlite_has_variables_change_in_one_call(database: Database) -> None:
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        ids = work.queue.add((Recipient(f"P{number}") for number in range(40_000)), template.id, NOON)
        work.commit()
        assert len(work.queue.find(QueueQuery(ids=frozenset(ids), limit=10))) == 10
    with database.unit_of_work() as work:
        assert work.queue.cancel(ids, LATER) == ids
        assert work.queue.undo_cancel(ids) == ids
        work.commit()


def test_only_what_is_pending_of_one_batch_is_withdrawn(database: Database) -> None:
    queue(database, "A1", "B2", "C3")
    queue(database, "D4", at=LATER)
    started = claim(database)
    with database.unit_of_work() as work:
        assert work.queue.withdraw(started.template_id, NOON) == 2
        work.commit()
    assert names_in_order(database) == ["D4"]
    assert get(database, started.id).status is QueueStatus.PROCESSING


def test_a_sequence_number_is_never_given_out_twice(database: Database) -> None:
    ids = queue(database, "A1", "B2")
    last = get(database, ids[1])
    with database.unit_of_work() as work:
        work.queue.withdraw(last.template_id, NOON)
        work.commit()
    (new,) = queue(database, "C3")
    assert get(database, new).sequence > last.sequence


def test_unknown_item_is_not_found(database: Database) -> None:
    with pytest.raises(NotFoundError):
        get(database, uuid4())


def test_pause_is_kept_until_resumed(database: Database) -> None:
    paused = PauseState(PauseReason.KEY_REFUSED, "The key was refused.", LATER)
    with database.unit_of_work() as work:
        assert work.queue.pause_state() == PauseState()
        work.queue.set_pause(paused)
        work.commit()
    with database.unit_of_work() as work:
        assert work.queue.pause_state() == paused
        work.queue.set_pause(PauseState())
        work.commit()
    with database.unit_of_work(read_only=True) as work:
        assert work.queue.pause_state() == PauseState()


def crash(database: Database, stored_before: tuple[StepName, ...] = (), progress: bool = False) -> Recovered:
    """Claim, store some steps, end without a word, and recover as the next start does."""
    item = claim(database)
    steps = list(StepName)
    for step in stored_before:
        store(database, item, step, steps[steps.index(step) + 1])
    with database.unit_of_work() as work:
        if progress:
            work.queue.note_progress(item.id)
        recovered = work.queue.recover(LATER, max_crashes=5)
        work.commit()
    return recovered


def test_an_item_left_by_a_crash_goes_back_to_its_old_place(database: Database) -> None:
    first, _ = queue(database, "A1", "B2")
    assert crash(database) == Recovered(released=(first,))
    assert names_in_order(database) == ["A1", "B2"]
    item = get(database, first)
    assert (item.crashes, item.owner, item.current_step, item.started_at) == (1, None, None, None)


def test_the_fifth_crash_in_the_same_step_fails_the_item(database: Database) -> None:
    (item_id,) = queue(database, "A1")
    parsed = (StepName.TEMPLATE_PARSER,)
    for _ in range(4):  # the first step's stored output is stored again each time: no progress
        assert crash(database, parsed) == Recovered(released=(item_id,))
    assert crash(database, parsed) == Recovered(failed=(item_id,))
    item = get(database, item_id)
    assert (item.status, item.finished_at) == (QueueStatus.FAILED, LATER)
    assert "5 times in a row while searching the web" in item.error_message
    with database.unit_of_work() as work:
        work.queue.retry([item_id], LATER)
        work.commit()
    assert get(database, item_id).crashes == 0


@pytest.mark.parametrize("different", ["step", "progress", "clean end"])
def test_crashes_that_are_not_in_a_row_do_not_add_up(database: Database, different: str) -> None:
    (item_id,) = queue(database, "A1")
    for _ in range(4):
        crash(database)
    if different == "step":
        crash(database, (StepName.TEMPLATE_PARSER,))
    elif different == "progress":
        crash(database, progress=True)
    else:
        item = claim(database)
        with database.unit_of_work() as work:
            work.queue.release(item)
            work.commit()
        crash(database)
    assert get(database, item_id).crashes == 1
    assert crash(database).released == (item_id,)


def test_recovery_leaves_everything_else_alone(database: Database) -> None:
    queue(database, "A1", "B2")
    item = claim(database)
    with database.unit_of_work() as work:
        work.queue.fail(item, "Nothing found.", LATER)
        assert work.queue.recover(LATER, max_crashes=5) == Recovered()
