"""What llmock, a server that injects faults and judges clients, has to say about our retries."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from figures import Figure, counted

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import ScribeError
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.llm.chat import CallLimits
from scribe_desktop.providers.llm.openai_client import OpenAIClient
from tests.llmock_server import COMMAND, LlmockServer

MOST_SECONDS = 1200.0
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"subject": {"type": "string"}, "body": {"type": "string"}},
    "required": ["subject", "body"],
    "additionalProperties": False,
}
PATIENCE = 240.0
JITTER = 0.5
_MALFORMED = "malformed_chunk_ignored"
"""llmock takes a malformed stream that it could send to its end for a success, and so misses the retry at times."""

_GAVE_UP = "gave_up"
"""llmock takes every 429 for one that passes; a spent quota does not, and asking again would be wrong."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Behaviours of the server in their order, and whether the question is answered in the end."""

    name: str
    behaviors: Sequence[Mapping[str, Any]]
    answered: bool = True
    tolerated: str = ""


def faults() -> list[Fault]:
    """What can happen between us and a model."""
    passing = (408, 409, 429, 500, 502, 503, 504, 529)
    found = [Fault(f"{one} three times", [_fail(one, 3)]) for one in passing]
    found += [Fault(f"{one} with Retry-After", [_fail(one, 3, retry_after=0.3)]) for one in (429, 500, 503)]
    found += [Fault(f"{one} for ever", [_fail(one, None, retry_after=0.1)], answered=False) for one in (429, 500, 503)]
    found += [Fault(f"{one}", [_fail(one, None)], answered=False) for one in (400, 401, 403, 404, 413, 422)]
    found += [
        Fault("quota spent", [_fail(429, None, code="insufficient_quota", message="quota")], False, _GAVE_UP),
        Fault("too long", [_fail(400, None, code="context_length_exceeded", message="long")], answered=False),
        Fault("mixed", [_fail(429, 1, retry_after=0.2), _fail(503, 1, retry_after=0.2), _fail(500, 1)]),
    ]
    for kind in ("disconnect", "truncate", "malformed"):
        tolerated = _MALFORMED if kind == "malformed" else ""
        for after in (1, 3):
            name = f"stream {kind} after {after}"
            behavior = {"type": "stream_fault", "kind": kind, "after_chunks": after, "times": 2}
            found.append(Fault(name, [behavior], tolerated=tolerated))
    stalled = {"type": "stream_fault", "kind": "stall", "after_chunks": 2, "stall_seconds": 60}
    found.append(Fault("stream stalls", [stalled]))
    return found


def _fail(status: int, times: int | None, **more: Any) -> Mapping[str, Any]:
    return {"type": "fail", "status": status, "times": times, **more}


def judged(server: LlmockServer, fault: Fault) -> str | None:
    """What is wrong with how the fault was met; None when nothing is."""
    server.reset()
    server.script(*fault.behaviors)
    error = _ask(server)
    verdict = server.verdict()
    codes = {str(one.get("code")) for one in verdict["findings"]} - {fault.tolerated}
    if not verdict["passed"] or codes:
        return f"{fault.name}: {', '.join(sorted(codes)) or verdict}"
    if (error is None) is not fault.answered:
        return f"{fault.name}: {'answered' if error is None else error}"
    return None


def _ask(server: LlmockServer) -> str | None:
    """One question by the product's client; the sentence of its error, None for an answer."""
    clock, loop = SystemClock(), IoLoop()
    limits = CallLimits(first_token=20, next_token=1.0)
    # Jitter at its middle: else the second of two waits may be the shorter one, which llmock calls constant.
    client = OpenAIClient(server.base_url, "m-1", "sk-torture-key", loop, clock, limits=limits, random=lambda: JITTER)
    try:
        messages = [{"role": "user", "content": "Write a draft."}]
        client.complete(messages, SCHEMA, "draft", CancelToken(clock.monotonic, clock.wait, PATIENCE))
    except ScribeError as error:
        return error.message
    finally:
        client.close()
        loop.close()
    return None


def rates(server: LlmockServer, questions: int) -> list[str]:
    """Many questions to a server that fails at random; what llmock's own strict report finds fault with."""
    server.reset()
    chosen = random.Random(5)
    kinds = [429, 500, 503, None, None]
    for _ in range(questions):
        status = chosen.choice(kinds)
        if status is not None:
            server.script(_fail(status, chosen.choice((1, 2)), retry_after=chosen.choice((0.1, 0.3))))
        _ask(server)
    report = subprocess.run(
        [*COMMAND, "report", "--strict", "--url", server.url], capture_output=True, text=True, timeout=60, check=False
    )
    return [] if report.returncode == 0 else [(report.stdout + report.stderr).strip()[-400:]]


def run(scale: float) -> list[Figure]:
    """Every fault once, then a server that fails at random."""
    chosen = faults()[:: max(1, round(1 / scale))]
    questions = max(3, round(30 * scale))
    with LlmockServer() as server:
        wrong = [one for one in (judged(server, fault) for fault in chosen) if one]
        unruly = rates(server, questions)
    return [
        counted("faults that llmock finds fault with our answer to", wrong, len(chosen)),
        Figure(
            f"llmock's strict report over {questions} questions",
            "passed" if not unruly else "failed",
            "passed",
            not unruly,
            "; ".join(unruly),
        ),
    ]
