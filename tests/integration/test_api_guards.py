"""What every request passes before anything else runs, on raw sockets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import FakeClock
from tests.integration.api_world import World, detail, receive, running_api


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running_api(tmp_path_factory.mktemp("guards")) as world:
        yield world


# --- Host --------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", " localhost:{port} "])
def test_the_three_hosts_are_answered(world: World, host: str) -> None:
    assert world.raw(world.head(host=host.format(port=world.server.port)))[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "", "127.0.0.1", "localhost", "[::1]", "::1", "::1:{port}", "127.0.0.1:", "localhost:", "127.0.0.1:80",
        "localhost:1{port}", "127.0.0.1:{port}0", "127.0.0.1:0{port}", "127.0.0.1:{port}, 127.0.0.1:{port}",
        "LOCALHOST:{port}", "Localhost:{port}", "localhost.:{port}", "localhost.localdomain:{port}",
        "attacker.example", "attacker.example:{port}", "127.0.0.1.attacker.example:{port}",
        "localhost.attacker.example:{port}", "127.0.0.1:{port}.attacker.example", "attacker.example@127.0.0.1:{port}",
        "127.0.0.1:{port}@attacker.example", "127.0.0.1:{port}/", "127.0.0.1:{port}#", "127.0.0.1:{port}?",
        "http://127.0.0.1:{port}", "//127.0.0.1:{port}", "127.0.0.2:{port}", "127.1:{port}", "127.0.1:{port}",
        "2130706433:{port}", "0x7f000001:{port}", "0177.0.0.1:{port}", "0.0.0.0:{port}", "[::]:{port}",
        "[0:0:0:0:0:0:0:1]:{port}", "[::ffff:127.0.0.1]:{port}", "[::1%25lo]:{port}", "%6cocalhost:{port}",
        "127.0.0.1 :{port}", "127.0.0.1:{port};", "null",
    ],
)  # fmt: skip
def test_every_other_host_is_misdirected(world: World, host: str) -> None:
    status, text = world.raw(world.head(host=host.format(port=world.server.port)))
    assert status == 421
    assert detail(text) == "This server only answers under its own local address"


def test_a_request_with_no_host_two_hosts_or_another_host_as_target_is_refused(world: World) -> None:
    token = f"Authorization: Bearer {world.token}\r\n"
    host = f"Host: {world.host}\r\n"
    assert world.raw(f"GET /api/queue/ HTTP/1.1\r\n{token}\r\n".encode())[0] == 400
    assert world.raw(f"GET /api/queue/ HTTP/1.0\r\n{token}\r\n".encode())[0] == 421
    assert world.raw(f"GET /api/queue/ HTTP/1.1\r\n{host}{host}{token}\r\n".encode())[0] == 400
    target = f"GET http://attacker.example/api/queue/ HTTP/1.1\r\n{host}{token}\r\n"
    assert world.raw(target.encode())[0] == 421


def test_a_wrong_host_comes_before_everything_else(world: World) -> None:
    request = world.head(
        "POST", "/api/nothing", "Origin: https://a.example", "Content-Length: 9999999", host="a.example"
    )
    assert world.raw(request)[0] == 421


# --- browsers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Origin: https://attacker.example", "Origin: null", "Origin:", "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none", "ORIGIN: http://127.0.0.1:8417",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
def test_what_a_web_page_sends_is_forbidden_and_gets_no_cors_header(world: World, method: str, line: str) -> None:
    for path in ("/api/queue/", "/health", "/api/queue/batch"):
        status, text = world.raw(world.head(method, path, line, "Access-Control-Request-Method: POST"))
        assert status == 403
        assert detail(text) == "Web pages may not use this API"
        assert "access-control" not in text.lower()


def test_what_nodes_fetch_sends_is_normal(world: World) -> None:
    assert world.raw(world.head("GET", "/api/queue/", "Sec-Fetch-Mode: cors", "Accept-Language: *"))[0] == 200


def test_no_answer_carries_a_cors_header(world: World) -> None:
    for request in (world.head(), world.head("OPTIONS"), world.head("GET", "/health"), world.head("GET", "/none")):
        assert "access-control" not in world.raw(request)[1].lower()


# --- content type ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Content-Type: application/json"], 422),
        (["Content-Type: Application/JSON; charset=utf-8"], 422),
        (["Content-Type: text/plain"], 415),
        (["Content-Type: application/x-www-form-urlencoded"], 415),
        (["Content-Type: multipart/form-data; boundary=x"], 415),
        (["Content-Type: application/json-patch+json"], 415),
        (["Content-Type: text/plain; application/json"], 415),
        (["Content-Type: application/json", "Content-Type: text/plain"], 415),
        (["Content-Type:"], 415),
        ([], 415),
    ],
)
def test_a_body_comes_as_json_only(world: World, lines: list[str], expected: int) -> None:
    request = world.head("POST", "/api/queue/batch", "Content-Length: 2", *lines) + b"{}"
    assert world.raw(request)[0] == expected


def test_a_request_without_a_body_needs_no_content_type(world: World) -> None:
    assert world.raw(world.head("POST", "/api/queue/resume"))[0] == 200
    assert world.raw(world.head("POST", "/api/queue/resume", "Content-Length: 0"))[0] == 200
    chunked = world.head("POST", "/api/queue/resume", "Transfer-Encoding: chunked") + b"0\r\n\r\n"
    assert world.raw(chunked)[0] == 200


def test_the_content_type_comes_before_the_token(world: World) -> None:
    request = world.head("POST", "/api/queue/batch", "Content-Length: 2").replace(b"Bearer ey", b"Bearer no")
    assert world.raw(request + b"{}")[0] == 415


# --- rate --------------------------------------------------------------------------------------


def test_a_token_may_ask_400_times_at_once_and_200_times_a_second(tmp_path: Path) -> None:
    clock = FakeClock()
    with running_api(tmp_path, clock) as world, world.connect() as connection:

        def ask(token: str) -> tuple[int, str]:
            head = world.head().replace(world.token.encode(), token.encode())
            connection.sendall(head)
            return receive(connection)

        assert [ask(world.token)[0] for _ in range(400)] == [200] * 400
        status, text = ask(world.token)
        assert status == 429
        assert "\r\nretry-after: 1\r\n" in text
        assert detail(text) == "Too many requests with this token"
        assert ask(world.read_token)[0] == 200, "another token has its own"
        clock.advance(0.5)
        assert [ask(world.token)[0] for _ in range(101)] == [200] * 100 + [429]


# --- what is no HTTP ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_in_the_form_of_other_errors(world: World, request_bytes: bytes) -> None:
    status, text = world.raw(request_bytes)
    assert status in (400, 421)
    assert isinstance(detail(text), str)


def test_two_requests_on_one_connection_are_answered_in_order(world: World) -> None:
    with world.connect() as connection:
        connection.sendall(world.head("GET", "/health") + world.head("GET", "/api/nothing", "Connection: close"))
        received = b""
        while piece := connection.recv(65536):
            received += piece
    first, second = received.split(b"HTTP/1.1 ")[1:]
    assert (first[:3], second[:3]) == (b"200", b"404")
