"""The server: uvicorn in a thread of its own, started and stopped by whoever holds the data folder open."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from scribe_desktop.api.app import build_app
from scribe_desktop.api.auth import Gatekeeper, Tokens
from scribe_desktop.api.guards import Guards
from scribe_desktop.api.parts import ApiParts
from scribe_desktop.api.protocol import DeadlineProtocol
from scribe_desktop.api.queue_answers import QueueAnswers
from scribe_desktop.api.queue_events import QueueEvents
from scribe_desktop.api.rate_limit import RateLimiter
from scribe_desktop.errors import PortError, ScribeError
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.services.worker_state import WorkerState

logger = logging.getLogger(__name__)

DEFAULT_PORT = 8417
START_SECONDS = 10.0
STOP_SECONDS = 3.0
GRACE_SECONDS = 1
"""How long answers that are under way may take once the server is asked to stop."""

KEEP_ALIVE_SECONDS = 30
"""How long a connection may wait for its next request: longer than clients pause between two polls."""

_HEADERS = [("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin")]


class ApiServer:
    """Answers on loopback until it is stopped. `start` and `stop` may be called from any thread, each once.

    Args:
        tokens: `services.access_tokens.AccessTokens`.
        worker_state: what the worker is doing, for /health.
        port: 0 for any free one (see `port`).
    """

    def __init__(
        self,
        context: AppContext,
        tokens: Tokens,
        worker_state: Callable[[], WorkerState],
        port: int = DEFAULT_PORT,
        host: str = "127.0.0.1",
    ) -> None:
        self._context = context
        self._tokens = tokens
        self._worker_state = worker_state
        self._host = host
        self._port = port
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port in use, once started."""
        return self._port

    @property
    def url(self) -> str:
        """The base URL, without a final slash."""
        return f"http://{self._host}:{self._port}"

    @property
    def running(self) -> bool:
        """Whether it answers."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Return when the socket accepts. Raises ScribeError when the port cannot be had."""
        sockets = self._listening()
        context = self._context
        answers = QueueAnswers(context.queue, context.clock, context.events, context.new_watcher())
        events = QueueEvents(context.queue, context.clock, context.events, answers)
        app = build_app(ApiParts(context, answers, events, self._worker_state))
        monotonic = context.clock.monotonic
        guards = Guards(app, self._hosts, Gatekeeper(self._tokens, monotonic), RateLimiter(monotonic))
        config = uvicorn.Config(
            guards,
            http=DeadlineProtocol,
            loop="asyncio",
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level=logging.CRITICAL,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            headers=_HEADERS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self._server = _Server(config, events, answers)
        self._thread = threading.Thread(target=self._server.run_with, args=(sockets,), name="local-api", daemon=True)
        self._thread.start()
        if not self._server.ready.wait(START_SECONDS) or not self._server.accepting:
            self.stop()
            raise ScribeError("The local API did not start. The log has the details.")
        logger.info("The local API answers at %s", self.url)

    def stop(self) -> None:
        """End it; answers under way have a second to finish. A second call does nothing."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(STOP_SECONDS - 0.5)
        if self._thread.is_alive():
            self._server.force_exit = True
            self._thread.join(0.5)

    def _hosts(self) -> frozenset[bytes]:
        return frozenset(f"{name}:{self._port}".encode() for name in ("127.0.0.1", "localhost", "[::1]"))

    def _listening(self) -> list[socket.socket]:
        """Listening sockets for the host and, where there is IPv6, ::1, which `localhost` may mean as well."""
        first = _bound(socket.AF_INET, self._host, self._port)
        self._port = first.getsockname()[1]
        try:
            return [first, _bound(socket.AF_INET6, "::1", self._port)]
        except _Unavailable:
            return [first]
        except ScribeError:
            first.close()
            raise


class _Unavailable(ScribeError):
    """This computer has no such address."""

    def __init__(self, host: str) -> None:
        super().__init__(f"This computer has no address {host}, so the local API cannot answer there.")


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    try:
        # asyncio sets TCP_NODELAY only where the protocol is named; without it an answer may wait 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise _Unavailable(host) from error
    try:
        if sys.platform == "win32":
            # There, SO_REUSEADDR would let another program take the port over.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno == errno.EACCES:
            raise PortError(
                f"Port {port} may not be used by this program. Choose another one, between 1024 and 65535."
            ) from error
        if error.errno == errno.EADDRINUSE:
            raise PortError(
                f"Port {port} is in use by another program, so the local API cannot answer there. "
                "End that program, or choose another port."
            ) from error
        raise _Unavailable(host) from error
    return listener


class _Server(uvicorn.Server):
    """uvicorn's server, with the task that tells listeners about the queue beside it."""

    def __init__(self, config: uvicorn.Config, events: QueueEvents, answers: QueueAnswers) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self.accepting = False
        self._events = events
        self._answers = answers
        self._telling: asyncio.Task[None] | None = None

    def run_with(self, sockets: list[socket.socket]) -> None:
        """The thread's whole life."""
        try:
            self.run(sockets)
        except Exception:
            logger.exception("The local API ended unexpectedly")
        finally:
            self._answers.close()
            for one in sockets:
                one.close()
            self.ready.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept."""
        await super().startup(sockets)
        self._telling = asyncio.create_task(self._events.run())
        await asyncio.sleep(0)
        self.accepting = True
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End streams first: they would never end by themselves."""
        if self._telling is not None:
            self._telling.cancel()
            with suppress(asyncio.CancelledError):
                await self._telling
        await super().shutdown(sockets)
