"""The examples of docs/examples, run as they are against a real `scribe serve --json`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.serving import Serving, served
from tests.e2e.world import COMMAND_SECONDS, World
from tests.ready_folder import put_database

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples"
TEMPLATE = "Subject: A question\n\nDear {{ name }},\n\nI keep coming back to your work on {{ research }}.\n\nMaya\n"
VARNHOLT = "Prof. Ilse Varnholt"
NOBODY = "Dr. Mio Castellane"
"""The saved web knows nothing about this one: the item fails, and its message has the word timeout."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Everything but a model."""
    with World(tmp_path) as one:
        put_database(tmp_path / "data")
        yield one


def needed(*programs: str) -> None:
    """Skip where a program is missing; CI installs them all."""
    missing = [one for one in programs if not shutil.which(one)]
    if missing:
        reason = f"{' and '.join(missing)} not installed"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def run(serving: Serving, folder: Path, *command: str | Path) -> tuple[int, str]:
    """Run an example: its exit code, and what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **serving.variables},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=COMMAND_SECONDS,
        check=False,
    )
    assert serving.token not in done.stdout
    return done.returncode, done.stdout


def batch(world: World, *names: str) -> str:
    """A file with the body of a batch; its name."""
    items = [{"recipient_name": name, "recipient_interest": "coastal sediment transport"} for name in names]
    return world.write("batch.json", json.dumps({"items": items, "email_template": TEMPLATE}))


def test_the_python_example_prints_the_drafts_and_why_one_failed(world: World) -> None:
    world.write("people.csv", f"name,interest\n{VARNHOLT},coastal sediment transport\n{NOBODY},protein design\n")
    world.write("template.txt", TEMPLATE)
    with served(world) as serving:
        script = EXAMPLES / "python" / "queue_batch.py"
        code, printed = run(serving, world.folder, sys.executable, script, "people.csv", "template.txt")
    assert code == 1, printed
    assert "Queued: 2" in printed
    assert "A question (ready)" in printed
    assert "rests on: " in printed
    assert re.search(f"{NOBODY} failed: .*timeout", printed)


def test_the_python_example_ends_with_the_servers_sentence(world: World) -> None:
    world.write("people.csv", "name,interest\nA,b\n")
    world.write("template.txt", TEMPLATE)
    with served(world, "--no-worker") as serving:
        script = EXAMPLES / "python" / "queue_batch.py"
        code, printed = run(serving, world.folder, sys.executable, script, "people.csv", "template.txt")
        assert serving.queue() == []
    assert code == 1
    assert printed.startswith("422: ")


def test_the_curl_example_prints_the_drafts(world: World) -> None:
    needed("curl", "jq", "sh")
    with served(world) as serving:
        code, printed = run(serving, world.folder, "sh", EXAMPLES / "curl" / "queue_batch.sh", batch(world, VARNHOLT))
    assert code == 0, printed
    assert "Queued: 1" in printed
    assert f"{VARNHOLT}: completed" in printed
    assert "A question (ready)" in printed


def test_the_curl_example_says_what_is_wrong_with_a_batch(world: World) -> None:
    needed("curl", "jq", "sh")
    with served(world, "--no-worker") as serving:
        code, printed = run(serving, world.folder, "sh", EXAMPLES / "curl" / "queue_batch.sh", batch(world, "A"))
    assert code == 1
    assert '"detail"' in printed


@pytest.fixture(scope="module")
def poller(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The TypeScript example, installed and compiled as its README says, in a copy."""
    needed("node", "npm")
    folder = tmp_path_factory.mktemp("examples") / "typescript"
    shutil.copytree(EXAMPLES / "typescript", folder, ignore=shutil.ignore_patterns("node_modules", "dist"))
    for command in (["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "dist"


def test_the_poller_follows_its_batch_to_the_end(world: World, poller: Path) -> None:
    with served(world) as serving:
        code, printed = run(serving, world.folder, "node", poller / "poller.js", "--batch", batch(world, VARNHOLT))
    assert code == 0, printed
    assert " % of 1 items, no estimate yet" in printed
    assert "100 % of 1 items" in printed
    assert printed.rstrip().endswith("1 completed, 0 failed")


def test_the_poller_tries_a_timeout_again_once_when_told_to(world: World, poller: Path) -> None:
    with served(world) as serving:
        name = batch(world, VARNHOLT, NOBODY)
        code, printed = run(serving, world.folder, "node", poller / "poller.js", "--batch", name)
        assert code == 1
        assert "trying again" not in printed
        searches = len(world.searches)
        code, printed = run(serving, world.folder, "node", poller / "poller.js", "--resubmit")
        items = serving.queue()
    assert code == 1, printed
    assert printed.count("trying again") == 1
    assert f"{NOBODY} failed: " in printed
    assert printed.rstrip().endswith("1 completed, 1 failed")
    assert len(world.searches) > searches
    assert sorted(item["status"] for item in items) == ["completed", "failed"]


def test_the_poller_says_what_the_server_says(world: World, poller: Path) -> None:
    with served(world, "--no-worker") as serving:
        serving.token = "not-a-token"
        code, printed = run(serving, world.folder, "node", poller / "poller.js")
    assert code == 2
    assert printed.startswith("401: ")


STEPS = {"template_parser": 25, "web_scraper": 50, "arxiv_helper": 75, "email_composer": 90}
MEASURE = """
import { Progress, mayBeTriedAgain, percent } from "./progress.js";
const looks = JSON.parse(process.argv[1]);
const progress = new Progress();
const found = looks.map(({ items, now }) => {
  progress.look(items, now);
  return {
    percent: items.map(percent),
    again: items.map(mayBeTriedAgain),
    estimate: progress.estimate(items, now),
    stuck: progress.stuck(items, now).map((item) => item.id),
  };
});
console.log(JSON.stringify(found));
"""


def measured(poller: Path, *looks: tuple[int, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """What the poller's progress says at each look at the queue; times are seconds."""
    argument = json.dumps([{"now": seconds * 1000, "items": items} for seconds, items in looks])
    command = ["node", "--input-type=module", "--eval", MEASURE, argument]
    done = subprocess.run(command, cwd=poller, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def item(name: str, status: str, step: str | None = None, error: str | None = None) -> dict[str, Any]:
    return {"id": name, "recipient_name": name, "status": status, "current_step": step, "error_message": error}


def test_the_poller_shows_each_step_as_its_share(poller: Path) -> None:
    items = [item(step, "processing", step) for step in STEPS]
    (found,) = measured(poller, (0, [item("p", "pending"), *items, item("c", "completed"), item("f", "failed")]))
    assert found["percent"] == [0, *STEPS.values(), 100, 100]


def test_the_poller_estimates_from_the_pace_it_saw(poller: Path) -> None:
    done, waiting = item("0", "completed"), [item(name, "pending") for name in "abcd"]
    found = measured(
        poller,
        (0, [done, *waiting]),
        (10, [done, *waiting]),
        (20, [done, item("a", "completed"), *waiting[1:]]),
        (40, [done, item("a", "completed"), item("b", "failed"), *waiting[2:]]),
    )
    assert [one["estimate"] for one in found] == [None, None, 60, 40]


def test_the_poller_names_what_is_in_one_step_for_more_than_five_minutes(poller: Path) -> None:
    slow, other = item("slow", "processing", "web_scraper"), item("waits", "pending")
    found = measured(
        poller,
        (0, [slow, other]),
        (300, [slow, other]),
        (301, [slow, other]),
        (302, [item("slow", "processing", "arxiv_helper"), other]),
        (603, [item("slow", "processing", "arxiv_helper"), other]),
    )
    assert [one["stuck"] for one in found] == [[], [], ["slow"], [], ["slow"]]


def test_only_failures_that_say_timeout_are_tried_again(poller: Path) -> None:
    errors = ["Web scraping timeout: nothing", "Stopped by you.", None]
    (found,) = measured(poller, (0, [item(str(error), "failed", error=error) for error in errors]))
    assert found["again"] == [True, False, False]


def test_the_lock_of_the_typescript_example_pins_exactly_and_names_no_host() -> None:
    lock = json.loads((EXAMPLES / "typescript" / "package-lock.json").read_text("utf-8"))
    asked = json.loads((EXAMPLES / "typescript" / "package.json").read_text("utf-8"))["devDependencies"]
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in packages.values())
    assert "://" not in json.dumps(lock)
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked
