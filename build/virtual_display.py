"""A display that only exists in memory (Xvfb), and what can be seen on it from outside. Linux only."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager


def available() -> bool:
    """Whether the programs this needs are installed."""
    return all(shutil.which(name) for name in ("Xvfb", "xwininfo"))


@contextmanager
def virtual_display() -> Iterator[str]:
    """Start a display of 1280 × 800 and give its name (":7"); it ends with the block."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()  # Xvfb writes it when it is ready
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def visible_titles(display: str) -> list[str]:
    """The titles of the windows that are shown there now."""
    tree = _ask(display, "-root", "-tree").stdout
    shown = []
    for identifier, title in re.findall(r'^\s+(0x[0-9a-f]+) "(.*)": \(', tree, re.MULTILINE):
        if "Map State: IsViewable" in _ask(display, "-id", identifier, "-stats").stdout:
            shown.append(title)
    return shown


def wait_for_window(display: str, title: str, process: subprocess.Popen[bytes], patience: float = 60) -> None:
    """Wait until a window whose title has this text is shown. Raises RuntimeError when the process ends without one."""
    deadline = time.monotonic() + patience
    while not any(title in shown for shown in visible_titles(display)):
        if process.poll() is not None:
            raise RuntimeError(f"the program ended with code {process.returncode} before its window was shown")
        if time.monotonic() > deadline:
            raise RuntimeError(f"no window was shown within {patience:.0f} seconds")
        time.sleep(0.01)


def _ask(display: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["xwininfo", "-display", display, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)
