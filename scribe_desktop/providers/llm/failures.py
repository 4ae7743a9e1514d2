"""Turns what went wrong with the model's server into the product's errors, by exception type and status alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scribe_desktop.errors import (
    KeyRefusedError,
    LLMError,
    ModelUnreachableError,
    OfflineError,
    QuotaSpentError,
    ScribeError,
)
from scribe_desktop.providers.offline import means_no_network, no_network_sentence

if TYPE_CHECKING:
    import openai

_SPENT_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_REASON_CHARACTERS = 200


class BrokenReplyError(Exception):
    """The server began to answer, but the answer was cut off or garbled: as good as a broken connection.

    The tokens are those that the server had counted by then.
    """

    def __init__(self, reason: str = "", tokens_in: int = 0, tokens_out: int = 0) -> None:
        super().__init__(reason)
        self.tokens_in = tokens_in
        self.tokens_out = tokens_out


class LateReplyError(BrokenReplyError):
    """The server did not answer in time."""


class ForeignReplyError(Exception):
    """What answers at this address does not speak the OpenAI protocol."""


@dataclass(frozen=True, slots=True)
class ModelServer:
    """The server as the person's sentences name it. The key is here only to be kept out of them."""

    base_url: str
    model: str
    key: str | None

    @property
    def shown_url(self) -> str:
        """The base URL without a user name, password or query."""
        parts = urlsplit(self.base_url)
        host = parts.netloc.rpartition("@")[2]
        return f"{parts.scheme}://{host}{parts.path}"

    def without_key(self, text: str) -> str:
        """The text in one line, cut short, without the key."""
        if self.key:
            text = text.replace(self.key, "[key]")
        text = " ".join(text.split())
        return text if len(text) <= _REASON_CHARACTERS else text[: _REASON_CHARACTERS - 1] + "…"


def is_quota_spent(error: Exception) -> bool:
    """True when the account has nothing left: waiting does not help."""
    import openai

    if not isinstance(error, openai.APIError):
        return False
    return error.code in _SPENT_CODES or error.type in _SPENT_CODES or _status(error) == 402


def is_worth_retrying(error: Exception) -> bool:
    """True for broken connections, timeouts, 408, 409, 429 (quota left) and 5xx; never for another 4xx."""
    import openai

    if is_quota_spent(error):
        return False
    passing = (
        BrokenReplyError,
        openai.APIConnectionError,
        openai.ConflictError,
        openai.RateLimitError,
        openai.InternalServerError,
    )
    return isinstance(error, passing) or _status(error) == 408


def response_headers(error: Exception) -> Mapping[str, str]:
    """The headers of the response that the error came with, names in lower case; empty without one."""
    import openai

    return error.response.headers if isinstance(error, openai.APIStatusError) else {}


def translate(error: Exception, server: ModelServer, attempts: int) -> ScribeError:
    """The product's error for a failure that is not tried again. `attempts` is how often it was tried."""
    import openai

    url = server.shown_url
    if isinstance(error, ForeignReplyError):
        return LLMError(
            f"What answers at {url} is not a model's server. Check the base URL in Settings: it usually ends in /v1."
        )
    if isinstance(error, openai.AuthenticationError):
        return KeyRefusedError(_key_sentence(server))
    if is_quota_spent(error):
        return QuotaSpentError(
            f"The account at {url} has no quota left. Add credit there or choose another model in Settings, "
            "then start the queue again."
        )
    if isinstance(error, openai.APIConnectionError) and means_no_network(error):
        return OfflineError(no_network_sentence(f"The model's server at {url}"))
    if is_worth_retrying(error) and not isinstance(error, openai.ConflictError):
        return ModelUnreachableError(_unreachable_sentence(error, url, attempts))
    if isinstance(error, openai.APIStatusError):
        return LLMError(_refusal_sentence(error, server))
    reason = server.without_key(_reason(error)) or "it gave no reason."
    return LLMError(f"The model's server at {url} broke off with an error: {reason}")


def check_key(server: ModelServer) -> None:
    """Raises KeyRefusedError for a key that cannot be sent at all: what was typed or pasted is no key."""
    if server.key and not (server.key.isascii() and server.key.isprintable() and " " not in server.key):
        raise KeyRefusedError(
            f"The key for the model's server at {server.shown_url} has characters that no key has, such as an accent, "
            "a space or a line break. Enter it again in Settings or in SCRIBE_LLM_API_KEY."
        )


def asked_to_wait(server: ModelServer, seconds: float) -> ModelUnreachableError:
    """For a server that wants to be left alone for longer than the queue waits."""
    minutes = max(1, round(seconds / 60))
    unit = "minute" if minutes == 1 else "minutes"
    return ModelUnreachableError(
        f"The model's server at {server.shown_url} takes no more requests for about {minutes} {unit}. "
        "Start the queue again after that."
    )


def _key_sentence(server: ModelServer) -> str:
    if not server.key:
        return (
            f"The model's server at {server.shown_url} asks for a key, and none is set. "
            "Set it in Settings or in SCRIBE_LLM_API_KEY."
        )
    return (
        f"The model's server at {server.shown_url} refused the key (401). "
        "Check the key in Settings or in SCRIBE_LLM_API_KEY."
    )


def _unreachable_sentence(error: Exception, url: str, attempts: int) -> str:
    import openai

    times = "once" if attempts == 1 else f"{attempts} times"
    status = _status(error)
    if status is not None:
        return (
            f"The model's server at {url} answered only with errors (last: {status}; asked {times}). "
            "It may be overloaded: wait a little, then start again, or check the base URL in Settings."
        )
    if isinstance(error, (LateReplyError, openai.APITimeoutError)):
        return (
            f"The model's server at {url} did not answer in time (asked {times}). "
            "Check that it is running and not busy, then start again."
        )
    if isinstance(error, BrokenReplyError):
        return (
            f"The answers of the model's server at {url} broke off (asked {times}). "
            "Check that it is running and that the connection holds, then start again."
        )
    return (
        f"The model's server at {url} cannot be reached (tried {times}). "
        "Check that it is running, that the base URL in Settings is right, and that this computer is online."
    )


def _refusal_sentence(error: openai.APIStatusError, server: ModelServer) -> str:
    url, status = server.shown_url, error.status_code
    reason = server.without_key(_reason(error))
    detail = f" It says: {reason}" if reason else ""
    if 300 <= status < 400:
        return (
            f"The model's server at {url} sends requests on to another address ({status}), which is not followed "
            "because the key would go there too. Enter the final address as base URL in Settings."
        )
    if status == 403:
        return f"The model's server at {url} does not allow this key to use {server.model} (403).{detail}"
    if status == 404:
        return (
            f"The model's server at {url} knows no model named {server.model}, or the base URL is wrong (404). "
            f"Check both in Settings.{detail}"
        )
    if status == 413:
        return f"The request is too large for the model's server at {url} (413).{detail}"
    return f"The model's server at {url} refused the request ({status}).{detail}"


def _reason(error: Exception) -> str:
    import openai

    body = error.body if isinstance(error, openai.APIError) else None
    if isinstance(body, Mapping):
        message = body.get("message") or body.get("detail")
        return message if isinstance(message, str) else ""
    return body if isinstance(body, str) and "<" not in body else ""


def _status(error: Exception) -> int | None:
    import openai

    return error.status_code if isinstance(error, openai.APIStatusError) else None
