"""The paper source against a loopback server of arXiv's protocol."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.errors import InterruptReason, PaperSourceError, StepTimeoutError, WorkInterrupted
from scribe_desktop.providers.papers.arxiv_papers import ArxivPapers
from tests.arxiv_server import ArxivServer, Canned, ServedPaper, error_feed
from tests.fakes import FakeClock, token_for

TIDES = ServedPaper(
    "2401.00007",
    "Tidal Sorting\n  of Mixed Sediments",
    ["Ilse Marie Varnholt", "Bao Lindemann"],
    datetime(2024, 1, 5, tzinfo=UTC),
    "We measure\n  tides & cores.",
    "J. Coast. Res.\n 12 (2024) 3",
    ["Karlsvale University", "Institute of Tides"],
    version=3,
)
OLD = ServedPaper("math.GT/0309136", "Knots", ["I. Varnholt"], datetime(2003, 9, 8, tzinfo=UTC))
DUNES = ServedPaper("2502.00001", "Dunes", ["Bao Lindemann", "Ilse Varnholt"], datetime(2025, 2, 1, tzinfo=UTC))
ACCENTS = ServedPaper("2301.00002", "Marsh", ["Jürgen Ødegård"], datetime(2023, 1, 1, tzinfo=UTC))
OTHER = ServedPaper("2301.00003", "Sand", ["Ada Quill"], datetime(2023, 1, 1, tzinfo=UTC))


def papers_by(server: ArxivServer, author: str, limit: int = 10, clock: FakeClock | None = None) -> list[Paper]:
    clock = clock or FakeClock()
    return ArxivPapers(server.url, clock).papers_by(author, limit, token_for(clock))


def test_papers_come_newest_first_with_all_their_fields() -> None:
    with ArxivServer([TIDES, OLD, DUNES, OTHER]) as server:
        dunes, tides = papers_by(server, "Prof. Ilse Varnholt", limit=7)
    assert dunes.title == "Dunes"
    assert tides == Paper(
        id="",
        title="Tidal Sorting of Mixed Sediments",
        authors=("Ilse Marie Varnholt", "Bao Lindemann"),
        year=2024,
        abstract="We measure tides & cores.",
        url="https://arxiv.org/abs/2401.00007",
        venue="J. Coast. Res. 12 (2024) 3",
        affiliations=("Karlsvale University", "Institute of Tides"),
        doi="10.48550/arxiv.2401.00007",
    )
    assert server.queries == [
        {
            "search_query": 'au:"Ilse Varnholt"',
            "sortBy": "submittedDate",
            "sortOrder": "descending",
            "start": "0",
            "max_results": "7",
        }
    ]


def test_no_more_papers_come_than_asked_for_in_one_request() -> None:
    many = [ServedPaper(f"2401.{number:05}", f"Paper {number}", ["Ada Quill"]) for number in range(30)]
    with ArxivServer(many) as server:
        assert len(papers_by(server, "Ada Quill", limit=12)) == 12
    assert len(server.queries) == 1


def test_name_that_only_papers_with_initials_carry_is_found_by_initial() -> None:
    with ArxivServer([OLD]) as server:
        (paper,) = papers_by(server, "Ilse Varnholt")
    assert paper.url == "https://arxiv.org/abs/math.GT/0309136"
    assert paper.venue is None
    assert [one["search_query"] for one in server.queries] == ['au:"Ilse Varnholt"', "au:varnholt_i"]


def test_name_with_diacritics_is_found() -> None:
    with ArxivServer([ACCENTS, OTHER]) as server:
        assert [one.title for one in papers_by(server, "Jürgen Ødegård")] == ["Marsh"]


def test_author_without_papers_has_none() -> None:
    with ArxivServer([OTHER]) as server:
        assert papers_by(server, "Ilse Varnholt") == []


def test_name_without_letters_is_not_asked_for() -> None:
    with ArxivServer([OTHER]) as server:
        assert papers_by(server, "—") == []
    assert server.queries == []


def test_passing_error_is_tried_once_more() -> None:
    clock = FakeClock()
    with ArxivServer([DUNES], canned=[Canned(503)]) as server:
        assert len(papers_by(server, "Ilse Varnholt", clock=clock)) == 1
    assert clock.waits == [1.0]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([Canned(503), Canned(500)], r"answered with an error \(500\)"),
        ([Canned(404)], r"answered with an error \(404\)"),
        ([Canned(200, "<html><body>Please sign in</body></html>")], "did not answer with a list of papers"),
        ([error_feed("incorrect id format")], "did not understand the question for papers: incorrect id format"),
    ],
)
def test_answer_without_papers_is_an_error_in_words(answers: list[Canned], words: str) -> None:
    with ArxivServer(canned=list(answers)) as server, pytest.raises(PaperSourceError, match=words):
        papers_by(server, "Ilse Varnholt")
    assert len(server.queries) == len(answers)


def test_server_that_is_not_there_is_named() -> None:
    clock = FakeClock()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        port = taken.getsockname()[1]
        source = ArxivPapers(f"http://127.0.0.1:{port}/api/query", clock)
        with pytest.raises(PaperSourceError, match=f"arXiv at 127.0.0.1:{port} cannot be reached"):
            source.papers_by("Ilse Varnholt", 5, token_for(clock))


def test_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scribe_desktop.providers.papers.arxiv_papers.READ_SECONDS", 0.2)
    with ArxivServer(hold=True) as server, pytest.raises(PaperSourceError, match="did not answer in time"):
        papers_by(server, "Ilse Varnholt")
    assert len(server.queries) == 2


def test_environment_proxy_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with ArxivServer([DUNES]) as server:
        assert len(papers_by(server, "Ilse Varnholt")) == 1


def test_address_with_parameters_of_its_own_keeps_them() -> None:
    clock = FakeClock()
    with ArxivServer([DUNES]) as server:
        source = ArxivPapers(f"{server.url}?mirror=1", clock)
        assert len(source.papers_by("Ilse Varnholt", 5, token_for(clock))) == 1
    assert server.queries[0]["mirror"] == "1"


@pytest.mark.parametrize(
    ("url", "waits"), [("https://papers.example/api/query", [3.0, 3.0]), ("http://127.0.0.1:1/api/query", [])]
)
def test_public_host_is_asked_every_three_seconds_at_most(
    monkeypatch: pytest.MonkeyPatch, url: str, waits: list[float]
) -> None:
    moments: list[float] = []
    clock = FakeClock()

    def ask(self: ArxivPapers, query: str, author: str, limit: int, token: CancelToken) -> list[Any]:
        moments.append(clock.monotonic())
        return []

    monkeypatch.setattr(ArxivPapers, "_ask", ask)
    source = ArxivPapers(url, clock)
    source.papers_by("Ilse Varnholt", 5, token_for(clock))
    source.papers_by("Varnholt", 5, token_for(clock))
    assert clock.waits == waits
    assert len(moments) == 3


def test_cancelling_ends_the_wait_for_an_answer() -> None:
    clock = SystemClock()
    token = CancelToken(clock.monotonic, clock.wait)
    with ArxivServer(hold=True) as server:

        def stop() -> None:
            server.arrived.wait()
            token.cancel(InterruptReason.STOPPED)

        threading.Thread(target=stop, daemon=True).start()
        with pytest.raises(WorkInterrupted):
            ArxivPapers(server.url, clock).papers_by("Ilse Varnholt", 5, token)


def test_deadline_ends_the_wait_for_an_answer() -> None:
    clock = SystemClock()
    with ArxivServer(hold=True) as server, pytest.raises(StepTimeoutError):
        ArxivPapers(server.url, clock).papers_by("Ilse Varnholt", 5, CancelToken(clock.monotonic, clock.wait, 0.3))
