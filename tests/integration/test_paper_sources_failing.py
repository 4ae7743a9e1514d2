"""Servers of papers and books that fail, refuse, stay silent or ask for a pause."""

from __future__ import annotations

import json
import socket
import threading
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import InterruptReason, PaperSourceError, StepTimeoutError, WorkInterrupted
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.papers import paper_server
from tests.fakes import FakeClock, token_for
from tests.integration.paper_sources_world import (
    ILSE,
    WORKS,
    Build,
    asked,
    titles,
)
from tests.papers_server import SERVICES, Canned, PapersServer, ServedAuthor, ServedWork


@pytest.fixture
def build(loop: IoLoop) -> Build:
    return Build(loop)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_error_is_tried_once_more(build: Build, service: str, status: int) -> None:
    with PapersServer(WORKS) as server:
        server.canned[service].append(Canned(status, '{"message": "busy"}'))
        assert asked(build, server, service)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([Canned(503, "<html>busy</html>"), Canned(500, '{"message": "Broken."}')], r"an error \(500\): Broken\.$"),
        ([Canned(400, '{"error": "No such field"}')], r"an error \(400\): No such field\.$"),
        ([Canned(404, '{"error": "Gone"}')], r"an error \(404\)"),
        ([Canned(404, "nothing")], r"an error \(404\)\.$"),
        ([Canned(401, "{}")], r"refused the request \(401\); check the key"),
        ([Canned(403, "{}")], r"refused the request \(403\)"),
        ([Canned(302, "", headers={"Location": "http://127.0.0.1:9/"})], r"has moved \(302\)"),
        ([Canned(429, "{}"), Canned(429, "{}")], r"asked too often for now \(429\)\.$"),
        ([Canned(200, "<html>Please sign in</html>", "text/html")], "did not answer as it should"),
        ([Canned(200, "[]")], "did not answer as it should"),
        ([Canned(200, '{"results": 7, "data": 7, "message": 7, "docs": 7}')], "did not answer as it should"),
        ([Canned(200, '{"surprise": true}')], "did not answer as it should"),
        ([Canned(200, "[" * 100_000)], "did not answer as it should"),
    ],
)
def test_answer_that_is_of_no_use_is_an_error_in_words(
    build: Build, service: str, answers: list[Canned], words: str
) -> None:
    with PapersServer(WORKS) as server:
        server.canned[service] = list(answers)
        with pytest.raises(PaperSourceError, match=words):
            asked(build, server, service)
        assert len(server.asked) == len(answers)


@pytest.mark.parametrize("service", SERVICES)
def test_records_with_nothing_in_them_cost_only_themselves(build: Build, service: str) -> None:
    hollow: dict[str, Any] = {
        "results": [{}, {"id": None}, 7],
        "meta": {},
        "data": [{}, {"authorId": None, "name": None}],
        "message": {"items": [{}, {"type": "journal-article", "title": None}, 7], "total-results": 3},
        "docs": [{}, {"title": None}, 7, {"title": "No author"}],
    }
    if service == "openalex":
        hollow["results"].pop()  # pyalex makes a dict of each
    with PapersServer(WORKS) as server:
        server.canned[service].append(Canned(200, json.dumps(hollow)))
        assert asked(build, server, service) == []


@pytest.mark.parametrize("service", SERVICES)
def test_pause_that_the_server_asks_for_is_kept(build: Build, service: str) -> None:
    clock = FakeClock()
    with PapersServer(WORKS) as server:
        server.canned[service].append(Canned(429, "{}", headers={"Retry-After": "3"}))
        assert build(service, server.url(service), clock).papers_by("Ilse Varnholt", 5, token_for(clock))
    assert clock.waits == [3.0]


def test_pause_may_be_given_as_a_date(build: Build) -> None:
    clock = FakeClock()
    until = format_datetime((clock.now() + timedelta(seconds=4)).astimezone(UTC), usegmt=True)
    with PapersServer(WORKS) as server:
        server.canned["crossref"].append(Canned(503, "{}", headers={"Retry-After": until}))
        assert build("crossref", server.url("crossref"), clock).papers_by("Ilse Varnholt", 5, token_for(clock))
    assert clock.waits == [4.0]


@pytest.mark.parametrize("service", SERVICES)
def test_long_pause_is_not_waited_for(build: Build, service: str) -> None:
    clock = FakeClock()
    with PapersServer(WORKS) as server:
        server.canned[service].append(Canned(429, "{}", headers={"Retry-After": "3600"}))
        with pytest.raises(PaperSourceError, match=r"asks for a pause of 3600 seconds\.$"):
            build(service, server.url(service), clock).papers_by("Ilse Varnholt", 5, token_for(clock))
        assert len(server.asked) == 1
    assert clock.waits == []


def test_semantic_scholar_keeps_what_it_has_when_it_is_asked_too_often(build: Build) -> None:
    full = ServedAuthor("Ilse", "Varnholt")
    works = [ServedWork("First", (full,), 2024), ServedWork("Second", (ILSE,), 2023)]
    with PapersServer(works) as server:
        clock = FakeClock()
        source = build("semantic-scholar", server.url("semantic-scholar"), clock)
        assert titles(source.papers_by("Ilse Varnholt", 5, token_for(clock))) == ["First", "Second"]
        server.canned["semantic-scholar"] = []
        real = server.answer
        calls = iter(range(100))

        def refuse_after_two(handler: Any) -> None:
            if next(calls) >= 2:
                server.canned["semantic-scholar"].append(Canned(429, "{}"))
            real(handler)

        server.answer = refuse_after_two  # type: ignore[method-assign]
        assert len(source.papers_by("Ilse Varnholt", 5, token_for(clock))) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_server_that_is_not_there_is_named(build: Build, service: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        port = taken.getsockname()[1]
        source = build(service, f"http://127.0.0.1:{port}")
        with pytest.raises(PaperSourceError, match=f"{source.name} at 127.0.0.1:{port} cannot be reached"):
            source.papers_by("Ilse Varnholt", 5, token_for(FakeClock()))


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("drip", [False, True])
def test_silent_or_dripping_server_is_given_up(
    build: Build, monkeypatch: pytest.MonkeyPatch, service: str, drip: bool
) -> None:
    monkeypatch.setattr(paper_server, "READ_SECONDS", 5.0 if drip else 0.2)
    monkeypatch.setattr(paper_server, "WHOLE_SECONDS", 0.5 if drip else 10.0)
    with PapersServer(WORKS) as server:
        server.canned[service] = [Canned(drip=True)] * 2 if drip else []
        server.hold = set() if drip else {service}
        with pytest.raises(PaperSourceError, match="did not answer in time"):
            asked(build, server, service)


def test_answer_that_is_too_large_is_given_up(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_server, "MAX_BYTES", 1000)
    with PapersServer(WORKS) as server, pytest.raises(PaperSourceError, match="did not answer as it should"):
        asked(build, server, "crossref")


@pytest.mark.parametrize("service", SERVICES)
def test_cancelling_ends_the_wait_for_an_answer(build: Build, service: str) -> None:
    clock = SystemClock()
    token = CancelToken(clock.monotonic, clock.wait)
    with PapersServer(WORKS) as server:
        server.hold = {service}

        def stop() -> None:
            server.arrived.wait()
            token.cancel(InterruptReason.STOPPED)

        threading.Thread(target=stop, daemon=True).start()
        with pytest.raises(WorkInterrupted):
            build(service, server.url(service), clock).papers_by("Ilse Varnholt", 5, token)


@pytest.mark.parametrize("service", SERVICES)
def test_deadline_ends_the_wait_for_an_answer(build: Build, service: str) -> None:
    clock = SystemClock()
    with PapersServer(WORKS) as server:
        server.hold = {service}
        token = CancelToken(clock.monotonic, clock.wait, 0.3)
        with pytest.raises(StepTimeoutError):
            build(service, server.url(service), clock).papers_by("Ilse Varnholt", 5, token)


@pytest.mark.parametrize(
    ("service", "pause"), [("openalex", 0.2), ("semantic-scholar", 1.0), ("crossref", 0.5), ("open-library", 1.0)]
)
def test_public_host_is_asked_at_its_pace(
    build: Build, monkeypatch: pytest.MonkeyPatch, service: str, pause: float
) -> None:
    clock = FakeClock()

    async def ask(self: Any, *_: Any) -> tuple[int, bytes, None]:
        return 404, b"", None

    monkeypatch.setattr(paper_server.PaperServer, "_ask", ask)
    source = build(service, "https://papers.example", clock)
    for _ in range(2):
        with pytest.raises(PaperSourceError):
            source.papers_by("Ilse Varnholt", 5, token_for(clock))
    assert clock.waits == [pause]
