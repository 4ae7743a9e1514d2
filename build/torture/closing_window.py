"""What closing.py closes: the window as a person starts it, with a request to its local API open.

A line on standard input closes the window.
"""

from __future__ import annotations

import http.client
import sys
import threading

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.access import TokenScope
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.running import run_window


class Closer:
    """Follows the window from outside the event loop."""

    def __init__(self) -> None:
        threading.Thread(target=self._wait_for_word, daemon=True).start()

    def _wait_for_word(self) -> None:
        sys.stdin.readline()
        application = QCoreApplication.instance()
        assert application is not None
        QTimer.singleShot(0, application, self._listen_then_close)

    def _listen_then_close(self) -> None:
        window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
        session = window.session
        assert session is not None
        context = session.context
        token = context.tokens.temporary(TokenScope.READ).token
        connection = http.client.HTTPConnection("127.0.0.1", context.settings.current.api_port, timeout=30)
        listening = threading.Event()
        threading.Thread(target=_listen, args=(connection, token, listening), daemon=True).start()
        self._window, self._listening = window, listening
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._close_once_heard)
        self._timer.start(5)

    def _close_once_heard(self) -> None:
        if self._listening.is_set():
            self._timer.stop()
            self._window.close()


def _listen(connection: http.client.HTTPConnection, token: str, listening: threading.Event) -> None:
    """Hold the stream of events open; the server ends it."""
    connection.request("GET", "/api/queue/events", headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    listening.set()
    answer.read()


if __name__ == "__main__":
    closer = Closer()
    code = run_window(open_context, ["scribe-desktop"])
    sys.stdout.write("closed\n")
    sys.exit(code)
