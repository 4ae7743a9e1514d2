"""Finding in a sentence every other way to reach somebody or something: phones, accounts, handles, odd addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from scribe_desktop.pipeline.claim_extract import Found, addresses, links
from scribe_desktop.pipeline.text_match import Caseless

_TOP = (
    r"(?:com|org|net|edu|gov|info|io|ai|app|dev|xyz|name|science|academy|example|test|top|site|online|shop|click|store"
    r"|tech|live|world|club|pro|biz|mobi|zip|mov|page|link|team|blog|cloud|space|website|email|agency|digital|network"
    r"|[a-z]{2})"
)
_DOT = r"\s*(?:\[\s*(?:\.|dot|punkt|point)\s*\]|\(\s*(?:\.|dot|punkt|point)\s*\)|\{\s*(?:\.|dot)\s*\})\s*"
_AT = r"\s*(?:\[\s*(?:@|at|ät)\s*\]|\(\s*(?:@|at|ät)\s*\)|\{\s*(?:@|at)\s*\})\s*"
_FORMS = tuple(
    (marks, Caseless(pattern))
    for marks, pattern in (
        # Addresses of programs other than a browser's pages, and those that are broken up to get past a reader.
        (
            (":",),
            r"\b(?:ftps?|sftp|file|data|javascript|vbscript|mailto|tel|sms|callto|skype|tg|whatsapp|signal|bitcoin|ipfs|magnet"
            r"|blob|intent|facetime|hxxps?|ssh|git|irc|xmpp|webcal):[^\s,;]\S*",
        ),
        (("//",), rf"(?<![:\w/])//[\w-]+(?:\.[\w-]+)*\.{_TOP}(?![\w-])\S*"),
        ((".",), r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)(?::\d+)?(?:/\S*)?"),
        (("[",), r"\[[0-9a-f]*:[0-9a-f:.]+\]\S*"),
        (("/",), r"(?<![\w.@-])[a-z0-9]\.(?:com|co|me|gg|be|ly|gd|cc|to)/\S+"),
        (("[", "(", "{"), rf"[\w-]+(?:{_DOT}[\w-]+)+(?:/\S*)?"),
        (("[", "(", "{"), rf"[\w.+-]+{_AT}[\w-]+(?:(?:{_DOT}|\.|\s+dot\s+)[\w-]+)*"),
        (("dot",), r"\b[\w.+-]+\s+at\s+[\w-]+\s+dot\s+[a-z]{2,}\b"),
        (("dot",), rf"\b[\w-]+\s+dot\s+{_TOP}\b"),
        (("/",), rf"\b[\w-]+(?:\s+\.\s*|\s*\.\s+){_TOP}\s*/\s*\w+"),
        (("@",), r"(?<![\w@.])@\w[\w.-]{2,}"),
        (("<",), r"<\s*/?\s*(?:a|img|script|iframe|form|button|style|svg|object|embed|link|meta)\b[^>]*>?"),
        (("[",), r"!?\[[^\]\n]*\]\([^)\n]*\)"),
        # Accounts: IBAN, and addresses of coins.
        ((), r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,4})?\b"),
        ((), r"\b(?:bc1[a-z0-9]{20,}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|0x[0-9a-f]{40})\b"),
    )
)
"""Each form, and signs of which it has at least one, none for any."""
_MAY_HAVE = Caseless(r"[:/@<\[(){}]|\bdot\b|\.\S|\.\s+[a-z]|\d")
"""What every form has at least one of: most sentences have none, and need no closer look."""
_PHONE = re.compile(r"(?<![\w.,/])(?:\+|00)?\(?\d(?:[\s().\u00a0/-]{0,2}\d){6,14}(?![\w]|[.,]\d)")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\s?\d{1,2}[./]\s?\d{4}")
# Letters of other scripts that a domain borrows to look like another.
_FOREIGN_DOMAIN = re.compile(rf"(?<![@\w.-])(?:[^\W_](?:[\w-]*[^\W_])?\.)+{_TOP}(?![\w-])", re.IGNORECASE)


def contacts(text: str) -> list[Found]:
    """Ways to reach somebody that are neither plain links nor plain mail addresses; `value` is `contact_value`."""
    found: list[re.Match[str]] = []
    if _MAY_HAVE.search(text):
        small = text.lower()
        for marks, pattern in _FORMS:
            if not marks or any(mark in small for mark in marks):
                found.extend(pattern.finditer(text))
    spans = {one.span() for one in found} | set(_phones(text)) | set(_disguised(text))
    return [Found(start, end, text[start:end], contact_value(text[start:end])) for start, end in sorted(spans)]


def contact_value(text: str) -> str:
    """What two writings of the same contact have in common: no spaces, no case, no full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).strip(".,;:!?")


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for match in _PHONE.finditer(text):
        written = match[0]
        groups = re.findall(r"\d+", written)
        several = len(groups) > 2 or written.startswith(("+", "00"))
        if several and not all(_YEAR.fullmatch(one) for one in groups) and not _DATE.fullmatch(written):
            yield match.span()


def _disguised(text: str) -> Iterator[tuple[int, int]]:
    """Links and addresses that are only seen when full-width and look-alike letters are taken for what they seem."""
    if text.isascii():
        return
    yield from (
        one.span()
        for one in _FOREIGN_DOMAIN.finditer(text)
        if not one[0].isascii() and any(char.isascii() and char.isalpha() for char in one[0].rpartition(".")[2])
    )
    plain = [unicodedata.normalize("NFKC", char) for char in text]
    starts: list[int] = []
    for index, piece in enumerate(plain):
        starts += [index] * len(piece)
    joined = "".join(plain)
    if joined == text:
        return
    for one in (*links(joined), *addresses(joined)):
        start, end = starts[one.start], starts[one.end - 1] + 1
        if not text[start:end].isascii():
            yield start, end
