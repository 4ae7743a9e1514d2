"""Server-Sent Events of the queue: what changes, and how a client goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from scribe_desktop.api import queue_events
from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.events import ItemClaimed, ItemCompleted
from scribe_desktop.errors import StorageError
from tests import factories
from tests.integration.api_world import TEMPLATE, World, running_api


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_api(tmp_path) as world:
        yield world


class Stream:
    """What arrives, event by event; `last_id` as a browser keeps it."""

    def __init__(self, response: httpx2.Response) -> None:
        self._lines = response.iter_lines()
        self.last_id: str | None = None

    def blocks(self) -> Iterator[dict[str, str]]:
        """Blocks as they come, comments left out; one that has only an id, too."""
        block: dict[str, str] = {}
        for line in self._lines:
            if line.startswith(":"):
                continue
            if line:
                name, _, value = line.partition(": ")
                block[name] = value
                continue
            if block:
                self.last_id = block.get("id", self.last_id)
                yield block
                block = {}

    def next(self) -> tuple[str, dict[str, Any]]:
        """The next event that has data."""
        block = next(one for one in self.blocks() if "data" in one)
        return block["event"], json.loads(block["data"])

    def until(self, status: str) -> dict[str, Any]:
        """The next item of that status."""
        while True:
            event, item = self.next()
            if event == "item" and item["status"] == status:
                return item

    def greeting(self) -> list[dict[str, Any]]:
        """Everything up to the block that has only an id."""
        items = []
        for block in self.blocks():
            if "data" not in block:
                return items
            items.append(json.loads(block["data"]))
        raise AssertionError("the stream ended")


@contextmanager
def listening(world: World, last_id: str | None = None) -> Iterator[Stream]:
    headers = {} if last_id is None else {"Last-Event-ID": last_id}
    with world.new_client(world.token) as client, client.stream("GET", "/api/queue/events", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Stream(answer)


def test_a_new_listener_is_told_the_state_of_everything_first(world: World) -> None:
    world.submit("Ada Quist", "Bo Rand")
    with listening(world) as stream:
        assert stream.greeting() == world.listed()
        world.submit("Cy Sund")
        assert stream.next() == ("item", world.listed()[2])


def test_each_change_of_an_item_is_told_in_order(world: World) -> None:
    with listening(world) as stream:
        assert stream.greeting() == []
        (item_id,) = world.submit("Ada Quist")
        assert stream.until("pending")["id"] == item_id
        item = world.claim()
        world.app.events.publish(ItemClaimed(item.id, world.app.clock.now()))
        assert stream.until("processing")["current_step"] == "template_parser"
        draft = world.complete(item)
        world.app.events.publish(ItemCompleted(item.id, draft.id))
        assert stream.until("completed") == world.listed()[0]


def test_what_leaves_the_list_is_told_as_removed(world: World) -> None:
    (item_id,) = world.submit("Ada Quist")
    with listening(world) as stream:
        stream.greeting()
        world.client.delete(f"/api/queue/{item_id}")
        assert stream.next() == ("removed", {"id": item_id})


def test_a_listener_goes_on_where_it_was(world: World) -> None:
    world.submit("Ada Quist", "Bo Rand")
    with listening(world) as stream:
        stream.greeting()
        last_id = stream.last_id
    third, _ = world.submit("Cy Sund", "Di Toft")
    world.client.delete(f"/api/queue/{third}")
    with listening(world, last_id) as stream:
        missed = stream.greeting()
        assert sorted(missed, key=len) == [{"id": third}, world.listed()[2]]
        assert missed[0]["id"] != missed[1]["id"]
        assert stream.last_id != last_id
    with listening(world, stream.last_id) as stream:
        assert stream.greeting() == []


@pytest.mark.parametrize("last_id", ["", "nonsense", "0-1", "deadbeef-0", "{run}-999", "{run}-x", "{run}-", "{run}--1"])
def test_an_unknown_id_gets_the_state_of_everything(lasting: World, last_id: str) -> None:
    lasting.submit("Ada Quist", "Bo Rand")
    with listening(lasting) as stream:
        stream.greeting()
        assert stream.last_id is not None
        run = stream.last_id.partition("-")[0]
    with listening(lasting, last_id.format(run=run)) as stream:
        assert stream.greeting() == lasting.listed()


def test_a_large_batch_that_names_no_items_is_told_item_by_item(world: World) -> None:
    with listening(world) as stream:
        stream.greeting()
        world.app.queue.enqueue_stream((factories.recipient() for _ in range(1200)), TEMPLATE)
        assert len({stream.next()[1]["id"] for _ in range(1200)}) == 1200


def test_what_another_process_changes_is_told(world: World) -> None:
    (first,) = world.submit("Ada Quist")
    elsewhere = open_context(world.app.paths.root)  # its connections are its own, as another process's are
    try:
        with listening(world) as stream:
            stream.greeting()
            (second,) = elsewhere.queue.enqueue([factories.recipient()], TEMPLATE)
            event, item = stream.next()
            assert (event, item["id"]) == ("item", str(second))
            elsewhere.queue.cancel(second)
            assert stream.next() == ("removed", {"id": str(second)})
            last_id = stream.last_id
        (third,) = elsewhere.queue.enqueue([factories.recipient()], TEMPLATE)
        with listening(world, last_id) as stream:
            assert [one["id"] for one in stream.greeting()] == [first, str(third)], "nobody saw which: all are told"
    finally:
        elsewhere.close()


def test_several_listeners_hear_the_same(world: World) -> None:
    with listening(world) as one, listening(world) as other:
        one.greeting()
        other.greeting()
        world.submit("Ada Quist")
        assert one.next() == other.next()
        assert one.last_id == other.last_id


def test_more_changes_than_are_remembered_bring_everything_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_events, "CHANGES_KEPT", 2)
    with listening(world) as stream:
        stream.greeting()
        last_id = stream.last_id
    world.submit("Ada Quist", "Bo Rand", "Cy Sund")
    with listening(world, last_id) as stream:
        assert [one["recipient_name"] for one in stream.greeting()] == ["Ada Quist", "Bo Rand", "Cy Sund"]


def test_a_database_that_does_not_answer_ends_the_streams_and_the_next_ones_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise StorageError("The disk does not answer.")

    with listening(world) as stream:
        stream.greeting()
        with monkeypatch.context() as patched:
            patched.setattr(type(world.app.queue), "find", fail)
            world.submit("Ada Quist")
            assert list(stream.blocks()) == []
    with listening(world, stream.last_id) as stream:
        assert stream.greeting() == world.listed()


def test_streams_end_when_the_server_stops(world: World) -> None:
    with listening(world) as stream:
        stream.greeting()
        world.server.stop()
        assert list(stream.blocks()) == []
    assert not world.server.running


def test_listening_needs_a_token(lasting: World) -> None:
    with lasting.new_client() as client:
        assert client.get("/api/queue/events").status_code == 401
