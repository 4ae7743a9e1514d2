"""Takes the text out of pages, in a child process that is killed when a page holds it too long.

Bad HTML can hold a parser for minutes and stall every thread of its process, so no parser is ever imported here.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import ExtractionError, ScribeError, WorkInterrupted
from scribe_desktop.ports import ExtractedText, FetchedPage

PAGE_SECONDS = 10.0
START_SECONDS = 60.0
_POLL_SECONDS = 0.05


class _TooSlow(Exception):
    """The child did not answer in time."""


class ChildExtractor:
    """The TextExtractor port, for HTML and plain text. One page at a time; callers in other threads wait.

    The child starts with the first page (or `warm_up`), is kept, and is replaced when it was killed or died. In a
    frozen application `multiprocessing.freeze_support()` must be the first thing the program does.

    Args:
        page_seconds: how long one page may take before the child is killed.
        target: what the child runs; another one in tests.
        monotonic: seconds of a clock that never goes back.
    """

    def __init__(
        self,
        page_seconds: float = PAGE_SECONDS,
        target: Callable[[Connection], None] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._page_seconds = page_seconds
        self._target = target
        self._monotonic = monotonic
        self._turn = threading.Lock()
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._closed = False

    @property
    def child_id(self) -> int | None:
        """The child's process id, None while there is none."""
        process = self._process
        return process.pid if process and process.is_alive() else None

    def extract(self, page: FetchedPage, token: CancelToken) -> ExtractedText:
        """Read one page.

        Raises:
            ExtractionError: it has no text, takes more than 10 seconds or 512 MB, or cannot be read at all.
        """
        self._take_turn(token)
        try:
            answer = self._ask(page, token)
        finally:
            self._turn.release()
        where = page.final_url
        if answer.get("error") == "memory":
            raise ExtractionError(f"The page {where} needs too much memory to read, and was left out.")
        if "error" in answer:
            raise ExtractionError(f"The page {where} is not readable, and was left out.")
        if not answer["text"].strip():
            raise ExtractionError(f"The page {where} has no text to read.")
        return ExtractedText(title=answer["title"], text=answer["text"])

    def warm_up(self, token: CancelToken) -> None:
        """Start the child now, so that the first page need not wait for it."""
        self._take_turn(token)
        try:
            self._started(token)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the child. Pages being read fail; later calls raise ExtractionError."""
        self._closed = True
        self._kill()

    def _take_turn(self, token: CancelToken) -> None:
        token.raise_if_cancelled()
        while not self._turn.acquire(timeout=_POLL_SECONDS):
            token.raise_if_cancelled()

    def _ask(self, page: FetchedPage, token: CancelToken) -> dict[str, Any]:
        try:
            answer = self._exchange(page, token)
        except (EOFError, OSError):  # it died, perhaps before this page: a new one gets it once more
            self._kill()
            try:
                answer = self._exchange(page, token)
            except (EOFError, OSError) as error:
                self._kill()
                raise ExtractionError(f"The page {page.final_url} could not be read, and was left out.") from error
        if answer.get("error") == "memory":
            self._kill()
        return answer

    def _exchange(self, page: FetchedPage, token: CancelToken) -> dict[str, Any]:
        """Raises EOFError and OSError when the child is gone."""
        request = {"url": page.final_url, "content_type": page.content_type, "charset": page.charset}
        connection = self._started(token)
        try:
            connection.send_bytes(json.dumps(request).encode())
            connection.send_bytes(page.content)
            return dict(json.loads(self._receive(connection, self._page_seconds, token)))
        except _TooSlow as error:
            self._kill()
            raise ExtractionError(
                f"The page {page.final_url} took longer than {self._page_seconds:g} seconds to read, and was left out."
            ) from error
        except (ScribeError, WorkInterrupted):
            self._kill()  # cancelled: the answer that is still to come must not meet the next page
            raise

    def _receive(self, connection: Connection, seconds: float, token: CancelToken) -> bytes:
        deadline = self._monotonic() + seconds
        while not connection.poll(_POLL_SECONDS):
            token.raise_if_cancelled()
            if self._monotonic() >= deadline:
                raise _TooSlow
        return connection.recv_bytes()

    def _started(self, token: CancelToken) -> Connection:
        if self._closed:
            raise ExtractionError("The program is closing; the page was not read.")
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._kill()
        import multiprocessing

        from scribe_desktop.providers.web import extraction_child

        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=True)
        target = self._target or extraction_child.serve
        process = context.Process(target=target, args=(theirs,), name="page-reader", daemon=True)
        self._process, self._connection = process, ours
        try:
            process.start()
            theirs.close()
            if self._receive(ours, START_SECONDS, token) != extraction_child.READY:
                raise EOFError
        except (EOFError, OSError, _TooSlow) as error:
            self._kill()
            raise ExtractionError("The part of the program that reads pages did not start. Start it again.") from error
        except (ScribeError, WorkInterrupted):
            self._kill()
            raise
        return ours

    def _kill(self) -> None:
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is not None and process.pid is not None:
            process.kill()
            process.join(timeout=2)
        if connection is not None:
            connection.close()
