"""A small web on loopback for end-to-end tests: the demo's pages, a SearXNG, an arXiv and a model, all real servers."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scribe_desktop.config.paths import resources_dir
from scribe_desktop.domain.recipient import normalise
from tests.arxiv_server import ArxivServer, ServedPaper
from tests.llmock_server import LlmockServer
from tests.papers_server import SERVICES, PapersServer

COMMAND_SECONDS = 120
"""A command that has not ended by then is broken; no test measures time with it."""


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def suggested(self) -> list[str]:
        """The words of the last command that was suggested, without `scribe`."""
        found = re.findall(r"\bscribe ([a-z][^\n`]*)", self.out + self.err)
        assert found, self.out + self.err
        return shlex.split(found[-1])


class World:
    """Starts the servers, and runs `scribe` against them as a process of its own."""

    def __init__(self, folder: Path, with_model: bool = False) -> None:
        self.folder = folder
        self._stack = ExitStack()
        self._web = json.loads((resources_dir() / "demo" / "web.json").read_text("utf-8"))
        self.pages_read: list[str] = []
        self.searches: list[str] = []
        self.searching = threading.Event()
        self.hold_searches = threading.Event()
        self.arxiv = ArxivServer(_served(self._web["papers"]))
        self.libraries = PapersServer()  # OpenAlex, Semantic Scholar, Crossref and Open Library, empty at first
        self.model = LlmockServer() if with_model else None

    def __enter__(self) -> World:
        self._stack.enter_context(self.arxiv)
        self._stack.enter_context(self.libraries)
        if self.model is not None:
            self._stack.enter_context(self.model)
        self.pages = self._serve(self._answer_page)
        self.searx = self._serve(self._answer_search)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def environment(self) -> dict[str, str]:
        """What a person would set to use these servers."""
        values = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SCRIBE_")},
            "SCRIBE_DATA_DIR": str(self.folder / "data"),
            "SCRIBE_SEARCH_PROVIDER": "searxng",
            "SCRIBE_SEARXNG_URL": f"http://127.0.0.1:{self.searx}",
            "SCRIBE_ARXIV_URL": self.arxiv.url,
            **{f"SCRIBE_{one.upper().replace('-', '_')}_URL": self.libraries.url(one) for one in SERVICES},
            "SCRIBE_FETCH_ALLOW": f"127.0.0.1:{self.pages}",
            "PYTHONIOENCODING": "utf-8",
        }
        if self.model is not None:
            values |= {"SCRIBE_LLM_BASE_URL": self.model.base_url, "SCRIBE_LLM_MODEL": "mock-model"}
        return values

    def scribe(self, *arguments: str, **changes: str) -> Finished:
        """Run a command to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "scribe_desktop", *arguments],
            env={**self.environment, **changes},
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            timeout=COMMAND_SECONDS,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command and leave it running; it is ended with the world."""
        process = subprocess.Popen(
            [sys.executable, "-m", "scribe_desktop", *arguments],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self._stack.callback(_end, process)
        return process

    def write(self, name: str, text: str) -> str:
        """A file for a command to read; its name."""
        (self.folder / name).write_text(text, "utf-8")
        return name

    def local(self, url: str) -> str:
        """Where a page of the demo's web is served here."""
        parts = urlsplit(url)
        return f"http://127.0.0.1:{self.pages}/{parts.hostname}{parts.path}"

    def _serve(self, answer: Any) -> int:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body = answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        self._stack.callback(server.server_close)
        self._stack.callback(server.shutdown)
        return int(server.server_address[1])

    def _answer_page(self, path: str) -> tuple[int, str, bytes]:
        self.pages_read.append(path)
        for page in self._web["pages"]:
            if urlsplit(self.local(page["url"])).path == path:
                body = (resources_dir() / "demo" / page["file"]).read_bytes()
                return 200, "text/html; charset=utf-8", body
        return 404, "text/plain", b"not here"

    def _answer_search(self, path: str) -> tuple[int, str, bytes]:
        asked = parse_qs(urlsplit(path).query)
        assert asked["format"] == ["json"], path
        self.searches.append(asked["q"][0])
        self.searching.set()
        while self.hold_searches.is_set():
            time.sleep(0.02)
        words = set(normalise(asked["q"][0]).split())
        titles = {page["url"]: page["title"] for page in self._web["pages"]}
        urls = dict.fromkeys(url for one in self._web["searches"] if set(one["words"]) <= words for url in one["urls"])
        results = [{"url": self.local(url), "title": titles[url], "content": ""} for url in urls]
        return 200, "application/json", json.dumps({"query": asked["q"][0], "results": results}).encode()


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    if process.stderr is not None:
        process.stderr.close()


def _served(papers: Sequence[dict[str, Any]]) -> list[ServedPaper]:
    this_year = datetime.now(UTC).year
    return [
        ServedPaper(
            identifier=one["url"].rsplit("/", 1)[1],
            title=one["title"],
            authors=one["authors"],
            published=datetime(this_year - one["years_ago"], 1, 2, tzinfo=UTC),
            abstract=one["abstract"],
            journal_ref=one["venue"],
            affiliations=one["affiliations"],
        )
        for one in papers
    ]
