"""`scribe privacy`, and what `scribe` says about costs: in processes of their own, against servers on loopback."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.world import World
from tests.ready_folder import put_database

HEADER = "name,interest,affiliation\n"
PEOPLE = HEADER + "Prof. Ilse Varnholt,coastal sediment transport,Karlsvale University\n"
TEMPLATE = "Subject: A question\n\nDear {{ name }},\n\nI read {{ paper }} and liked it.\n\nMaya"
PRICES = {"SCRIBE_PRICE_IN": "2", "SCRIBE_PRICE_OUT": "8", "SCRIBE_CURRENCY": "EUR"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, with_model=True) as made:
        put_database(tmp_path / "data")
        made.write("people.csv", PEOPLE)
        made.write("template.txt", TEMPLATE)
        yield made


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An empty data folder for all that is refused."""
    with World(tmp_path_factory.mktemp("untouched")) as made:
        put_database(made.folder / "data")
        yield made


def test_a_run_says_what_it_will_cost_and_what_it_has_cost(world: World) -> None:
    done = world.scribe("run", "people.csv", "--template", "template.txt", **PRICES)
    assert done.code == 0, done.err
    before, after = (line for line in done.err.splitlines() if line.startswith("The model: "))
    assert "about 2 calls" in before
    assert "EUR" in before
    assert "tokens sent" in after
    (email,) = world.scribe("email", "list", "--json").json
    assert "The model: " in world.scribe("email", "show", email["id"], **PRICES).out
    cost = world.scribe("run", "people.csv", "--template", "template.txt", "--keep-duplicates", "--json", **PRICES).json
    assert cost["cost"]["calls"] >= 1
    assert cost["cost"]["currency"] == "EUR"


def test_a_budget_that_is_spent_pauses_and_raising_it_goes_on(world: World) -> None:
    paused = world.scribe("run", "people.csv", "--template", "template.txt", SCRIBE_BUDGET_TOKENS="600")
    assert paused.code == 4
    assert "more than what is left of this month's budget" in paused.err
    assert "600 tokens" in paused.err
    assert world.scribe("queue", "--json").json[0]["status"] == "pending"
    done = world.scribe("work", SCRIBE_BUDGET_TOKENS="900000")
    assert done.code == 0, done.err
    assert "1 completed" in done.out


def test_the_ledger_is_shown_counted_and_written_to_files(world: World) -> None:
    assert world.scribe("privacy").out.startswith("Nobody has been contacted")
    assert world.scribe("run", "people.csv", "--template", "template.txt").code == 0
    entries = world.scribe("privacy", "--json").json
    assert {one["purpose"] for one in entries} == {"search", "robots", "page", "papers", "model"}
    assert entries[0]["recipient"] == "Prof. Ilse Varnholt"
    rows = csv.DictReader(io.StringIO(world.scribe("privacy", "--csv").out))
    assert [one["host"] for one in rows] == [one["host"] for one in entries]
    item = entries[0]["item"]
    assert world.scribe("privacy", item, "--json").json == entries
    (email,) = world.scribe("email", "list", "--json").json
    assert world.scribe("privacy", email["id"], "--json").json == entries
    hosts = world.scribe("privacy", "--summary", "--json").json
    assert sum(one["contacts"] for one in hosts) == len(entries)
    assert "Prof. Ilse Varnholt" in world.scribe("privacy").out
    assert world.scribe("privacy", "--out", "asked.json").out == f"{len(entries)} entries written to asked.json\n"
    assert json.loads((world.folder / "asked.json").read_text("utf-8")) == entries


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--csv", "--json"), "Choose one"),
        (("--summary", "--csv"), "--summary"),
        (("00000000-0000-4000-8000-000000000000",), "no queue item or draft"),
        (("x",), "Invalid"),
        (("--json", "--out", "asked.csv"), "End it with .json"),
        (("--out", "missing/asked.csv"), "Choose another place"),
    ],
)
def test_what_cannot_be_shown_is_said(untouched: World, arguments: tuple[str, ...], words: str) -> None:
    done = untouched.scribe("privacy", *arguments)
    assert done.code == 2
    assert words in done.err
