"""A window that cannot open, because there is no display or Qt lacks a library, ends the program with a sentence."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

logger = logging.getLogger(__name__)

EXIT_CODE = 2
"""As the command line's for what the person can mend by asking for something else."""

_SENTENCE = (
    "Scribe cannot open its window: it found no display to open it on. Start it in a desktop session, or use the "
    "command line, which needs no display: scribe --help"
)


@contextmanager
def ending_without_display() -> Iterator[None]:
    """While QApplication is made, which knows no other way to fail than to abort the process."""
    said: list[str] = []

    def handle(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtFatalMsg:
            said.append(" ".join(message.split()))
            return
        # Qt's own reasons tell what is missing: a display, or a library of the system.
        reasons = "".join(f"\n  {one}" for one in said)
        sys.stderr.write(f"{_SENTENCE}\n{f'What Qt says:{reasons}' if said else message.strip()}\n")
        sys.stderr.flush()
        os._exit(EXIT_CODE)

    before = qInstallMessageHandler(handle)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    for one in said:
        logger.info("Qt: %s", one)
