"""A headless Chromium, the web of somebody who attacks through it, and a name whose address he changes."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

REPORT_SECONDS = 120
EVIL, REBOUND = "evil.example", "rebound.example"
REBOUND_ADDRESS = "127.0.0.2"
"""A second loopback address, so that the attacker's server can have the API's port."""

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server"),
    f"--host-resolver-rules=MAP {EVIL} 127.0.0.1, MAP {REBOUND} {REBOUND_ADDRESS}, MAP * ~NOTFOUND, "
    "EXCLUDE 127.0.0.1, EXCLUDE 127.0.0.2, EXCLUDE localhost",
)


def chromium() -> str:
    """The browser; skips where there is none. CI installs it."""
    found = shutil.which("chromium")
    if found is None:
        reason = "chromium not installed (apt install chromium)"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


class EvilWeb:
    """Serves one page on an origin of its own, and takes down what the page reports."""

    def __init__(self, page: str) -> None:
        self.page = page.encode()
        self.reports: queue.Queue[dict[str, Any]] = queue.Queue()

    def __enter__(self) -> EvilWeb:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(web.page)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self._answer(b"thanks")
                web.reports.put(json.loads(body))

            def _answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def origin(self) -> str:
        """Where the page is."""
        return f"http://{EVIL}:{self._server.server_address[1]}"


class OpenServer:
    """What the API must not be: answers everybody with everything, and does what it is asked. Counts the requests."""

    SECRET = "open to everybody"

    def __init__(self) -> None:
        self.requests: list[tuple[str, str]] = []

    def __enter__(self) -> OpenServer:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"] or 0))
                server.requests.append((self.command, self.path))
                body = f"data: {server.SECRET}\n\n".encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream" if "events" in self.path else "text/plain")
                self.send_header("Content-Length", str(len(body)))
                for name, allowed in (
                    ("Origin", "*"),
                    ("Headers", "Authorization, Content-Type"),
                    ("Methods", "DELETE"),
                ):
                    self.send_header(f"Access-Control-Allow-{name}", allowed)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Rebinding:
    """What a browser sees when a name's address changes to this computer: first a page, then the API's own answers.

    Listens on the API's port of another loopback address. `/` is the attacker's page; every other connection is
    handed on to the API byte for byte, as if the browser had connected to it.
    """

    def __init__(self, page: str, api_port: int) -> None:
        self._page = page.encode()
        self._port = api_port
        self.handed_on = 0

    def __enter__(self) -> Rebinding:
        rebinding = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    rebinding._handle(self.request)

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer((REBOUND_ADDRESS, self._port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def origin(self) -> str:
        """Where the page is, and then the API."""
        return f"http://{REBOUND}:{self._port}"

    def _handle(self, browser: socket.socket) -> None:
        first = browser.recv(65536)
        if not first:
            return
        if first.startswith(b"GET / "):
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(self._page)}"
            browser.sendall(f"{head}\r\nConnection: close\r\n\r\n".encode() + self._page)
            return
        self.handed_on += 1
        with socket.create_connection(("127.0.0.1", self._port)) as api:
            api.sendall(first)
            back = threading.Thread(target=_pump, args=(api, browser), daemon=True)
            back.start()
            _pump(browser, api)
            back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def visiting(url: str, profile: Path) -> Iterator[None]:
    """A browser of its own, with this page open."""
    with (profile / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            [chromium(), *FLAGS, f"--user-data-dir={profile / 'profile'}", url],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # its own session: the browser and its children, nobody else
            process.wait()
