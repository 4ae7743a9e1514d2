"""Pages that try to eat time or memory, each as a handler of the small server in tests/integration/web_server.py."""

from __future__ import annotations

import functools
import gzip
import random
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.integration.web_server import Handler, Request, answer

MEBIBYTE = 1024 * 1024
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
OK = b"HTTP/1.1 200 OK\r\n" + HTML
ROBOTS = "/robots.txt"


@dataclass(frozen=True, slots=True)
class Bomb:
    """`path` is what is asked for, `handlers` what the server says; `readable` when some text of it may be kept."""

    name: str
    handlers: dict[str, Handler]
    readable: bool = False
    path: str = "/a"


def _raw(pieces: Callable[[], Iterator[bytes]]) -> Handler:
    """Send pieces until they end or the client has had enough."""

    def send(request: Request) -> None:
        for piece in pieces():
            request.connection.sendall(piece)

    return send


def _slowly(head: bytes, piece: bytes = b"x", seconds: float = 1.0) -> Handler:
    def pieces() -> Iterator[bytes]:
        yield head
        while True:
            time.sleep(seconds)
            yield piece

    return _raw(pieces)


def _for_ever(head: bytes, piece: bytes, most: int) -> Handler:
    """The head, then the piece again and again, `most` bytes of it in all."""

    def pieces() -> Iterator[bytes]:
        yield head
        for _ in range(most // len(piece)):
            yield piece

    return _raw(pieces)


def _silent(request: Request) -> None:
    request.connection.settimeout(60)
    request.connection.recv(1)


@functools.cache
def zeros_packed(size: int) -> bytes:
    """So many bytes of nothing, as gzip: a thousandth of their size."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    block = bytes(MEBIBYTE)
    return b"".join(packer.compress(block) for _ in range(size // MEBIBYTE)) + packer.flush()


def _prose(size: int) -> str:
    """Text that names the person in every other sentence."""
    random_words = random.Random(7)
    words = (
        "sediment",
        "tide",
        "coast",
        "harbour",
        "Dr.",
        "e.g.",
        "(1998)",
        "model",
        "Karlsvale University",
        "“drift”",
    )
    parts: list[str] = []
    length = 0
    while length < size:
        sentence = " ".join(random_words.choices(words, k=11)) + ". Ilse Varnholt studies it."
        parts.append(f"<p>{sentence}</p>" if len(parts) % 5 == 0 else sentence)
        length += len(parts[-1])
    return " ".join(parts)


def _page(body: str | bytes, **headers: str) -> dict[str, Handler]:
    return {"/a": answer(body.encode() if isinstance(body, str) else body, **headers)}


def _gzipped(body: bytes, **headers: str) -> dict[str, Handler]:
    return {"/a": answer(body, Content_Encoding="gzip", **headers)}


def bombs(scale: float = 1.0) -> list[Bomb]:
    """All of them; with a smaller scale the large ones are smaller, though still above every limit."""
    gibibyte = max(16, round(1024 * scale)) * MEBIBYTE
    headers = max(1, round(200 * scale)) * MEBIBYTE
    return [*_packed(gibibyte), *_wire(headers), *_slow(), *_elsewhere(), *_parsers(), *_texts()]


def _packed(gibibyte: int) -> list[Bomb]:
    packed = zeros_packed(gibibyte)
    empty = gzip.compress(b"")
    # 4 bytes of brotli that stand for millions are not needed: what is not asked for is not unpacked at all.
    return [
        Bomb("1 GiB as gzip", _gzipped(packed)),
        Bomb("gzip in gzip", {"/a": answer(gzip.compress(packed), Content_Encoding="gzip, gzip")}),
        Bomb("gzip in gzip, named once", _gzipped(gzip.compress(packed)), readable=True),
        Bomb("100,000 gzip members", _gzipped(empty * 100_000), readable=True),
        Bomb("gzip cut off", _gzipped(gzip.compress(b"<p>x</p>" * 9000)[:-20])),
        Bomb("gzip damaged", _gzipped(gzip.compress(b"<p>x</p>" * 9000)[:40] + b"\xff" * 400)),
        Bomb("brotli", {"/a": answer(b"\x1b" + b"\xff" * 800, Content_Encoding="br")}),
        Bomb("zstd", {"/a": answer(b"\x28\xb5\x2f\xfd" + b"\xff" * 800, Content_Encoding="zstd")}),
        Bomb("deflate", {"/a": answer(zlib.compress(bytes(MEBIBYTE)), Content_Encoding="deflate")}),
    ]


def _wire(headers: int) -> list[Bomb]:
    line = b"X-Filler: " + b"x" * 8000 + b"\r\n"
    chunked = OK + b"Transfer-Encoding: chunked\r\n\r\n"
    return [
        Bomb("200 MB of headers", {"/a": _for_ever(OK, line, headers)}),
        Bomb("one header of 200 MB", {"/a": _for_ever(OK + b"X: ", b"x" * 65536, headers)}),
        Bomb("an endless status line", {"/a": _for_ever(b"HTTP/1.1 200 ", b"O" * 65536, headers)}),
        Bomb("a body without an end", {"/a": _for_ever(OK + b"\r\n", b"<p>x</p>" * 8192, headers)}),
        Bomb("chunks without an end", {"/a": _for_ever(chunked, b"10\r\n<p>0123456789abc\r\n", headers // 4)}),
        Bomb("a chunk of 16 EiB", {"/a": _for_ever(chunked + b"ffffffffffffffff\r\n", b"<p>x</p>" * 8192, headers)}),
        Bomb("endless chunk extension", {"/a": _for_ever(chunked + b"1;a=", b"x" * 65536, headers)}),
        Bomb(
            "a chunk extension each byte",
            {"/a": _for_ever(chunked, b"1;" + b"x" * 4000 + b"\r\nx\r\n", headers)},
        ),
        Bomb(
            "endless trailers",
            {"/a": _for_ever(chunked + b"5\r\n<p>hi\r\n0\r\n", line, headers)},
            readable=True,
        ),
        Bomb("endless 100 Continue", {"/a": _for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500, headers)}),
        Bomb(
            "length too small", {"/a": _raw(lambda: iter([OK + b"Content-Length: 3\r\n\r\n<p>Far more</p>" * 9]))}, True
        ),
        Bomb("length too large", {"/a": _raw(lambda: iter([OK + b"Content-Length: 999999999\r\n\r\n<p>x</p>"]))}),
        Bomb("length below zero", {"/a": _raw(lambda: iter([OK + b"Content-Length: -1\r\n\r\n<p>x</p>"]))}),
        Bomb(
            "length and chunks",
            {"/a": _raw(lambda: iter([chunked[:-2] + b"Content-Length: 3\r\n\r\n3\r\n<p>\r\n0\r\n\r\n"]))},
            readable=True,
        ),
        Bomb("no HTTP at all", {"/a": _for_ever(b"\x00\x01\x02", b"\xff" * 65536, headers)}),
    ]


def _slow() -> list[Bomb]:
    return [
        Bomb("a byte a second", {"/a": _slowly(OK + b"Content-Length: 100000\r\n\r\n")}),
        Bomb("headers a byte a second", {"/a": _slowly(OK + b"X-Slow: ")}),
        Bomb("a header line a second", {"/a": _slowly(OK, b"X-Slow: 1\r\n")}),
        Bomb("an empty chunk's byte a second", {"/a": _slowly(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0")}),
        Bomb("silence", {"/a": _silent}),
        Bomb("robots.txt a byte a second", {ROBOTS: _slowly(OK + b"Content-Length: 100000\r\n\r\n"), "/a": answer()}),
    ]


def _elsewhere() -> list[Bomb]:
    def on(request: Request) -> None:
        # Each redirect to an address that was not seen before, so that no memory of visited ones could end it.
        number = int(request.target.partition("=")[2] or 0) + 1
        answer(b"", "302 Found", Location=f"{request.target.partition('?')[0]}?n={number}")(request)

    long_line = b"Disallow: /" + b"*a" * 2000 + b"$\r\n"
    return [
        Bomb("endless redirects", {"/a": on}, path="/a?n=0"),
        Bomb("slow redirects", {"/a": _slow_redirect}),
        Bomb("a redirect of 60 kB", {"/a": answer(b"", "302 Found", Location="/" + "a" * 60_000)}),
        Bomb("robots.txt of 100 MB", {ROBOTS: _for_ever(b"HTTP/1.1 200 OK\r\n\r\n", long_line, 100 * MEBIBYTE)}),
        Bomb(
            "robots.txt of stars",
            {ROBOTS: answer(b"User-agent: *\r\n" + long_line * 100, content_type="text/plain"), "/a": answer()},
            readable=True,
            path="/" + "a" * 1800,
        ),
        Bomb(
            "robots.txt of 30,000 rules",
            {
                ROBOTS: answer(
                    b"User-agent: *\r\n" + b"".join(b"Allow: /x%d*y\r\n" % n for n in range(30_000)),
                    content_type="text/plain",
                ),
                "/a": answer(),
            },
            readable=True,
        ),
        Bomb("robots.txt redirects for ever", {ROBOTS: on, "/a": answer()}, readable=True),
    ]


def _slow_redirect(request: Request) -> None:
    time.sleep(5)
    answer(b"", "302 Found", Location="/a")(request)


def _parsers() -> list[Bomb]:
    attributes = " ".join(f"a{number}=b" for number in range(40_000))
    styles = "".join(f".c{number}{{display:none}}" for number in range(40_000))
    return [
        Bomb("40,000 attributes", _page(f"<p {attributes}>x</p>"), readable=True),
        Bomb("10,000 nested tags", _page("<div>" * 10_000 + "text" + "</div>" * 10_000), readable=True),
        Bomb("200,000 nested tags", _page("<b>" * 200_000 + "text"), readable=True),
        Bomb("250,000 elements", _page("<p>a" * 250_000), readable=True),
        Bomb("40,000 style rules", _page(f"<style>{styles}</style>" + "<p class=c1>x</p>" * 9000), readable=True),
        Bomb("a style of 1 MB", _page("<p style='" + "left:-" * 180_000 + "'>x</p>"), readable=True),
        Bomb("a style of brackets", _page("<style>" + "{" * 500_000 + "</style><p>x</p>"), readable=True),
        Bomb("a comment of 2 MB", _page("<!--" + "-" * 2_000_000), readable=True),
        Bomb("20,000 frames in frames", _page("<iframe srcdoc='<p>x'>" * 20_000), readable=True),
        Bomb("20,000 tables", _page("<table><tr><td>" * 20_000), readable=True),
        Bomb(
            "a billion laughs",
            _page(
                '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
                '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><html><p>&c;</p></html>',
                content_type="application/xhtml+xml",
            ),
            readable=True,
        ),
        Bomb("2 MB of noise", _page(random.Random(3).randbytes(2_000_000)), readable=True),
        Bomb("2 MB of zeros", _page(bytes(2_000_000)), readable=True),
    ]


def _texts() -> list[Bomb]:
    def plain(text: str) -> dict[str, Handler]:
        return _gzipped(gzip.compress(text.encode()), content_type="text/plain; charset=utf-8")

    wrong = ["utf-16", "utf-7", "bz2", "rot13", "unicode_escape", "idna", "x-unknown", "utf-32", "big5"]
    body = "<p>Grüße aus Karlsvale, 東京, und ein Absatz über Sedimente.</p>" * 2000
    charsets: Sequence[Bomb] = [
        Bomb(f"charset {one}", _page(body, content_type=f"text/html; charset={one}"), readable=True) for one in wrong
    ]
    return [
        *charsets,
        Bomb("4 MB of prose about the person", _gzipped(gzip.compress(_prose(4_000_000).encode())), readable=True),
        Bomb("4 MB in one word", plain("a" * 4_000_000), readable=True),
        Bomb("4 MB of names", plain("Ilse Varnholt " * 280_000), readable=True),
        Bomb("4 MB of initials", plain("I. " * 1_300_000), readable=True),
        Bomb("4 MB of full stops", plain(". " * 2_000_000), readable=True),
        Bomb("4 MB of quotes", plain("“" * 1_300_000), readable=True),
        Bomb("2 million lines", plain("a\n" * 2_000_000), readable=True),
        Bomb("characters that unfold", plain("\ufdfa" * 1_300_000), readable=True),
        Bomb("2 million accents", plain("e" + "\u0301" * 2_000_000), readable=True),
    ]
