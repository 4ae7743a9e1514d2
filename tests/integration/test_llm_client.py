"""The model's client against a server that answers exactly as told: answers, formats, what it checks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import (
    LLMError,
    UnusableAnswerError,
)
from scribe_desktop.ports import LLMAnswer
from scribe_desktop.providers.io_loop import IoLoop
from tests.fakes import FakeClock, token_for
from tests.integration.llm_world import GOOD, KEY, MESSAGES, SCHEMA, ask, client_of
from tests.model_server import ModelServer, Reply, completion, failure, stream


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def test_local_model_is_streamed_and_its_tokens_are_counted(loop: IoLoop, clock: FakeClock) -> None:
    reply = stream('{"sub', 'ject": ', '"Cores"}', usage={"prompt_tokens": 9, "completion_tokens": 4})
    with ModelServer(reply) as server:
        answer = ask(client_of(server.base_url, loop, clock), token_for(clock), max_tokens=77)
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


def test_model_elsewhere_is_asked_whole_and_through_the_proxy(loop: IoLoop, clock: FakeClock, proxied: Any) -> None:
    with ModelServer(completion(GOOD)) as server:
        answer = ask(client_of(proxied(server), loop, clock), token_for(clock))
    assert answer == LLMAnswer({"subject": "Cores"}, "m-1", tokens_in=0, tokens_out=0, calls=1)
    assert server.requests[0]["path"] == "http://models.example/v1/chat/completions"
    assert "stream" not in server.requests[0]["body"]


def test_local_model_is_never_asked_through_the_proxy(loop: IoLoop, clock: FakeClock, proxied: Any) -> None:
    with ModelServer(failure(502)) as proxy, ModelServer(stream(GOOD)) as server:
        proxied(proxy)
        assert ask(client_of(server.base_url, loop, clock), token_for(clock)).data == {"subject": "Cores"}
        assert proxy.requests == []


def test_environment_of_the_openai_service_goes_nowhere_else(
    loop: IoLoop, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://other.example/v1")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-private")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-private")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Private: yes\nAuthorization: Bearer sk-custom")
    with ModelServer(stream(GOOD)) as server:
        ask(client_of(server.base_url, loop, clock, key=None), token_for(clock))
    sent = json.dumps(server.requests[0]["headers"])
    assert "private" not in sent.lower()
    assert "sk-" not in sent


def only(*understood: str) -> Any:
    """A server that understands these response formats ("" for none)."""

    def reply(body: Any) -> Reply:
        asked = body.get("response_format", {}).get("type", "")
        return stream(GOOD) if asked in understood else failure(400, "response_format is not supported")

    return reply


@pytest.mark.parametrize(("understood", "calls"), [(("json_object", ""), 2), (("",), 3)])
def test_format_that_the_server_knows_is_found_and_remembered(
    loop: IoLoop, clock: FakeClock, understood: tuple[str, ...], calls: int
) -> None:
    with ModelServer(only(*understood)) as server:
        client = client_of(server.base_url, loop, clock)
        assert ask(client, token_for(clock)).calls == calls
        assert ask(client, token_for(clock)).calls == 1
    last = server.requests[-1]["body"]
    assert last.get("response_format", {}).get("type", "") == understood[0]
    assert '"subject"' in last["messages"][-1]["content"]
    assert [one["role"] for one in last["messages"]] == ["system", "user"]
    assert clock.waits == []


def test_format_ignored_in_silence_is_asked_for_in_words_the_next_time(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(stream("Dear Professor,"), stream(GOOD)) as server:
        client = client_of(server.base_url, loop, clock)
        with pytest.raises(UnusableAnswerError, match="holds no JSON object"):
            ask(client, token_for(clock))
        assert ask(client, token_for(clock)).data == {"subject": "Cores"}
    assert server.requests[1]["body"]["response_format"] == {"type": "json_object"}
    assert "JSON Schema" in server.requests[1]["body"]["messages"][-1]["content"]


def test_refusal_of_every_format_is_the_requests_own_and_forgotten(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(failure(422, "too odd"), failure(422), failure(422, "too odd"), stream(GOOD)) as server:
        client = client_of(server.base_url, loop, clock)
        with pytest.raises(LLMError, match=r"refused the request \(422\)\. It says: too odd"):
            ask(client, token_for(clock))
        ask(client, token_for(clock))
    assert server.requests[3]["body"]["response_format"]["type"] == "json_schema"


def test_refusal_after_a_good_answer_is_not_about_the_format(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(stream(GOOD), failure(400, "no")) as server:
        client = client_of(server.base_url, loop, clock)
        ask(client, token_for(clock))
        with pytest.raises(LLMError):
            ask(client, token_for(clock))
    assert len(server.requests) == 2


def test_parameters_that_the_model_refuses_are_left_out(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(
        failure(400, param="max_tokens", code="unsupported_parameter"),
        failure(400, param="temperature", code="unsupported_value"),
        stream(GOOD),
    ) as server:
        answer = ask(client_of(server.base_url, loop, clock), token_for(clock))
    assert answer.calls == 3
    body = server.requests[2]["body"]
    assert body["max_completion_tokens"] == 1500
    assert "max_tokens" not in body
    assert "temperature" not in body
    assert body["response_format"]["type"] == "json_schema"


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
    loop: IoLoop, clock: FakeClock, reply: Reply, reason: str
) -> None:
    with ModelServer(reply) as server, pytest.raises(UnusableAnswerError) as caught:
        ask(client_of(server.base_url, loop, clock), token_for(clock))
    assert reason in caught.value.message
    assert "m-1" in caught.value.message
    assert len(server.requests) == 1


def test_whole_answer_without_content_is_unusable(loop: IoLoop, clock: FakeClock, proxied: Any) -> None:
    with ModelServer(completion(None)) as server, pytest.raises(UnusableAnswerError):
        ask(client_of(proxied(server), loop, clock), token_for(clock))


def test_page_in_place_of_a_model_is_named_as_such(loop: IoLoop, clock: FakeClock, proxied: Any) -> None:
    page = Reply(body="<html>Welcome</html>", content_type="text/html")
    with ModelServer(page) as server:
        for address in (server.base_url, proxied(server)):
            client = client_of(address, loop, clock)
            with pytest.raises(LLMError, match=r"not a model's server.*/v1"):
                ask(client, token_for(clock))
            assert not client.check(token_for(clock)).ok
    assert clock.waits == []


def models(*names: str) -> Reply:
    return Reply(body=json.dumps({"object": "list", "data": [{"id": name, "object": "model"} for name in names]}))


@pytest.mark.parametrize("names", [("m-0", "m-1"), ("m-1:latest",)])
def test_check_finds_the_model(loop: IoLoop, clock: FakeClock, names: tuple[str, ...]) -> None:
    with ModelServer(models(*names)) as server:
        client = client_of(server.base_url, loop, clock)
        result = client.check(token_for(clock))
        client.close()
    assert result.ok
    assert result.models == names
    assert server.requests[0]["path"] == "/v1/models"


def test_check_names_what_is_wrong(loop: IoLoop, clock: FakeClock) -> None:
    with ModelServer(models("other"), models(), failure(401), failure(404), failure(503)) as server:
        client = client_of(server.base_url, loop, clock)
        results = [client.check(token_for(clock)) for _ in range(5)]
    assert not any(one.ok for one in results)
    for result, words in zip(
        results, ["It offers other.", "lists no models", "refused the key", "404", "503"], strict=True
    ):
        assert words in result.sentence
    assert len(server.requests) == 5


def test_check_of_a_silent_server_ends_in_a_sentence(loop: IoLoop) -> None:
    clock = SystemClock()
    with ModelServer(Reply(hold=True)) as server:
        result = client_of(server.base_url, loop, clock, check=0.3).check(CancelToken(clock.monotonic, clock.wait))
    assert not result.ok
    assert result.sentence.endswith(".")
