"""Close the window in each step, an API request open: it ends soon and cleanly, and no finished step is repeated."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from figures import Figure, at_most, counted
from town import ANALYSIS, COMPOSE, PAPERS, ROOT, SEARCH, TEMPLATE, Town, people_csv

TIMES = 25
STEPS = (ANALYSIS, SEARCH, PAPERS, COMPOSE)
START_SECONDS = 120.0
END_SECONDS = 6.0
MOST_SECONDS = 3600


def run(scale: float) -> list[Figure]:
    """Each round: one recipient, a window closed in each of the four steps in turn, and a worker that ends the work."""
    times = max(1, round(TIMES * scale))
    seconds: list[float] = []
    wrong: list[str] = []
    again: list[str] = []
    for number in range(times):
        town = Town()
        try:
            with tempfile.TemporaryDirectory() as folder:
                _round(Path(folder), town, f"round {number + 1}", seconds, wrong, again)
        finally:
            town.close()
    closings = times * len(STEPS)
    return [
        counted("closings that did not end with exit code 0 and the item waiting in its place", wrong, closings),
        at_most("the longest closing", max(seconds), END_SECONDS, "s", f"{len(seconds)} closings"),
        counted("finished steps that were repeated, or items not completed afterwards", again, times),
    ]


def _round(folder: Path, town: Town, where: str, seconds: list[float], wrong: list[str], again: list[str]) -> None:
    data = folder / "data"
    (folder / "template.txt").write_text(TEMPLATE, "utf-8")
    (folder / "people.csv").write_text(people_csv(0, 1), "utf-8")
    town.scribe(data, "import", str(folder / "people.csv"), "--template", str(folder / "template.txt"))
    settings = {"api_enabled": True, "api_port": _free_port()}
    (data / "settings.json").write_text(json.dumps(settings), "utf-8")
    # As after "do the same next time": nobody is here to answer whether to close while somebody waits.
    (data / "window.ini").write_text("[window]\nclosing=close\n", "utf-8")
    for number, step in enumerate(STEPS):
        took, problem = _close_in(step, data, town)
        seconds.append(took)
        status, finished = _item(data)
        if problem or status != "pending" or finished != number:
            wrong.append(f"{where}, {step}: {problem or f'{status} with {finished} steps'}")
    town.scribe(data, "work", model=True)
    asked = {kind: sum(times for (one, _), times in town.asked.items() if one == kind) for kind in STEPS}
    # Each request that was waiting is sent once more; a search step asks twice, one after the other.
    expected = {ANALYSIS: 2, SEARCH: 3, PAPERS: 2, COMPOSE: 2}
    if asked != expected or _item(data)[0] != "completed":
        again.append(f"{where}: {asked}, {_item(data)[0]}")


def _close_in(step: str, data: Path, town: Town) -> tuple[float, str]:
    """Seconds from the word to the end of the process, and what went wrong."""
    town.held.clear()
    town.hold = step
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("closing_window.py"))],
        env={**town.environment(data, model=True), "XDG_RUNTIME_DIR": str(data.parent)},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        if not town.held.wait(START_SECONDS):
            return 0.0, "the step was never reached"
        time.sleep(0.3)  # the local API starts beside the first item
        began = time.monotonic()
        out, said = process.communicate("close\n", timeout=START_SECONDS)
        took = time.monotonic() - began
        town.hold = None
        if process.returncode or out != "closed\n" or "Traceback" in said:
            return took, f"exit code {process.returncode}, {said.strip()[-300:]}"
        return took, ""
    except subprocess.TimeoutExpired:
        return START_SECONDS, "did not end"
    finally:
        town.hold = None
        process.kill()
        process.communicate()


def _item(data: Path) -> tuple[str, int]:
    with closing(sqlite3.connect(data / "scribe.db")) as connection:
        status = connection.execute("SELECT status FROM queue_items").fetchone()[0]
        return status, connection.execute("SELECT count(*) FROM step_results").fetchone()[0]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
