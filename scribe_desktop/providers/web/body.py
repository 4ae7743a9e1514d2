"""Reads a response's body within limits: bytes on the wire, bytes after gzip."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable

from scribe_desktop.errors import FetchError

MAX_WIRE_BYTES = 2 * 1024 * 1024
MAX_DECODED_BYTES = 4 * 1024 * 1024
_GZIP = zlib.MAX_WBITS | 16


async def read_body(chunks: AsyncIterable[bytes], encoding: str, where: str, max_wire: int = MAX_WIRE_BYTES) -> bytes:
    """Collect a body, decoding gzip piece by piece so that a small body cannot fill the memory.

    Args:
        chunks: the body as it comes, without its transfer encoding.
        encoding: the Content-Encoding header, lower case; empty for none.
        where: the address, for the person's sentence.

    Raises:
        FetchError: more than `max_wire` bytes came, they decode to more than 4 MB, or they are encoded in another
            way than gzip, damaged or cut off.
    """
    if encoding in ("", "identity"):
        decoder = None
    elif encoding in ("gzip", "x-gzip"):
        decoder = _Gunzip(where)
    else:
        raise FetchError(f"{where} came compressed as {encoding[:40]!r}, which is not read here.")
    body = bytearray()
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        if received > max_wire:
            raise FetchError(f"{where} is larger than {_megabytes(max_wire)} MB, and was left out.")
        if decoder is None:
            body += chunk
        else:
            decoder.feed(chunk, body)
    if decoder is not None and received:
        decoder.finish()
    return bytes(body)


class _Gunzip:
    """gzip, several members too, up to 4 MB in all."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._stream = zlib.decompressobj(_GZIP)

    def feed(self, data: bytes, body: bytearray) -> None:
        while data:
            if self._stream.eof:
                self._stream = zlib.decompressobj(_GZIP)
            try:
                # One byte more than may come tells a body that ends at the limit from one that goes on.
                body += self._stream.decompress(data, MAX_DECODED_BYTES + 1 - len(body))
            except zlib.error as error:
                raise FetchError(f"{self._where} came damaged (gzip), and was left out.") from error
            if len(body) > MAX_DECODED_BYTES:
                raise FetchError(f"{self._where} is larger than 4 MB unpacked, and was left out.")
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail

    def finish(self) -> None:
        if not self._stream.eof:
            raise FetchError(f"{self._where} came cut off in the middle, and was left out.")


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:g}"
