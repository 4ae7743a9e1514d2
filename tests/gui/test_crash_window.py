"""An error that nothing caught: the window stays, says so once, and says where the report lies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys, threading
from functools import partial
from pathlib import Path
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication, QMessageBox
from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.crash_reports import CrashReports
from scribe_desktop.config.logging import Redactor
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.running import make_application
from scribe_desktop.gui.dialogs import hooks_for
from scribe_desktop.gui.qt_messages import report_qt_messages

crashes = CrashReports(Redactor())
crashes.install()
report_qt_messages(crashes)
application = make_application(["scribe-desktop"])
running = Application(application, partial(open_context, crashes=crashes), hooks_for, Path(sys.argv[1]), crashes)
running.show()

def fail():
    qWarning("Qt mentions Bearer abcdefgh12345")
    raise RuntimeError("a slot failed with sk-abcdefghijklmnop")

def fail_in_thread():
    raise ValueError("a thread failed")

def look():
    boxes = [one for one in application.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]
    if boxes and len(list((Path(sys.argv[1]) / "logs").glob("crash-*.txt"))) == 2:
        print(len(boxes), boxes[0].text(), boxes[0].informativeText(), running.window.isVisible())
        application.quit()

def begin():
    if running.session and running.session.working:
        starting.stop()
        QTimer.singleShot(0, fail)
        threading.Thread(target=fail_in_thread).start()
        looking.start(20)

starting, looking = QTimer(), QTimer()
starting.timeout.connect(begin)
looking.timeout.connect(look)
starting.start(20)
QTimer.singleShot(60_000, application.quit)
application.exec()
running.close()
crashes.uninstall()
"""


def test_error_in_a_slot_and_in_a_thread_are_reported_and_told_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.stdout.startswith("1 Something unexpected went wrong. Your drafts are safe."), done.stdout + done.stderr
    assert str(tmp_path / "logs" / "crash-") in done.stdout
    assert done.stdout.rstrip().endswith("True")
    texts = [one.read_text("utf-8") for one in (tmp_path / "logs").glob("crash-*.txt")]
    assert any("a slot failed" in text for text in texts)
    assert any("a thread failed" in text for text in texts)
    log = (tmp_path / "logs" / "scribe.log").read_text("utf-8")
    assert "Qt mentions Bearer [redacted]" in log
    assert "sk-abcdefgh" not in "".join((*texts, log))
