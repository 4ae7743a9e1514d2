"""The loop that lets synchronous code end its network waits."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import InterruptReason, StepTimeoutError, WorkInterrupted
from scribe_desktop.providers import io_loop
from scribe_desktop.providers.io_loop import IoLoop, run_abandonable
from tests.integration.web_server import PATIENCE, Request, WebServer, wait_until_closed, web_server


def real_token(seconds: float | None = PATIENCE) -> CancelToken:
    clock = SystemClock()
    return CancelToken(clock.monotonic, clock.wait, seconds)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as made:
        yield made


def in_thread(work: Callable[[], object]) -> tuple[threading.Thread, list[BaseException | object]]:
    outcome: list[BaseException | object] = []

    def call() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    return thread, outcome


def silent_server(server: WebServer) -> tuple[threading.Event, threading.Event]:
    """/silent says nothing; the events tell that a request came and that its connection was closed."""
    came, closed = threading.Event(), threading.Event()

    def handler(request: Request) -> None:
        came.set()
        wait_until_closed(request.connection, closed)

    server.handlers["/silent"] = handler
    return came, closed


async def ask_silent(server: WebServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        writer.write(b"GET /silent HTTP/1.1\r\n\r\n")
        await reader.read()
    finally:
        writer.close()


def test_result_and_errors_come_back_to_the_caller(loop: IoLoop) -> None:
    async def give() -> int:
        return 7

    async def fail() -> None:
        raise TimeoutError("its own")

    assert loop.run(give(), real_token()) == 7
    with pytest.raises(TimeoutError, match="its own"):
        loop.run(fail(), real_token())


def test_cancelling_frees_the_caller_and_closes_the_connection(loop: IoLoop, server: WebServer) -> None:
    came, closed = silent_server(server)
    token = real_token()
    thread, outcome = in_thread(lambda: loop.run(ask_silent(server), token))
    assert came.wait(PATIENCE)
    token.cancel(InterruptReason.STOPPED)
    thread.join(PATIENCE)
    assert isinstance(outcome[0], WorkInterrupted)
    assert closed.wait(PATIENCE)


def test_deadline_ends_the_wait_and_closes_the_connection(loop: IoLoop, server: WebServer) -> None:
    _, closed = silent_server(server)
    with pytest.raises(StepTimeoutError):
        loop.run(ask_silent(server), real_token(0.3))
    assert closed.wait(PATIENCE)


def test_cancelled_token_starts_nothing(loop: IoLoop) -> None:
    started = threading.Event()

    async def work() -> None:
        started.set()

    token = real_token()
    token.cancel(InterruptReason.PAUSED)
    with pytest.raises(WorkInterrupted):
        loop.run(work(), token)
    assert not started.is_set()


def test_closing_ends_what_still_runs(server: WebServer) -> None:
    came, closed = silent_server(server)
    loop = IoLoop()
    thread, outcome = in_thread(lambda: loop.run(ask_silent(server), real_token()))
    assert came.wait(PATIENCE)
    loop.close()
    thread.join(PATIENCE)
    assert isinstance(outcome[0], WorkInterrupted)
    assert outcome[0].reason is InterruptReason.CLOSING
    assert closed.wait(PATIENCE)
    loop.close()  # a second time changes nothing


def test_callers_in_several_threads_share_the_loop(loop: IoLoop) -> None:
    meeting = threading.Barrier(4, timeout=PATIENCE)

    async def meet() -> int:
        return await asyncio.to_thread(meeting.wait)

    running = [in_thread(lambda: loop.run(meet(), real_token())) for _ in range(4)]
    for thread, _ in running:
        thread.join(PATIENCE)
    assert sorted(outcome[0] for _, outcome in running) == [0, 1, 2, 3]  # type: ignore[type-var]


def test_abandonable_work_returns_or_raises_in_the_caller() -> None:
    assert run_abandonable(lambda: 7, real_token(), "work") == 7
    with pytest.raises(ZeroDivisionError):
        run_abandonable(lambda: 1 // 0, real_token(), "work")


def test_abandonable_work_is_left_behind_when_cancelled() -> None:
    began, release = threading.Event(), threading.Event()

    def work() -> bool:
        began.set()
        return release.wait(PATIENCE)

    token = real_token()
    thread, outcome = in_thread(lambda: run_abandonable(work, token, "work"))
    assert began.wait(PATIENCE)
    token.cancel(InterruptReason.CLOSING)
    thread.join(PATIENCE)
    assert isinstance(outcome[0], WorkInterrupted)
    release.set()


def test_abandonable_work_is_left_behind_at_the_deadline() -> None:
    release = threading.Event()
    with pytest.raises(StepTimeoutError):
        run_abandonable(lambda: release.wait(PATIENCE), real_token(0.2), "work")
    release.set()


async def looked_up(host: str) -> object:
    return await asyncio.get_running_loop().getaddrinfo(host, 80, type=socket.SOCK_STREAM)


def test_lookup_that_hangs_ends_as_one_that_nobody_answers(loop: IoLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **options: over.wait(PATIENCE))
    monkeypatch.setattr(io_loop, "LOOKUP_SECONDS", 0.1)
    with pytest.raises(socket.gaierror) as caught:
        loop.run(looked_up("nobody.example"), real_token())
    over.set()
    assert caught.value.errno == socket.EAI_AGAIN


def test_lookup_answers_as_the_systems(loop: IoLoop) -> None:
    assert loop.run(looked_up("127.0.0.1"), real_token()) == socket.getaddrinfo(
        "127.0.0.1", 80, type=socket.SOCK_STREAM
    )


HANGING_PROGRAM = """
import asyncio, socket, threading, time
from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import InterruptReason, WorkInterrupted
from scribe_desktop.providers.io_loop import IoLoop

asked = threading.Event()
def hang(*arguments, **options):
    asked.set()
    time.sleep(3600)
socket.getaddrinfo = hang

async def look_up():
    await asyncio.get_running_loop().getaddrinfo("nobody.example", 80)

clock = SystemClock()
token = CancelToken(clock.monotonic, clock.wait)
threading.Thread(target=lambda: (asked.wait(), token.cancel(InterruptReason.CLOSING))).start()
loop = IoLoop()
try:
    loop.run(look_up(), token)
except WorkInterrupted:
    loop.close()
    print("left behind")
"""


def test_program_ends_while_a_lookup_hangs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGING_PROGRAM], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "left behind\n", "")
