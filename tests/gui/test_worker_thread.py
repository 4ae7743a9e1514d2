"""The worker's thread: begun with the lock, ended without being torn away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytestqt.qtbot import QtBot

from scribe_desktop.errors import InstanceLockedError, ScribeError
from scribe_desktop.gui.worker_thread import WorkerThread
from tests.gui.fake_context import FakeWorker, not_locked


def test_worker_runs_in_a_thread_of_its_own_and_ends_when_closed(qtbot: QtBot) -> None:
    worker, entered = FakeWorker(), []

    @contextmanager
    def working() -> Iterator[None]:
        entered.append(threading.get_ident())
        yield
        entered.append("left")

    thread = WorkerThread(lambda: worker, working)
    problems: list[ScribeError | None] = []
    thread.ended.connect(problems.append)
    with qtbot.waitSignal(thread.began):
        thread.start()
    qtbot.waitUntil(lambda: worker.thread is not None)

    assert thread.close()
    assert not thread.running
    assert worker.thread != threading.get_ident()
    assert entered == [worker.thread, "left"], "the lock is taken and let go in the worker's thread"
    qtbot.waitUntil(lambda: problems == [None])


def test_refused_lock_is_told_with_its_sentence(qtbot: QtBot) -> None:
    @contextmanager
    def working() -> Iterator[None]:
        raise InstanceLockedError("Another window works this queue.")
        yield

    thread = WorkerThread(FakeWorker, working)
    with qtbot.waitSignal(thread.ended) as ended:
        thread.start()

    assert ended.args[0].message == "Another window works this queue."
    assert thread.close()


@pytest.mark.expected_warning("The worker ended unexpectedly")
def test_crash_of_the_worker_is_told_and_ends_the_thread(qtbot: QtBot) -> None:
    class Broken(FakeWorker):
        def run(self) -> None:
            raise RuntimeError("boom")

    thread = WorkerThread(Broken, not_locked)
    with qtbot.waitSignal(thread.ended) as ended:
        thread.start()

    assert isinstance(ended.args[0], ScribeError)
    assert "boom" not in ended.args[0].message
    assert thread.close()


def test_worker_that_hangs_is_left_running_not_terminated(qtbot: QtBot) -> None:
    gate = threading.Event()

    class Hanging(FakeWorker):
        def run(self) -> None:
            gate.wait()

    thread = WorkerThread(Hanging, not_locked)
    with qtbot.waitSignal(thread.began):
        thread.start()

    assert not thread.close(milliseconds=30)
    assert thread.running
    gate.set()
    assert thread.close()
