"""A small HTTP server on loopback whose answers the test writes byte by byte."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PATIENCE = 20.0
"""Seconds after which a test that waits for something gives up; never decides whether it passes."""


@dataclass
class Request:
    """A request as it came: `headers` with lower-case names."""

    target: str
    headers: dict[str, str]
    connection: socket.socket


def wait_until_closed(connection: socket.socket, closed: threading.Event) -> None:
    """Set the event when the client closes; data that it had not read makes that a reset."""
    try:
        gone = connection.recv(1) == b""
    except ConnectionError:
        gone = True
    if gone:
        closed.set()


Handler = Callable[[Request], None]


def answer(
    body: bytes = b"<p>Hello from the page.</p>",
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    **headers: str,
) -> Handler:
    """A handler that sends a whole response."""

    def send(request: Request) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
        if content_type:
            lines.append(f"Content-Type: {content_type}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        request.connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    return send


def redirect(location: str) -> Handler:
    """A handler that sends the client elsewhere."""
    return answer(b"", "302 Found", Location=location)


@dataclass
class WebServer:
    """Answers by path; what has no handler is 404. `requests` are all that came."""

    port: int
    handlers: dict[str, Handler] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.address}{path}"

    def paths(self) -> list[str]:
        return [one.target for one in self.requests if one.target != "/robots.txt"]


@contextmanager
def web_server(tls: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    """A server for the length of a with block, a thread for each connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = WebServer(listener.getsockname()[1])

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    def serve(raw: socket.socket) -> None:
        with raw:
            try:
                raw.settimeout(PATIENCE)
                connection = tls.wrap_socket(raw, server_side=True) if tls else raw
                request = _read_request(connection)
                server.requests.append(request)
                handler = server.handlers.get(request.target.partition("?")[0])
                (handler or answer(b"nothing here", "404 Not Found"))(request)
            except OSError:
                return

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=PATIENCE)


def _read_request(connection: socket.socket) -> Request:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            raise ConnectionResetError
        data += chunk
    first, *lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Request(first.split(" ")[1], headers, connection)
