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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from figures import Figure

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.domain.events import Event, QueuePaused, QueueResumed
from scribe_desktop.domain.queue import QueueItem, QueueStatus
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import PauseReason
from scribe_desktop.services import queue_worker
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.storage_ports.queue import QueueQuery
from tests.integration.web_server import Request, answer, web_server
from tests.model_server import ModelServer, Reply, completion

MOST_SECONDS = 400.0
PEOPLE = 5
MODEL = "model.example"
PATIENCE = 90.0
TEMPLATE = "Dear {{ name }},\n\nI read about {{ research }} with joy.\n\nMaya"
PAGE = (
    "<html><title>Ilse Varnholt, Karlsvale University</title><p>Ilse Varnholt is a professor at Karlsvale University. "
    "She works on coastal sediments. Her book “Sand that Walks” is about grain sizes in harbours.</p></html>"
)
_UP = 1
_SET_FLAGS = 0x8914  # SIOCSIFFLAGS


def pulled(unreachable: Callable[[str, int], Any], lost: str = ".example") -> dict[str, Any]:
    """Work a batch; after the first item names are looked up by `unreachable`, until the queue has paused.

    Args:
        unreachable: a lookup on a computer without a network: raises what the system raises, or hangs.
        lost: the end of the names that are looked up so; with MODEL a model writes the drafts, and it alone is lost.
    """
    events: list[Event] = []
    online = threading.Event()
    online.set()
    real = socket.getaddrinfo

    def look_up(asked: str | bytes, port: int, *rest: Any, **options: Any) -> Any:
        host = asked.decode() if isinstance(asked, bytes) else asked
        if not host.endswith(".example"):
            return real(host, port, *rest, **options)
        gone = host.endswith(lost) and not online.is_set()
        return unreachable(host, port) if gone else real("127.0.0.1", port, *rest, **options)

    with web_server() as server, ModelServer(_written) as model, tempfile.TemporaryDirectory() as folder:
        server.handlers["/varnholt"] = answer(PAGE.encode())

        def find(request: Request) -> None:
            url = f"http://pages.example:{server.port}/varnholt"
            results = [{"url": url, "title": "Ilse Varnholt", "content": ""}]
            answer(json.dumps({"results": results}).encode(), content_type="application/json")(request)

        server.handlers["/search"] = find
        values = {
            "SCRIBE_SEARCH_PROVIDER": "searxng",
            "SCRIBE_SEARXNG_URL": f"http://search.example:{server.port}",
            "SCRIBE_ARXIV_URL": f"http://{server.address}/query",
            "SCRIBE_FETCH_ALLOW": f"pages.example:{server.port}",
            "SCRIBE_LLM_BASE_URL": model.base_url.replace("127.0.0.1", MODEL),
            "SCRIBE_LLM_MODEL": "written-before",
        }
        composer = ComposerChoice.OPENAI if lost == MODEL else ComposerChoice.TEMPLATE_ONLY
        with (
            mock.patch.dict(os.environ, values),
            mock.patch.object(queue_worker, "TRY_AGAIN_SECONDS", 0.5),
            mock.patch.object(socket, "getaddrinfo", look_up),
        ):
            app = open_context(Path(folder), composer=composer)
            app.events.subscribe(events.append)
            try:
                items = _worked(app, events, online)
            finally:
                app.close()
    paused = [one.reason for one in events if isinstance(one, QueuePaused)]
    return {
        "paused": [one.value for one in paused],
        "resumed": any(isinstance(one, QueueResumed) for one in events),
        "completed": sum(one.status is QueueStatus.COMPLETED for one in items),
        "failed": [str(one.error_message) for one in items if one.status is QueueStatus.FAILED],
    }


def _worked(app: AppContext, events: Sequence[Event], online: threading.Event) -> list[QueueItem]:
    """The items of a batch: one is worked, then `online` is cleared until the queue has paused."""
    people = [
        Recipient("Prof. Ilse Varnholt", f"tides of kind {number}", affiliation="Karlsvale University")
        for number in range(PEOPLE)
    ]
    app.queue.enqueue(people[:1], TEMPLATE)
    with app.working():
        worker = app.new_worker()
        thread = threading.Thread(target=worker.run)
        thread.start()
        _until(lambda: app.queue.counts().completed >= 1)
        online.clear()
        app.queue.enqueue(people[1:], TEMPLATE)
        worker.wake()
        _until(lambda: any(isinstance(one, QueuePaused) for one in events))
        online.set()
        _until(lambda: app.queue.counts().completed + app.queue.counts().failed >= PEOPLE)
        worker.close()
        thread.join()
    return app.queue.find(QueueQuery())


def _written(body: Any) -> Reply:
    """What the model answers; each time over a connection of its own, as none outlives a network that is lost."""
    text = "Dear Prof. Ilse Varnholt,\n\nI read about coastal sediments with joy.\n\nMaya"
    draft = {"subject": "Sediments", "body": text, "statements": []}
    asked = body["response_format"]["json_schema"]["name"]
    answered = {"type": "general", "key_words": []} if asked == "template_analysis" else draft
    return replace(completion(json.dumps(answered)), headers={"Connection": "close"})


def _until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("waited in vain")
        time.sleep(0.02)


def _inside() -> None:
    """In a network namespace of our own, where nothing can be reached and no name be looked up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        fcntl.ioctl(one, _SET_FLAGS, struct.pack("16sH14s", b"lo", _UP, b""))  # servers on loopback, all the same
    real = socket.getaddrinfo
    seen = {
        "no way out": pulled(lambda host, port: real(host, port)),
        "lookups that hang": pulled(_hangs),
        "the model's name cannot be looked up": pulled(lambda host, port: real(host, port), MODEL),
        "the model's lookup hangs": pulled(_hangs, MODEL),
    }
    print(json.dumps(seen))
    sys.stdout.flush()
    os._exit(0)


def _hangs(host: str, port: int) -> Any:
    time.sleep(PATIENCE)
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def run(scale: float) -> list[Figure]:
    """In a network namespace that leads nowhere: lookups that fail and that hang, of all names and of the model's."""
    if not shutil.which("unshare"):
        return [Figure("a network to pull", "none: unshare is not installed", "one", False)]
    command = ["unshare", "--map-root-user", "--net", sys.executable, str(Path(__file__).resolve())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS - 20, check=False)
    if done.returncode:
        return [Figure("a network to pull", done.stderr[-800:], "one", False)]
    return [figure for name, seen in json.loads(done.stdout).items() for figure in figures_of(name, seen)]


def figures_of(name: str, seen: Mapping[str, Any]) -> list[Figure]:
    """What became of one batch."""
    reasons = sorted(set(seen["paused"]))
    failed = seen["failed"]
    return [
        Figure(f"{name}: why the queue paused", ", ".join(reasons), "offline", reasons == [PauseReason.OFFLINE.value]),
        Figure(f"{name}: it went on by itself", "yes" if seen["resumed"] else "no", "yes", bool(seen["resumed"])),
        Figure(f"{name}: completed", f"{seen['completed']} of {PEOPLE}", "all", seen["completed"] == PEOPLE),
        Figure(f"{name}: failed", str(len(failed)), "0", not failed, "; ".join(failed)),
    ]


if __name__ == "__main__":
    _inside()
