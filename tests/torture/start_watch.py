"""Starts one front door in a process of its own and writes down every network call that Python or Qt makes."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import Any

import psutil

calls: list[str] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    local = event == "socket.connect" and isinstance(arguments[1], str | bytes)  # a socket file of this computer
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto") and not local:
        calls.append(f"{event} {arguments[1:]!r}")


def _connections() -> list[str]:
    return [str(one.raddr) for one in psutil.Process().net_connections("inet") if one.raddr]


def _window() -> None:
    from PySide6.QtCore import QTimer

    from scribe_desktop.bootstrap import open_context
    from scribe_desktop.gui.application import Application
    from scribe_desktop.gui.dialogs import hooks_for
    from scribe_desktop.gui.running import make_application

    application = make_application(["scribe-desktop"])
    running = Application(application, open_context, hooks_for)
    running.show()
    timer = QTimer()
    timer.timeout.connect(lambda: application.quit() if running.session and running.session.working else None)
    timer.start(20)
    application.exec()
    calls.extend(_connections())
    running.close()


def _command(*arguments: str) -> None:
    sys.argv = ["scribe", *arguments]
    from scribe_desktop.__main__ import command_line

    with contextlib.suppress(SystemExit):
        command_line()
    calls.extend(_connections())


def main() -> None:
    """One front door by its name: the window, or a command."""
    sys.addaudithook(_note)
    if sys.argv[1] == "window":
        _window()
    else:
        _command(*sys.argv[1:])
    sys.stderr.write("\n" + json.dumps(calls))
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
