"""What the sources of papers and books send, and that it is noted before."""

from __future__ import annotations

import json
import logging
from uuid import uuid4

import pytest

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.errors import StorageError
from scribe_desktop.providers.io_loop import IoLoop
from tests.fakes import FakeClock, token_for
from tests.integration.paper_sources_world import (
    WORKS,
    Build,
    Ledger,
    asked,
)
from tests.papers_server import SERVICES, PapersServer


@pytest.fixture
def build(loop: IoLoop) -> Build:
    return Build(loop)


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
