"""The model's client, and what is asked of it in tests."""

from __future__ import annotations

from typing import Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.ports import LLMAnswer
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.llm.chat import CallLimits
from scribe_desktop.providers.llm.openai_client import OpenAIClient

KEY = "sk-test-4711-secret"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"subject": {"type": "string"}},
    "required": ["subject"],
    "additionalProperties": False,
}

MESSAGES = [{"role": "system", "content": "You write."}, {"role": "user", "content": "Write."}]
GOOD = '{"subject": "Cores"}'


def client_of(base_url: str, loop: IoLoop, clock: Any, key: str | None = KEY, **limits: float) -> OpenAIClient:
    return OpenAIClient(
        base_url,
        "m-1",
        key,
        loop,
        clock,
        limits=CallLimits(**limits),  # type: ignore[arg-type]
        random=lambda: 0.5,
    )


def ask(client: OpenAIClient, token: CancelToken, **more: Any) -> LLMAnswer:
    return client.complete(MESSAGES, SCHEMA, "draft", token, **more)
