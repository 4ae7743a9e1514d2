"""The database and the lock with several real processes, one of them killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import InstanceLockedError
from scribe_desktop.storage.database import Database, open_database
from scribe_desktop.storage.instance_lock import InstanceLock
from scribe_desktop.storage_ports.drafts import EmailQuery
from scribe_desktop.storage_ports.queue import QueueQuery, StoredStep
from tests import factories
from tests.factories import NOON

ROOT = Path(__file__).resolve().parents[2]


# --- what the child processes do; each says "ready", waits for a line, and then goes -----------------


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def started() -> None:
    say("ready")
    sys.stdin.readline()


def child_claims(root: str, owner: str) -> None:
    database = open_database(DataPaths(Path(root)))
    started()
    claimed = 0
    while True:
        with database.unit_of_work() as work:
            item = work.queue.claim(owner, "template-only", NOON)
            work.commit()
        if item is None:
            break
        with database.unit_of_work() as work:
            assert work.queue.complete(item, factories.email(queue_item_id=item.id), NOON)
            work.commit()
        claimed += 1
    database.close()
    say(claimed)


def child_cancels(root: str, *ids: str) -> None:
    database = open_database(DataPaths(Path(root)))
    started()
    cancelled = []
    for one in ids:
        with database.unit_of_work() as work:
            cancelled += work.queue.cancel([UUID(one)], NOON)
            work.commit()
    database.close()
    say(*cancelled)


def child_works_until_killed(root: str) -> None:
    paths = DataPaths(Path(root))
    lock = InstanceLock(paths)
    lock.acquire()
    database = open_database(paths)
    with database.unit_of_work() as work:
        item = work.queue.claim("killed", "template-only", NOON)
        work.commit()
    with database.unit_of_work() as work:
        work.queue.store_step(
            item, StoredStep(StepName.TEMPLATE_PARSER, "a" * 64, {"kept": True}, 0.1), StepName.WEB_SCRAPER, NOON
        )
        work.commit()
    with database.unit_of_work() as work:
        work.queue.complete(item, factories.email(queue_item_id=item.id), NOON)
        started()  # killed here: after everything was written, before the commit
    assert lock.held


def child_queues(root: str) -> None:
    database = open_database(DataPaths(Path(root)))
    started()
    queue(database, 1)
    database.close()


def child_opens(root: str) -> None:
    started()
    database = open_database(DataPaths(Path(root)))
    with database.unit_of_work(read_only=True) as work:
        say(work.profile_id())
    database.close()


# --- the tests ------------------------------------------------------------------------------------


def queue(database: Database, count: int) -> list[UUID]:
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        ids = work.queue.add((Recipient(f"Person {number}") for number in range(count)), template.id, NOON)
        work.commit()
    return ids


class Child:
    """A process that runs one of the functions above and has said that it is ready."""

    def __init__(self, function: str, *arguments: object) -> None:
        code = f"import sys; from {__name__} import {function} as run; run(*sys.argv[1:])"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"

    def go(self) -> None:
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def result(self) -> list[str]:
        output, _ = self.process.communicate()
        assert self.process.returncode == 0
        return output.split()


def test_two_claimers_get_each_item_exactly_once(paths: DataPaths, database: Database) -> None:
    queue(database, 60)
    children = [Child("child_claims", paths.root, owner) for owner in ("one", "two")]
    for child in children:
        child.go()
    assert sum(int(child.result()[0]) for child in children) == 60
    with database.unit_of_work(read_only=True) as work:
        items = work.queue.find(QueueQuery())
        assert [(item.status, item.attempt) for item in items] == [(QueueStatus.COMPLETED, 1)] * 60
        assert work.emails.count(EmailQuery()) == 60


def test_of_cancel_and_claim_exactly_one_wins(paths: DataPaths, database: Database) -> None:
    ids = queue(database, 60)
    claimer = Child("child_claims", paths.root, "worker")
    canceller = Child("child_cancels", paths.root, *ids[::-1])
    claimer.go()
    canceller.go()
    claimed, cancelled = int(claimer.result()[0]), {UUID(one) for one in canceller.result()}
    assert claimed + len(cancelled) == 60
    with database.unit_of_work(read_only=True) as work:
        for item_id in ids:
            item = work.queue.get(item_id)
            assert item.status is (QueueStatus.CANCELLED if item_id in cancelled else QueueStatus.COMPLETED)
            assert (item.email_id is None) is (item_id in cancelled)


def test_a_killed_worker_loses_the_step_it_was_in_and_nothing_else(paths: DataPaths, database: Database) -> None:
    first, second = queue(database, 2)
    worker = Child("child_works_until_killed", paths.root)
    with pytest.raises(InstanceLockedError, match=r"already works the queue"):
        InstanceLock(paths).acquire()
    worker.process.send_signal(signal.SIGKILL)
    worker.process.communicate()

    with InstanceLock(paths) as lock:
        assert lock.held
        with database.unit_of_work() as work:
            before = work.queue.get(first)
            assert work.queue.recover(NOON, max_crashes=5).released == (first,)
            work.commit()
        with database.unit_of_work() as work:
            item = work.queue.claim("next", "template-only", NOON)
            assert (item.id, item.attempt, item.crashes) == (first, 2, 1)
            assert [one.step for one in work.queue.steps(first)] == [StepName.TEMPLATE_PARSER]
            assert work.emails.count(EmailQuery()) == 0
            assert not work.queue.complete(before, factories.email(queue_item_id=first), NOON)
            assert work.queue.complete(item, factories.email(queue_item_id=first), NOON)
            work.commit()
    with database.unit_of_work(read_only=True) as work:
        assert work.queue.get(first).status is QueueStatus.COMPLETED
        assert work.queue.get(second).position == 1


def test_the_lock_keeps_a_second_worker_out_of_the_same_folder_only(paths: DataPaths, tmp_path: Path) -> None:
    with InstanceLock(paths):
        assert paths.lock.stat().st_mode & 0o777 == 0o600
        with pytest.raises(InstanceLockedError) as caught:
            InstanceLock(paths).acquire()
        assert str(paths.root) in caught.value.message
        with InstanceLock(DataPaths(tmp_path / "other")):
            pass
    with InstanceLock(paths):
        pass


def test_the_watcher_sees_what_other_processes_commit_and_only_that(paths: DataPaths, database: Database) -> None:
    other = Child("child_queues", paths.root)
    watcher = database.watcher()
    queue(database, 1)
    with database.unit_of_work(read_only=True) as work:
        assert work.queue.count(QueueQuery()) == 1
    assert not watcher.changed()
    other.go()
    other.result()
    assert watcher.changed()
    assert not watcher.changed()
    queue(database, 1)
    assert not watcher.changed()


def test_the_watcher_does_not_miss_a_commit_that_comes_between_writes_of_this_process(
    paths: DataPaths, database: Database
) -> None:
    other = open_database(paths)
    watcher = database.watcher()
    queue(database, 1)
    queue(other, 1)
    queue(database, 1)
    assert watcher.changed()
    assert not watcher.changed()
    other.close()


def test_the_watcher_does_not_wait_for_a_long_write(paths: DataPaths, database: Database) -> None:
    other = open_database(paths)
    watcher = database.watcher()
    queue(other, 1)
    with database.unit_of_work():
        assert not watcher.changed()
    assert watcher.changed()
    other.close()


def test_processes_that_start_at_once_on_a_new_folder_agree_on_one_database(paths: DataPaths) -> None:
    children = [Child("child_opens", paths.root) for _ in range(3)]
    for child in children:
        child.go()
    profiles = {child.result()[0] for child in children}
    assert len(profiles) == 1
