"""Reports of unexpected errors: redacted text files beside the logs, never sent anywhere."""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import logging
import os
import platform
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from scribe_desktop import __version__
from scribe_desktop.config.logging import LOGGER_NAME, Redactor

KEPT = 5
"""Reports that are kept; older ones make room."""
_NAME = "crash-{moment}.txt"
_FAULTS = "fault-{pid}.txt"
_OLD_SECONDS = 30 * 86_400.0
_HEAD = (
    "Scribe {version} met something unexpected: {where}.\n"
    "{moment} (UTC), Python {python}, {system}\n"
    "Nothing of this was sent anywhere. Keys and tokens are taken out; names and addresses may stand in it, so look\n"
    "it over before you pass it on.\n\n"
)
LOGGER = logging.getLogger(__name__)


class CrashReports:
    """Catches what nothing else caught, in every thread of the process, and writes it down.

    Args:
        redactor: the one of the logs.
        tell: given where the report lies ("" when none could be written), in whatever thread the error came up; says
            it on standard error at first.
    """

    def __init__(self, redactor: Redactor, tell: Callable[[str], object] | None = None) -> None:
        self.redactor = redactor
        self._tell = tell or _say_on_stderr
        self._folder: Path | None = None
        self._lock = threading.Lock()
        self._written: dict[str, Path] = {}
        self._faults: TextIO | None = None
        self._log_handler = _LoggedErrors(self)

    def install(self) -> None:
        """Catch what is not caught from now on: sys.excepthook, threading.excepthook, and errors that are logged."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        logging.getLogger(LOGGER_NAME).addHandler(self._log_handler)
        atexit.register(self.uninstall)

    def uninstall(self) -> None:
        """Back to Python's own ways."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        logging.getLogger(LOGGER_NAME).removeHandler(self._log_handler)
        atexit.unregister(self.uninstall)
        self._close_faults()

    def tell_with(self, tell: Callable[[str], object]) -> None:
        """Tell the person in another way, such as a dialog."""
        self._tell = tell

    def keep_in(self, folder: Path) -> None:
        """Write to this folder from now on. Makes it (0700); when that fails there are no reports, and no error."""
        with self._lock:
            self._close_faults()
            self._folder = folder
            with contextlib.suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._collect_faults(folder)
                self._open_faults(folder)

    def write(self, error: BaseException, where: str) -> Path | None:
        """Write one report; the same error from the same place again is not written twice in a run.

        None when it could not be written: there is no folder yet, or the disk is full.
        """
        text = "".join(traceback.format_exception(error))
        with self._lock:
            known = self._written.get(_signature(error))
            if known is not None:
                return known
            path = self._store(text, where, datetime.now(UTC))
            if path is not None:
                self._written[_signature(error)] = path
            return path

    def note_fatal(self, message: str, where: str) -> Path | None:
        """Write a report of something that has no Python error and is about to end the process."""
        with self._lock:
            return self._store(message, where, datetime.now(UTC))

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        self._report(error.with_traceback(trace), f"in the thread {threading.current_thread().name}")

    def _on_thread_exception(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is None or not isinstance(caught.exc_value, Exception):
            return
        name = caught.thread.name if caught.thread else "without a name"
        self._report(caught.exc_value, f"in the thread {name}")

    def _report(self, error: BaseException, where: str) -> None:
        path = self.write(error, where)
        LOGGER.critical("Unexpected error %s", where, exc_info=error)
        if path is None:  # nowhere to look it up: then here
            sys.stderr.write(self.redactor.clean("".join(traceback.format_exception(error))))
        self._tell("" if path is None else str(path))

    def _store(self, text: str, where: str, now: datetime) -> Path | None:
        if self._folder is None:
            return None
        head = _HEAD.format(
            version=__version__,
            where=where,
            moment=now.strftime("%Y-%m-%d %H:%M:%S"),
            python=platform.python_version(),
            system=platform.platform(),
        )
        try:
            path = _new_file(self._folder, now)
            path.write_text(self.redactor.clean(head + text), "utf-8")
            _make_room(self._folder)
        except OSError:
            return None
        return path

    def _open_faults(self, folder: Path) -> None:
        """Where the interpreter itself writes when it is torn down (a fault in a library): places, never values."""
        path = folder / _FAULTS.format(pid=os.getpid())
        self._faults = open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w")  # noqa: PTH123, SIM115
        faulthandler.enable(self._faults)

    def _close_faults(self) -> None:
        if self._faults is None:
            return
        faulthandler.disable()
        self._faults.close()
        self._faults = None
        if self._folder is not None:
            with contextlib.suppress(OSError):
                (self._folder / _FAULTS.format(pid=os.getpid())).unlink()

    def _collect_faults(self, folder: Path) -> None:
        """Make reports of what processes before this one left when they were torn down."""
        for left in folder.glob(_FAULTS.format(pid="*")):
            state = left.stat()
            if state.st_size:
                text = left.read_text("utf-8", "replace")
                moment = datetime.fromtimestamp(state.st_mtime, UTC)
                if self._store(text, "a library ended the program", moment) is not None:
                    left.unlink()
            elif time.time() - state.st_mtime > _OLD_SECONDS:
                left.unlink()


class _LoggedErrors(logging.Handler):
    """Errors that code has caught and logged with their traceback are as unexpected as those nothing caught."""

    def __init__(self, reports: CrashReports) -> None:
        super().__init__(logging.ERROR)
        self._reports = reports

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, Exception) and record.name != LOGGER.name:
            self._reports.write(error, f"in the thread {record.threadName}, noted by {record.name}")


def _signature(error: BaseException) -> str:
    """Of the same error from the same place, however often it comes."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f"{last[0].filename}:{last[0].lineno}" if last else ""
    return f"{type(error).__qualname__} {place}"


def _new_file(folder: Path, now: datetime) -> Path:
    """An empty file (0600) of a name that is not taken. Raises OSError."""
    moment = now.strftime("%Y%m%dT%H%M%SZ")
    for number in range(1, 100):
        path = folder / _NAME.format(moment=moment if number == 1 else f"{moment}-{number}")
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            return path
    raise FileExistsError(str(path))


def _make_room(folder: Path) -> None:
    reports = sorted(folder.glob(_NAME.format(moment="*")), key=lambda one: (one.stat().st_mtime_ns, one.name))
    for old in reports[:-KEPT]:
        old.unlink()


def _say_on_stderr(report: str) -> None:
    if sys.stderr is None:  # the window of a packaged application has none
        return
    place = f" What happened is written down in {report}; nothing was sent anywhere." if report else ""
    sys.stderr.write(f"Something unexpected went wrong. What is stored is safe.{place}\n")
