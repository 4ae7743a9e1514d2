"""How long the command line and the window take to start, each in a new process, and what memory the window uses."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from measuring import Figure, figure, measure, report

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import virtual_display

SCRIBE = Path(sys.executable).with_name("scribe")
REPEATS = 15


def run(*command: str | Path) -> None:
    """Run a program to its end. Raises CalledProcessError."""
    subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, check=True)


def start_window(display: str, data_dir: str) -> tuple[float, float]:
    """Seconds from start to a visible window, and megabytes of memory once it is shown and at rest."""
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "SCRIBE_DATA_DIR": data_dir}
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "scribe_desktop"], env=environment)
    try:
        virtual_display.wait_for_window(display, "Scribe", process)
        seconds = time.perf_counter() - begun
        time.sleep(1.0)  # what is loaded after the window is shown belongs to its memory
        everyone = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        return seconds, sum(one.memory_info().rss for one in everyone) / 1e6
    finally:
        process.terminate()
        process.wait()


def window_figures() -> list[Figure]:
    """The window on a virtual display, with an empty data folder that was opened before; nothing without Xvfb."""
    if not virtual_display.available():
        print("The window is not measured: Xvfb and xwininfo are not installed.", file=sys.stderr)
        return []
    with virtual_display.virtual_display() as display, tempfile.TemporaryDirectory() as data_dir:
        start_window(display, data_dir)
        seconds, megabytes = zip(*(start_window(display, data_dir) for _ in range(REPEATS)), strict=True)
    return [
        figure("start to visible window", "s", seconds, limit=1.0),
        figure("memory of the window, its children included", "MB", megabytes, limit=170),
    ]


report(
    [
        measure("an empty Python, for comparison", lambda: run(sys.executable, "-c", "pass"), REPEATS),
        measure("scribe --help", lambda: run(SCRIBE, "--help"), REPEATS, limit=0.35),
        measure(
            "import of the command line", lambda: run(sys.executable, "-c", "import scribe_desktop.cli.app"), REPEATS
        ),
        measure("import of Qt", lambda: run(sys.executable, "-c", "import PySide6.QtWidgets"), REPEATS),
        *window_figures(),
    ]
)
