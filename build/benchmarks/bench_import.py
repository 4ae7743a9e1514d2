"""How long a million CSV rows take to be validated and queued, and how much memory that needs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from measuring import figure, report

ROWS = 1_000_000
REPEATS = 3


def write_rows(path: Path) -> None:
    """Four columns and at least 80 bytes a row, every tenth one quoted."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Name,Research interest,Email,Affiliation\n")
        for number in range(ROWS):
            affiliation = (
                f'"University of Region {number % 997}, Dept. 7"'
                if number % 10 == 0
                else "Karlsvale University of Coasts"
            )
            file.write(
                f"Prof. Ilse Varnholt {number:07d},coastal sediment transport {number % 50},"
                f"person{number:07d}@karlsvale.example,{affiliation}\n"
            )
    assert path.stat().st_size / ROWS >= 80


def import_once(path: Path, data_dir: Path) -> None:
    """In this process: import, and print seconds and megabytes grown."""
    from scribe_desktop.bootstrap import open_context
    from scribe_desktop.services.recipient_import import open_recipients

    app = open_context(data_dir)
    app.queue.enqueue_stream(open_recipients(_small(path)).recipients(_fail), "Dear {{ name }}, hello.")
    me = psutil.Process()
    before = peak = me.memory_info().rss
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.02):
            peak = max(peak, me.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    begun = time.perf_counter()
    queued = app.queue.enqueue_stream(open_recipients(path).recipients(_fail), "Dear {{ name }}, hello you.")
    seconds = time.perf_counter() - begun
    done.set()
    watcher.join()
    app.close()
    assert queued == ROWS, queued
    print(seconds, (peak - before) / 1e6)


def _small(path: Path) -> Path:
    small = path.with_name("small.csv")
    with path.open() as file:
        small.write_text("".join(file.readline() for _ in range(3)))
    return small


def _fail(problem: object) -> None:
    raise AssertionError(problem)


def main() -> None:
    """Each import in a process of its own, so that memory is measured from the same start."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        write_rows(path)
        seconds, megabytes = [], []
        for number in range(REPEATS):
            command = [sys.executable, __file__, str(path), str(Path(folder) / f"data{number}")]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            first, second = map(float, done.stdout.split())
            seconds.append(first)
            megabytes.append(second)
    report(
        [
            figure("1,000,000 CSV rows validated and queued", "s", seconds, limit=60),
            figure("growth of memory while they are queued", "MB", megabytes, limit=80),
        ]
    )


if len(sys.argv) == 3:
    import_once(Path(sys.argv[1]), Path(sys.argv[2]))
else:
    main()
