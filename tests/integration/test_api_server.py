"""Starting and stopping the server, and what its document says."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from scribe_desktop.api.server import ApiServer
from scribe_desktop.bootstrap import open_context
from scribe_desktop.errors import ScribeError
from scribe_desktop.services.app_context import AppContext
from tests.integration.api_world import World, running_api
from tests.ready_folder import put_database


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppContext]:
    app = open_context(put_database(tmp_path).root)
    yield app
    app.close()


def server_of(app: AppContext, port: int = 0) -> ApiServer:
    return ApiServer(app, app.tokens, app.worker_state, port=port)


def test_a_started_server_answers_and_a_stopped_one_does_not(app: AppContext) -> None:
    server = server_of(app)
    assert not server.running
    server.start()
    assert server.running
    assert httpx2.get(f"{server.url}/health", trust_env=False).status_code == 200
    server.stop()
    server.stop()
    assert not server.running
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{server.url}/health", trust_env=False)
    again = server_of(app, server.port)
    again.start()
    again.stop()


def test_it_can_be_stopped_from_any_thread_with_connections_open(app: AppContext) -> None:
    server = server_of(app)
    server.start()
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(5)]
    head = f"POST /api/queue/batch HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: 10\r\n\r\n"
    idle[0].sendall(head.encode())
    stopper = threading.Thread(target=server.stop)
    stopper.start()
    stopper.join(10)
    assert not server.running
    for one in idle:
        one.close()


def test_a_busy_port_is_said_in_a_sentence(app: AppContext) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        server = server_of(app, other.getsockname()[1])
        with pytest.raises(ScribeError, match=r"Port \d+ is in use by another program"):
            server.start()
        assert not server.running
        server.stop()


def test_localhost_is_answered_on_both_of_its_addresses(app: AppContext) -> None:
    server = server_of(app)
    server.start()
    try:
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            with socket.socket(family) as connection:
                try:
                    connection.connect((address, server.port))
                except OSError:
                    assert family == socket.AF_INET6, "this computer may have no IPv6"
                    continue
                connection.sendall(f"GET /health HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
                assert connection.recv(100).startswith(b"HTTP/1.1 200")
        for address in _other_addresses():
            with socket.socket() as connection:
                connection.settimeout(1)
                assert connection.connect_ex((address, server.port)) != 0
    finally:
        server.stop()


def _other_addresses() -> set[str]:
    """This computer's addresses but loopback ones, without a look at any network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            return set()
        return {probe.getsockname()[0]} - {"127.0.0.1", "0.0.0.0"}


def test_it_logs_no_requests_and_prints_nothing(
    app: AppContext, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    server = server_of(app)
    with caplog.at_level(logging.DEBUG):
        server.start()
        httpx2.get(f"{server.url}/api/queue/?name=Varnholt", trust_env=False)
        server.stop()
    assert not [one for one in caplog.records if one.name.startswith("uvicorn") and "Varnholt" in one.getMessage()]
    assert capfd.readouterr() == ("", "")


@pytest.mark.expected_warning("ended unexpectedly")
def test_a_server_that_cannot_start_says_so(app: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*arguments: Any, **named: Any) -> None:
        raise OSError("no more sockets")

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "create_server", fail)
    with pytest.raises(ScribeError, match="did not start"):
        server_of(app).start()


# --- the document ------------------------------------------------------------------------------

PATHS = {
    "/api/queue/": {"get"}, "/api/queue/batch": {"post"}, "/api/queue/summary": {"get"},
    "/api/queue/pause": {"post"}, "/api/queue/resume": {"post"}, "/api/queue/events": {"get"},
    "/api/queue/{item_id}": {"delete"}, "/api/queue/{item_id}/retry": {"post"}, "/api/email/": {"get"},
    "/api/email/generate": {"post"}, "/api/email/status/{task_id}": {"get"},
    "/api/email/{email_id}": {"get", "patch"}, "/api/templates/": {"get", "post"},
    "/api/templates/{template_id}": {"get"}, "/health": {"get"}, "/api/openapi.json": {"get"},
}  # fmt: skip


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with running_api(tmp_path_factory.mktemp("document")) as world, world.new_client(world.read_token) as client:
        found: dict[str, Any] = client.get("/api/openapi.json").json()
        return found


def test_the_document_has_every_route(document: dict[str, Any]) -> None:
    assert {path: set(operations) for path, operations in document["paths"].items()} == PATHS


def test_every_operation_is_described_with_its_errors_and_its_token(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"] and operation["description"], (method, path)
            needed = {"403", "413", "415", "421", "500"} | (set() if path == "/health" else {"401", "429"})
            assert needed <= set(operation["responses"]), (method, path)
            assert operation["security"] == ([] if path == "/health" else [{"token": []}])
            if "requestBody" in operation:
                assert "422" in operation["responses"], (method, path)
            for parameter in operation.get("parameters", ()):
                assert parameter["description"], (method, path, parameter["name"])
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_bodies_have_examples_that_work(tmp_path: Path, document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    def example(schema: dict[str, Any]) -> Any:
        if "$ref" in schema:
            return example(schemas[schema["$ref"].rpartition("/")[2]])
        if "examples" in schema:
            return schema["examples"][0]
        if schema.get("type") == "array":
            return [example(schema["items"])]
        return {name: example(one) for name, one in schema["properties"].items()}

    with running_api(tmp_path) as world:
        for path in ("/api/queue/batch", "/api/email/generate"):
            schema = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
            assert world.client.post(path, json=example(schema)).is_success


def test_there_is_no_page_that_loads_scripts(tmp_path: Path) -> None:
    with running_api(tmp_path) as world:
        for path in ("/", "/docs", "/redoc", "/api/docs", "/openapi.json"):
            assert world.client.get(path).status_code == 404
        assert _is_json(world)


def _is_json(world: World) -> bool:
    return world.client.get("/api/openapi.json").headers["content-type"] == "application/json"
