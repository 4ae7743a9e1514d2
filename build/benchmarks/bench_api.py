"""The local API over real sockets: how fast it answers, what polling costs, and how it bears slow and huge requests."""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from measuring import Figure, figure, report

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.integration.api_fuzz import fuzz

REPEATS = 100
BATCH = json.dumps(
    {
        "items": [{"recipient_name": "Prof. Ilse Varnholt", "recipient_interest": "tides"}] * 100,
        "email_template": "Dear {{ name }},\n\nI keep coming back to your work.\n\nMaya",
    }
).encode()
WORKED, POLLERS, ROUNDS = 40, 10, 5
FUZZ_EXAMPLES, FUZZ_REQUESTS = 320, 5000


class Api:
    """The other process, and how to speak to it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert process.stdout is not None
        self._answers = process.stdout
        where = json.loads(self._answers.readline())
        self.url, self.port, self.token = where["url"], where["port"], where["token"]

    def tell(self, *what: Any) -> Any:
        """Have the other process do something; what it answers."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return json.loads(self._answers.readline())

    def connect(self) -> socket.socket:
        """A connection."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def request(self, method: str, path: str, body: bytes = b"", *lines: str) -> bytes:
        """A whole request as bytes."""
        if body:
            lines = (*lines, "Content-Type: application/json", f"Content-Length: {len(body)}")
        head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Authorization: Bearer {self.token}"]
        return "\r\n".join([*head, *lines, "", ""]).encode() + body


def exchange(connection: socket.socket, request: bytes, status: int) -> dict[str, str]:
    """Send, receive all of the answer, and give its headers."""
    connection.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(1 << 20)
        assert piece, "the server closed the connection"
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    received, length = len(body), int(headers.get("content-length", 0))
    while received < length:
        received += len(connection.recv(1 << 20))
    assert int(first.split(" ")[1]) == status, first
    return headers


@contextmanager
def other_process() -> Iterator[Api]:
    """An API over an empty data folder."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(Path(__file__).with_name("api_process.py")), folder]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            yield Api(process)
            assert process.stdin is not None
            process.stdin.close()


def timed(action: Callable[[], object], repeats: int, before: Callable[[], object] = lambda: None) -> list[float]:
    """Milliseconds of each call, after two that do not count; `before` is not measured."""
    found = []
    for _ in range(repeats + 2):
        before()
        begun = time.perf_counter()
        action()
        found.append(1000 * (time.perf_counter() - begun))
    return found[2:]


def answers(api: Api) -> Iterator[Figure]:
    """Lists of 100 and 10,000 items, and batches."""
    queue = api.request("GET", "/api/queue/")
    with api.connect() as connection:

        def slowly(action: Callable[[], object], repeats: int, **named: Any) -> list[float]:
            time.sleep(2)  # the token's bucket fills again
            return timed(action, repeats, **named)

        def get() -> dict[str, str]:
            return exchange(connection, queue, 200)

        api.tell("queue", 100)
        yield figure("list of 100 items, read anew", "ms", slowly(get, REPEATS, before=lambda: api.tell("touch")), 2)
        yield figure("list of 100 items, unchanged", "ms", slowly(get, REPEATS), 2)
        api.tell("queue", 9900)
        yield figure("list of 10,000 items, read anew", "ms", slowly(get, 30, before=lambda: api.tell("touch")), 60)
        yield figure("list of 10,000 items, unchanged", "ms", slowly(get, REPEATS), 10)
        known = api.request("GET", "/api/queue/", b"", f"If-None-Match: {get()['etag']}")
        yield figure("304", "ms", slowly(lambda: exchange(connection, known, 304), REPEATS), 1)
        batch = api.request("POST", "/api/queue/batch", BATCH)
        yield figure("batch of 100", "ms", slowly(lambda: exchange(connection, batch, 201), REPEATS), 25)


def polling(api: Api) -> Iterator[Figure]:
    """How much ten clients that poll once a second slow a batch: rounds with and without them take turns."""
    request = api.request("GET", "/api/queue/")
    slowed = []
    api.tell("work", WORKED)
    for _ in range(ROUNDS):
        alone = api.tell("work", WORKED)
        done = threading.Event()
        clients = [threading.Thread(target=_poll, args=(api, request, done, at / POLLERS)) for at in range(POLLERS)]
        for one in clients:
            one.start()
        watched = api.tell("work", WORKED)
        done.set()
        for one in clients:
            one.join()
        slowed.append(100 * (watched / alone - 1))
    yield figure("a batch beside ten clients that poll once a second is slower by", "%", slowed, 3)


def _poll(api: Api, request: bytes, done: threading.Event, delay: float) -> None:
    done.wait(delay)
    with api.connect() as connection:
        while not done.is_set():
            exchange(connection, request, 200)
            done.wait(1)


def slow_ones(api: Api) -> Iterator[Figure]:
    """200 connections that never complete a request, and an honest client beside them."""
    head = api.request("POST", "/api/queue/batch", b" " * 100)[:-100]
    beginnings = (b"", b"GET /api", head[:-2], head + b" " * 10)
    begun = time.perf_counter()
    slow = [api.connect() for _ in range(200)]
    honest: list[float] = []
    gone = 0.0
    with api.connect() as connection, selectors.DefaultSelector() as selector:
        for number, one in enumerate(slow):
            one.sendall(beginnings[number % len(beginnings)])
            selector.register(one, selectors.EVENT_READ)
        request = api.request("GET", "/api/queue/?limit=100")
        while selector.get_map() and time.perf_counter() - begun < 30:
            honest += timed(lambda: exchange(connection, request, 200), 1)
            for key, _ in selector.select(timeout=0.05):
                selector.unregister(key.fileobj)
                gone = time.perf_counter() - begun
        assert not selector.get_map(), "some are still there"
    for one in slow:
        one.close()
    yield figure("200 slow connections are all gone after", "s", [gone], 6)
    yield figure("an honest client's slowest answer beside them", "ms", [max(honest)], 250)


def huge(api: Api) -> Iterator[Figure]:
    """A chunked body of a gibibyte."""
    api.tell("queue", 1)
    before = api.tell("watch_memory")
    chunk = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
    with api.connect() as connection:
        connection.sendall(api.request("POST", "/api/queue/batch", b"", "Transfer-Encoding: chunked"))
        try:
            for _ in range(1024):
                connection.sendall(chunk)
        except OSError:
            pass
        assert connection.recv(100).startswith(b"HTTP/1.1 413")
    yield figure("a chunked body of 1 GiB grows memory by", "MB", [max(0.0, api.tell("peak_memory") - before)], 10)


def fuzzing(api: Api) -> Iterator[Figure]:
    """schemathesis, all checks, over the whole document."""
    with tempfile.TemporaryDirectory() as folder:
        fuzzed = fuzz(api.url, api.token, Path(folder), FUZZ_EXAMPLES, seed=11)
    print(fuzzed.failures, dict(fuzzed.statuses), file=sys.stderr)
    failures = sum(number for status, number in fuzzed.statuses.items() if status >= 500) + bool(fuzzed.failures)
    yield figure("requests of schemathesis", "", [fuzzed.requests])
    yield figure("requests of schemathesis that are missing to 5,000", "", [max(0, FUZZ_REQUESTS - fuzzed.requests)], 0)
    yield figure("of these not past guards and token", "%", [100 * (1 - fuzzed.past_guards)], 20)
    yield figure("of these 5xx or outside of the document", "", [failures], 0)


def main() -> None:
    """Each part with a process of its own."""
    figures: list[Figure] = []
    for part in (answers, polling, slow_ones, huge, fuzzing):
        with other_process() as api:
            figures += part(api)
            print(part.__name__, "done", file=sys.stderr, flush=True)
    report(figures)


main()
