"""`scribe serve` and `scribe token` as a person or a script runs them."""

from __future__ import annotations

import json
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.storage.instance_lock import InstanceLock
from tests.e2e.serving import served, started
from tests.e2e.world import World
from tests.integration.test_keyring_secrets import in_a_session
from tests.ready_folder import put_database

PLAIN = "Dear {{ name }},\n\nI think about {{ interest }} a lot.\n\nMaya Lindqvist\n"
RESEARCH = "Dear {{ name }},\n\nI keep coming back to your work on {{ research }}.\n\nMaya Lindqvist\n"
ENDS_WITHIN = 6.0
both_signals = pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Everything but a model."""
    with World(tmp_path) as one:
        put_database(tmp_path / "data")
        yield one


@both_signals
def test_a_script_queues_with_the_first_line_and_reads_its_draft(world: World, how: signal.Signals) -> None:
    with served(world) as serving:
        assert set(json.loads(serving.first_line)) == {"url", "token"}
        assert serving.url.startswith("http://127.0.0.1:")
        serving.post_batch("Prof. Ilse Varnholt", template=PLAIN)
        (item,) = serving.finished()
        assert item["status"] == "completed"
        email = serving.client.get(f"/api/email/{item['email_id']}").json()
        assert "coastal sediment transport" in email["email_message"]
        code, seconds, said = serving.end(how)
    assert code == 0, said
    assert seconds < ENDS_WITHIN
    assert serving.token not in said


class StandstillWorld(World):
    """Its search does not answer before it is told to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked, self.go_on = threading.Event(), threading.Event()

    def _answer_search(self, path: str) -> tuple[int, str, bytes]:
        self.asked.set()
        self.go_on.wait()
        return super()._answer_search(path)


@both_signals
def test_ending_puts_the_running_item_back_in_its_place(tmp_path: Path, how: signal.Signals) -> None:
    with StandstillWorld(tmp_path) as world:
        with served(world) as serving:
            ids = serving.post_batch("Prof. Ilse Varnholt", "Dr. Salome Brandvig", template=RESEARCH)
            assert world.asked.wait(60)
            first, _ = serving.queue()
            assert (first["id"], first["status"], first["current_step"]) == (ids[0], "processing", "web_scraper")
            code, seconds, said = serving.end(how)
            world.go_on.set()
        assert code == 0, said
        assert seconds < ENDS_WITHIN
        items = world.scribe("queue", "--json").json
        assert [(item["id"], item["status"], item["position"]) for item in items] == [
            (ids[0], "pending", 1),
            (ids[1], "pending", 2),
        ]


def test_a_token_ends_with_its_run(world: World) -> None:
    with served(world, "--no-worker") as first:
        assert first.queue() == []
        first.end()
    assert world.scribe("token", "list", "--json").json == []
    with served(world, "--no-worker") as second:
        answer = httpx2.get(
            f"{second.url}/api/queue/", headers={"Authorization": f"Bearer {first.token}"}, trust_env=False
        )
        assert answer.status_code == 401
        assert second.queue() == []


def test_without_a_worker_it_only_answers(world: World) -> None:
    with served(world, "--no-worker") as serving:
        serving.post_batch("Prof. Ilse Varnholt", template=PLAIN)
        assert world.scribe("work").code == 0
        assert [item["status"] for item in serving.queue()] == ["completed"]


def test_beside_a_worker_it_serves_without_working_and_says_so(world: World) -> None:
    with InstanceLock(DataPaths(world.folder / "data")), served(world) as serving:
        serving.post_batch("Prof. Ilse Varnholt", template=PLAIN)
        assert [item["status"] for item in serving.queue()] == ["pending"]
        code, _, said = serving.end()
    assert code == 0
    assert "only answers" in said
    assert [item["status"] for item in world.scribe("queue", "--json").json] == ["pending"]


def test_what_another_command_queues_is_listed_and_worked(world: World) -> None:
    people = world.write("people.csv", "Name,Interest\nDr. Salome Brandvig,robotic grasp planning\n")
    template = world.write("plain.txt", PLAIN)
    with served(world) as serving:
        assert world.scribe("import", people, "--template", template).code == 0
        (item,) = serving.finished()
    assert (item["recipient_name"], item["status"]) == ("Dr. Salome Brandvig", "completed")


def test_a_busy_port_is_a_sentence_and_nothing_is_worked(world: World) -> None:
    people = world.write("people.csv", "Name,Interest\nDr. Salome Brandvig,robotic grasp planning\n")
    world.scribe("import", people, "--template", world.write("plain.txt", PLAIN))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = world.scribe("serve", "--json", "--port", port)
        assert done.code in (1, 2)
        assert port in done.err
        assert "Traceback" not in done.err
        assert json.loads(done.out.splitlines()[0])["error"] in done.err
        assert world.scribe("serve", "--port", port).out == ""
    assert [item["status"] for item in world.scribe("queue", "--json").json] == ["pending"]


def test_a_person_is_told_the_address_and_that_tokens_need_a_keyring(world: World) -> None:
    with started(world, "--port", "0", "--no-worker") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "http://127.0.0.1:" in line
        assert "Ctrl-C" in line
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "keyring" in said


def test_without_a_keyring_no_token_is_made_and_the_way_in_is_said(world: World) -> None:
    done = world.scribe("token", "create", "notebook")
    assert done.code == 1
    assert f"scribe serve --data-dir {world.folder / 'data'} --json" in done.err
    assert world.scribe("token", "list", "--json").json == []
    assert "no tokens" in world.scribe("token", "list").out
    assert world.scribe("token", "revoke", "notebook").code == 2
    rotated = world.scribe("token", "rotate", "--json")
    assert (rotated.code, rotated.json["ended"]) == (0, 0)


def test_the_token_of_a_run_is_listed_while_it_runs_and_can_be_revoked(world: World) -> None:
    with served(world, "--no-worker") as serving:
        serving.queue()
        (row,) = world.scribe("token", "list", "--json").json
        assert set(row) == {*("id", "name", "scope", "state", "created_at", "expires_at", "last_used_at", "revoked_at")}
        assert (row["name"], row["scope"], row["state"], row["revoked_at"]) == (
            "scribe serve",
            "read write",
            "active",
            None,
        )
        assert row["last_used_at"].endswith("Z")
        assert "scribe serve" in world.scribe("token", "list").out
        assert world.scribe("token", "revoke", row["id"]).code == 0
        answer = serving.client.get("/api/queue/")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


SESSION = """
set -e
printf 'pass' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
"{python}" "{program}"
"""
PROGRAM = """
import json, subprocess, sys
import httpx2

def scribe(*arguments):
    done = subprocess.run([sys.executable, "-m", "scribe_desktop", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout

def ask(token):
    headers = {"Authorization": f"Bearer {token}"}
    get = httpx2.get(url + "/api/queue/", headers=headers, trust_env=False).status_code
    post = httpx2.post(url + "/api/queue/pause", headers=headers, trust_env=False).status_code
    return get, post

reader = scribe("token", "create", "reader").strip()
writer = json.loads(scribe("token", "create", "writer", "--scope", "write", "--days", "1", "--json"))["token"]
process = subprocess.Popen(
    [sys.executable, "-m", "scribe_desktop", "serve", "--no-worker", "--json", "--port", "0"],
    stdout=subprocess.PIPE, text=True,
)
first = json.loads(process.stdout.readline())
url = first["url"]
found = {"reader": ask(reader), "writer": ask(writer)}
scribe("token", "revoke", "reader")
found["revoked"] = ask(reader)
later = scribe("token", "create", "later").strip()
found["made meanwhile"] = ask(later)
scribe("token", "rotate")
found["rotated"] = [ask(one) for one in (writer, later, first["token"])]
newest = scribe("token", "create", "newest").strip()
found["newest"] = ask(newest)
process.terminate()
found["code"] = process.wait()
found["listed"] = {row["name"]: row["state"] for row in json.loads(scribe("token", "list", "--json"))}
print(json.dumps(found))
"""


def test_tokens_in_a_real_keyring_work_and_end_across_processes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    program = world.folder / "program.py"
    program.write_text(PROGRAM, "utf-8")
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(world.folder / "data"))
    home = world.folder / "home"
    home.mkdir()
    done = in_a_session(SESSION.format(python=sys.executable, program=program), home)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    refused = [401, 401]
    assert found == {
        "reader": [200, 403],
        "writer": [200, 200],
        "revoked": refused,
        "made meanwhile": [200, 403],
        "rotated": [refused] * 3,
        "newest": [200, 403],
        "code": 0,
        "listed": {"newest": "active", "later": "revoked", "writer": "revoked", "reader": "revoked"},
    }
