"""A running local API over a real data folder, and raw sockets to speak to it."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2

from scribe_desktop.api.server import ApiServer
from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.access import TokenScope
from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.domain.queue import QueueItem, StepName
from scribe_desktop.pipeline.outputs import ParsedTemplate
from scribe_desktop.services.access_tokens import SIGNING_KEY_SECRET
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.storage_ports.queue import StoredStep
from tests import factories
from tests.fakes import FakeClock
from tests.ready_folder import put_database

PERSON = {"recipient_name": "Prof. Ilse Varnholt", "recipient_interest": "tides"}
TEMPLATE = "Dear {{ name }},\n\nI think about {{ interest }}.\n\nMaya"


def batch(*items: dict[str, Any], template: str = TEMPLATE) -> dict[str, Any]:
    """The body of a batch."""
    return {"items": list(items), "email_template": template}


@dataclass
class World:
    """An open data folder whose API runs."""

    app: AppContext
    server: ApiServer
    token: str
    read_token: str
    client: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.new_client(self.token)

    def new_client(self, token: str | None = None) -> httpx2.Client:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx2.Client(base_url=self.server.url, headers=headers, trust_env=False)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    def submit(self, *names: str, template: str = TEMPLATE) -> list[str]:
        """Queue these people through the API."""
        items = [{"recipient_name": name, "recipient_interest": "tides"} for name in names]
        answer = self.client.post("/api/queue/batch", json={"items": items, "email_template": template})
        assert answer.status_code == 201, answer.text
        ids: list[str] = answer.json()["queue_item_ids"]
        return ids

    def listed(self, **query: Any) -> list[dict[str, Any]]:
        answer = self.client.get("/api/queue/", params=query)
        assert answer.status_code == 200, answer.text
        entries: list[dict[str, Any]] = answer.json()
        return entries

    def claim(self) -> QueueItem:
        """Take the oldest as a worker does, without telling anyone."""
        with self.app.unit_of_work() as work:
            item = work.queue.claim("worker", "template-only", self.app.clock.now())
            work.commit()
        assert item is not None
        return item

    def complete(self, item: QueueItem, **changes: Any) -> EmailDraft:
        """Finish a claimed item with a draft."""
        draft = factories.email(queue_item_id=item.id, created_at=self.app.clock.now(), **changes)
        with self.app.unit_of_work() as work:
            assert work.queue.complete(item, draft, self.app.clock.now())
            work.commit()
        return draft

    def fail(self, item: QueueItem, message: str) -> None:
        with self.app.unit_of_work() as work:
            assert work.queue.fail(item, message, self.app.clock.now())
            work.commit()

    def store_step(self, item: QueueItem, output: ParsedTemplate, seconds: float) -> None:
        step = StoredStep(StepName.TEMPLATE_PARSER, "0" * 64, output.to_json(), seconds)
        with self.app.unit_of_work() as work:
            assert work.queue.store_step(item, step, StepName.WEB_SCRAPER, self.app.clock.now())
            work.commit()

    def draft(self, **changes: Any) -> EmailDraft:
        """A finished draft of somebody just queued."""
        self.submit("Prof. Ilse Varnholt")
        return self.complete(self.claim(), **changes)

    def signing_key(self) -> bytes:
        with self.app.unit_of_work(read_only=True) as work:
            profile = work.profile_id()
        text = self.app.secrets().get(f"{SIGNING_KEY_SECRET}-{profile}")
        assert text is not None
        return base64.b64decode(text)

    def profile(self) -> UUID:
        with self.app.unit_of_work(read_only=True) as work:
            return work.profile_id()

    def log(self) -> str:
        return (self.app.paths.logs / "scribe.log").read_text("utf-8")

    # --- raw ---

    def connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=20)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def head(self, method: str = "GET", path: str = "/api/queue/", *lines: str, host: str | None = None) -> bytes:
        """The head of a request with the token; more header lines as given."""
        return "\r\n".join(
            [
                f"{method} {path} HTTP/1.1",
                f"Host: {self.host if host is None else host}",
                f"Authorization: Bearer {self.token}",
                *lines,
                "",
                "",
            ]
        ).encode("latin-1")

    def raw(self, request: bytes) -> tuple[int, str]:
        """Send bytes on a connection of their own; the answer's status and everything received."""
        with self.connect() as connection:
            connection.sendall(request)
            return receive(connection)


def receive(connection: socket.socket) -> tuple[int, str]:
    """One answer with a Content-Length (or none), as status and text; (0, "") when the server just closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            return 0, ""
        if not piece:
            return 0, ""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    text = head.decode("latin-1")
    length = next((int(line[15:]) for line in text.lower().split("\r\n") if line.startswith("content-length:")), 0)
    while len(body) < length and (piece := connection.recv(65536)):
        body += piece
    return int(text.split(" ")[1]), f"{text}\r\n\r\n{body.decode('utf-8')}"


def detail(text: str) -> Any:
    """The `detail` of a raw answer."""
    return json.loads(text.partition("\r\n\r\n")[2])["detail"]


@contextmanager
def running_api(folder: Path, clock: FakeClock | None = None) -> Iterator[World]:
    """Open a data folder and run its API on a free port; with a clock that the test moves, if given."""
    app = open_context(put_database(folder).root)
    try:
        if clock is not None:
            queue = QueueService(app.unit_of_work, clock, app.events)
            app = replace(app, clock=clock, queue=queue)
        server = ApiServer(app, app.tokens, app.worker_state, port=0)
        server.start()
        try:
            token, read = (app.tokens.temporary(scope).token for scope in (TokenScope.READ_WRITE, TokenScope.READ))
            world = World(app, server, token, read)
            with world.client:
                yield world
        finally:
            server.stop()
    finally:
        app.close()
