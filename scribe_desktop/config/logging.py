"""Logs: rotated files in the data folder, with every known secret redacted after formatting."""

from __future__ import annotations

import contextlib
import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

_PATTERNS = (
    re.compile(r"(?i)(bearer\s+)[\w.~+/=-]{8,}"),
    re.compile(r"()\bsk-[\w-]{8,}"),
    re.compile(r"()\beyJ[\w-]+\.[\w-]+\.[\w-]*"),
    re.compile(r"(?i)((?:api[_-]?key|token|password|secret)[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,}]{6,}"),
)
REDACTED = "[redacted]"


class Redactor:
    """Takes secrets out of text: the exact values it was told of, and what looks like a key or token."""

    def __init__(self) -> None:
        self._values: set[str] = set()

    def remember(self, secret: str) -> None:
        """Redact this value from now on. Values under six characters are left: they would redact ordinary words."""
        if len(secret) >= 6:
            self._values.add(secret)

    def clean(self, text: str) -> str:
        """The text with every secret replaced."""
        for value in sorted(self._values, key=len, reverse=True):
            text = text.replace(value, REDACTED)
        for pattern in _PATTERNS:
            text = pattern.sub(rf"\g<1>{REDACTED}", text)
        return text


class RedactingFormatter(logging.Formatter):
    """Formats, then redacts: tracebacks and arguments too."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The record as one redacted string."""
        return self._redactor.clean(super().format(record))


class _LogFile(RotatingFileHandler):
    """A log file that never gets in the way: a full disk costs lines of the log, not the work."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Nothing: there is nowhere left to write it."""

    def close(self) -> None:
        """Close; what could not be flushed is lost."""
        with contextlib.suppress(OSError):
            super().close()


def set_up_logging(folder: Path, redactor: Redactor, level: int = logging.INFO) -> logging.Handler:
    """Log the product's own records to `folder`/scribe.log (1 MB, 5 old files kept). Returns the handler to close."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = _LogFile(folder / "scribe.log", maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(RedactingFormatter(redactor))
    logger = logging.getLogger("scribe_desktop")
    logger.setLevel(level)
    logger.addHandler(handler)
    return handler
