"""SIGKILL at random moments of a running batch: nothing lost, nothing doubled, no finished step done again."""

from __future__ import annotations

import random
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from figures import Figure, counted
from town import COMPOSE, PAPERS, SEARCH, TEMPLATE, Town, people_csv

from scribe_desktop.bootstrap.workshop import MAX_CRASHES

KILLS = 200
PEOPLE_AT_ONCE = 60
MOST_SECONDS = 3000
MOST_WAIT = 2.5
"""Seconds from the first request of a worker to its end: the first page costs it one, an item a fifth of one."""

ASKED_BY_STEP = {"web_scraper": SEARCH, "arxiv_helper": PAPERS, "email_composer": COMPOSE}


def run(scale: float) -> list[Figure]:
    """Kill a worker again and again, let the last one finish, and count."""
    kills, chance = max(2, round(KILLS * scale)), random.Random(20260302)
    town = Town(delay=0.02)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _killed(Path(folder), town, kills, chance)
    finally:
        town.close()


def _killed(folder: Path, town: Town, kills: int, chance: random.Random) -> list[Figure]:
    data = folder / "data"
    (folder / "template.txt").write_text(TEMPLATE, "utf-8")
    queued, working = 0, 0
    unsound: list[str] = []
    again: list[str] = []
    finished: dict[tuple[str, str], int] = {}
    for number in range(kills):
        if _waiting(data) < PEOPLE_AT_ONCE // 2:
            people = folder / f"people{queued}.csv"
            people.write_text(people_csv(queued, PEOPLE_AT_ONCE), "utf-8")
            town.scribe(data, "import", str(people), "--template", str(folder / "template.txt"))
            queued += PEOPLE_AT_ONCE
        seen = sum(town.asked.values())
        process = town.start(data, "work", model=True)
        _wait_for_work(town, seen)
        time.sleep(chance.uniform(0, MOST_WAIT))
        working += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        unsound += [] if _sound(data) else [f"after kill {number + 1}"]
        again += _done_again(town, finished)
        finished.update({key: town.asked[key] for key in _stored(data)})
    stopped = _finish(data, town)
    again += _done_again(town, finished)
    unsound += [] if _sound(data) else ["at the end"]
    with closing(sqlite3.connect(data / "scribe.db")) as connection:
        statuses = Counter(dict(connection.execute("SELECT status, count(*) FROM queue_items GROUP BY status")))
        emails = connection.execute("SELECT count(*), count(DISTINCT queue_item_id) FROM emails").fetchone()
        people = connection.execute("SELECT count(DISTINCT name) FROM queue_items").fetchone()[0]
    lost = queued - people
    return [
        Figure("kills while a batch was worked", f"{working} of {kills}", "all", working == kills),
        Figure("items that were stopped after five crashes in a row in one step, and went on when retried",
               str(stopped), "as decided", True),
        Figure("items lost", str(lost), "0", lost == 0),
        Figure("items completed", f"{statuses['completed']} of {queued}", "all", statuses["completed"] == queued,
               str(dict(statuses))),
        Figure("emails doubled", str(emails[0] - emails[1]), "0", emails[0] == emails[1] == statuses["completed"]),
        counted("databases that were not sound after a kill", unsound, kills + 1),
        counted("finished steps that were done again", again, len(finished)),
    ]  # fmt: skip


def _finish(data: Path, town: Town) -> int:
    """Let a worker end the work; how many items the kills hit five times in a row in one step, which are retried."""
    town.start(data, "work", model=True).communicate(timeout=1200)
    with closing(sqlite3.connect(data / "scribe.db")) as connection:
        query = "SELECT count(*) FROM queue_items WHERE status = 'failed' AND crashes >= ?"
        stopped = int(connection.execute(query, (MAX_CRASHES,)).fetchone()[0])
    if stopped:
        town.scribe(data, "retry", "--failed")
        town.scribe(data, "work", model=True)
    return stopped


def _wait_for_work(town: Town, seen: int) -> None:
    """Until the new process has asked for something."""
    deadline = time.monotonic() + 60
    while sum(town.asked.values()) == seen and time.monotonic() < deadline:
        time.sleep(0.01)


def _waiting(data: Path) -> int:
    if not (data / "scribe.db").exists():
        return 0
    with closing(sqlite3.connect(data / "scribe.db")) as connection:
        query = "SELECT count(*) FROM queue_items WHERE status IN ('pending', 'processing')"
        return int(connection.execute(query).fetchone()[0])


def _sound(data: Path) -> bool:
    with closing(sqlite3.connect(data / "scribe.db")) as connection:
        return [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]


def _stored(data: Path) -> list[tuple[str, str]]:
    """What the finished steps of all items asked the town for: (kind, surname)."""
    query = "SELECT s.step, i.name FROM step_results s JOIN queue_items i ON i.id = s.item_id"
    with closing(sqlite3.connect(data / "scribe.db")) as connection:
        rows = connection.execute(query).fetchall()
    return [(ASKED_BY_STEP[step], name.split()[-1].lower()) for step, name in rows if step in ASKED_BY_STEP]


def _done_again(town: Town, finished: dict[tuple[str, str], int]) -> list[str]:
    """Finished steps for which the town was asked once more."""
    return [f"{kind} of {who}" for (kind, who), times in finished.items() if town.asked[kind, who] > times]
