"""The LLMClient port over any OpenAI-compatible server: retries, answer formats, pausing errors."""

from __future__ import annotations

import logging
import random as random_numbers
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.errors import LLMError, ScribeError, UnusableAnswerError
from scribe_desktop.ports import Clock, ContactLedger, LLMAnswer, MayAsk, OnUsage
from scribe_desktop.providers.contacts import note_contact
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.llm.chat import CallLimits, ChatReply, ask_streamed, ask_whole
from scribe_desktop.providers.llm.dialect import Dialect
from scribe_desktop.providers.llm.failures import (
    BrokenReplyError,
    ForeignReplyError,
    ModelServer,
    asked_to_wait,
    check_key,
    is_worth_retrying,
    response_headers,
    translate,
)
from scribe_desktop.providers.llm.json_answer import MismatchError, parse_answer
from scribe_desktop.providers.llm.retries import pause_before_retry
from scribe_desktop.providers.llm.tally import Tally
from scribe_desktop.providers.loopback import is_loopback

if TYPE_CHECKING:
    import openai

LOGGER = logging.getLogger(__name__)
DEFAULT_LIMITS = CallLimits()
# The library insists on a key; servers that need none ignore it.
_NO_KEY = "none"
_LOCK_CHECK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """Whether a model can be used, in a sentence for the person, and the models that its server offers."""

    ok: bool
    sentence: str
    models: tuple[str, ...] = ()


class OpenAIClient:
    """Asks one model at one server; safe to call from several threads, one request is in flight at a time.

    The proxies of the environment are used for servers elsewhere (the person chose the server, so it is trusted,
    and some networks let nothing out without a proxy), never for a server on this computer. Redirects are not
    followed: the key would travel along.

    Args:
        base_url: the server's address up to and without "/chat/completions", usually ending in /v1.
        key: None for servers that need none.
        random: a number from 0 up to 1, for the jitter of waits.
        ledger: told of each request before it is sent.
        used: told of what each question cost, whatever became of it, with the schema's name and the token; not called
            when nothing was sent.
        may_ask: asked before each request, tries of a question after its first too; what it raises, `complete` raises.
        turn: held while a request is in flight, where others than this client ask the model too.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        key: str | None,
        io: IoLoop,
        clock: Clock,
        temperature: float = 0.4,
        limits: CallLimits = DEFAULT_LIMITS,
        random: Callable[[], float] = random_numbers.random,
        ledger: ContactLedger | None = None,
        used: OnUsage = lambda kind, token, usage: None,
        turn: Callable[[CancelToken], AbstractContextManager[object]] = lambda token: nullcontext(),
        may_ask: MayAsk = lambda messages, schema, max_tokens, usage: None,
    ) -> None:
        self._server = ModelServer(base_url.rstrip("/"), model, key or None)
        self._io = io
        self._clock = clock
        self._temperature = temperature
        self._limits = limits
        self._random = random
        self._ledger = ledger
        self._used = used
        self._turn = turn
        self._may_ask = may_ask
        self._dialect = Dialect()
        self._lock = threading.Lock()
        self._client: openai.AsyncOpenAI | None = None

    @property
    def model(self) -> str:
        """The model's name."""
        return self._server.model

    @property
    def is_local(self) -> bool:
        """True when the server is on this computer: its answers are streamed and may take longer."""
        return is_loopback(self._server.base_url)

    def complete(
        self,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        schema_name: str,
        token: CancelToken,
        max_tokens: int = 1500,
    ) -> LLMAnswer:
        """Ask for JSON by schema (see the port). Ends at once when the token is cancelled."""
        tally = Tally()
        with self._one_at_a_time(token):
            try:
                reply = self._ask(messages, schema, schema_name, token, max_tokens, tally)
                data = self._data_of(reply, schema, max_tokens)
            finally:
                if tally.usage.calls:
                    self._used(schema_name, token, tally.usage)
        return LLMAnswer(data, self.model, reply.tokens_in, reply.tokens_out, tally.usage.calls)

    def list_models(self, token: CancelToken) -> tuple[str, ...]:
        """The models that the server offers, in one request without retries. Raises as `complete` does."""
        import openai

        self._note("/models", "(which models there are)", token)
        try:
            models = self._io.run(self._models(self._connected()), token)
        except (openai.OpenAIError, BrokenReplyError, ForeignReplyError) as error:
            raise translate(error, self._server, attempts=1) from error
        names = (one.get("id") for one in models if isinstance(one, dict))
        return tuple(sorted(name for name in names if isinstance(name, str)))

    def check(self, token: CancelToken) -> ModelCheck:
        """Whether the server answers, takes the key and offers the model; costs no tokens. Raises WorkInterrupted."""
        url, model = self._server.shown_url, self.model
        try:
            with token.limited(self._limits.check, "Asking for the list of models") as limited:
                models = self.list_models(limited)
        except ScribeError as error:
            return ModelCheck(False, error.message)
        # Ollama lists "name:latest" for what people call "name".
        if any(one == model or one.startswith(f"{model}:") for one in models):
            return ModelCheck(True, f"The model's server at {url} answers and offers {model}.", models)
        offered = f"It offers {', '.join(models[:8])}." if models else "It lists no models at all."
        return ModelCheck(False, f"The model's server at {url} answers, but does not list {model}. {offered}", models)

    def close(self) -> None:
        """Close idle connections; call it before the loop is closed."""
        client, self._client = self._client, None
        if client:
            self._io.run(client.close(), CancelToken(self._clock.monotonic, self._clock.wait))

    def _ask(
        self,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        schema_name: str,
        token: CancelToken,
        max_tokens: int,
        tally: Tally,
    ) -> ChatReply:
        import openai

        failures = 0
        while True:
            request = self._dialect.request(messages, schema, schema_name, self._temperature, max_tokens)
            # In our turn: what others asked in the meantime is counted by now.
            self._may_ask(messages, schema, max_tokens, tally.usage)
            prompt = "\n\n".join(f"{one['role']}:\n{one['content']}" for one in request["messages"])
            self._note("/chat/completions", prompt, token)
            tally.sent()
            try:
                reply = self._io.run(self._attempt({"model": self.model, **request}), token)
                tally.answered(reply.tokens_in, reply.tokens_out, prompt, reply.text)
                return reply
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self._dialect.adapt(error):
                    self._dialect.forget_guesses()
                    raise translate(error, self._server, tally.usage.calls) from error
            except (openai.OpenAIError, BrokenReplyError, ForeignReplyError) as error:
                failures += 1
                if isinstance(error, BrokenReplyError):
                    tally.broke_off(error.tokens_in, error.tokens_out)
                if failures == self._limits.attempts or not is_worth_retrying(error):
                    raise translate(error, self._server, failures) from error
                self._wait(error, failures, token)

    def _note(self, path: str, sent: str, token: CancelToken) -> None:
        """Tell the ledger, in the caller's thread and before anything is sent. Raises StorageError."""
        token.raise_if_cancelled()
        url = self._server.base_url + path
        note_contact(self._ledger, token.item_id, ContactPurpose.MODEL, url, sent, proxied=not self.is_local)

    def _wait(self, error: Exception, failures: int, token: CancelToken) -> None:
        pause = pause_before_retry(failures, response_headers(error), self._clock.now(), self._random)
        if pause.too_long:
            raise asked_to_wait(self._server, pause.seconds) from error
        LOGGER.info("%s: asking the model again in %.1f s", type(error).__name__, pause.seconds)
        if pause.asked_for:
            token.excuse(pause.seconds)
        token.sleep(pause.seconds)

    def _attempt(self, request: dict[str, Any]) -> Coroutine[Any, Any, ChatReply]:
        ask = ask_streamed if self.is_local else ask_whole
        return ask(self._connected(), request, self._limits)

    def _data_of(self, reply: ChatReply, schema: Mapping[str, Any], max_tokens: int) -> dict[str, Any]:
        if reply.finish_reason == "length":
            raise self._unusable(f"it was cut off at its limit of {max_tokens} tokens")
        if reply.refused or reply.finish_reason == "content_filter":
            raise self._unusable("it declined to answer")
        try:
            data = parse_answer(reply.text, schema)
        except MismatchError as error:
            if not error.found_json:
                self._dialect.adapt_to_prose()
            raise self._unusable(error.reason) from error
        self._dialect.prove()
        return data

    def _unusable(self, reason: str) -> UnusableAnswerError:
        return UnusableAnswerError(
            f"The answer of the model {self.model} cannot be used: {reason}. "
            "Try again; if it happens often, choose another model in Settings."
        )

    async def _models(self, client: openai.AsyncOpenAI) -> Sequence[Any]:
        # Not client.models.list(): it fails on a server that answers with a page in place of JSON.
        answer: Any = await client.get("/models", cast_to=object, options={"timeout": self._limits.check})
        data = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(data, list):
            raise ForeignReplyError("no list of models")
        return data

    def _connected(self) -> openai.AsyncOpenAI:
        if self._client is None:
            check_key(self._server)
            import httpx2
            import openai

            patience = max(self._limits.request, self._limits.first_token)
            http = httpx2.AsyncClient(
                timeout=httpx2.Timeout(patience, connect=self._limits.connect),
                trust_env=not self.is_local,
                follow_redirects=False,
            )
            try:
                self._client = openai.AsyncOpenAI(
                    api_key=self._server.key or _NO_KEY,
                    base_url=self._server.base_url,
                    max_retries=0,
                    http_client=http,
                )
            except httpx2.InvalidURL as error:
                raise LLMError(
                    f"The base URL {self._server.shown_url} cannot be used. Correct it in Settings."
                ) from error
            # Set for OpenAI's own service in the environment (OPENAI_ORG_ID, …), they are nobody else's business.
            self._client.organization = self._client.project = None
            self._client._custom_headers = {}
        return self._client

    @contextmanager
    def _one_at_a_time(self, token: CancelToken) -> Iterator[None]:
        while not self._lock.acquire(timeout=_LOCK_CHECK_SECONDS):
            token.raise_if_cancelled()
        try:
            with self._turn(token):
                yield
        finally:
            self._lock.release()
