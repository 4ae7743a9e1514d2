"""Bodies within limits; bytes to text."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

import pytest

from scribe_desktop.errors import FetchError
from scribe_desktop.providers.web.body import MAX_DECODED_BYTES, MAX_WIRE_BYTES, read_body
from scribe_desktop.providers.web.charset import decode_page


def read(encoding: str, *chunks: bytes) -> bytes:
    async def pieces() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return asyncio.run(read_body(pieces(), encoding, "https://site.example/"))


def test_plain_body_up_to_the_limit_is_read() -> None:
    assert len(read("", b"x" * MAX_WIRE_BYTES)) == MAX_WIRE_BYTES


def test_body_above_the_limit_is_refused() -> None:
    with pytest.raises(FetchError, match="larger than 2 MB"):
        read("", b"x" * MAX_WIRE_BYTES, b"y")


def test_gzip_is_decoded_piece_by_piece_over_several_members() -> None:
    packed = gzip.compress(b"first ") + gzip.compress(b"second")
    assert read("gzip", *(packed[index : index + 3] for index in range(0, len(packed), 3))) == b"first second"


def test_gzip_that_ends_at_the_limit_is_read() -> None:
    assert len(read("gzip", gzip.compress(b"\0" * MAX_DECODED_BYTES))) == MAX_DECODED_BYTES


def test_small_body_that_unpacks_to_a_large_one_is_refused() -> None:
    with pytest.raises(FetchError, match="4 MB unpacked"):
        read("gzip", gzip.compress(b"\0" * (MAX_DECODED_BYTES + 1)))


def test_damaged_and_cut_gzip_are_refused() -> None:
    with pytest.raises(FetchError, match="damaged"):
        read("gzip", b"this is not gzip")
    with pytest.raises(FetchError, match="cut off"):
        read("gzip", gzip.compress(b"a long enough text " * 50)[:-12])


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip"])
def test_other_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(FetchError, match="compressed"):
        read(encoding, zlib.compress(b"text"))


TEXT = "Zoë Müller studies “sea ice” at the Universität"


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), "iso-8859-1"),  # a mark wins over the header
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), None),
        (TEXT.encode("cp1252"), "iso-8859-1"),
        (TEXT.encode("cp1252"), "no-such-charset, really"),
        (TEXT.encode(), None),
        (TEXT.encode(), "base64"),
    ],
)
def test_text_is_decoded_by_mark_header_or_guess(content: bytes, declared: str | None) -> None:
    assert decode_page(content, declared) == TEXT


def test_meta_element_names_the_charset() -> None:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=koi8-r"></head><p>Привет</p>'
    assert "Привет" in decode_page(page.encode("koi8-r"), None)


def test_wrong_label_gives_way_to_a_guess() -> None:
    assert (
        decode_page("Jürgen Grün aus Köln über Bücher".encode("cp1252"), "utf-8") == "Jürgen Grün aus Köln über Bücher"
    )


def test_a_few_bad_bytes_do_not_change_the_charset() -> None:
    content = ("Ein Text über Flüsse. " * 100).encode() + b"\xff"
    assert decode_page(content, "utf-8").startswith("Ein Text über Flüsse.")
