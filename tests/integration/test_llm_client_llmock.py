"""The model's client against llmock, which injects faults and judges how a client retries."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import LLMError, ModelUnreachableError, UnusableAnswerError
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.llm.chat import CallLimits
from scribe_desktop.providers.llm.openai_client import OpenAIClient
from tests.llmock_server import COMMAND, LlmockServer

STRING = {"type": "string"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "subject": {"type": "string"},
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "evidence_ids": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["text", "evidence_ids"],
                "additionalProperties": False,
            },
        },
        "kind": {"enum": ["research", "book"]},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["subject", "statements", "kind", "note"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def running() -> Iterator[LlmockServer]:
    with LlmockServer() as server:
        yield server


@pytest.fixture
def llmock_process(running: LlmockServer) -> LlmockServer:
    running.reset()
    return running


def client_of(server: LlmockServer, loop: IoLoop, limits: CallLimits) -> OpenAIClient:
    return OpenAIClient(server.base_url, "m-1", None, loop, SystemClock(), limits=limits, random=lambda: 0.1)


@pytest.fixture
def client(running: LlmockServer, loop: IoLoop) -> Iterator[OpenAIClient]:
    made = client_of(running, loop, CallLimits())
    yield made
    made.close()


def ask(client: OpenAIClient) -> Any:
    clock = SystemClock()
    messages = [{"role": "user", "content": "Write a draft."}]
    return client.complete(messages, SCHEMA, "draft", CancelToken(clock.monotonic, clock.wait))


def assert_clean(server: LlmockServer) -> None:
    verdict = server.verdict()
    assert verdict["passed"], verdict
    assert verdict["findings"] == []


def test_answer_by_schema_is_read(client: OpenAIClient, llmock_process: LlmockServer) -> None:
    answer = ask(client)
    assert set(answer.data) == {"subject", "statements", "kind", "note"}
    assert answer.data["kind"] == "research"
    assert answer.calls == 1
    assert answer.tokens_in > 0
    assert answer.tokens_out > 0
    assert_clean(llmock_process)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_faults_that_pass_are_retried_as_a_good_client_does(
    client: OpenAIClient, llmock_process: LlmockServer, status: int
) -> None:
    llmock_process.script({"type": "fail", "status": status, "times": 3, "retry_after": 0.1})
    assert ask(client).calls == 4
    assert_clean(llmock_process)


def test_backoff_without_a_wish_of_the_server_is_clean(client: OpenAIClient, llmock_process: LlmockServer) -> None:
    llmock_process.script({"type": "fail", "status": 500, "times": 3})
    assert ask(client).calls == 4
    assert_clean(llmock_process)


def test_giving_up_is_clean(client: OpenAIClient, llmock_process: LlmockServer) -> None:
    llmock_process.script({"type": "fail", "status": 429, "times": None, "retry_after": 0.1})
    with pytest.raises(ModelUnreachableError):
        ask(client)
    assert len(llmock_process.requests()) == 4
    assert_clean(llmock_process)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_refusals_are_not_repeated(client: OpenAIClient, llmock_process: LlmockServer, status: int) -> None:
    llmock_process.script({"type": "fail", "status": status, "times": None})
    with pytest.raises(Exception, match=str(status) if status != 401 else "key"):
        ask(client)
    assert_clean(llmock_process)


def test_context_that_is_too_long_is_asked_once(client: OpenAIClient, llmock_process: LlmockServer) -> None:
    llmock_process.script({"type": "fail", "status": 400, "code": "context_length_exceeded", "message": "too long"})
    with pytest.raises(LLMError, match="too long"):
        ask(client)
    assert len(llmock_process.requests()) == 1


@pytest.mark.parametrize("kind", ["disconnect", "truncate", "malformed"])
def test_broken_streams_are_noticed_and_asked_again(
    client: OpenAIClient, llmock_process: LlmockServer, kind: str
) -> None:
    llmock_process.script({"type": "stream_fault", "kind": kind, "after_chunks": 3, "times": 3})
    assert ask(client).calls == 4
    verdict = llmock_process.verdict()
    assert verdict["passed"], verdict
    # llmock takes a malformed stream that it could send to its end for a success, and so misses the retry at times.
    assert {one["code"] for one in verdict["findings"]} <= {"malformed_chunk_ignored"}


def test_stalled_stream_is_left_and_asked_again(loop: IoLoop, llmock_process: LlmockServer) -> None:
    llmock_process.script({"type": "stream_fault", "kind": "stall", "after_chunks": 3, "stall_seconds": 60})
    assert ask(client_of(llmock_process, loop, CallLimits(next_token=1.0))).calls >= 2
    assert_clean(llmock_process)


def test_slow_first_token_may_take_longer_than_the_ones_after_it(loop: IoLoop, llmock_process: LlmockServer) -> None:
    llmock_process.script({"type": "slow_first_token", "seconds": 1.5})
    assert ask(client_of(llmock_process, loop, CallLimits(next_token=1.0))).calls == 1


def test_prose_is_unusable(client: OpenAIClient, llmock_process: LlmockServer) -> None:
    llmock_process.script({"type": "reply", "text": "Dear Professor,"})
    with pytest.raises(UnusableAnswerError):
        ask(client)


def test_check_lists_the_models(client: OpenAIClient, llmock_process: LlmockServer) -> None:
    clock = SystemClock()
    result = client.check(CancelToken(clock.monotonic, clock.wait))
    assert not result.ok
    assert "does not list m-1" in result.sentence
    assert result.models


def test_report_of_llmock_passes_strictly(client: OpenAIClient, llmock_process: LlmockServer) -> None:
    llmock_process.script(
        {"type": "fail", "status": 429, "retry_after": 0.2},
        {"type": "fail", "status": 503, "retry_after": 0.2},
        {"type": "fail", "status": 500},
    )
    ask(client)
    report = subprocess.run(
        [*COMMAND, "report", "--strict", "--url", llmock_process.url],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert report.returncode == 0, report.stdout + report.stderr
