"""Fifty starts at the same moment on one data folder: one runs, the others say so and end."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from figures import Figure
from town import ROOT, SEARCH, TEMPLATE, Town, people_csv

STARTS = 50
PATIENCE_SECONDS = 600.0


def run(scale: float) -> list[Figure]:
    """Workers first, then windows."""
    starts = max(3, round(STARTS * scale))
    town = Town()
    try:
        with tempfile.TemporaryDirectory() as folder:
            workers = _workers(Path(folder), town, starts)
        with tempfile.TemporaryDirectory() as folder:
            return [*workers, *_windows(Path(folder), town, starts)]
    finally:
        town.close()


def _workers(folder: Path, town: Town, starts: int) -> list[Figure]:
    data = folder / "data"
    (folder / "template.txt").write_text(TEMPLATE, "utf-8")
    (folder / "people.csv").write_text(people_csv(0, 1), "utf-8")
    town.scribe(data, "import", str(folder / "people.csv"), "--template", str(folder / "template.txt"))
    town.hold = SEARCH
    processes = [town.start(data, "work") for _ in range(starts)]
    refused = _ended_but_one(processes)
    town.hold = None
    for process in processes:
        process.communicate()
    codes = sorted(process.returncode for process in processes)
    with closing(sqlite3.connect(data / "scribe.db")) as connection:
        emails = connection.execute("SELECT count(*) FROM emails").fetchone()[0]
    return [
        Figure("workers that ran, of those started at once", f"{starts - refused} of {starts}", "1",
               refused == starts - 1 and codes == [0] + [2] * (starts - 1), f"exit codes {sorted(set(codes))}"),
        Figure("drafts that the one recipient got", str(emails), "1", emails == 1),
    ]  # fmt: skip


def _windows(folder: Path, town: Town, starts: int) -> list[Figure]:
    environment = {**town.environment(folder / "data"), "XDG_RUNTIME_DIR": str(folder)}
    command = [sys.executable, "-m", "scribe_desktop"]
    processes = [
        subprocess.Popen(
            command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
        )
        for _ in range(starts)
    ]
    came_forward = _ended_but_one(processes)
    running = [process for process in processes if process.poll() is None]
    for process in running:
        process.terminate()
    for process in processes:
        process.communicate()
    codes = sorted({process.returncode for process in processes})
    return [
        Figure("windows that stayed, of those started at once", f"{len(running)} of {starts}", "1",
               len(running) == 1 and came_forward == starts - 1 and codes == [0], f"exit codes {codes}"),
    ]  # fmt: skip


def _ended_but_one(processes: Sequence[subprocess.Popen[str]]) -> int:
    """How many have ended once only one is left, or nothing changes any more."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        ended = sum(process.poll() is not None for process in processes)
        if ended >= len(processes) - 1:
            break
        time.sleep(0.1)
    time.sleep(2.0)  # the last one must stay
    return sum(process.poll() is not None for process in processes)
