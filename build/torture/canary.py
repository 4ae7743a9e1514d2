"""A canary that nothing may reach, a public web that only exists on loopback, and the list of who was called."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpcore2

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.web import addresses
from scribe_desktop.providers.web.network import Resolver
from scribe_desktop.providers.web.pacing import HostPacer
from scribe_desktop.providers.web.public_fetcher import PublicFetcher
from tests.integration.web_server import WebServer, web_server

PUBLIC = "8.8.4.4"
"""An address that looks public; connections to it are led to a server on loopback."""
PATIENCE = 60.0
"""Seconds after which a fetch that hangs is given up."""


class Canary:
    """Listens on every address of this computer, at one port, and counts who comes."""

    def __init__(self) -> None:
        self.visits = 0
        self._listeners = [socket.create_server(("0.0.0.0", 0))]
        self.port: int = self._listeners[0].getsockname()[1]
        if socket.has_ipv6:
            with contextlib.suppress(OSError):  # a computer without IPv6 has no ::1 to be reached at
                self._listeners.append(socket.create_server(("::", self.port), family=socket.AF_INET6))
        for listener in self._listeners:
            threading.Thread(target=self._count, args=(listener,), daemon=True).start()

    def _count(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()

    def close(self) -> None:
        """Stop listening."""
        for listener in self._listeners:
            listener.close()


class Routes(httpcore2.AsyncNetworkBackend):
    """Leads connections to PUBLIC to the server on loopback, notes all others and lets only loopback through."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._real = httpcore2.AnyIOBackend()
        self.strangers: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """As httpcore2 asks for it."""
        if host == PUBLIC:
            return await self._real.connect_tcp("127.0.0.1", self._server_port, timeout)
        self.strangers.append(f"{host} port {port}")
        if not is_own(host):
            raise httpcore2.ConnectError(f"{host} is not reached from a test")
        return await self._real.connect_tcp(host, port, timeout)

    async def sleep(self, seconds: float) -> None:
        """As httpcore2 asks for it."""
        await self._real.sleep(seconds)


class NoPauses(HostPacer):
    """Lets every request through at once."""

    async def turn(self, host: str) -> None:
        """At once."""


class PretendWeb:
    """A fetcher whose public web is one server on loopback, and a canary that it must not reach.

    Args:
        names: what a host name is answered with at each lookup; other names must be literal addresses in any form.
        guarded: False to show that the cases would reach the canary without the guard.
    """

    def __init__(
        self,
        server: WebServer,
        names: Callable[[str], Sequence[str] | None],
        guarded: bool = True,
        page_seconds: float = 20.0,
        verify: Any = True,
    ) -> None:
        self.server = server
        self.canary = Canary()
        self.routes = Routes(server.port)
        self.loop = IoLoop()
        self.fetcher = PublicFetcher(
            self.loop,
            SystemClock().now,
            resolver=_resolver(names),
            pacer=NoPauses(),
            page_seconds=page_seconds,
            verify=verify,
        )
        self.fetcher._backend._backend = self.routes  # type: ignore[assignment]
        if not guarded:
            self.fetcher._backend._approve = lambda host, port, addresses: None

    def token(self) -> CancelToken:
        """For one fetch."""
        clock = SystemClock()
        return CancelToken(clock.monotonic, clock.wait, PATIENCE)

    def close(self) -> None:
        """End it."""
        self.loop.close()
        self.canary.close()


@contextmanager
def pretend_web(names: Callable[[str], Sequence[str] | None], **options: Any) -> Iterator[PretendWeb]:
    """A pretended web for the length of a with block; the canary's port counts as one of the web's."""
    before = addresses.PUBLIC_PORTS
    with web_server(options.pop("tls", None)) as server:
        web = PretendWeb(server, names, **options)
        # So that nothing but the address stands between a page and the canary, on computers where port 80 is taken.
        addresses.PUBLIC_PORTS = before | {web.canary.port}
        try:
            yield web
        finally:
            addresses.PUBLIC_PORTS = before
            web.close()


def is_own(host: str) -> bool:
    """Whether an address leads to this computer."""
    return host.startswith(("127.", "::ffff:127.", "::ffff:7f")) or host in ("::1", "0.0.0.0", "::")


def _resolver(names: Callable[[str], Sequence[str] | None]) -> Resolver:
    def resolve(host: str, port: int) -> Sequence[str]:
        known = names(host.rstrip(".").lower())
        if known is not None:
            return known
        # The system's reading of 0x7f.1 and the like, without asking anybody.
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    return resolve
