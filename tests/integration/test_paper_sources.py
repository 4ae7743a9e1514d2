"""The sources of papers and books against a loopback server of their protocols. All people and works are invented."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.domain.evidence import Paper, WorkKind
from scribe_desktop.errors import InterruptReason, PaperSourceError, StepTimeoutError, StorageError, WorkInterrupted
from scribe_desktop.ports import PaperSource
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.papers import paper_server
from scribe_desktop.providers.papers.crossref_papers import CrossrefPapers
from scribe_desktop.providers.papers.open_library_books import OpenLibraryBooks
from scribe_desktop.providers.papers.openalex_papers import OpenAlexPapers
from scribe_desktop.providers.papers.semantic_scholar_papers import SemanticScholarPapers
from tests.fakes import FakeClock, token_for
from tests.papers_server import SERVICES, Canned, PapersServer, ServedAuthor, ServedWork

ORCID = "0000-0002-1825-0097"
ILSE = ServedAuthor("Ilse Marie", "Varnholt", "Karlsvale University", ORCID)
BAO = ServedAuthor("Bao", "Lindemann", "Institute of Tides")
INGO = ServedAuthor("Ingo", "Varnholt", "Ostlake College")
ADA = ServedAuthor("Ada", "Quill", "Ostlake College")

TIDES = ServedWork(
    "Tidal Sorting of Mixed Sediments",
    (BAO, ILSE),
    2024,
    doi="10.5555/JCR.2024.17",
    venue="Journal of Coastal Records",
    abstract="We measure how tides sort sand & mud, and how mud comes back.",
)
DUNES = ServedWork("Dunes That Walk", (ILSE,), 2025, doi="10.5555/dunes", arxiv="2502.00001")
MARSH = ServedWork("Marsh Growth", (ILSE, ADA), None, arxiv="2301.00002", kind="preprint")
SAND = ServedWork("Sand in the Mill", (INGO,), 2022, doi="10.5555/mill")
OTHER = ServedWork("Ink", (ADA,), 2023, doi="10.5555/ink")
COAST = ServedWork(
    "The Patient Coast",
    (ILSE,),
    2019,
    venue="Karlsvale University Press",
    kind="book",
    subtitle="A History of Sand",
    subjects=("Coasts", "Sediments"),
    isbns=("3-16-148410-X", "978-3-16-148410-0"),
)
REVIEWED = ServedWork("Review of Marsh Growth", (ILSE,), 2023, doi="10.5555/review", kind="peer-review")
WORKS = (TIDES, DUNES, MARSH, SAND, OTHER, COAST)

Build = Callable[..., PaperSource]


class Ledger:
    """Keeps what is noted; can refuse."""

    def __init__(self, refuse: bool = False) -> None:
        self.refuse = refuse
        self.noted: list[tuple[UUID | None, ContactPurpose, str, str]] = []

    def note(self, item_id: UUID | None, purpose: ContactPurpose, host: str, sent: str) -> None:
        if self.refuse:
            raise StorageError("The ledger cannot be written.")
        self.noted.append((item_id, purpose, host, sent))


@pytest.fixture
def loop() -> Iterator[IoLoop]:
    made = IoLoop()
    yield made
    made.close()


@pytest.fixture
def build(loop: IoLoop) -> Build:
    kinds: dict[str, Any] = {
        "openalex": OpenAlexPapers,
        "semantic-scholar": SemanticScholarPapers,
        "crossref": CrossrefPapers,
        "open-library": OpenLibraryBooks,
    }

    def build_it(service: str, url: str, clock: Any = None, **more: Any) -> PaperSource:
        made: PaperSource = kinds[service](url, loop, clock or FakeClock(), **more)
        return made

    return build_it


def asked(
    build: Build, server: PapersServer, service: str, author: str = "Ilse Varnholt", limit: int = 50
) -> list[Paper]:
    clock = FakeClock()
    return build(service, server.url(service), clock).papers_by(author, limit, token_for(clock))


def titles(papers: list[Paper]) -> list[str]:
    return [one.title for one in papers]


# --- each source reads its own protocol ---------------------------------------------------------


def test_openalex_gives_whole_papers(build: Build) -> None:
    with PapersServer(WORKS) as server:
        papers = asked(build, server, "openalex")
    assert titles(papers) == ["Dunes That Walk", "Tidal Sorting of Mixed Sediments", "Marsh Growth"]
    assert papers[1] == Paper(
        id="",
        title="Tidal Sorting of Mixed Sediments",
        authors=("Bao Lindemann", "Ilse Marie Varnholt"),
        year=2024,
        abstract="We measure how tides sort sand & mud, and how mud comes back.",
        url="https://doi.org/10.5555/jcr.2024.17",
        venue="Journal of Coastal Records",
        affiliations=("Karlsvale University",),
        doi="10.5555/jcr.2024.17",
        orcids=("", ORCID),
    )


def test_openalex_is_asked_who_it_may_be_then_for_their_works(build: Build) -> None:
    with PapersServer(WORKS) as server:
        asked(build, server, "openalex", limit=7)
        first, second = server.asked
    assert (first.path, first.query["search"]) == ("/authors", "Ilse Varnholt")
    assert (second.path, second.query["per-page"]) == ("/works", "7")
    assert second.query["filter"].startswith("author.id:A50")
    assert "mailto" not in {**first.query, **second.query}


def test_semantic_scholar_gives_whole_papers(build: Build) -> None:
    with PapersServer(WORKS) as server:
        papers = asked(build, server, "semantic-scholar")
    found = {one.title: one for one in papers}
    assert found["Tidal Sorting of Mixed Sediments"] == Paper(
        id="",
        title="Tidal Sorting of Mixed Sediments",
        authors=("Bao Lindemann", "Ilse Marie Varnholt"),
        year=2024,
        abstract="We measure how tides sort sand & mud, and how mud comes back.",
        url="https://doi.org/10.5555/jcr.2024.17",
        venue="Journal of Coastal Records",
        affiliations=("Karlsvale University",),
        doi="10.5555/jcr.2024.17",
        orcids=("", ORCID),
    )
    assert found["Marsh Growth"].url == "https://arxiv.org/abs/2301.00002"
    assert found["Marsh Growth"].doi == "10.48550/arxiv.2301.00002"
    assert found["Dunes That Walk"].doi == "10.5555/dunes"


def test_semantic_scholar_has_papers_of_a_namesake_to_tell_apart_without_their_affiliation_as_hers(
    build: Build,
) -> None:
    with PapersServer(WORKS) as server:
        found = {one.title: one for one in asked(build, server, "semantic-scholar")}
    assert found["Sand in the Mill"].affiliations == ()
    assert "Ink" not in found


def test_crossref_gives_whole_papers(build: Build) -> None:
    with PapersServer((*WORKS, REVIEWED)) as server:
        papers = asked(build, server, "crossref")
        (request,) = server.asked
    assert titles(papers) == ["Dunes That Walk", "Tidal Sorting of Mixed Sediments", "Sand in the Mill"]
    assert papers[1] == Paper(
        id="",
        title="Tidal Sorting of Mixed Sediments",
        authors=("Bao Lindemann", "Ilse Marie Varnholt"),
        year=2024,
        abstract="We measure how tides sort sand & mud, and how mud comes back.",
        url="https://doi.org/10.5555/jcr.2024.17",
        venue="Journal of Coastal Records",
        affiliations=("Karlsvale University",),
        doi="10.5555/jcr.2024.17",
        orcids=("", ORCID),
    )
    assert request.query["query.author"] == "Ilse Varnholt"


def test_crossref_title_keeps_its_subtitle_and_loses_its_markup(build: Build) -> None:
    work = ServedWork("How <i>Zostera</i> binds CO<sub>2</sub>", (ILSE,), 2024, doi="10.5555/z", subtitle="A Review")
    with PapersServer([work]) as server:
        (paper,) = asked(build, server, "crossref")
    assert paper.title == "How Zostera binds CO2: A Review"


def test_jats_abstract_becomes_plain_sentences(build: Build) -> None:
    results = "<jats:sec><jats:title>Results</jats:title><jats:p>Sand <jats:italic>moves</jats:italic>."
    abstract = f"Waves &lt; 2&#160;m</jats:p>{results}"
    with PapersServer([ServedWork("Waves", (ILSE,), doi="10.5555/w", abstract=abstract)]) as server:
        (paper,) = asked(build, server, "crossref")
    assert paper.abstract == "Waves < 2 m Results Sand moves."


def test_open_library_gives_whole_books(build: Build) -> None:
    with PapersServer(WORKS) as server:
        (book,) = asked(build, server, "open-library")
        url = server.url("open-library")
        (request,) = server.asked
    assert book == Paper(
        id="",
        title="The Patient Coast: A History of Sand",
        authors=("Ilse Marie Varnholt",),
        year=2019,
        abstract="Subjects: Coasts; Sediments.",
        url=f"{url}/works/OL6W",
        venue="Karlsvale University Press",
        kind=WorkKind.BOOK,
        isbn="9783161484100",
    )
    assert request.query["author"] == "Ilse Varnholt"


def test_publisher_of_a_book_with_several_is_left_open(build: Build) -> None:
    book = ServedWork("Sand", (ILSE,), 2019, venue="Karlsvale Press / Paperbacks of Ostlake", kind="book")
    with PapersServer([book]) as server:
        (found,) = asked(build, server, "open-library")
    assert found.venue is None


def test_mononym_is_found_and_written_as_it_is(build: Build) -> None:
    suharto = ServedAuthor("", "Wirawan", "Ostlake College")
    with PapersServer([ServedWork("Rice and Rain", (suharto,), doi="10.5555/rice")]) as server:
        (paper,) = asked(build, server, "crossref", "Wirawan")
    assert paper.authors == ("Wirawan",)


def test_wrong_orcid_is_not_kept(build: Build) -> None:
    wrong = ServedAuthor("Ilse", "Varnholt", orcid="0000-0002-1825-0098")
    with PapersServer([ServedWork("Waves", (wrong,), doi="10.5555/w")]) as server:
        (paper,) = asked(build, server, "crossref")
    assert paper.orcids == ()


@pytest.mark.parametrize("service", SERVICES)
def test_author_without_works_has_none(build: Build, service: str) -> None:
    with PapersServer([OTHER]) as server:
        assert asked(build, server, service) == []


@pytest.mark.parametrize("service", SERVICES)
def test_name_with_signs_of_a_query_is_sent_as_a_name(build: Build, service: str) -> None:
    with PapersServer(WORKS) as server:
        assert asked(build, server, service, "Ilse Varnholt & fields=x|y") == []
        (request, *_) = server.asked
    assert "Ilse Varnholt & fields=x|y" in request.query.values()


@pytest.mark.parametrize("service", ["openalex", "semantic-scholar", "crossref"])
def test_no_more_papers_come_than_asked_for_from_one_page(build: Build, service: str) -> None:
    many = [ServedWork(f"Paper {number}", (ILSE,), 1990 + number, doi=f"10.5555/{number}") for number in range(30)]
    with PapersServer(many) as server:
        papers = asked(build, server, service, limit=12)
        requests = len(server.asked)
    assert len(papers) == 12
    assert [one.year for one in papers] == sorted((one.year or 0 for one in papers), reverse=True)
    assert requests == (1 if service == "crossref" else 2)


# --- what is sent -------------------------------------------------------------------------------


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_but_the_name_is_sent_unless_more_was_set(build: Build, service: str) -> None:
    with PapersServer(WORKS) as server:
        asked(build, server, service)
        sent = json.dumps([[one.query, one.headers] for one in server.asked])
    assert not [word for word in ("@", "mailto", "x-api-key", "authorization", "cookie", '"from"') if word in sent]


@pytest.mark.parametrize(
    ("service", "header"), [("openalex", "from"), ("crossref", "user-agent"), ("open-library", "user-agent")]
)
def test_contact_email_is_sent_when_it_was_set(build: Build, service: str, header: str) -> None:
    with PapersServer(WORKS) as server:
        source = build(service, server.url(service), contact_email="maya@ostlake.example")
        source.papers_by("Ilse Varnholt", 5, token_for(FakeClock()))
        assert all("maya@ostlake.example" in one.headers[header] for one in server.asked)


def test_key_of_openalex_goes_with_each_request(build: Build) -> None:
    with PapersServer(WORKS) as server:
        build("openalex", server.url("openalex"), key="k-123").papers_by("Ilse Varnholt", 5, token_for(FakeClock()))
        assert [one.headers["authorization"] for one in server.asked] == ["Bearer k-123"] * 2


def test_key_of_semantic_scholar_goes_with_each_request(build: Build) -> None:
    url = "semantic-scholar"
    with PapersServer(WORKS) as server:
        build(url, server.url(url), key="k-123").papers_by("Ilse Varnholt", 5, token_for(FakeClock()))
        assert {one.headers["x-api-key"] for one in server.asked} == {"k-123"}
        assert len(server.asked) > 1


def test_clients_leave_the_process_as_it_was(build: Build) -> None:
    import pyalex

    before, handlers = dict(pyalex.config), list(logging.getLogger().handlers)
    with PapersServer(WORKS) as server:
        token = token_for(FakeClock())
        build("openalex", server.url("openalex"), key="k", contact_email="a@b.example").papers_by("Ilse", 5, token)
        build("semantic-scholar", server.url("semantic-scholar"), key="k").papers_by("Ilse Varnholt", 5, token)
    assert dict(pyalex.config) == before
    assert logging.getLogger().handlers == handlers


@pytest.mark.parametrize("service", SERVICES)
def test_environment_proxy_is_not_used(build: Build, monkeypatch: pytest.MonkeyPatch, service: str) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with PapersServer(WORKS) as server:
        assert asked(build, server, service)


@pytest.mark.parametrize("service", SERVICES)
def test_each_request_is_noted_before_it_is_made(build: Build, service: str) -> None:
    ledger, clock, item = Ledger(), FakeClock(), uuid4()
    with PapersServer(WORKS) as server:
        source = build(service, server.url(service), clock, ledger=ledger)
        source.papers_by("Ilse Varnholt", 5, CancelToken(clock.monotonic, clock.wait, item_id=item))
        purpose = ContactPurpose.BOOKS if service == "open-library" else ContactPurpose.PAPERS
        assert ledger.noted == [(item, purpose, server.host, "Ilse Varnholt")] * len(server.asked)


@pytest.mark.parametrize("service", ["openalex", "crossref", "open-library"])
def test_contact_email_that_is_sent_is_noted(build: Build, service: str) -> None:
    ledger = Ledger()
    with PapersServer(WORKS) as server:
        source = build(service, server.url(service), contact_email="maya@ostlake.example", ledger=ledger)
        source.papers_by("Ilse Varnholt", 5, token_for(FakeClock()))
    assert {sent for *_, sent in ledger.noted} == {"Ilse Varnholt (and your contact email, maya@ostlake.example)"}


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_is_sent_when_the_ledger_cannot_be_written(build: Build, service: str) -> None:
    with PapersServer(WORKS) as server:
        source = build(service, server.url(service), ledger=Ledger(refuse=True))
        with pytest.raises(StorageError):
            source.papers_by("Ilse Varnholt", 5, token_for(FakeClock()))
        assert server.asked == []


# --- what goes wrong ----------------------------------------------------------------------------


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
        real = server._answer
        calls = iter(range(100))

        def refuse_after_two(handler: Any) -> None:
            if next(calls) >= 2:
                server.canned["semantic-scholar"].append(Canned(429, "{}"))
            real(handler)

        server._answer = refuse_after_two  # type: ignore[method-assign]
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
