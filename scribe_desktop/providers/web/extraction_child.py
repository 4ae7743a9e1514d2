"""The child process that reads pages: parsers may hang or eat memory here, and the parent kills and replaces it.

Nothing heavy is imported before `serve` runs, because the parent imports this module too.
Messages are JSON and plain bytes, never pickles: what comes back from a page's parser is not trusted.
"""

from __future__ import annotations

import json
import logging
import signal
import unicodedata
import warnings
from multiprocessing.connection import Connection

from scribe_desktop.providers.child_memory import limit_memory

MEMORY_LIMIT = 512 * 1024 * 1024
"""Bytes of address space the child may use, where the system can limit it (Linux)."""
MOST_CHARACTERS = 100_000
"""Of a page's text that are kept. The longest of 119 saved pages of real people has 31,000; all that follows in the
program costs time by the character, in the process that has the window."""
READY = b"ready"


def serve(connection: Connection) -> None:
    """Answer one request after the other until the parent closes the connection.

    A request is two messages: `{"url", "content_type", "charset"}` as JSON, then the page's bytes. The answer is
    `{"title", "text"}`, or `{"error": "memory" | "unreadable"}`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which closes the connection
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")  # parsers complain about pages, which is nothing the person can mend
    _import_parsers()
    limit_memory(MEMORY_LIMIT)
    try:
        connection.send_bytes(READY)
        while True:
            request = json.loads(connection.recv_bytes())
            content = connection.recv_bytes()
            connection.send_bytes(json.dumps(_answer(request, content)).encode())
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _import_parsers() -> None:
    """Load them before the clock of the first page runs."""
    from scribe_desktop.providers.web import page_text

    page_text.read_html("<p>warm up</p>", "http://localhost/")


def _answer(request: dict[str, str | None], content: bytes) -> dict[str, str]:
    from scribe_desktop.providers.web.charset import decode_page
    from scribe_desktop.providers.web.page_text import read_html, read_plain

    try:
        text = decode_page(content, request["charset"])
        del content
        plain = request["content_type"] == "text/plain"
        title, body = read_plain(text) if plain else read_html(text, request["url"] or "")
    except MemoryError:
        return {"error": "memory"}
    except Exception as error:  # whatever a parser raises on a stranger's page costs that page only
        return {"error": "unreadable", "detail": f"{type(error).__name__}: {error}"[:300]}
    return {"title": title, "text": _shortened(body)}


def _shortened(text: str) -> str:
    """Whole lines of at most MOST_CHARACTERS, or the beginning of the one line that is longer.

    Where characters stand for words (one for 18 in U+FDFA), twice as many after they are taken apart.
    """
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS].rpartition("\n")[0] or text[:MOST_CHARACTERS]
    unfolded = 0 if text.isascii() else len(unicodedata.normalize("NFKD", text))
    return text if unfolded <= 2 * MOST_CHARACTERS else text[: len(text) * 2 * MOST_CHARACTERS // unfolded]
