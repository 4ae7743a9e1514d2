"""Reads a résumé in PDF, in a child process that is killed when the file holds it too long."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import ResumeError
from scribe_desktop.ports import ResumeText
from scribe_desktop.providers.resume_pdf_child import MAX_PAGES, READY, serve

MAX_BYTES = 10 * 1024 * 1024
READ_SECONDS = 20.0
START_SECONDS = 60.0
_POLL_SECONDS = 0.05
_HEADER_WITHIN = 1024
"""Readers of PDFs look for its first line in so many bytes: some programs write something before it."""

_SENTENCES = {
    "encrypted": "This PDF is protected by a password. Save it without one, and choose it again.",
    "scanned": "This PDF has pictures of pages and no text, as a scan has. Save your résumé as a PDF from the program "
    "it was written with, or run a text recognition over it first.",
    "empty": "This PDF has no text to read. Choose another file.",
    "memory": "This PDF needs too much memory to read. Save your résumé as a simpler PDF, and choose it again.",
    "broken": "This PDF is damaged and cannot be read. Save it anew, and choose it again.",
}


class PdfResumeReader:
    """The ResumeReader port. Each PDF has a process of its own, which ends with it.

    Args:
        seconds: how long one PDF may take.
        target: what the child runs; another one in tests.
        monotonic: seconds of a clock that never goes back.
    """

    def __init__(
        self,
        seconds: float = READ_SECONDS,
        target: Callable[[Connection], None] = serve,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._target = target
        self._monotonic = monotonic

    def read(self, content: bytes, token: CancelToken) -> ResumeText:
        """Read one PDF. Raises ResumeError, and what a cancelled token raises."""
        token.raise_if_cancelled()
        if len(content) > MAX_BYTES:
            size = len(content) / 1024 / 1024
            raise ResumeError(f"This file has {size:.1f} MB; a résumé may have 10. Save it smaller.")
        if b"%PDF-" not in content[:_HEADER_WITHIN]:
            raise ResumeError("This file is not a PDF. Choose your résumé as a PDF file.")
        answer = self._ask(content, token)
        error = answer.get("error")
        if error == "pages":
            pages = answer["count"]
            raise ResumeError(f"This PDF has {pages} pages; a résumé may have {MAX_PAGES}. Choose a shorter one.")
        if error is not None:
            raise ResumeError(_SENTENCES.get(str(error), _SENTENCES["broken"]))
        return ResumeText(tuple(answer["pages"]), tuple(answer["links"]))

    def _ask(self, content: bytes, token: CancelToken) -> dict[str, Any]:
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=True)
        process = context.Process(target=self._target, args=(theirs,), name="resume-reader", daemon=True)
        try:
            process.start()
            theirs.close()
            if self._receive(ours, START_SECONDS, token) != READY:
                raise EOFError
            ours.send_bytes(content)
            return dict(json.loads(self._receive(ours, self._seconds, token)))
        except (EOFError, OSError) as error:  # the system ended it, which only memory brings about
            raise ResumeError(_SENTENCES["memory"]) from error
        finally:
            if process.pid is not None:
                process.kill()
                process.join(timeout=2)
            ours.close()

    def _receive(self, connection: Connection, seconds: float, token: CancelToken) -> bytes:
        deadline = self._monotonic() + seconds
        while not connection.poll(_POLL_SECONDS):
            token.raise_if_cancelled()
            if self._monotonic() >= deadline:
                raise ResumeError(
                    f"Reading this PDF took longer than {seconds:g} seconds. Save your résumé as a simpler PDF, and "
                    "choose it again."
                )
        return connection.recv_bytes()
