"""The child process that reads one résumé: a PDF may hold its parser for long or eat memory, and is killed for it.

Nothing heavy is imported before `serve` runs, because the parent imports this module too.
"""

from __future__ import annotations

import json
import logging
import signal
import warnings
from io import BytesIO
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from scribe_desktop.providers.child_memory import limit_memory

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MEMORY_LIMIT = 768 * 1024 * 1024
"""Bytes of address space the child may use, where the system can limit it (Linux)."""
MAX_PAGES = 30
MAX_CHARACTERS = 200_000
"""More is no résumé: a page of close print has 5,000."""
MAX_LINKS = 50
ENOUGH_LETTERS = 40
"""A text with fewer letters is none: stamps and page numbers stand on scanned pages, too."""
READY = b"ready"


def serve(connection: Connection) -> None:
    """Read one PDF and end.

    The request is the PDF's bytes. The answer is JSON: `{"pages", "links"}`, or `{"error": …}` with "memory",
    "broken", "encrypted", "scanned", "empty" or "pages", and then `{"count"}`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which kills this process
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    import pypdf  # noqa: F401  # before the clock of the reading runs

    limit_memory(MEMORY_LIMIT)
    try:
        connection.send_bytes(READY)
        connection.send_bytes(json.dumps(_answer(connection.recv_bytes())).encode())
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _answer(content: bytes) -> dict[str, Any]:
    try:
        return _read(content)
    except (MemoryError, RecursionError):
        return {"error": "memory"}
    except Exception as error:  # whatever the parser raises on a stranger's file
        return {"error": "broken", "detail": f"{type(error).__name__}: {error}"[:300]}


def _read(content: bytes) -> dict[str, Any]:
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import FileNotDecryptedError

    reader = PdfReader(BytesIO(content))
    # Many PDFs are only locked against changes; those open with an empty password.
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        return {"error": "encrypted"}
    try:
        count = len(reader.pages)
    except FileNotDecryptedError:
        return {"error": "encrypted"}
    if count > MAX_PAGES:
        return {"error": "pages", "count": count}
    if count == 0:
        return {"error": "empty"}
    pages: list[str] = []
    links: dict[str, None] = {}
    room = MAX_CHARACTERS
    for page in reader.pages:
        text = page.extract_text()[:room]
        room -= len(text)
        pages.append(text)
        for link in _links(page):
            links.setdefault(link)
    if sum(one.isalpha() for text in pages for one in text) < ENOUGH_LETTERS:
        return {"error": "scanned" if _has_images(reader) else "empty"}
    return {"pages": pages, "links": list(links)[:MAX_LINKS]}


def _links(page: PageObject) -> list[str]:
    """Web and mail addresses behind the words of a page."""
    found = []
    for reference in page.get("/Annots") or ():
        action = reference.get_object().get("/A")
        address = action.get_object().get("/URI") if action is not None else None
        if isinstance(address, str) and address.lower().startswith(("http://", "https://", "mailto:")):
            found.append(address[:500])
    return found


def _has_images(reader: PdfReader) -> bool:
    for page in reader.pages:
        resources = page.get("/Resources")
        pictures = resources.get_object().get("/XObject") if resources is not None else None
        if pictures is not None and any(
            one.get_object().get("/Subtype") == "/Image" for one in pictures.get_object().values()
        ):
            return True
    return False
