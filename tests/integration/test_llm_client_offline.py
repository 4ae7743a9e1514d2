"""The model's client without a network, and what it asks before each request."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import BudgetSpentError, ModelUnreachableError, OfflineError
from scribe_desktop.ports import ModelUsage
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.llm.openai_client import OpenAIClient
from tests.fakes import FakeClock, token_for
from tests.integration.llm_world import GOOD, KEY, ask, client_of
from tests.model_server import ModelServer, Reply, stream

BROKEN_OFF = Reply(
    body='data: {"choices": [], "usage": {"prompt_tokens": 40, "completion_tokens": 2}}\n\n',
    content_type="text/event-stream",
)


@pytest.mark.parametrize(
    ("code", "route", "expected"),
    [
        (socket.EAI_AGAIN, True, OfflineError),
        (socket.EAI_NONAME, False, OfflineError),  # what macOS and Windows say without a network
        (socket.EAI_NONAME, True, ModelUnreachableError),
    ],
)
def test_name_that_cannot_be_looked_up_may_mean_no_network(
    loop: IoLoop, monkeypatch: pytest.MonkeyPatch, code: int, route: bool, expected: type[Exception]
) -> None:
    def fail(*asked: Any, **options: Any) -> Any:
        raise socket.gaierror(code, "no")

    clock = FakeClock()
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    monkeypatch.setattr("scribe_desktop.providers.offline._has_route", lambda family, address: route)
    with pytest.raises(expected):
        ask(client_of("http://models.example/v1", loop, clock), token_for(clock))
    assert len(clock.waits) == 3


def test_each_try_is_asked_for_in_its_turn_with_what_the_question_cost_so_far(loop: IoLoop) -> None:
    clock = FakeClock()
    asked: list[tuple[bool, int]] = []
    turn: list[CancelToken] = []

    @contextmanager
    def held(token: CancelToken) -> Iterator[None]:
        turn.append(token)
        yield
        turn.clear()

    def may_ask(messages: Any, schema: Any, max_tokens: int, so_far: ModelUsage) -> None:
        asked.append((bool(turn), so_far.tokens_in + so_far.tokens_out))
        if len(asked) == 2:
            raise BudgetSpentError("Spent.")

    with ModelServer(BROKEN_OFF, stream(GOOD)) as server:
        client = OpenAIClient(server.base_url, "m-1", KEY, loop, clock, turn=held, may_ask=may_ask)
        with pytest.raises(BudgetSpentError):
            ask(client, token_for(clock))
        assert len(server.requests) == 1
    assert asked == [(True, 0), (True, 42)]
