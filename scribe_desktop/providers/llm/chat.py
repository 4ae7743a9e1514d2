"""One chat completion over the wire, whole or streamed, as a coroutine with its time limits."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scribe_desktop.providers.llm.failures import BrokenReplyError, ForeignReplyError, LateReplyError

if TYPE_CHECKING:
    import openai


@dataclass(frozen=True, slots=True)
class CallLimits:
    """How long things may take, in seconds; `attempts` counts tries of one request."""

    request: float = 90.0
    first_token: float = 300.0
    next_token: float = 60.0
    connect: float = 10.0
    check: float = 10.0
    attempts: int = 4


@dataclass(frozen=True, slots=True)
class ChatReply:
    """What the model said. `finish_reason` is never empty: a reply without one counts as broken off."""

    text: str
    finish_reason: str
    tokens_in: int = 0
    tokens_out: int = 0
    refused: bool = False


async def ask_whole(client: openai.AsyncOpenAI, request: dict[str, Any], limits: CallLimits) -> ChatReply:
    """Ask and wait for the whole answer.

    Raises openai.OpenAIError, BrokenReplyError, LateReplyError, ForeignReplyError.
    """
    try:
        async with asyncio.timeout(limits.request):
            completion: Any = await client.chat.completions.create(**request)
    except TimeoutError as error:
        raise LateReplyError from error
    except json.JSONDecodeError as error:
        raise BrokenReplyError("the body is not JSON") from error
    choices = getattr(completion, "choices", None)
    if not choices:
        raise ForeignReplyError("no choices in the answer")
    choice = choices[0]
    tokens_in, tokens_out = _tokens(completion)
    if not choice.finish_reason:
        raise BrokenReplyError("no finish reason", tokens_in, tokens_out)
    message = choice.message
    return ChatReply(
        getattr(message, "content", None) or "",
        choice.finish_reason,
        tokens_in,
        tokens_out,
        refused=bool(getattr(message, "refusal", None)),
    )


async def ask_streamed(client: openai.AsyncOpenAI, request: dict[str, Any], limits: CallLimits) -> ChatReply:
    """Ask and read the answer token by token: patient with the first, less so between them. Raises as ask_whole."""
    options: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}
    try:
        async with asyncio.timeout(limits.first_token) as limit:
            stream: Any = await client.chat.completions.create(**request, **options)
            if "event-stream" not in stream.response.headers.get("content-type", ""):
                await stream.close()
                raise ForeignReplyError("not a stream of events")
            async with stream:
                return await _read(stream, limit, limits.next_token)
    except TimeoutError as error:
        raise LateReplyError from error
    except json.JSONDecodeError as error:
        raise BrokenReplyError("an event is not JSON") from error


async def _read(stream: Any, limit: asyncio.Timeout, patience: float) -> ChatReply:
    pieces: list[str] = []
    finish_reason, refused, tokens_in, tokens_out = "", False, 0, 0
    async for chunk in stream:
        used_in, used_out = _tokens(chunk)
        tokens_in, tokens_out = tokens_in or used_in, tokens_out or used_out
        choices = getattr(chunk, "choices", None)
        if not choices:
            continue
        finish_reason = choices[0].finish_reason or finish_reason
        delta = choices[0].delta
        content = getattr(delta, "content", None)
        refused = refused or bool(getattr(delta, "refusal", None))
        # Thinking models stream their thoughts in fields of their own; those are tokens too.
        if content or getattr(delta, "model_extra", None):
            limit.reschedule(asyncio.get_running_loop().time() + patience)
        pieces.append(content or "")
    if not finish_reason:
        raise BrokenReplyError("no finish reason", tokens_in, tokens_out)
    return ChatReply("".join(pieces), finish_reason, tokens_in, tokens_out, refused)


def _tokens(answer: Any) -> tuple[int, int]:
    usage = getattr(answer, "usage", None)
    return getattr(usage, "prompt_tokens", None) or 0, getattr(usage, "completion_tokens", None) or 0
