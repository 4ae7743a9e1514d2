"""What several tests need: a data folder and its database, the loop of the providers, a way to stand for elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.services.email_library import EmailLibrary
from scribe_desktop.storage.database import Database, open_database
from scribe_desktop.storage_ports.drafts import EmailQuery
from tests.integration.api_world import World, running_api
from tests.integration.engine import Engine, drafted_engine
from tests.model_server import ModelServer
from tests.ready_folder import put_database


@pytest.fixture
def loop() -> Iterator[IoLoop]:
    """The loop that providers do their input and output in, ended after the test."""
    made = IoLoop()
    yield made
    made.close()


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    """A data folder that is not there yet."""
    return DataPaths(tmp_path / "data")


@pytest.fixture
def database(paths: DataPaths) -> Iterator[Database]:
    """Its database, empty and open."""
    opened = open_database(put_database(paths.root))
    yield opened
    opened.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine with one finished draft."""
    with drafted_engine(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def library(engine: Engine) -> EmailLibrary:
    """Its drafts, as Maya reviews them."""
    return engine.library()


@pytest.fixture
def email_id(library: EmailLibrary) -> UUID:
    """The draft."""
    (email,) = library.find(EmailQuery())
    return email.id


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A running API that all tests of a module share: those that change nothing, or only a draft of their own."""
    with running_api(tmp_path_factory.mktemp("api")) as world:
        yield world


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let a loopback server stand for one elsewhere: as the proxy through which all of the web is reached."""

    def through(server: ModelServer) -> str:
        for name in ("no_proxy", "NO_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTP_PROXY", server.base_url.removesuffix("/v1"))
        return "http://models.example/v1"

    return through
