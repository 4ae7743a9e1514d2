"""The model's client against a server that answers exactly as told."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Iterator
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
    UnusableAnswerError,
    WorkInterrupted,
)
from scribe_desktop.ports import LLMAnswer
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.llm.chat import CallLimits
from scribe_desktop.providers.llm.openai_client import OpenAIClient
from tests.fakes import FakeClock, token_for
from tests.model_server import ModelServer, Reply, completion, failure, stream

KEY = "sk-test-4711-secret"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"subject": {"type": "string"}},
    "required": ["subject"],
    "additionalProperties": False,
}
MESSAGES = [{"role": "system", "content": "You write."}, {"role": "user", "content": "Write."}]
GOOD = '{"subject": "Cores"}'


@pytest.fixture
def io() -> Iterator[IoLoop]:
    loop = IoLoop()
    yield loop
    loop.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let a loopback server stand for one elsewhere: as the proxy through which all of the web is reached."""

    def through(server: ModelServer) -> str:
        for name in ("no_proxy", "NO_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTP_PROXY", server.base_url.removesuffix("/v1"))
        return "http://models.example/v1"

    return through


def client_of(base_url: str, io: IoLoop, clock: Any, key: str | None = KEY, **limits: float) -> OpenAIClient:
    return OpenAIClient(
        base_url,
        "m-1",
        key,
        io,
        clock,
        limits=CallLimits(**limits),  # type: ignore[arg-type]
        random=lambda: 0.5,
    )


def ask(client: OpenAIClient, token: CancelToken, **more: Any) -> LLMAnswer:
    return client.complete(MESSAGES, SCHEMA, "draft", token, **more)


# --- answers -----------------------------------------------------------------------------------


def test_local_model_is_streamed_and_its_tokens_are_counted(io: IoLoop, clock: FakeClock) -> None:
    reply = stream('{"sub', 'ject": ', '"Cores"}', usage={"prompt_tokens": 9, "completion_tokens": 4})
    with ModelServer(reply) as server:
        answer = ask(client_of(server.base_url, io, clock), token_for(clock), max_tokens=77)
    assert answer == LLMAnswer({"subject": "Cores"}, "m-1", tokens_in=9, tokens_out=4, calls=1)
    sent = server.requests[0]
    assert sent["path"] == "/v1/chat/completions"
    assert sent["headers"]["authorization"] == f"Bearer {KEY}"
    assert sent["body"]["stream"] is True
    assert sent["body"]["model"] == "m-1"
    assert sent["body"]["temperature"] == 0.4
    assert sent["body"]["max_tokens"] == 77
    assert sent["body"]["messages"] == MESSAGES
    assert sent["body"]["response_format"]["json_schema"] == {"name": "draft", "schema": SCHEMA, "strict": True}


def test_model_elsewhere_is_asked_whole_and_through_the_proxy(io: IoLoop, clock: FakeClock, proxied: Any) -> None:
    with ModelServer(completion(GOOD)) as server:
        answer = ask(client_of(proxied(server), io, clock), token_for(clock))
    assert answer == LLMAnswer({"subject": "Cores"}, "m-1", tokens_in=0, tokens_out=0, calls=1)
    assert server.requests[0]["path"] == "http://models.example/v1/chat/completions"
    assert "stream" not in server.requests[0]["body"]


def test_local_model_is_never_asked_through_the_proxy(io: IoLoop, clock: FakeClock, proxied: Any) -> None:
    with ModelServer(failure(502)) as proxy, ModelServer(stream(GOOD)) as server:
        proxied(proxy)
        assert ask(client_of(server.base_url, io, clock), token_for(clock)).data == {"subject": "Cores"}
        assert proxy.requests == []


def test_environment_of_the_openai_service_goes_nowhere_else(
    io: IoLoop, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://other.example/v1")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-private")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-private")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Private: yes\nAuthorization: Bearer sk-custom")
    with ModelServer(stream(GOOD)) as server:
        ask(client_of(server.base_url, io, clock, key=None), token_for(clock))
    sent = json.dumps(server.requests[0]["headers"])
    assert "private" not in sent.lower()
    assert "sk-" not in sent


# --- formats -----------------------------------------------------------------------------------


def only(*understood: str) -> Any:
    """A server that understands these response formats ("" for none)."""

    def reply(body: Any) -> Reply:
        asked = body.get("response_format", {}).get("type", "")
        return stream(GOOD) if asked in understood else failure(400, "response_format is not supported")

    return reply


@pytest.mark.parametrize(("understood", "calls"), [(("json_object", ""), 2), (("",), 3)])
def test_format_that_the_server_knows_is_found_and_remembered(
    io: IoLoop, clock: FakeClock, understood: tuple[str, ...], calls: int
) -> None:
    with ModelServer(only(*understood)) as server:
        client = client_of(server.base_url, io, clock)
        assert ask(client, token_for(clock)).calls == calls
        assert ask(client, token_for(clock)).calls == 1
    last = server.requests[-1]["body"]
    assert last.get("response_format", {}).get("type", "") == understood[0]
    assert '"subject"' in last["messages"][-1]["content"]
    assert [one["role"] for one in last["messages"]] == ["system", "user"]
    assert clock.waits == []


def test_format_ignored_in_silence_is_asked_for_in_words_the_next_time(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(stream("Dear Professor,"), stream(GOOD)) as server:
        client = client_of(server.base_url, io, clock)
        with pytest.raises(UnusableAnswerError, match="holds no JSON object"):
            ask(client, token_for(clock))
        assert ask(client, token_for(clock)).data == {"subject": "Cores"}
    assert server.requests[1]["body"]["response_format"] == {"type": "json_object"}
    assert "JSON Schema" in server.requests[1]["body"]["messages"][-1]["content"]


def test_refusal_of_every_format_is_the_requests_own_and_forgotten(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(failure(422, "too odd"), failure(422), failure(422, "too odd"), stream(GOOD)) as server:
        client = client_of(server.base_url, io, clock)
        with pytest.raises(LLMError, match=r"refused the request \(422\)\. It says: too odd"):
            ask(client, token_for(clock))
        ask(client, token_for(clock))
    assert server.requests[3]["body"]["response_format"]["type"] == "json_schema"


def test_refusal_after_a_good_answer_is_not_about_the_format(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(stream(GOOD), failure(400, "no")) as server:
        client = client_of(server.base_url, io, clock)
        ask(client, token_for(clock))
        with pytest.raises(LLMError):
            ask(client, token_for(clock))
    assert len(server.requests) == 2


def test_parameters_that_the_model_refuses_are_left_out(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(
        failure(400, param="max_tokens", code="unsupported_parameter"),
        failure(400, param="temperature", code="unsupported_value"),
        stream(GOOD),
    ) as server:
        answer = ask(client_of(server.base_url, io, clock), token_for(clock))
    assert answer.calls == 3
    body = server.requests[2]["body"]
    assert body["max_completion_tokens"] == 1500
    assert "max_tokens" not in body
    assert "temperature" not in body
    assert body["response_format"]["type"] == "json_schema"


# --- unusable answers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (stream('{"subj', finish_reason="length"), "cut off at its limit of 1500 tokens"),
        (stream("", finish_reason="content_filter"), "declined"),
        (stream('{"subject": 5}'), "“subject” of the answer is not string"),
        (stream(""), "holds no JSON object"),
    ],
)
def test_unusable_answer_says_why_and_is_not_asked_for_again(
    io: IoLoop, clock: FakeClock, reply: Reply, reason: str
) -> None:
    with ModelServer(reply) as server, pytest.raises(UnusableAnswerError) as caught:
        ask(client_of(server.base_url, io, clock), token_for(clock))
    assert reason in caught.value.message
    assert "m-1" in caught.value.message
    assert len(server.requests) == 1


def test_whole_answer_without_content_is_unusable(io: IoLoop, clock: FakeClock, proxied: Any) -> None:
    with ModelServer(completion(None)) as server, pytest.raises(UnusableAnswerError):
        ask(client_of(proxied(server), io, clock), token_for(clock))


def test_page_in_place_of_a_model_is_named_as_such(io: IoLoop, clock: FakeClock, proxied: Any) -> None:
    page = Reply(body="<html>Welcome</html>", content_type="text/html")
    with ModelServer(page) as server:
        for address in (server.base_url, proxied(server)):
            client = client_of(address, io, clock)
            with pytest.raises(LLMError, match=r"not a model's server.*/v1"):
                ask(client, token_for(clock))
            assert not client.check(token_for(clock)).ok
    assert clock.waits == []


# --- retries -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_passing_failures_are_tried_again(io: IoLoop, clock: FakeClock, status: int) -> None:
    with ModelServer(failure(status), stream(GOOD)) as server:
        assert ask(client_of(server.base_url, io, clock), token_for(clock)).calls == 2
    assert clock.waits == [0.5]


@pytest.mark.parametrize("status", [400, 403, 404, 413, 418, 422])
def test_other_refusals_are_never_repeated(io: IoLoop, clock: FakeClock, status: int) -> None:
    with ModelServer(failure(status, f"because of {KEY} " + "x" * 500)) as server:
        with pytest.raises(LLMError) as caught:
            ask(client_of(server.base_url, io, clock), token_for(clock))
        bodies = [json.dumps(one["body"]) for one in server.requests]
    assert len(set(bodies)) == len(bodies)
    assert clock.waits == []
    assert str(status) in caught.value.message
    assert KEY not in caught.value.message
    assert len(caught.value.message) < 500


def test_waits_grow_and_end_after_four_attempts(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(failure(503)) as server, pytest.raises(ModelUnreachableError) as caught:
        ask(client_of(server.base_url, io, clock), token_for(clock))
    assert len(server.requests) == 4
    assert clock.waits == [0.5, 1.0, 2.0]
    assert server.base_url in caught.value.message
    assert "503" in caught.value.message


def test_conflict_to_the_end_fails_the_item_only(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(failure(409)) as server, pytest.raises(LLMError, match="409"):
        ask(client_of(server.base_url, io, clock), token_for(clock))
    assert len(server.requests) == 4


def test_retry_after_in_seconds_is_honoured_and_not_counted_as_work(io: IoLoop, clock: FakeClock) -> None:
    token = token_for(clock, seconds=60)
    with ModelServer(failure(429, headers={"Retry-After": "100"}), stream(GOOD)) as server:
        ask(client_of(server.base_url, io, clock), token)
    assert clock.waits == [100.0]
    assert token.remaining() == 60


def test_retry_after_as_a_date_is_honoured(io: IoLoop, clock: FakeClock) -> None:
    header = {"Retry-After": "Mon, 02 Mar 2026 09:00:45 GMT"}  # the fake clock starts at 09:00:00
    with ModelServer(failure(503, headers=header), stream(GOOD)) as server:
        ask(client_of(server.base_url, io, clock), token_for(clock))
    assert clock.waits == [45.0]


def test_wait_beyond_two_minutes_pauses_the_queue_instead(io: IoLoop, clock: FakeClock) -> None:
    reply = failure(429, headers={"Retry-After": "600"})
    with ModelServer(reply) as server, pytest.raises(ModelUnreachableError, match="about 10 minutes"):
        ask(client_of(server.base_url, io, clock), token_for(clock))
    assert len(server.requests) == 1
    assert clock.waits == []


def test_ordinary_waits_count_as_work(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(failure(503)) as server, pytest.raises(StepTimeoutError):
        ask(client_of(server.base_url, io, clock), token_for(clock, seconds=1.2))
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "reply",
    [
        failure(429, type="insufficient_quota", code="insufficient_quota"),
        failure(429, type="insufficient_quota"),
        failure(402),
    ],
)
def test_spent_quota_pauses_at_once(io: IoLoop, clock: FakeClock, reply: Reply) -> None:
    with ModelServer(reply) as server, pytest.raises(QuotaSpentError, match="no quota left"):
        ask(client_of(server.base_url, io, clock), token_for(clock))
    assert len(server.requests) == 1


def test_refused_key_pauses_without_showing_it(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(failure(401, f"Incorrect key {KEY}")) as server:
        with pytest.raises(KeyRefusedError, match="refused the key") as caught:
            ask(client_of(server.base_url, io, clock), token_for(clock))
        assert KEY not in caught.value.message
        with pytest.raises(KeyRefusedError, match="asks for a key, and none is set"):
            ask(client_of(server.base_url, io, clock, key=None), token_for(clock))
    assert len(server.requests) == 2


def test_server_that_is_not_there_is_named_after_four_tries(io: IoLoop, clock: FakeClock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        address = f"http://reader:hunter2@127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(ModelUnreachableError) as caught:
            ask(client_of(address, io, clock), token_for(clock))
    assert "at http://127.0.0.1:" in caught.value.message
    assert "cannot be reached (tried 4 times)" in caught.value.message
    assert "hunter2" not in caught.value.message
    assert clock.waits == [0.5, 1.0, 2.0]


def test_redirect_is_not_followed_with_the_key(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(stream(GOOD)) as elsewhere:
        there = {"Location": f"{elsewhere.base_url}/chat/completions"}
        with ModelServer(Reply(307, headers=there)) as server, pytest.raises(LLMError, match="not followed"):
            ask(client_of(server.base_url, io, clock), token_for(clock))
        assert elsewhere.requests == []


def test_address_that_is_none_is_refused_in_a_sentence(io: IoLoop, clock: FakeClock) -> None:
    with pytest.raises(LLMError, match="cannot be used"):
        ask(client_of("http://models.example:port/v1", io, clock), token_for(clock))


# --- time and cancelling -----------------------------------------------------------------------


def test_silence_before_the_first_token_ends_the_attempt(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(Reply(hold=True), stream(hold=True), stream(GOOD)) as server:
        answer = ask(client_of(server.base_url, io, clock, first_token=0.3), token_for(clock))
    assert answer.calls == 3  # silent altogether; a role but no token; an answer


def test_silence_between_tokens_ends_the_attempt(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(stream('{"subject"', hold=True), stream(GOOD)) as server:
        answer = ask(client_of(server.base_url, io, clock, next_token=0.3), token_for(clock))
    assert answer.calls == 2


def test_whole_answer_that_does_not_come_pauses_the_queue(io: IoLoop, clock: FakeClock, proxied: Any) -> None:
    in_words = r"did not answer in time \(asked 4 times\)"
    with ModelServer(Reply(hold=True)) as server, pytest.raises(ModelUnreachableError, match=in_words):
        ask(client_of(proxied(server), io, clock, request=0.2), token_for(clock))
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "broken", [stream(GOOD, finish_reason=None), Reply(body="data: {\n\n", content_type="text/event-stream")]
)
def test_stream_that_ends_early_or_is_garbled_is_asked_again(io: IoLoop, clock: FakeClock, broken: Reply) -> None:
    with ModelServer(broken, stream(GOOD)) as server:
        assert ask(client_of(server.base_url, io, clock), token_for(clock)).calls == 2


def test_error_inside_a_stream_is_told(io: IoLoop, clock: FakeClock) -> None:
    event = 'data: {"error": {"message": "the runner died", "code": 500}}\n\n'
    reply = Reply(body=event, content_type="text/event-stream")
    with ModelServer(reply) as server, pytest.raises(LLMError, match="the runner died"):
        ask(client_of(server.base_url, io, clock), token_for(clock))


@pytest.mark.parametrize("reply", [Reply(hold=True), stream('{"subject"', hold=True)])
def test_cancelling_ends_the_request_and_closes_its_connection(io: IoLoop, reply: Reply) -> None:
    clock = SystemClock()
    token = CancelToken(clock.monotonic, clock.wait)
    with ModelServer(reply) as server:
        client = client_of(server.base_url, io, clock)

        def stop() -> None:
            server.arrived.wait()
            token.cancel(InterruptReason.STOPPED)

        threading.Thread(target=stop, daemon=True).start()
        with pytest.raises(WorkInterrupted):
            ask(client, token)
        assert server.left.wait(timeout=10)
    assert len(server.requests) == 1


def test_cancelling_ends_the_wait_for_a_retry(io: IoLoop) -> None:
    clock = SystemClock()
    token = CancelToken(clock.monotonic, clock.wait)

    def fail_and_cancel(body: Any) -> Reply:
        token.cancel(InterruptReason.CLOSING)
        return failure(503, headers={"Retry-After": "100"})

    with ModelServer(fail_and_cancel) as server, pytest.raises(WorkInterrupted) as caught:
        ask(client_of(server.base_url, io, clock), token)
    assert caught.value.reason is InterruptReason.CLOSING


def test_one_request_is_in_flight_at_a_time(io: IoLoop) -> None:
    clock = SystemClock()
    first, second = (CancelToken(clock.monotonic, clock.wait) for _ in range(2))
    outcomes: list[str] = []
    with ModelServer(Reply(hold=True)) as server:
        client = client_of(server.base_url, io, clock)

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


def test_the_key_is_not_logged(io: IoLoop, clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ModelServer(failure(503, KEY), stream(GOOD)) as server:
        ask(client_of(server.base_url, io, clock), token_for(clock))
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("scribe_desktop")]
    assert any("asking the model again" in one for one in ours)
    assert KEY not in caplog.text


# --- checking ----------------------------------------------------------------------------------


def models(*names: str) -> Reply:
    return Reply(body=json.dumps({"object": "list", "data": [{"id": name, "object": "model"} for name in names]}))


@pytest.mark.parametrize("names", [("m-0", "m-1"), ("m-1:latest",)])
def test_check_finds_the_model(io: IoLoop, clock: FakeClock, names: tuple[str, ...]) -> None:
    with ModelServer(models(*names)) as server:
        client = client_of(server.base_url, io, clock)
        result = client.check(token_for(clock))
        client.close()
    assert result.ok
    assert result.models == names
    assert server.requests[0]["path"] == "/v1/models"


def test_check_names_what_is_wrong(io: IoLoop, clock: FakeClock) -> None:
    with ModelServer(models("other"), models(), failure(401), failure(404), failure(503)) as server:
        client = client_of(server.base_url, io, clock)
        results = [client.check(token_for(clock)) for _ in range(5)]
    assert not any(one.ok for one in results)
    for result, words in zip(
        results, ["It offers other.", "lists no models", "refused the key", "404", "503"], strict=True
    ):
        assert words in result.sentence
    assert len(server.requests) == 5


def test_check_of_a_silent_server_ends_in_a_sentence(io: IoLoop) -> None:
    clock = SystemClock()
    with ModelServer(Reply(hold=True)) as server:
        result = client_of(server.base_url, io, clock, check=0.3).check(CancelToken(clock.monotonic, clock.wait))
    assert not result.ok
    assert result.sentence.endswith(".")
