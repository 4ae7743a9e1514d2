"""The privacy ledger: every connection that servers saw is in it, nothing else is, and without it nothing is sent."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.settings import LLM_KEY_VARIABLE
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import DiskFullError, PauseReason
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.llm.openai_client import OpenAIClient
from scribe_desktop.providers.papers.arxiv_papers import ArxivPapers
from scribe_desktop.providers.search.ddgs_search import DdgsSearch
from scribe_desktop.providers.search.searxng_search import SearxngSearch
from scribe_desktop.providers.web.public_fetcher import PublicFetcher
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.storage.contact_repository import SqlContactRepository
from scribe_desktop.storage_ports.ledgers import ContactQuery
from tests.arxiv_server import ArxivServer, ServedPaper
from tests.fakes import FakeClock, MemoryLedger, token_for
from tests.integration.web_server import Request, WebServer, answer, redirect, web_server
from tests.model_server import ModelServer, Reply, completion, failure, stream

KEY = "sk-canary-5f1e8c77a3b94d20"
TEMPLATE = "Subject: A question\n\nDear {{ name }},\n\nI read {{ paper }} and liked it.\n\nMaya"
PEOPLE = (
    Recipient("Ilse Varnholt", "coastal sediment transport", "varnholt@karlsvale.example", "Karlsvale University"),
    Recipient("Bao Lindemann", "tidal flats", "lindemann@osterby.example", "Osterby Institute"),
)


def page_about(person: Recipient) -> bytes:
    words = f"{person.name} works on {person.interest} at {person.affiliation}. " * 6
    return f"<html><title>{person.name}</title><body><main><p>{words}</p></main></body></html>".encode()


def model_reply(body: Any) -> Reply:
    """An analysis or a draft, whichever is asked for; streamed, as a server on loopback is asked."""
    name = body["response_format"]["json_schema"]["name"]
    if name == "template_analysis":
        data: dict[str, Any] = {"type": "research", "key_words": []}
    else:
        data = {"subject": "A question", "body": "Dear you,\n\nI read [paper: not found].\n\nMaya", "statements": []}
    return stream(json.dumps(data), usage={"prompt_tokens": 700, "completion_tokens": 80})


class World:
    """Search, pages, arXiv and a model on loopback; `contacts` is what they saw, as the ledger should have it."""

    def __init__(self, pages: WebServer, search: WebServer, arxiv: ArxivServer, model: ModelServer) -> None:
        self.pages, self.search, self.arxiv, self.model = pages, search, arxiv, model
        home = "/~varnholt"
        pages.handlers["/moved"] = redirect(pages.url(home))
        pages.handlers[home] = answer(page_about(PEOPLE[0]))
        pages.handlers["/lindemann"] = answer(page_about(PEOPLE[1]))
        pages.handlers["/robots.txt"] = answer(b"User-agent: *\nDisallow: /secret\n", content_type="text/plain")
        self.hits = {"varnholt": ["/moved", "/secret", "/gone"], "lindemann": ["/lindemann", home]}
        search.handlers["/search"] = self._answer_search

    def _answer_search(self, request: Request) -> None:
        query = parse_qs(urlsplit(request.target).query)["q"][0].lower()
        urls = [self.pages.url(path) for name, paths in self.hits.items() if name in query for path in paths]
        body = json.dumps({"results": [{"url": url, "title": "", "content": ""} for url in urls]})
        answer(body.encode(), content_type="application/json")(request)

    @property
    def contacts(self) -> Counter[tuple[str, str, str]]:
        """(purpose, host, sent) of every request that arrived; of the model, what was in its messages."""
        seen: Counter[tuple[str, str, str]] = Counter()
        for one in self.pages.requests:
            purpose = "robots" if one.target == "/robots.txt" else "page"
            seen[purpose, self.pages.address, self.pages.url(one.target)] += 1
        for one in self.search.requests:
            seen["search", self.search.address, parse_qs(urlsplit(one.target).query)["q"][0]] += 1
        arxiv = urlsplit(self.arxiv.url).netloc
        seen.update(("papers", arxiv, "") for _ in self.arxiv.queries)
        model = urlsplit(self.model.base_url).netloc
        for request in self.model.requests:
            texts = [f"{one['role']}:\n{one['content']}" for one in request["body"]["messages"]]
            seen["model", model, "\n\n".join(texts)] += 1
        return seen


@pytest.fixture
def world() -> Iterator[World]:
    papers = [ServedPaper("2401.00001", "Tidal Sorting of Mixed Sediments", ["Ilse Varnholt", "Bao Lindemann"])]
    with web_server() as pages, web_server() as search, ArxivServer(papers) as arxiv:
        # The first draft's server stumbles twice: each attempt is a contact of its own.
        replies = (model_reply, failure(503, headers={"retry-after-ms": "1"}), model_reply)
        with ModelServer(*replies) as model:
            yield World(pages, search, arxiv, model)


@pytest.fixture
def app(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppContext]:
    for name, value in {
        "SCRIBE_SEARCH_PROVIDER": "searxng",
        "SCRIBE_SEARXNG_URL": f"http://{world.search.address}",
        "SCRIBE_ARXIV_URL": world.arxiv.url,
        "SCRIBE_FETCH_ALLOW": world.pages.address,
        "SCRIBE_LLM_BASE_URL": world.model.base_url,
        "SCRIBE_LLM_MODEL": "m-1",
        LLM_KEY_VARIABLE: KEY,
    }.items():
        monkeypatch.setenv(name, value)
    context = open_context(tmp_path / "data")
    yield context
    context.close()


def work_through(app: AppContext) -> Any:
    with app.working():
        return app.new_worker().run(drain=True)


def test_every_connection_has_its_entry_and_every_entry_its_connection(app: AppContext, world: World) -> None:
    ids = app.queue.enqueue(PEOPLE, TEMPLATE)
    assert work_through(app).reason is None
    entries = app.contacts.find(ContactQuery())
    written = Counter(
        (one.contact.purpose.value, one.contact.host, "" if one.contact.purpose == "papers" else one.contact.sent)
        for one in entries
    )
    assert written == world.contacts
    purposes = {purpose for purpose, _, _ in written}
    assert purposes == {"search", "page", "robots", "papers", "model"}
    # A redirect's both ends, and robots.txt once for its host; of a page that robots.txt forbids only that.
    paths = [one.target for one in world.pages.requests]
    assert {"/moved", "/~varnholt", "/gone"} <= set(paths)
    assert "/secret" not in paths
    assert paths.count("/robots.txt") == 1
    # Each entry belongs to an item, and names the person.
    assert {one.contact.item_id for one in entries} == set(ids)
    assert {one.recipient_name for one in entries} == {one.name for one in PEOPLE}
    authors = {one.contact.sent for one in entries if one.contact.purpose is ContactPurpose.PAPERS}
    assert any("Varnholt" in one for one in authors)


def test_the_key_is_in_no_entry_and_not_in_the_database(app: AppContext, tmp_path: Path) -> None:
    app.queue.enqueue([Recipient("Ilse Varnholt", f"tides {KEY}", fields={"note": KEY})], TEMPLATE + " {{ note }}")
    work_through(app)
    entries = app.contacts.find(ContactQuery())
    assert any(one.contact.purpose is ContactPurpose.MODEL for one in entries)
    assert not any(KEY in one.contact.sent or KEY in one.contact.host for one in entries)


def test_what_the_cache_answers_is_no_contact(app: AppContext, world: World) -> None:
    app.queue.enqueue(PEOPLE[:1], TEMPLATE)
    work_through(app)
    before = Counter(one.contact.purpose for one in app.contacts.find(ContactQuery()))
    app.queue.enqueue(PEOPLE[:1], TEMPLATE)
    work_through(app)
    after = Counter(one.contact.purpose for one in app.contacts.find(ContactQuery()))
    assert after[ContactPurpose.SEARCH] == before[ContactPurpose.SEARCH]
    assert after[ContactPurpose.PAGE] - before[ContactPurpose.PAGE] == 1  # the page that could not be read
    assert after[ContactPurpose.MODEL] > before[ContactPurpose.MODEL]
    assert sum(after.values()) == sum(world.contacts.values())


def test_a_full_disk_sends_nothing_and_pauses_the_queue(
    app: AppContext, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (item_id,) = app.queue.enqueue(PEOPLE[:1], "Dear {{ name }}, about {{ paper }}. Maya")

    def full(*_: object) -> None:
        raise DiskFullError("The disk is full.")

    monkeypatch.setattr(SqlContactRepository, "add", full)
    state = work_through(app)
    assert state.reason is PauseReason.DISK_FULL
    assert app.queue.get(item_id).status is QueueStatus.PENDING
    assert not world.contacts


FULL = DiskFullError("The disk is full.")


def test_no_provider_connects_when_the_ledger_cannot_be_written(loop: IoLoop, world: World) -> None:
    clock, ledger = FakeClock(), MemoryLedger(FULL)
    token = token_for(clock)
    allowed = (world.pages.address,)
    fetcher = PublicFetcher(loop, clock.now, allowed, ledger=ledger)
    model = OpenAIClient(world.model.base_url, "m-1", None, loop, clock, ledger=ledger)
    search = SearxngSearch(f"http://{world.search.address}", loop, ledger=ledger)
    with pytest.raises(DiskFullError):
        fetcher.fetch(world.pages.url("/moved"), token)
    with pytest.raises(DiskFullError):
        model.complete([{"role": "user", "content": "x"}], {}, "email_draft", token)
    assert not model.check(token).ok
    with pytest.raises(DiskFullError):
        search.search("Ilse Varnholt", 5, token)
    with pytest.raises(DiskFullError):
        ArxivPapers(world.arxiv.url, clock, ledger).papers_by("Ilse Varnholt", 5, token)
    assert not world.contacts


def test_entries_name_the_item_of_their_token_from_any_thread(loop: IoLoop, world: World) -> None:
    clock, ledger = FakeClock(), MemoryLedger()
    fetcher = PublicFetcher(loop, clock.now, (world.pages.address,), ledger=ledger)
    items = [uuid4() for _ in range(6)]
    world.pages.handlers |= {f"/{item}": answer(page_about(PEOPLE[0])) for item in items}

    def fetch(item: Any) -> None:
        token = CancelToken(clock.monotonic, clock.wait, item_id=item)
        fetcher.fetch(world.pages.url(f"/{item}"), token.child(None, "A page"))

    threads = [threading.Thread(target=fetch, args=(item,)) for item in items]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    pages = {(item, sent) for item, purpose, _, sent in ledger.contacts if purpose is ContactPurpose.PAGE}
    assert pages == {(item, world.pages.url(f"/{item}")) for item in items}


def ddgs_with(server: WebServer, ledger: MemoryLedger) -> DdgsSearch:
    """ddgs with an engine of its own kind, whose pages are on this server."""
    from ddgs.base import BaseSearchEngine
    from ddgs.results import TextResult

    class Loopback(BaseSearchEngine[TextResult]):
        name, category, provider, search_method = "loopback", "text", "loopback", "POST"
        search_url = server.url("/form")
        items_xpath = "//li"
        elements_xpath = {"title": "./a/text()", "href": "./a/@href", "body": "./p/text()"}  # noqa: RUF012

        def build_payload(self, query: str, *_: Any, **__: Any) -> dict[str, Any]:
            return {"q": query}

        def extract_results(self, html_text: str) -> list[TextResult]:
            self.request("GET", server.url("/summary?of=one"))
            return super().extract_results(html_text)

    return DdgsSearch("loopback", lambda name, timeout: Loopback(timeout=timeout), ledger=ledger)


def test_ddgs_notes_each_request_of_its_engine_and_each_redirect() -> None:
    with web_server() as server, web_server() as elsewhere:
        results = b'<ul><li><a href="https://a.example">A</a><p>B</p></li></ul>'
        server.handlers |= {"/form": redirect(elsewhere.url("/results")), "/summary": answer(b"x")}
        elsewhere.handlers["/results"] = answer(results)
        ledger = MemoryLedger()
        hits = ddgs_with(server, ledger).search("Ilse Varnholt tides", 5, token_for(FakeClock()))
        assert [one.url for one in hits] == ["https://a.example"]
        assert [(host, sent) for _, _, host, sent in ledger.contacts] == [
            (server.address, "Ilse Varnholt tides"),
            (elsewhere.address, elsewhere.url("/results")),
            (server.address, server.url("/summary?of=one")),
        ]
        assert len(ledger.contacts) == len(server.requests) + len(elsewhere.requests)


def test_ddgs_sends_nothing_when_the_ledger_cannot_be_written() -> None:
    with web_server() as server:
        with pytest.raises(DiskFullError):
            ddgs_with(server, MemoryLedger(FULL)).search("Ilse Varnholt", 5, token_for(FakeClock()))
        assert server.requests == []


def test_a_proxy_of_the_environment_is_an_entry_of_its_own(loop: IoLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer(completion('{"a": 1}')) as proxy:
        monkeypatch.setenv("http_proxy", f"http://{urlsplit(proxy.base_url).netloc}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        ledger = MemoryLedger()
        client = OpenAIClient("http://model.example:8000/v1", "m-1", None, loop, FakeClock(), ledger=ledger)
        schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
        client.complete([{"role": "user", "content": "Count."}], schema, "counting", token_for(FakeClock()))
        client.close()
        hosts = [host for _, _, host, _ in ledger.contacts]
        assert hosts == [urlsplit(proxy.base_url).netloc, "model.example:8000"]
        assert ledger.contacts[1][3] == "user:\nCount."
        assert len(proxy.requests) == 1
