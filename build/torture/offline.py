"""The network is pulled in the middle of a batch and comes back: the queue pauses by itself and goes on by itself."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from figures import Figure

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.domain.events import Event, QueuePaused, QueueResumed
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import PauseReason
from scribe_desktop.services import queue_worker
from scribe_desktop.storage_ports import QueueQuery
from tests.integration.web_server import Request, answer, web_server

MOST_SECONDS = 300.0
PEOPLE = 5
PATIENCE = 120.0
TEMPLATE = "Dear {{ name }},\n\nI read about {{ research }} with joy.\n\nMaya"
PAGE = (
    "<html><title>Ilse Varnholt, Karlsvale University</title><p>Ilse Varnholt is a professor at Karlsvale University. "
    "She works on coastal sediments. Her book “Sand that Walks” is about grain sizes in harbours.</p></html>"
)
_UP = 1


def pulled(off: Callable[[], object], on: Callable[[], object]) -> dict[str, object]:
    """Work a batch, call `off` after the first item and `on` once the queue has paused; what became of it."""
    events: list[Event] = []
    with web_server() as server, tempfile.TemporaryDirectory() as folder:
        server.handlers["/varnholt"] = answer(PAGE.encode())

        def find(request: Request) -> None:
            results = [{"url": server.url("/varnholt"), "title": "Ilse Varnholt", "content": ""}]
            answer(json.dumps({"results": results}).encode(), content_type="application/json")(request)

        server.handlers["/search"] = find
        values = {
            "SCRIBE_SEARCH_PROVIDER": "searxng",
            "SCRIBE_SEARXNG_URL": f"http://{server.address}",
            "SCRIBE_ARXIV_URL": f"http://{server.address}/query",
            "SCRIBE_FETCH_ALLOW": server.address,
        }
        with mock.patch.dict(os.environ, values), mock.patch.object(queue_worker, "TRY_AGAIN_SECONDS", 0.5):
            app = open_context(Path(folder), composer=ComposerChoice.TEMPLATE_ONLY)
            app.events.subscribe(events.append)
            people = [
                Recipient("Prof. Ilse Varnholt", f"tides of kind {number}", affiliation="Karlsvale University")
                for number in range(PEOPLE)
            ]
            app.queue.enqueue(people[:1], TEMPLATE)
            try:
                with app.working():
                    worker = app.new_worker()
                    thread = threading.Thread(target=worker.run)
                    thread.start()
                    _until(lambda: app.queue.counts().completed >= 1)
                    off()
                    app.queue.enqueue(people[1:], TEMPLATE)
                    worker.wake()
                    _until(lambda: any(isinstance(one, QueuePaused) for one in events))
                    on()
                    _until(lambda: app.queue.counts().completed + app.queue.counts().failed >= PEOPLE)
                    worker.close()
                    thread.join()
                items = app.queue.find(QueueQuery())
            finally:
                app.close()
    paused = [one.reason for one in events if isinstance(one, QueuePaused)]
    return {
        "paused": [one.value for one in paused],
        "resumed": any(isinstance(one, QueueResumed) for one in events),
        "completed": sum(one.status is QueueStatus.COMPLETED for one in items),
        "failed": [str(one.error_message) for one in items if one.status is QueueStatus.FAILED],
    }


def _until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("waited in vain")
        time.sleep(0.02)


def loopback(up: bool) -> None:
    """Switch the only network of this namespace on or off."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        request = struct.pack("16sH14s", b"lo", _UP if up else 0, b"")
        fcntl.ioctl(one, 0x8914, request)  # SIOCSIFFLAGS


def _inside() -> None:
    """In a network namespace of our own."""
    loopback(True)
    print(json.dumps(pulled(lambda: loopback(False), lambda: loopback(True))))
    sys.stdout.flush()
    os._exit(0)


def run(scale: float) -> list[Figure]:
    """Once, in a network namespace whose loopback is taken away and given back."""
    if not shutil.which("unshare"):
        return [Figure("a network to pull", "none: unshare is not installed", "one", False)]
    command = ["unshare", "--map-root-user", "--net", sys.executable, str(Path(__file__).resolve())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS - 20, check=False)
    if done.returncode:
        return [Figure("a network to pull", done.stderr[-800:], "one", False)]
    seen = json.loads(done.stdout)
    reasons = sorted(set(seen["paused"]))
    return [
        Figure("why the queue paused", ", ".join(reasons), "offline", reasons == [PauseReason.OFFLINE.value]),
        Figure("it went on by itself", "yes" if seen["resumed"] else "no", "yes", bool(seen["resumed"])),
        Figure("items completed", f"{seen['completed']} of {PEOPLE}", "all", seen["completed"] == PEOPLE),
        Figure("items failed", str(len(seen["failed"])), "0", not seen["failed"], "; ".join(seen["failed"])),
    ]


if __name__ == "__main__":
    _inside()
