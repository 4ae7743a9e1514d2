"""Ten clients that poll the local API once a second, in a process of their own; prints the seconds of each answer.

Told where on its first line of standard input (url, token, and whether to send If-None-Match); ends with its input.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from typing import Any
from urllib.parse import urlsplit

CLIENTS = 10
PERIOD_SECONDS = 1.0


def poll(where: dict[str, Any], delay: float, done: threading.Event, seconds: list[float]) -> None:
    """One client on one connection, until `done`."""
    headers = {"Authorization": f"Bearer {where['token']}"}
    connection = http.client.HTTPConnection(urlsplit(where["url"]).netloc, timeout=60)
    done.wait(delay)
    while not done.is_set():
        begun = time.perf_counter()
        connection.request("GET", "/api/queue/", headers=headers)
        answer = connection.getresponse()
        answer.read()
        seconds.append(time.perf_counter() - begun)
        assert answer.status in (200, 304), answer.status
        if where["conditional"]:
            headers["If-None-Match"] = answer.headers["ETag"]
        done.wait(PERIOD_SECONDS - (time.perf_counter() - begun))
    connection.close()


def main() -> None:
    """Poll, each client at its own moment of the second."""
    where = json.loads(sys.stdin.readline())
    done = threading.Event()
    seconds: list[float] = []
    delays = [PERIOD_SECONDS * number / CLIENTS for number in range(CLIENTS)]
    clients = [threading.Thread(target=poll, args=(where, delay, done, seconds)) for delay in delays]
    for one in clients:
        one.start()
    sys.stdin.read()
    done.set()
    for one in clients:
        one.join()
    json.dump(seconds, sys.stdout)


if __name__ == "__main__":
    main()
