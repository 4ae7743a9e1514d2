"""A small town on loopback for scripts that work a real queue: one server is search, pages, papers and model."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = (
    "Subject: A question\n\nDear {{ name }},\n\nI keep coming back to your work on {{ research }}.\n\nMaya Lindqvist\n"
)
ANALYSIS, SEARCH, PAGE, PAPERS, COMPOSE = "analysis", "search", "page", "papers", "compose"
_SURNAME = re.compile(r"quor[a-z]+")
_DIGITS = "bdfglmnrst"


def surname(number: int) -> str:
    """The surname of the townsperson of that number."""
    return "Quor" + "".join(_DIGITS[int(digit)] + "a" for digit in f"{number:04d}")


def people_csv(first: int, count: int) -> str:
    """A list of townspeople."""
    rows = (f"Ilse {surname(number)},sediment transport,Karlsvale University" for number in range(first, first + count))
    return "name,interest,affiliation\n" + "\n".join(rows) + "\n"


class Town:
    """Serves everything that working an item asks for, after `delay` seconds.

    Attributes:
        asked: (kind, surname in lower case) of each request, counted; the analysis of a template has no surname.
        hold: requests of this kind wait until it is None; `held` is set when one waits.
    """

    def __init__(self, delay: float = 0.0) -> None:
        self.asked: Counter[tuple[str, str]] = Counter()
        self.hold: str | None = None
        self.held = threading.Event()
        self._delay = delay
        self._lock = threading.Lock()
        town = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                town._answer(self, b"")

            def do_POST(self) -> None:
                town._answer(self, self.rfile.read(int(self.headers["content-length"])))

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._http = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """End the server."""
        self.hold = None
        self._http.shutdown()
        self._http.server_close()

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def environment(self, data: Path, model: bool = False) -> dict[str, str]:
        """What a person would set to use this town for research, and for the model too."""
        values = {
            **os.environ,
            "SCRIBE_DATA_DIR": str(data),
            "SCRIBE_SEARCH_PROVIDER": "searxng",
            "SCRIBE_SEARXNG_URL": self.base,
            "SCRIBE_ARXIV_URL": f"{self.base}/api/query",
            "SCRIBE_FETCH_ALLOW": self.base.removeprefix("http://"),
        }
        if model:
            values |= {"SCRIBE_LLM_BASE_URL": f"{self.base}/v1", "SCRIBE_LLM_MODEL": "town-model"}
        return values

    def start(self, data: Path, *arguments: str, model: bool = False) -> subprocess.Popen[str]:
        """A `scribe` command against this town."""
        return subprocess.Popen(
            [sys.executable, "-m", "scribe_desktop", *arguments],
            env=self.environment(data, model),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def scribe(self, data: Path, *arguments: str, model: bool = False, seconds: float = 600) -> None:
        """Run a command to its end. Raises RuntimeError when it does not end well."""
        process = self.start(data, *arguments, model=model)
        _, said = process.communicate(timeout=seconds)
        if process.returncode:
            raise RuntimeError(f"scribe {' '.join(arguments)} ended with {process.returncode}: {said}")

    def _answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        kind, who, status, content_type, text = self._reply(handler.path, body)
        with self._lock:
            self.asked[kind, who] += 1
        while self.hold == kind:
            self.held.set()
            time.sleep(0.01)
        time.sleep(self._delay)
        content = text.encode()
        try:
            handler.send_response(status)
            handler.send_header("Content-Type", content_type)
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            handler.wfile.write(content)
        except OSError:
            handler.close_connection = True  # the client was killed, as is meant here

    def _reply(self, path: str, body: bytes) -> tuple[str, str, int, str, str]:
        parts = urlsplit(path)
        if parts.path == "/robots.txt":
            return "robots", "", 404, "text/plain", ""
        if parts.path.startswith("/v1/"):
            return self._model(body)
        who = next(iter(_SURNAME.findall(path.lower())), "")
        if parts.path == "/api/query":
            return PAPERS, who, 200, "application/atom+xml", _feed(who)
        if "q" in parse_qs(parts.query):
            results = [{"url": f"{self.base}/people/{who}/{part}", "title": who, "content": ""} for part in "ab"]
            return SEARCH, who, 200, "application/json", json.dumps({"query": who, "results": results})
        return PAGE, who, 200, "text/html; charset=utf-8", _page(who, parts.path[-1])

    def _model(self, body: bytes) -> tuple[str, str, int, str, str]:
        asked = json.loads(body) if body else {}
        words = json.dumps(asked.get("messages", []))
        who = next(iter(_SURNAME.findall(words.lower())), "")
        kind: str
        document: dict[str, Any]
        if not who:
            kind, document = ANALYSIS, {"type": "research", "key_words": ["sediment"]}
        else:
            kind = COMPOSE
            sentence = f"I keep coming back to your work on “{_title(who)}”."
            letter = f"Dear Ilse {who.title()},\n\n{sentence}\n\nMaya Lindqvist"
            statements = [{"text": sentence, "evidence_ids": ["P1"]}]
            document = {"subject": "A question", "body": letter, "statements": statements}
        message = {"role": "assistant", "content": json.dumps(document)}
        usage = {"prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1020}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        answer = {"id": "t", "object": "chat.completion", "model": "town-model", "choices": [choice], "usage": usage}
        if not asked.get("stream"):
            return kind, who, 200, "application/json", json.dumps(answer)
        delta = {"index": 0, "delta": {"role": "assistant", "content": message["content"]}, "finish_reason": None}
        end = {"index": 0, "delta": {}, "finish_reason": "stop"}
        chunks: list[dict[str, Any]] = [{"choices": [delta]}, {"choices": [end]}, {"choices": [], "usage": usage}]
        events = "".join(
            f"data: {json.dumps({'id': 't', 'object': 'chat.completion.chunk', 'model': 'town-model', **one})}\n\n"
            for one in chunks
        )
        return kind, who, 200, "text/event-stream", events + "data: [DONE]\n\n"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that is killed breaks its connections, as is meant here


def _title(who: str) -> str:
    return f"Tidal Sorting of Sediments near {who.title()}"


def _page(who: str, part: str) -> str:
    name = f"Ilse {who.title()}"
    return (
        f"<!doctype html><title>{name}, Karlsvale University</title><h1>{name}</h1>"
        f"<p>{name} is a professor at Karlsvale University and studies sediment transport along shallow coasts. "
        f"The group keeps a line of sediment traps, described on page {part}, and measures after every storm.</p>"
    )


def _feed(who: str) -> str:
    entry = (
        f"<entry><id>http://arxiv.org/abs/2401.{sum(map(ord, who)) % 90000 + 10000}v1</id>"
        "<updated>2024-01-02T00:00:00Z</updated><published>2024-01-02T00:00:00Z</published>"
        f"<title>{_title(who)}</title><summary>We measure sediment transport.</summary>"
        f"<author><name>Ilse {who.title()}</name></author></entry>"
        if who
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
        f"<opensearch:totalResults>{1 if who else 0}</opensearch:totalResults>"
        f"<opensearch:startIndex>0</opensearch:startIndex>{entry}</feed>"
    )
