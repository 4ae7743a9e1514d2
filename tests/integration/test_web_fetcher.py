"""Pages are read from the public web, politely and within limits, and from nowhere else."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import FetchError, ForbiddenAddressError, InterruptReason, OfflineError, WorkInterrupted
from scribe_desktop.ports import FetchedPage
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.web.pacing import HostPacer
from scribe_desktop.providers.web.public_fetcher import MAX_AT_ONCE, PublicFetcher
from tests.certificates import client_context, server_context
from tests.integration.test_web_io_loop import in_thread, real_token
from tests.integration.web_server import PATIENCE, Request, WebServer, answer, redirect, wait_until_closed, web_server

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class RecordingPacer(HostPacer):
    """Lets every request through at once and remembers whose turn it was."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[str] = []

    async def turn(self, host: str) -> None:
        self.turns.append(host)


class Web:
    """A fetcher that may read from one server on loopback, under its address and as site.example."""

    def __init__(self, server: WebServer, loop: IoLoop) -> None:
        self.server = server
        self.loop = loop
        self.lookups: list[str] = []
        self.pacer = RecordingPacer()
        self.fetcher = self.make()

    def make(self, allowed: Sequence[str] | None = None, page_seconds: float = PATIENCE) -> PublicFetcher:
        names = [self.server.address, f"site.example:{self.server.port}"]
        return PublicFetcher(
            self.loop,
            lambda: NOW,
            names if allowed is None else allowed,
            resolver=self.resolve,
            pacer=self.pacer,
            page_seconds=page_seconds,
        )

    def resolve(self, host: str, port: int) -> list[str]:
        self.lookups.append(host)
        if host == "mixed.example":
            return ["8.8.8.8", "10.0.0.5"]
        return ["127.0.0.1"]

    def fetch(self, path: str, token: CancelToken | None = None) -> FetchedPage:
        url = path if "://" in path else self.server.url(path)
        return self.fetcher.fetch(url, token or real_token())


@pytest.fixture
def web() -> Iterator[Web]:
    loop = IoLoop()
    with web_server() as server:
        yield Web(server, loop)
        loop.close()


def test_page_comes_with_type_charset_time_and_final_address(web: Web) -> None:
    web.server.handlers["/old"] = redirect("/new")
    web.server.handlers["/new"] = answer("Grüße".encode("cp1252"), content_type='Text/HTML; charset="Windows-1252"')
    page = web.fetch("/old#part")
    assert page == FetchedPage(
        web.server.url("/old#part"),
        web.server.url("/new"),
        "Grüße".encode("cp1252"),
        "text/html",
        "Windows-1252",
        NOW,
    )


def test_request_names_the_product_and_carries_no_cookie(web: Web) -> None:
    web.server.handlers["/a"] = answer(Set_Cookie="visit=1")
    web.fetch("/a")
    web.fetch("/a")
    for request in web.server.requests:
        assert request.headers["user-agent"].startswith("ScribeDesktop/")
        assert request.headers["accept-encoding"] == "gzip"
        assert "cookie" not in request.headers


def test_proxy_of_the_environment_is_not_used(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.server.handlers["/a"] = answer()
    assert web.fetch("/a").content


def test_name_is_looked_up_once_a_connection_and_kept_in_the_host_header(web: Web) -> None:
    web.server.handlers["/a"] = answer()
    web.fetch(f"http://site.example:{web.server.port}/a")
    assert web.lookups == ["site.example", "site.example"]  # robots.txt and the page
    assert web.server.requests[-1].headers["host"] == f"site.example:{web.server.port}"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://metadata.example/latest/",
        "https://metadata.example/",
        "http://mixed.example/",
    ],
)
def test_addresses_that_are_not_public_are_refused(web: Web, url: str) -> None:
    with pytest.raises(FetchError):
        web.fetch(url)
    assert web.server.requests == []


def test_refused_address_is_named(web: Web) -> None:
    with pytest.raises(ForbiddenAddressError, match=r"mixed\.example leads to 10\.0\.0\.5"):
        web.fetch("http://mixed.example/")


def test_other_ports_are_refused(web: Web) -> None:
    web.fetcher = web.make(allowed=[])
    with pytest.raises(ForbiddenAddressError, match="ports 80 and 443"):
        web.fetch("/a")
    assert web.server.requests == []


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://inside.example/", "http://127.0.0.1:1/", "//127.0.0.1/"]
)
def test_redirect_into_private_space_is_refused(web: Web, target: str) -> None:
    web.server.handlers["/a"] = redirect(target)
    with pytest.raises(ForbiddenAddressError):
        web.fetch("/a")


@pytest.mark.parametrize("target", ["file:///etc/hosts", "ftp://site.example/", "data:text/html,hello", "http://", ""])
def test_redirect_to_what_is_no_page_is_refused(web: Web, target: str) -> None:
    web.server.handlers["/a"] = redirect(target)
    with pytest.raises(FetchError):
        web.fetch("/a")


def test_five_redirects_are_followed_and_no_more(web: Web) -> None:
    for index in range(6):
        web.server.handlers[f"/{index}"] = redirect(f"/{index + 1}")
    web.server.handlers["/6"] = answer()
    assert web.fetch("/1").final_url == web.server.url("/6")
    with pytest.raises(FetchError, match="more than 5 times"):
        web.fetch("/0")


@pytest.mark.parametrize("url", ["site.example", "javascript:alert(1)", "http://", "http://site.example:x/"])
def test_what_is_no_address_is_refused(web: Web, url: str) -> None:
    with pytest.raises(FetchError, match="address of a page"):
        web.fetcher.fetch(url, real_token())


def test_address_with_a_password_is_refused(web: Web) -> None:
    with pytest.raises(FetchError, match="password"):
        web.fetch(f"http://me:secret@{web.server.address}/a")


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "text/css", ""])
def test_other_content_types_are_refused(web: Web, kind: str) -> None:
    web.server.handlers["/a"] = answer(content_type=kind)
    with pytest.raises(FetchError, match="Only web pages and plain text"):
        web.fetch("/a")


@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml", "text/plain; charset=utf-8"])
def test_pages_and_plain_text_are_read(web: Web, kind: str) -> None:
    web.server.handlers["/a"] = answer(content_type=kind)
    assert web.fetch("/a").content_type == kind.partition(";")[0]


def test_missing_page_says_so(web: Web) -> None:
    with pytest.raises(FetchError, match="404 \\(not found\\)"):
        web.fetch("/nowhere")


def test_large_bodies_are_refused_announced_or_not(web: Web) -> None:
    web.server.handlers["/a"] = answer(b"x" * (2 * 1024 * 1024 + 1))

    def chunked(request: Request) -> None:
        request.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(40):
            request.connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        request.connection.sendall(b"0\r\n\r\n")

    web.server.handlers["/b"] = chunked
    for path in ("/a", "/b"):
        with pytest.raises(FetchError, match="larger than 2 MB"):
            web.fetch(path)


def test_gzip_is_decoded_and_a_bomb_refused(web: Web) -> None:
    web.server.handlers["/a"] = answer(gzip.compress(b"<p>small</p>"), Content_Encoding="gzip")
    web.server.handlers["/b"] = answer(gzip.compress(b"\0" * 200_000_000, 1), Content_Encoding="gzip")
    assert web.fetch("/a").content == b"<p>small</p>"
    with pytest.raises(FetchError, match="4 MB unpacked"):
        web.fetch("/b")


def test_large_headers_are_refused(web: Web) -> None:
    web.server.handlers["/a"] = answer(X_Filler="x" * 70_000)
    web.server.handlers["/b"] = answer(X_Filler="x" * 400_000)
    for path in ("/a", "/b"):
        with pytest.raises(FetchError):
            web.fetch(path)


def test_trickle_cannot_stretch_the_time_of_a_page(web: Web) -> None:
    ended = threading.Event()

    def trickle(request: Request) -> None:
        request.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
        try:
            while not ended.wait(0.02):
                request.connection.sendall(b"x")
        except OSError:
            ended.set()

    web.server.handlers["/a"] = trickle
    web.fetcher = web.make(page_seconds=0.5)
    with pytest.raises(FetchError, match=r"longer than 0\.5 seconds"):
        web.fetch("/a")
    assert ended.wait(PATIENCE)


def test_lookup_that_hangs_counts_into_the_time_of_a_page(web: Web) -> None:
    release = threading.Event()

    def hang(host: str, port: int) -> list[str]:
        release.wait(PATIENCE)
        return ["127.0.0.1"]

    fetcher = PublicFetcher(web.loop, lambda: NOW, [web.server.address], resolver=hang, page_seconds=0.3)
    with pytest.raises(FetchError, match="longer than"):
        fetcher.fetch(web.server.url("/a"), real_token())
    release.set()


def test_host_without_a_name_in_the_dns_could_not_be_reached(web: Web) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    fetcher = PublicFetcher(web.loop, lambda: NOW, resolver=unknown)
    with pytest.raises(FetchError, match=r"nobody\.example could not be reached"):
        fetcher.fetch("https://nobody.example/", real_token())


@pytest.mark.parametrize(("route", "expected"), [(False, OfflineError), (True, FetchError)])
def test_only_a_computer_without_a_network_makes_a_page_wait(
    web: Web, monkeypatch: pytest.MonkeyPatch, route: bool, expected: type[Exception]
) -> None:
    def fail(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr("scribe_desktop.providers.offline._has_route", lambda family, address: route)
    fetcher = PublicFetcher(web.loop, lambda: NOW, resolver=fail)
    with pytest.raises(expected):
        fetcher.fetch("https://nobody.example/", real_token())


def test_cancelling_in_the_middle_of_a_body_ends_at_once(web: Web) -> None:
    came, closed = threading.Event(), threading.Event()

    def half(request: Request) -> None:
        request.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nhalf")
        came.set()
        wait_until_closed(request.connection, closed)

    web.server.handlers["/a"] = half
    token = real_token()
    thread, outcome = in_thread(lambda: web.fetch("/a", token))
    assert came.wait(PATIENCE)
    token.cancel(InterruptReason.STOPPED)
    thread.join(PATIENCE)
    assert isinstance(outcome[0], WorkInterrupted)
    assert closed.wait(PATIENCE)


def test_body_that_breaks_off_is_an_error(web: Web) -> None:
    def broken(request: Request) -> None:
        request.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\nhalf")

    web.server.handlers["/a"] = broken
    with pytest.raises(FetchError, match="broke off"):
        web.fetch("/a")


def test_robots_txt_is_followed_and_asked_for_once(web: Web) -> None:
    web.server.handlers["/robots.txt"] = answer(b"User-agent: *\nDisallow: /private\n", content_type="text/plain")
    web.server.handlers["/a"] = answer()
    web.server.handlers["/b"] = redirect("/private/page")
    web.fetch("/a")
    for path in ("/private/page", "/b"):
        with pytest.raises(FetchError, match=r"robots\.txt"):
            web.fetch(path)
    assert [one.target for one in web.server.requests].count("/robots.txt") == 1
    assert web.server.paths() == ["/a", "/b"]


def test_public_hosts_are_paced_and_allow_listed_ones_are_not(web: Web) -> None:
    web.server.handlers["/a"] = answer()
    web.server.handlers["/b"] = redirect("http://public.example/")
    web.fetch("/a")
    assert web.pacer.turns == []
    with pytest.raises(ForbiddenAddressError):
        web.fetch("/b")  # refused only when it connects, after its turn came
    assert web.pacer.turns == ["public.example"]


def test_at_most_four_pages_are_read_at_once(web: Web) -> None:
    lock, most, now = threading.Lock(), [0], [0]
    four, release = threading.Event(), threading.Event()

    def handler(request: Request) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
            if now[0] == MAX_AT_ONCE:
                four.set()
        release.wait(PATIENCE)
        with lock:
            now[0] -= 1
        answer()(request)

    for index in range(8):
        web.server.handlers[f"/{index}"] = handler
    fetches: list[Callable[[], FetchedPage]] = [lambda path=f"/{index}": web.fetch(path) for index in range(8)]  # type: ignore[misc]
    running = [in_thread(fetch) for fetch in fetches]
    assert four.wait(PATIENCE)
    release.set()
    for thread, outcome in running:
        thread.join(PATIENCE)
        assert isinstance(outcome[0], FetchedPage)
    assert most[0] == MAX_AT_ONCE


def test_certificate_is_checked_for_the_name_and_not_the_address(tmp_path: Path) -> None:
    names: list[str | None] = []
    identity = server_context(tmp_path, "site.example")
    identity.sni_callback = lambda _socket, name, _context: names.append(name)
    loop = IoLoop()
    with web_server(identity) as server:
        server.handlers["/a"] = answer()
        hosts = [f"{name}.example:{server.port}" for name in ("site", "other")]
        fetcher = PublicFetcher(
            loop, lambda: NOW, hosts, resolver=lambda host, port: ["127.0.0.1"], verify=client_context(tmp_path)
        )
        assert fetcher.fetch(f"https://{hosts[0]}/a", real_token()).content
        with pytest.raises(FetchError, match="could not be reached"):
            fetcher.fetch(f"https://{hosts[1]}/a", real_token())
        server.handlers["/down"] = redirect(f"http://{hosts[0]}/a")
        with pytest.raises(FetchError, match="unprotected"):
            fetcher.fetch(f"https://{hosts[0]}/down", real_token())
    loop.close()
    assert names[0] == "site.example"
