"""In which encoding a text file is: byte order mark, else strict UTF-8, else an educated guess."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from scribe_desktop.errors import InputError

_CHUNK = 1024 * 1024
_SAMPLE = 200_000  # what chardet examines
_BINARY_HEAD = 8192
_NEAR_TIE = 0.85
_SAVE_AS = "Open it in the program it comes from and save it as CSV (UTF-8) or as XLSX."
_NOT_CONTROL = bytes({*b"\t\n\v\f\r\x1a\x1b", *range(32, 256)})
_ISO_2022 = (b"\x1b$", b"\x1b(J")

# The longer marks first: that of UTF-16 is how the one of UTF-32 begins.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """`codec` decodes the file, `label` names it to the person; `certain` is False for a guess.

    `checked` is True when the whole file is known to decode; else bytes may turn up that the codec does not know.
    """

    codec: str
    label: str
    certain: bool
    checked: bool = False


def named_encoding(name: str, path: Path) -> TextEncoding:
    """The encoding that the person chose. Raises InputError when there is none of that name."""
    try:
        info = codecs.lookup(name)
        "".encode(info.name)
    except (LookupError, ValueError) as error:
        raise InputError(
            f"There is no text encoding called “{name}”. Common ones are utf-8, utf-16 and windows-1252."
        ) from error
    if not getattr(info, "_is_text_encoding", True):
        raise InputError(f"“{name}” is not a text encoding. Common ones are utf-8, utf-16 and windows-1252.")
    with path.open("rb") as file:
        marked = _marked(file.read(4))
    if marked and codecs.lookup(marked.label).name == info.name:
        return marked
    return TextEncoding(info.name, _label(info.name), certain=True)


def detect_encoding(path: Path) -> TextEncoding:
    """Find the encoding; the whole file is read once, a mebibyte at a time.

    Raises InputError for a file that is not text.
    """
    with path.open("rb") as file:
        head = file.read(_BINARY_HEAD)
    if marked := _marked(head):
        return marked
    if b"\0" in head and (found := _without_mark(head.rstrip(b"\0"), path)) is not None:
        return found
    sample = _undecodable(path, head.split(b"\n", 1)[0][:_SAMPLE])
    if sample is None:
        return TextEncoding("utf-8", "utf-8", certain=True, checked=True)
    if _is_binary(head):
        raise InputError(f"{path.name} is not a text file. {_SAVE_AS}")
    if _mostly_utf8(sample):
        return TextEncoding("utf-8", "utf-8", certain=False)
    return _guess(sample) or TextEncoding("cp1252", "windows-1252", certain=False)


def _marked(head: bytes) -> TextEncoding | None:
    for mark, codec, label in _MARKS:
        if head.startswith(mark):
            return TextEncoding(codec, label, certain=True)
    return None


def _without_mark(head: bytes, path: Path) -> TextEncoding | None:
    """UTF-16 or UTF-32 whose mark is missing; None for text with a few stray zero bytes.

    Zero bytes at the end are what a full disk or a crash leaves; they are not counted. Raises InputError for a file
    that is not text.
    """
    found = _guess(head) if head else None
    if found is not None and found.codec.startswith(("utf-16", "utf-32")):
        return found
    if head and not _is_binary(head):
        return None
    raise InputError(f"{path.name} holds zero bytes (NUL), so it is not a text file. {_SAVE_AS}")


def _is_binary(head: bytes) -> bool:
    """True when the first line, or most of a text that begins without a header, has control characters."""
    lines = [line for line in head.replace(b"\r", b"\n").split(b"\n") if line]
    strange = [line for line in lines if line.translate(None, _NOT_CONTROL)]
    if strange[:1] == lines[:1]:
        return True
    return not any(one in lines[0] for one in b",;\t|") and sum(map(len, strange)) * 2 > sum(map(len, lines))


def _undecodable(path: Path, first_line: bytes) -> bytes | None:
    """None when the whole file is strict UTF-8; else its lines with other than ASCII bytes, to guess from.

    A file may be plain ASCII for megabytes before the first name with an accent, so its beginning is no sample. Escape
    sequences of ISO 2022, as old Japanese programs write them, are ASCII too, and not meant as such.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as file:
        try:
            escapes = False
            while chunk := file.read(_CHUNK):
                escapes = escapes or any(one in chunk for one in _ISO_2022)
                if not chunk.isascii() or decoder.getstate()[0]:
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            pass
        else:
            if not escapes:
                return None
        file.seek(0)
        sample = bytearray(first_line + b"\n")
        while len(sample) < _SAMPLE and (line := file.readline(_SAMPLE)):
            if not line.isascii() or b"\x1b" in line:
                sample += line
    return bytes(sample[:_SAMPLE]).replace(b"\0", b"")


def _mostly_utf8(sample: bytes) -> bool:
    """True when few of the lines are not UTF-8: rows of another file, appended to this one.

    Lines in another encoding are UTF-8 by accident so seldom that twice as many cannot be.
    """
    lines = [line for line in sample.split(b"\n") if not line.isascii()]
    good = sum(_is_utf8(line) for line in lines)
    return good > 0 and good >= 2 * (len(lines) - good)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guess(sample: bytes) -> TextEncoding | None:
    """chardet's guess; on a near tie windows-1252, the encoding of most files that are not Unicode.

    A name or two with an accent give chardet little to go by, and it takes José Añover for José Ańover.
    """
    import chardet

    found = chardet.detect_all(
        sample,
        ignore_threshold=True,
        # A spreadsheet's delimiters and line ends are ASCII; in the encodings of mainframes they are not.
        encoding_era=chardet.EncodingEra.ALL & ~chardet.EncodingEra.MAINFRAME,
        prefer_superset=True,
        compat_names=False,
    )
    likely = [one["encoding"] for one in found if one["confidence"] >= _NEAR_TIE * found[0]["confidence"]]
    name = "cp1252" if "cp1252" in likely else found[0]["encoding"]
    if name is None:
        return None
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return None
    return TextEncoding(codec, _label(codec), certain=False)


def _label(codec: str) -> str:
    """The name that people know: windows-1252 rather than cp1252. Python knows all of them too."""
    if codec.startswith("cp125"):
        return codec.replace("cp", "windows-")
    return codec.replace("iso8859", "iso-8859")
