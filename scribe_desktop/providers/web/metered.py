"""A connection that may receive so many bytes and no more, whatever they are: headers, chunk sizes, trailers."""

from __future__ import annotations

import ssl
from typing import Any

import httpcore2

from scribe_desktop.errors import FetchError

HEAD_BYTES = 128 * 1024
"""Until a response's headers are whole; what came of the body with them counts too."""


class MeteredStream(httpcore2.AsyncNetworkStream):
    """Counts what is received, before any of it is read as HTTP.

    Args:
        where: the host, for the person's sentence.
        allowed: bytes that may be received; over TLS, after decryption.
    """

    def __init__(self, stream: httpcore2.AsyncNetworkStream, where: str, allowed: int = HEAD_BYTES) -> None:
        self._stream = stream
        self._where = where
        self._allowed = allowed
        self._left = allowed

    def allow(self, more: int) -> None:
        """So many bytes more may come."""
        self._left += more

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As httpcore2 asks for it. Raises FetchError when no more may come."""
        if self._left <= 0:
            raise FetchError(f"{self._where} sends more than any page needs, and was left out.")
        data = await self._stream.read(min(max_bytes, self._left), timeout)
        self._left -= len(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As httpcore2 asks for it."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """As httpcore2 asks for it."""
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        """As httpcore2 asks for it."""
        inner = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        return MeteredStream(inner, self._where, self._allowed)

    def get_extra_info(self, info: str) -> Any:
        """As httpcore2 asks for it."""
        return self._stream.get_extra_info(info)
