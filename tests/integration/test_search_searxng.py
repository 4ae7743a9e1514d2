"""SearXNG's JSON answers, and what its refusals mean."""

from __future__ import annotations

import errno
import json
import socket
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from scribe_desktop.errors import InterruptReason, OfflineError, SearchError, WorkInterrupted
from scribe_desktop.ports import SearchResult
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.search.searxng_search import SearxngSearch
from tests.integration.test_web_io_loop import in_thread, real_token, silent_server
from tests.integration.web_server import PATIENCE, WebServer, answer, redirect, web_server

RESULTS = {
    "results": [
        {"url": "https://nordhaven.example/holt", "title": "Mira Holt", "content": "Sea ice"},
        {"url": "https://nordhaven.example/holt", "title": "Mira Holt, again", "content": ""},
        {"url": "ftp://nordhaven.example/file", "title": "A file"},
        "nonsense",
        {"title": "no address"},
        {"url": "http://lab.example/", "title": None},
        {"url": "http://third.example/", "title": "Third"},
    ]
}


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as made:
        yield made


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


def test_hits_come_in_order_without_doubles_and_up_to_the_limit(server: WebServer, loop: IoLoop) -> None:
    server.handlers["/sx/search"] = answer(as_json(RESULTS), content_type="application/json")
    search = SearxngSearch(server.url("/sx/"), loop)
    assert search.search("Mira Holt & ice", 2, real_token()) == [
        SearchResult("https://nordhaven.example/holt", "Mira Holt", "Sea ice"),
        SearchResult("http://lab.example/", "", ""),
    ]
    asked = parse_qs(urlsplit(server.requests[0].target).query)
    assert asked == {"q": ["Mira Holt & ice"], "format": ["json"]}
    assert search.name == f"SearXNG ({server.url('/sx')})"


def test_no_results_are_an_empty_list(server: WebServer, loop: IoLoop) -> None:
    server.handlers["/search"] = answer(as_json({"results": []}))
    assert SearxngSearch(server.url(""), loop).search("nobody", 5, real_token()) == []


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("403 Forbidden", r"JSON answers are probably off.*settings\.yml"),
        ("429 Too Many Requests", "too many searches"),
        ("404 Not Found", "Check the address of SearXNG"),
        ("500 Oops", "status 500"),
    ],
)
def test_refusals_say_what_to_do(server: WebServer, loop: IoLoop, status: str, sentence: str) -> None:
    server.handlers["/search"] = answer(b"no", status)
    with pytest.raises(SearchError, match=sentence):
        SearxngSearch(server.url(""), loop).search("x", 5, real_token())


def test_moved_server_is_not_followed(server: WebServer, loop: IoLoop) -> None:
    server.handlers["/search"] = redirect("https://elsewhere.example/search")
    with pytest.raises(SearchError, match="has moved"):
        SearxngSearch(server.url(""), loop).search("x", 5, real_token())


@pytest.mark.parametrize("body", [b"<html>hello</html>", b'{"hits": []}', b"[]", b'{"results": {}}', b"[" * 100_000])
def test_other_answers_are_not_search_results(server: WebServer, loop: IoLoop, body: bytes) -> None:
    server.handlers["/search"] = answer(body)
    with pytest.raises(SearchError, match="did not answer with"):
        SearxngSearch(server.url(""), loop).search("x", 5, real_token())


def test_server_that_is_not_there_is_no_lack_of_network(loop: IoLoop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(SearchError, match="Check that SearXNG runs"):
        SearxngSearch(f"http://127.0.0.1:{port}", loop).search("x", 5, real_token())


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), OfflineError),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), SearchError),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), OfflineError),
    ],
)
def test_no_network_and_no_such_host_are_told_apart(loop: IoLoop, error: OSError, expected: type[Exception]) -> None:
    def fail(host: str, port: int) -> list[str]:
        raise error

    with pytest.raises(expected):
        SearxngSearch("https://search.example", loop, fail).search("x", 5, real_token())


def test_cancelling_ends_the_search_and_its_connection(server: WebServer, loop: IoLoop) -> None:
    came, closed = silent_server(server)
    server.handlers["/search"] = server.handlers["/silent"]
    token = real_token()
    thread, outcome = in_thread(lambda: SearxngSearch(server.url(""), loop).search("x", 5, token))
    assert came.wait(PATIENCE)
    token.cancel(InterruptReason.STOPPED)
    thread.join(PATIENCE)
    assert isinstance(outcome[0], WorkInterrupted)
    assert closed.wait(PATIENCE)
