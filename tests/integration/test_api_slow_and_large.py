"""Requests that never end, and requests that are too large, on raw sockets."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from scribe_desktop.api import guards, protocol
from tests.integration.api_world import World, detail, receive, running_api

MIB = 1 << 20


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_api(tmp_path) as world:
        yield world


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second in place of five."""
    monkeypatch.setattr(protocol, "REQUEST_SECONDS", 1.0)


def beginnings(world: World) -> list[bytes]:
    """The beginnings of requests that will never be complete."""
    head = world.head("POST", "/api/queue/batch", "Content-Type: application/json", "Content-Length: 100")
    chunked = world.head("POST", "/api/queue/batch", "Content-Type: application/json", "Transfer-Encoding: chunked")
    return [
        b"",
        b"G",
        b"GET /api/queue/ HTTP/1.1\r\nHost: 127",
        world.head()[:-2],
        head,
        head + b'{"items": [',
        chunked,
        chunked + b"5\r\n{\r",
        world.head("GET", "/health") + b"GET ",
    ]


@pytest.mark.usefixtures("impatient")
def test_200_requests_that_never_end_are_dropped_while_others_are_served(world: World) -> None:
    kinds = beginnings(world)
    slow = [world.connect() for _ in range(200)]
    for number, connection in enumerate(slow):
        connection.sendall(kinds[number % len(kinds)])
        connection.setblocking(False)
    waiting, answers = set(slow), 0
    with selectors.DefaultSelector() as selector:
        for connection in slow:
            selector.register(connection, selectors.EVENT_READ)
        while waiting:
            for key, _ in selector.select(timeout=0.05):
                connection = key.fileobj
                assert isinstance(connection, socket.socket)
                if not _read(connection):
                    selector.unregister(connection)
                    waiting.discard(connection)
            for connection in list(waiting)[:3]:
                _drip(connection)  # what comes byte by byte is no faster for it
            assert world.client.get("/api/queue/").status_code == 200
            answers += 1
    assert answers > 5
    for connection in slow:
        connection.close()


def _read(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except OSError:
        return b""


def _drip(connection: socket.socket) -> None:
    try:
        connection.send(b"x")
    except OSError:
        return


@pytest.mark.usefixtures("impatient")
def test_a_request_in_pieces_is_answered_and_the_next_one_has_its_own_time(world: World) -> None:
    body = b'{"items": [], "email_template": ""}'
    head = world.head("POST", "/api/queue/batch", "Content-Type: application/json", f"Content-Length: {len(body)}")
    with world.connect() as connection:
        for _ in range(3):
            for piece in (head[:30], head[30:], body[:5], body[5:]):
                connection.sendall(piece)
            assert receive(connection)[0] == 422


@pytest.mark.usefixtures("impatient")
def test_a_stream_of_events_outlives_the_time_a_request_has(world: World) -> None:
    with world.connect() as stream, world.connect() as slow:
        stream.sendall(world.head("GET", "/api/queue/events"))
        slow.sendall(b"GET ")
        assert slow.recv(10) == b"", "dropped: a second has passed"
        world.submit("Ada Quist")
        received = b""
        while b"Ada Quist" not in received:
            piece = stream.recv(65536)
            assert piece
            received += piece


# --- size --------------------------------------------------------------------------------------


def test_a_body_of_one_mebibyte_is_read_and_one_byte_more_is_not(lasting: World) -> None:
    lines = ("Content-Type: application/json", "Content-Length: ")
    fits = lasting.head("POST", "/api/queue/batch", lines[0], lines[1] + str(MIB)) + b" " * MIB
    assert lasting.raw(fits)[0] == 422
    more = lasting.head("POST", "/api/queue/batch", lines[0], lines[1] + str(MIB + 1)) + b" " * (MIB + 1)
    status, text = lasting.raw(more)
    assert status == 413
    assert detail(text) == "The body is larger than 1 MiB"
    assert "\r\nconnection: close\r\n" in text.lower()


def test_a_length_that_is_too_large_is_refused_before_the_body_comes(lasting: World) -> None:
    with lasting.connect() as connection:
        connection.sendall(lasting.head("POST", "/api/queue/batch", f"Content-Length: {1 << 40}"))
        assert receive(connection)[0] == 413


def test_a_client_that_asks_first_is_told_no_at_once(lasting: World) -> None:
    with lasting.connect() as connection:
        connection.sendall(
            lasting.head("POST", "/api/queue/batch", f"Content-Length: {8 * MIB}", "Expect: 100-continue")
        )
        assert receive(connection)[0] == 413
        assert connection.recv(10) == b""
    with lasting.connect() as connection:
        head = lasting.head("POST", "/api/queue/batch", "Content-Type: application/json", "Content-Length: 2",
                          "Expect: 100-continue")  # fmt: skip
        connection.sendall(head)
        assert receive(connection)[0] == 100
        connection.sendall(b"{}")
        assert receive(connection)[0] == 422


def test_a_client_that_sends_eight_mebibytes_first_and_then_listens_sees_the_answer(lasting: World) -> None:
    answer = lasting.client.post("/api/queue/batch", content=b" " * (8 * MIB))
    assert (answer.status_code, answer.json()) == (413, {"detail": "The body is larger than 1 MiB"})


def test_an_endless_body_is_answered_and_then_read_no_further_than_16_mebibytes(lasting: World) -> None:
    chunk = b"100000\r\n" + b" " * MIB + b"\r\n"
    sent = 0
    with lasting.connect() as connection:
        connection.sendall(lasting.head("POST", "/api/queue/batch", "Transfer-Encoding: chunked"))
        try:
            while sent < 1024:
                connection.sendall(chunk)
                sent += 1
        except OSError:
            pass
        assert sent < 64, "what the buffers of two sockets hold comes on top"
        assert receive(connection)[0] == 413


def test_a_refused_client_that_goes_on_slowly_is_let_go(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "THROWN_AWAY_SECONDS", 0.5)
    with world.connect() as connection:
        connection.sendall(world.head("POST", "/api/queue/batch", f"Content-Length: {2 * MIB}") + b"begin")
        assert receive(connection)[0] == 413
        assert connection.recv(10) == b""


def test_other_refusals_are_seen_by_a_client_that_sends_its_body_first(lasting: World) -> None:
    with lasting.new_client(lasting.token) as client:
        body = b" " * (4 * MIB)
        assert client.post("/api/queue/batch", content=body, headers={"Origin": "https://a.example"}).status_code == 403
        assert client.post("/api/queue/batch", content=body, headers={"Host": "a.example"}).status_code == 421


def test_a_client_that_leaves_in_the_middle_leaves_nothing_behind(world: World) -> None:
    for _ in range(20):
        with world.connect() as connection:
            connection.sendall(world.head("POST", "/api/queue/batch", "Content-Length: 100") + b"{")
    assert world.client.get("/api/queue/").json() == []
    assert "Incident" not in world.log()
