"""Connects httpx2 to addresses that were resolved once and approved, never to a name that could change in between."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import httpcore2
import httpx2

from scribe_desktop.providers.io_loop import in_daemon_thread
from scribe_desktop.providers.web.metered import MeteredStream

Resolver = Callable[[str, int], Sequence[str]]
"""Host and port to literal addresses, in the order to try them. Blocks; raises OSError (socket.gaierror)."""
Approve = Callable[[str, int, Sequence[str]], None]
"""Host, port and addresses; raises when the connection must not be made."""
Announce = Callable[[str, int], Awaitable[None]]
"""Host and port, before each connection that was approved; raises when it cannot be noted, so must not be made."""

MAX_ADDRESSES_TRIED = 4


def system_resolver(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says; without doubles."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class ApprovedBackend(httpcore2.AsyncNetworkBackend):
    """Resolves once, asks for approval of all addresses, and connects to one of them by its literal.

    TLS keeps the name for SNI and for the certificate, because only the connecting is done here. `metered` connections
    are MeteredStreams: their responses have them as the extension "network_stream".
    """

    def __init__(
        self, resolver: Resolver, approve: Approve, announce: Announce | None = None, metered: bool = False
    ) -> None:
        self._resolver = resolver
        self._approve = approve
        self._announce = announce
        self._metered = metered
        self._backend = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect within the timeout, name lookup included. Raises httpcore2's errors and what `approve` raises."""
        deadline = None if timeout is None else time.monotonic() + timeout
        try:
            addresses = await self._looked_up(host, port, timeout)
        except _LateLookup as error:
            raise httpcore2.ConnectTimeout(f"the lookup of {host} took too long") from error
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(str(error)) from error
        if not addresses:
            raise httpcore2.ConnectError(f"{host} has no address")
        self._approve(host, port, addresses)
        if self._announce is not None:
            await self._announce(host, port)
        candidates = addresses[:MAX_ADDRESSES_TRIED]
        for index, address in enumerate(candidates):
            left = None if deadline is None else (deadline - time.monotonic()) / (len(candidates) - index)
            try:
                literal = str(ipaddress.ip_address(address))  # a name must not slip through to a second lookup
            except ValueError as error:
                raise httpcore2.ConnectError(f"{host} was looked up as {address!r}, which is no address") from error
            try:
                stream = await self._backend.connect_tcp(
                    literal, port, timeout=left, local_address=local_address, socket_options=socket_options
                )
                return MeteredStream(stream, host) if self._metered else stream
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if index == len(candidates) - 1:
                    raise
        raise AssertionError("unreachable")

    async def _looked_up(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        try:
            async with asyncio.timeout(timeout):
                return await in_daemon_thread(lambda: self._resolver(host.strip("[]"), port), "dns")
        except TimeoutError as error:
            raise _LateLookup(socket.EAI_AGAIN, "nobody answered in time") from error

    async def sleep(self, seconds: float) -> None:
        """Part of httpcore2's contract."""
        await asyncio.sleep(seconds)


class _LateLookup(socket.gaierror):
    """Nobody answers lookups: what a computer shows that has lost its way to the internet (see offline.py)."""


class ApprovedTransport(httpx2.AsyncHTTPTransport):
    """httpx2's transport over an ApprovedBackend. No proxies, no environment, HTTP/1.1, no kept connections."""

    def __init__(self, backend: ApprovedBackend, verify: Any = True) -> None:
        context = httpx2.create_ssl_context(verify=verify, trust_env=False)
        super().__init__(verify=context, trust_env=False)
        # httpx2 has no way to hand a backend over; its transport speaks to the pool through this attribute alone.
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=context,
            max_connections=None,
            max_keepalive_connections=0,
            network_backend=backend,
        )
