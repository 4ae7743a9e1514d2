"""A small server of four protocols on loopback: OpenAlex, Semantic Scholar, Crossref and Open Library.

Each answers from the same works in its own form: ids, names, DOIs and abstracts are written as that service writes
them, fields that were not asked for are left out, and a question it would refuse is refused as it would.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback_server import LoopbackServer
from tests.papers_server.crossref import answer_crossref
from tests.papers_server.index import Answer, Asked, ServedAuthor, ServedWork
from tests.papers_server.open_library import answer_open_library
from tests.papers_server.openalex import answer_openalex
from tests.papers_server.semantic_scholar import answer_semantic_scholar

__all__ = ["SERVICES", "Canned", "PapersServer", "ServedAuthor", "ServedWork"]


@dataclass(frozen=True)
class Canned:
    """An answer in place of what the protocol says. `drip` sends a byte at a time, for ever."""

    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: bool = False


SERVICES = ("openalex", "semantic-scholar", "crossref", "open-library")


class PapersServer(LoopbackServer):
    """Serves its works. `canned[service]` answers are used up first; services in `hold` stay silent."""

    def __init__(self, works: Sequence[ServedWork] = ()) -> None:
        super().__init__()
        self.works = list(works)
        self.asked: list[Asked] = []
        self.canned: dict[str, list[Canned]] = {service: [] for service in SERVICES}
        self.hold: set[str] = set()

    def url(self, service: str) -> str:
        """Where the API of a service begins: what its setting is set to."""
        return f"http://{self.host}/{service}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """What is canned for the service, or else what it would say."""
        parts = urlsplit(handler.path)
        _, service, *rest = parts.path.split("/")
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Asked(service, "/" + unquote("/".join(rest)), query, headers)
        self.asked.append(asked)
        self.arrived.set()
        if service in self.hold:
            self.closing.wait()
            return
        canned = self.canned[service].pop(0) if self.canned[service] else None
        if canned is None:
            status, data = _PROTOCOLS[service](self.works, asked)
            canned = Canned(status, json.dumps(data))
        _send(handler, canned, self.closing)


def _send(handler: BaseHTTPRequestHandler, answer: Canned, closing: threading.Event) -> None:
    content = answer.body.encode()
    try:
        handler.send_response(answer.status)
        handler.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(10_000_000 if answer.drip else len(content)))
        handler.end_headers()
        while answer.drip and not closing.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()
        handler.wfile.write(content)
    except OSError:  # the client has had enough
        pass


_PROTOCOLS: Mapping[str, Callable[[Sequence[ServedWork], Asked], Answer]] = {
    "openalex": answer_openalex,
    "semantic-scholar": answer_semantic_scholar,
    "crossref": answer_crossref,
    "open-library": answer_open_library,
}
