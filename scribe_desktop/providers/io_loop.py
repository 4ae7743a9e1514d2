"""One asyncio loop in a thread of its own, so that network waits can be ended at any moment.

The core is synchronous. Providers that wait on sockets write coroutines and run them here: cancelling the token
cancels the coroutine, which closes its connection, and the caller is free at once.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import socket
import sys
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import InterruptReason, WorkInterrupted

T = TypeVar("T")

LOOKUP_SECONDS = 8.0
"""After this long a lookup of a name counts as one that nobody answers; shorter than any limit for connecting."""

if sys.platform == "win32":
    _Loop = asyncio.ProactorEventLoop
else:
    _Loop = asyncio.SelectorEventLoop


class LookingUpLoop(_Loop):
    """An event loop whose lookups of names end: asyncio's own run in threads that a hanging one keeps for minutes,
    and that the program waits for at its end."""

    async def getaddrinfo(self, host: Any, port: Any, **options: Any) -> Any:
        """As the system's. Raises socket.gaierror, EAI_AGAIN after LOOKUP_SECONDS."""
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                return await in_daemon_thread(lambda: socket.getaddrinfo(host, port, **options), "dns")
        except TimeoutError as error:
            raise socket.gaierror(socket.EAI_AGAIN, "nobody answered in time") from error


class IoLoop:
    """Runs coroutines for synchronous callers. The thread starts with the first one; call `close` at the end."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def run(self, coroutine: Coroutine[Any, Any, T], token: CancelToken) -> T:
        """Run it to its end and return its result, from any thread but the loop's own.

        Raises what the coroutine raises, and WorkInterrupted or StepTimeoutError as the token says.
        """
        try:
            token.raise_if_cancelled()
        except BaseException:
            coroutine.close()
            raise
        future = self._submit(coroutine)
        done = threading.Event()
        future.add_done_callback(lambda _: done.set())
        with token.on_cancel(future.cancel):
            while not done.wait(_next_look(token)):
                if token.cancelled:
                    future.cancel()
                    token.raise_if_cancelled()
        try:
            return future.result()
        except concurrent.futures.CancelledError:
            token.raise_if_cancelled()
            raise WorkInterrupted(InterruptReason.CLOSING) from None  # close() was called while it ran

    def close(self) -> None:
        """Cancel what still runs and end the thread, within 2 s."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop and thread:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=2)

    def _submit(self, coroutine: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        # Under the lock, so that close() cannot stop the loop between choosing it and handing the coroutine over.
        with self._lock:
            if self._loop is None:
                self._loop = LookingUpLoop()
                self._thread = threading.Thread(target=self._serve, args=(self._loop,), name="io-loop", daemon=True)
                self._thread.start()
            return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    @staticmethod
    def _serve(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            tasks = asyncio.all_tasks(loop)
            for task in tasks:
                task.cancel()
            if tasks:
                loop.run_until_complete(asyncio.wait(tasks, timeout=1))
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()


def _next_look(token: CancelToken) -> float:
    """Seconds to wait before looking at the token again: an excused deadline (Retry-After) moves while we wait."""
    remaining = token.remaining()
    return 1.0 if remaining is None else min(1.0, remaining)


async def in_daemon_thread(work: Callable[[], T], name: str) -> T:
    """Await blocking work in a thread that never keeps the program from ending, as those of asyncio's executor would.

    Raises what the work raises. The thread is left behind when the caller is cancelled.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(finish: Callable[[], None]) -> None:
        if not future.done():
            finish()

    def call() -> None:
        try:
            finish = partial(future.set_result, work())
        except BaseException as error:
            finish = partial(future.set_exception, error)
        try:
            loop.call_soon_threadsafe(settle, finish)
        except RuntimeError:  # the loop was closed while we looked
            return

    threading.Thread(target=call, name=name, daemon=True).start()
    return await future


def run_abandonable(work: Callable[[], T], token: CancelToken, name: str) -> T:
    """Run blocking work that cannot be cancelled in a daemon thread; leave it behind when the token is cancelled.

    For libraries with a synchronous client only. The work must have a timeout of its own, and what it returns
    after it was left behind is dropped.
    """
    token.raise_if_cancelled()
    future: concurrent.futures.Future[T] = concurrent.futures.Future()
    done = threading.Event()

    def call() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)
        done.set()

    thread = threading.Thread(target=call, name=name, daemon=True)
    with token.on_cancel(done.set):
        thread.start()
        while not done.wait(_next_look(token)):
            token.raise_if_cancelled()
    if not future.done():
        token.raise_if_cancelled()
    return future.result()
