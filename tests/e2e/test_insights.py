"""`scribe insights`: the figures for people, as JSON, and as CSV, from a process of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.paths import DataPaths
from scribe_desktop.storage.database import open_database
from tests.e2e.world import World
from tests.history import REASONS, History


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as made:
        database = open_database(DataPaths(tmp_path / "data"))
        history = History(database, SystemClock().now() - timedelta(days=20))
        history.queue(1)
        history.work((9.0,), failure="Stopped by you.")
        history.now += timedelta(days=18)
        history.queue(7)
        for at in range(6):
            history.work((0.5, 4.0 + at, 2.0, 8.0), reason=REASONS[at], tokens=1000, cost=0.25)
        history.work((0.5,), failure="Reading the web took longer than 45 seconds (timeout). Try again.")
        database.close()
        yield made


def test_figures_are_printed_for_people(world: World) -> None:
    done = world.scribe("insights")
    assert done.code == 0, done.err
    for words in (
        "Time per step", "Reading the web", "6.50 s", "Why they failed", "Reading the web took longer than 45 seconds",
        "The model: 6 calls, 6,000 tokens sent and 600 received, USD 1.50.", "How alike the drafts of the batch of",
    ):  # fmt: skip
        assert words in done.out
    only = world.scribe("insights", "--figure", "failures", "--time", "7-days").out
    assert "Reading the web took longer" in only
    assert "Stopped by you" not in only
    assert "Time per step" not in only


def test_the_same_figures_come_as_json_and_csv(world: World) -> None:
    document = world.scribe("insights", "--json").json
    assert document["time"] == "all"
    (web,) = (one for one in document["steps"] if one["step"] == "web_scraper")
    assert (web["count"], web["median_seconds"], web["lower_quartile_seconds"]) == (6, 6.5, 5.25)
    assert {one["reason"]: one["people"] for one in document["failures"]} == {
        "Reading the web took longer than 45 seconds": 1,
        "Stopped by you": 1,
    }
    assert sum(one["cost"] for one in document["months"]) == 1.5
    assert [one["cost"] for one in document["batches"]] == [1.5]
    assert sum(one["drafts_so_alike"] for one in document["sameness"]) == 6
    rows = list(csv.DictReader(io.StringIO(world.scribe("insights", "--csv", "--figure", "steps").out)))
    assert [{**one} for one in rows] == [
        {key: "" if value is None else str(value) for key, value in one.items()} for one in document["steps"]
    ]
    long = list(csv.DictReader(io.StringIO(world.scribe("insights", "--csv", "--time", "last-batch").out)))
    assert {one["figure"] for one in long} >= {"steps", "periods", "people", "failures", "sameness"}


def test_a_folder_without_a_history_says_so(world: World, tmp_path: Path) -> None:
    empty = str(tmp_path / "empty")
    assert world.scribe("insights", "--data-dir", empty).out == "Nothing was done in that time.\n"
    assert world.scribe("insights", "--data-dir", empty, "--json").json["steps"] == []
    both = world.scribe("insights", "--json", "--csv")
    assert both.code == 2
    assert "Choose one" in both.err
