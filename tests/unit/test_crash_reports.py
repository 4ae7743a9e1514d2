"""What nothing else caught is written down, without secrets, and the person is told where."""

from __future__ import annotations

import json
import logging
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scribe_desktop.config.crash_reports import KEPT, CrashReports
from scribe_desktop.config.logging import Redactor


class Reports:
    """Installed crash reports, and what they told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[str] = []
        self.redactor = Redactor()
        self.crashes = CrashReports(self.redactor, self.told.append)

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("crash-*.txt"))


@pytest.fixture
def reports(tmp_path: Path) -> Iterator[Reports]:
    hooks = sys.excepthook, threading.excepthook
    made = Reports(tmp_path / "logs")
    made.crashes.install()
    made.crashes.keep_in(made.folder)
    yield made
    made.crashes.uninstall()
    sys.excepthook, threading.excepthook = hooks


def raised(text: str) -> RuntimeError:
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        return error


def distinct(number: int) -> Exception:
    kind = type(f"Odd{number}", (Exception,), {})
    try:
        raise kind(str(number))
    except Exception as error:
        return error


@pytest.mark.expected_warning("Unexpected error")
def test_error_that_nothing_caught_is_written_and_told(reports: Reports) -> None:
    error = raised("something odd")
    sys.excepthook(RuntimeError, error, error.__traceback__)
    (file,) = reports.files()
    text = file.read_text("utf-8")
    assert "RuntimeError: something odd" in text
    assert "Nothing of this was sent anywhere" in text
    assert reports.told == [str(file)]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.expected_warning("Unexpected error")
def test_error_in_a_thread_names_the_thread(reports: Reports) -> None:
    def fail() -> None:
        raise ValueError("in a thread")

    thread = threading.Thread(target=fail, name="page-7")
    thread.start()
    thread.join()
    (file,) = reports.files()
    assert "in the thread page-7" in file.read_text("utf-8")
    assert len(reports.told) == 1


@pytest.mark.expected_warning("it failed")
def test_error_that_was_caught_and_logged_is_a_report_too_and_tells_nobody(reports: Reports) -> None:
    try:
        raise KeyError("inner")
    except KeyError:
        logging.getLogger("scribe_desktop.somewhere").exception("it failed")
    (file,) = reports.files()
    assert "noted by scribe_desktop.somewhere" in file.read_text("utf-8")
    assert reports.told == []


@pytest.mark.expected_warning("Unexpected error")
def test_secrets_are_taken_out(reports: Reports) -> None:
    reports.redactor.remember("canary-value-9")
    error = raised("canary-value-9 at https://model.example/?key=hunter22 with Bearer abcdefgh12345")
    sys.excepthook(RuntimeError, error, error.__traceback__)
    text = reports.files()[0].read_text("utf-8")
    for secret in ("canary-value-9", "hunter22", "abcdefgh12345"):
        assert secret not in text


@pytest.mark.expected_warning("Unexpected error")
def test_same_error_again_is_written_once(reports: Reports) -> None:
    for number in range(50):
        error = raised(f"again {number}")
        sys.excepthook(RuntimeError, error, error.__traceback__)
    assert len(reports.files()) == 1


def test_newest_reports_are_kept(reports: Reports) -> None:
    for number in range(KEPT + 3):
        assert reports.crashes.write(distinct(number), "in a test") is not None
    texts = [one.read_text("utf-8") for one in reports.files()]
    assert len(texts) == KEPT
    for number in range(3, KEPT + 3):
        assert any(f"Odd{number}" in text for text in texts)


@pytest.mark.expected_warning("Unexpected error")
def test_folder_that_cannot_be_written_costs_the_report_and_not_the_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    told: list[str] = []
    crashes = CrashReports(Redactor(), told.append)
    crashes.keep_in(tmp_path / "file" / "logs")
    error = raised("nowhere to write")
    crashes._on_exception(RuntimeError, error, error.__traceback__)
    assert told == [""]
    assert "nowhere to write" in capsys.readouterr().err
    crashes.uninstall()


def test_what_a_process_left_when_it_was_torn_down_becomes_a_report(reports: Reports) -> None:
    left = reports.folder / "fault-999999999.txt"
    left.write_text("Fatal Python error: Segmentation fault\n  File x.py, line 3 in read")
    reports.crashes.keep_in(reports.folder)
    assert not left.exists()
    assert "Segmentation fault" in reports.files()[0].read_text("utf-8")


def test_interrupting_with_the_keyboard_is_no_crash(reports: Reports, capsys: pytest.CaptureFixture[str]) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert reports.files() == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


CRASHING_COMMAND = """
import sys
from unittest import mock
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.__main__ import command_line

def fail(*_, **__):
    raise RuntimeError("odd https://models.example/?key=hunter2222")

sys.argv = ["scribe", "queue", "--json", "--data-dir", sys.argv[1]]
with mock.patch.object(QueueService, "find", fail):
    command_line()
"""


def test_command_that_fails_unexpectedly_says_where_the_report_lies_and_tells_no_secret(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASHING_COMMAND, str(tmp_path)], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"error": "Something unexpected went wrong (RuntimeError)."}
    logs = tmp_path / "logs"
    (report,) = logs.glob("crash-*.txt")
    assert f"written down in {report}; nothing was sent anywhere" in done.stderr
    assert "RuntimeError: odd" in report.read_text("utf-8")
    everything = done.stdout + done.stderr + "".join(one.read_text("utf-8") for one in logs.iterdir())
    assert "hunter2222" not in everything
    assert list(logs.glob("fault-*")) == []
