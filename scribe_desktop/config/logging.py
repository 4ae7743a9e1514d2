"""Logs: rotated files in the data folder, with every known secret redacted after formatting."""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import os
import re
from collections.abc import Iterable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

LOGGER_NAME = "scribe_desktop"
REDACTED = "[redacted]"
_FILE_MODE = 0o600

_PATTERNS = (
    re.compile(r"(?i)(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}"),
    re.compile(r"()\b(?:sk|pk|rk|gsk|xai|pplx|hf|ghp|gho|glpat)[-_][\w-]{8,}"),
    re.compile(r"()\b(?:AIza|AKIA)[\w-]{12,}"),
    re.compile(r"()\beyJ[\w-]+\.[\w-]+\.[\w-]*"),
    re.compile(r"(?i)((?:api[_-]?key|token|password|passwd|secret)[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,}]{6,}"),
    re.compile(r"(?i)([?&;](?:[\w-]*key|auth|code|sig|signature|credential|pwd)=)[^\s\"'&#]{4,}"),
    re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://[^\s/@:\"']*:)[^\s/@\"']+(?=@)"),
)


class Redactor:
    """Takes secrets out of text: the exact values it was told of, and what looks like a key or token."""

    def __init__(self) -> None:
        self._values: tuple[str, ...] = ()

    def remember(self, secret: str) -> None:
        """Redact this value from now on, also as URLs, JSON, reprs and base64 write it.

        Values under six characters are left: they would redact ordinary words.
        """
        if len(secret) >= 6:
            # A new tuple, because other threads may be in the middle of the old one; the longest first.
            self._values = tuple(sorted({*self._values, *_writings(secret)}, key=len, reverse=True))

    def clean(self, text: str) -> str:
        """The text with every secret replaced."""
        for value in self._values:
            text = text.replace(value, REDACTED)
        for pattern in _PATTERNS:
            text = pattern.sub(rf"\g<1>{REDACTED}", text)
        return text


def _writings(secret: str) -> Iterable[str]:
    """The ways in which a value comes up in texts."""
    data = secret.encode("utf-8", "surrogatepass")
    yield secret
    yield quote(data, safe="")
    yield quote(data)
    yield quote_plus(data)
    yield json.dumps(secret)[1:-1]
    yield ascii(secret)[1:-1]
    yield repr(data)[2:-1]
    for shift in range(3):  # base64 of a longer text has the value in one of three writings, without its ends
        encoded = base64.b64encode(bytes(shift) + data).decode().rstrip("=")
        first, last = (0, 2, 3)[shift], len(encoded) - (1 if (len(data) + shift) % 3 else 0)
        inner = encoded[first:last]
        if len(inner) >= 6:
            yield inner
            yield inner.replace("+", "-").replace("/", "_")


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

    def _open(self) -> Any:
        def private(path: str, flags: int) -> int:
            return os.open(path, flags, _FILE_MODE)

        return open(self.baseFilename, self.mode, encoding=self.encoding, opener=private)

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
    logger = logging.getLogger(LOGGER_NAME)
    logger.setLevel(level)
    logger.addHandler(handler)
    return handler
