"""The model's client and servers that fail, refuse or stay silent: retries, pauses, time limits, cancelling."""

from __future__ import annotations

import json
import logging
import socket
import threading
from typing import Any

import pytest

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import (
    InterruptReason,
    KeyRefusedError,
    LLMError,
    ModelUnreachableError,
    QuotaSpentError,
    StepTimeoutError,
    WorkInterrupted,
)
from scribe_desktop.providers.io_loop import IoLoop
from tests.fakes import FakeClock, token_for
from tests.integration.llm_world import GOOD, KEY, ask, client_of
from tests.model_server import ModelServer, Reply, failure, stream


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_passing_failures_are_tried_again(loop: IoLoop, clock: FakeClock, status: int) -> None:
    with ModelServer(failure(status), stream(GOOD)) as server:
        assert ask(client_of(server.base_url, loop, clock), token_for(clock)).calls == 2
    assert clock.waits == [0.5]


@pytest.mark.parametrize("status", [400, 403, 404, 413, 418, 422])
def test_other_refusals_are_never_repeated(loop: IoLoop, clock: FakeClock, status: int) -> None:
    with ModelServer(failure(status, f"because of {KEY} " + "x" * 500)) as server:
        with pytest.raises(LLMError) as caught:
            ask(client_of(server.base_url, loop, clock), token_for(clock))
        bodies = [json.dumps(one["body"]) for one in server.requests]
    assert len(set(bodies)) == len(bodies)
    assert clock.waits == []
    assert str(status) in caught.value.message
    assert KEY not in caught.value.message
    assert len(caught.value.message) < 500


def test_waits_grow_and_end_after_four_attempts(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(failure(503)) as server, pytest.raises(ModelUnreachableError) as caught:
        ask(client_of(server.base_url, loop, clock), token_for(clock))
    assert len(server.requests) == 4
    assert clock.waits == [0.5, 1.0, 2.0]
    assert server.base_url in caught.value.message
    assert "503" in caught.value.message


def test_conflict_to_the_end_fails_the_item_only(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(failure(409)) as server, pytest.raises(LLMError, match="409"):
        ask(client_of(server.base_url, loop, clock), token_for(clock))
    assert len(server.requests) == 4


def test_retry_after_in_seconds_is_honoured_and_not_counted_as_work(loop: IoLoop, clock: FakeClock) -> None:
    token = token_for(clock, seconds=60)
    with ModelServer(failure(429, headers={"Retry-After": "100"}), stream(GOOD)) as server:
        ask(client_of(server.base_url, loop, clock), token)
    assert clock.waits == [100.0]
    assert token.remaining() == 60


def test_retry_after_as_a_date_is_honoured(loop: IoLoop, clock: FakeClock) -> None:
    header = {"Retry-After": "Mon, 02 Mar 2026 09:00:45 GMT"}  # the fake clock starts at 09:00:00
    with ModelServer(failure(503, headers=header), stream(GOOD)) as server:
        ask(client_of(server.base_url, loop, clock), token_for(clock))
    assert clock.waits == [45.0]


def test_wait_beyond_two_minutes_pauses_the_queue_instead(loop: IoLoop, clock: FakeClock) -> None:
    reply = failure(429, headers={"Retry-After": "600"})
    with ModelServer(reply) as server, pytest.raises(ModelUnreachableError, match="about 10 minutes"):
        ask(client_of(server.base_url, loop, clock), token_for(clock))
    assert len(server.requests) == 1
    assert clock.waits == []


def test_ordinary_waits_count_as_work(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(failure(503)) as server, pytest.raises(StepTimeoutError):
        ask(client_of(server.base_url, loop, clock), token_for(clock, seconds=1.2))
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "reply",
    [
        failure(429, type="insufficient_quota", code="insufficient_quota"),
        failure(429, type="insufficient_quota"),
        failure(402),
    ],
)
def test_spent_quota_pauses_at_once(loop: IoLoop, clock: FakeClock, reply: Reply) -> None:
    with ModelServer(reply) as server, pytest.raises(QuotaSpentError, match="no quota left"):
        ask(client_of(server.base_url, loop, clock), token_for(clock))
    assert len(server.requests) == 1


def test_refused_key_pauses_without_showing_it(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(failure(401, f"Incorrect key {KEY}")) as server:
        with pytest.raises(KeyRefusedError, match="refused the key") as caught:
            ask(client_of(server.base_url, loop, clock), token_for(clock))
        assert KEY not in caught.value.message
        with pytest.raises(KeyRefusedError, match="asks for a key, and none is set"):
            ask(client_of(server.base_url, loop, clock, key=None), token_for(clock))
    assert len(server.requests) == 2


def test_server_that_is_not_there_is_named_after_four_tries(loop: IoLoop, clock: FakeClock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        address = f"http://reader:hunter2@127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(ModelUnreachableError) as caught:
            ask(client_of(address, loop, clock), token_for(clock))
    assert "at http://127.0.0.1:" in caught.value.message
    assert "cannot be reached (tried 4 times)" in caught.value.message
    assert "hunter2" not in caught.value.message
    assert clock.waits == [0.5, 1.0, 2.0]


def test_redirect_is_not_followed_with_the_key(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(stream(GOOD)) as elsewhere:
        there = {"Location": f"{elsewhere.base_url}/chat/completions"}
        with ModelServer(Reply(307, headers=there)) as server, pytest.raises(LLMError, match="not followed"):
            ask(client_of(server.base_url, loop, clock), token_for(clock))
        assert elsewhere.requests == []


def test_address_that_is_none_is_refused_in_a_sentence(loop: IoLoop, clock: FakeClock) -> None:
    with pytest.raises(LLMError, match="cannot be used"):
        ask(client_of("http://models.example:port/v1", loop, clock), token_for(clock))


def test_silence_before_the_first_token_ends_the_attempt(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(Reply(hold=True), stream(hold=True), stream(GOOD)) as server:
        answer = ask(client_of(server.base_url, loop, clock, first_token=0.3), token_for(clock))
    assert answer.calls == 3  # silent altogether; a role but no token; an answer


def test_silence_between_tokens_ends_the_attempt(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(stream('{"subject"', hold=True), stream(GOOD)) as server:
        answer = ask(client_of(server.base_url, loop, clock, next_token=0.3), token_for(clock))
    assert answer.calls == 2


def test_whole_answer_that_does_not_come_pauses_the_queue(loop: IoLoop, clock: FakeClock, proxied: Any) -> None:
    in_words = r"did not answer in time \(asked 4 times\)"
    with ModelServer(Reply(hold=True)) as server, pytest.raises(ModelUnreachableError, match=in_words):
        ask(client_of(proxied(server), loop, clock, request=0.2), token_for(clock))
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "broken", [stream(GOOD, finish_reason=None), Reply(body="data: {\n\n", content_type="text/event-stream")]
)
def test_stream_that_ends_early_or_is_garbled_is_asked_again(loop: IoLoop, clock: FakeClock, broken: Reply) -> None:
    with ModelServer(broken, stream(GOOD)) as server:
        assert ask(client_of(server.base_url, loop, clock), token_for(clock)).calls == 2


def test_error_inside_a_stream_is_told(loop: IoLoop, clock: FakeClock) -> None:
    event = 'data: {"error": {"message": "the runner died", "code": 500}}\n\n'
    reply = Reply(body=event, content_type="text/event-stream")
    with ModelServer(reply) as server, pytest.raises(LLMError, match="the runner died"):
        ask(client_of(server.base_url, loop, clock), token_for(clock))


@pytest.mark.parametrize("reply", [Reply(hold=True), stream('{"subject"', hold=True)])
def test_cancelling_ends_the_request_and_closes_its_connection(loop: IoLoop, reply: Reply) -> None:
    clock = SystemClock()
    token = CancelToken(clock.monotonic, clock.wait)
    with ModelServer(reply) as server:
        client = client_of(server.base_url, loop, clock)

        def stop() -> None:
            server.arrived.wait()
            token.cancel(InterruptReason.STOPPED)

        threading.Thread(target=stop, daemon=True).start()
        with pytest.raises(WorkInterrupted):
            ask(client, token)
        assert server.left.wait(timeout=10)
    assert len(server.requests) == 1


def test_cancelling_ends_the_wait_for_a_retry(loop: IoLoop) -> None:
    clock = SystemClock()
    token = CancelToken(clock.monotonic, clock.wait)

    def fail_and_cancel(body: Any) -> Reply:
        token.cancel(InterruptReason.CLOSING)
        return failure(503, headers={"Retry-After": "100"})

    with ModelServer(fail_and_cancel) as server, pytest.raises(WorkInterrupted) as caught:
        ask(client_of(server.base_url, loop, clock), token)
    assert caught.value.reason is InterruptReason.CLOSING


def test_one_request_is_in_flight_at_a_time(loop: IoLoop) -> None:
    clock = SystemClock()
    first, second = (CancelToken(clock.monotonic, clock.wait) for _ in range(2))
    outcomes: list[str] = []
    with ModelServer(Reply(hold=True)) as server:
        client = client_of(server.base_url, loop, clock)

        def ask_first() -> None:
            with pytest.raises(WorkInterrupted):
                ask(client, first)
            outcomes.append("first")

        thread = threading.Thread(target=ask_first, daemon=True)
        thread.start()
        assert server.arrived.wait(timeout=10)
        second.cancel(InterruptReason.STOPPED)
        with pytest.raises(WorkInterrupted):
            ask(client, second)
        assert len(server.requests) == 1
        first.cancel(InterruptReason.STOPPED)
        thread.join(timeout=10)
    assert outcomes == ["first"]


def test_the_key_is_not_logged(loop: IoLoop, clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ModelServer(failure(503, KEY), stream(GOOD)) as server:
        ask(client_of(server.base_url, loop, clock), token_for(clock))
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("scribe_desktop")]
    assert any("asking the model again" in one for one in ours)
    assert KEY not in caplog.text
