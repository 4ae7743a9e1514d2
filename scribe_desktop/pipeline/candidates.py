"""What to search for in each attempt, and which of the addresses found to read first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import chain, zip_longest
from urllib.parse import urlsplit

from scribe_desktop.domain.name_words import fold
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.pipeline.affiliation import host_of
from scribe_desktop.pipeline.identity import Identity, normalised_url
from scribe_desktop.ports import SearchResult

FIRST_OF_A_HOST = 3


def queries_of_attempt(attempt: int, queries: Sequence[str], recipient: Recipient) -> tuple[str, ...]:
    """The searches of the first, second and third attempt (0, 1, 2): fewer words each time, each query once."""
    name = recipient.name_parts.search
    place, interest = recipient.affiliation or "", recipient.interest or ""
    wordings = (tuple(queries), (f"{name} {place}", f"{name} {interest}"), (f"{name} {place}",))
    return tuple(dict.fromkeys(query.strip() for query in wordings[attempt]))


def candidate_urls(
    answers: Sequence[Sequence[SearchResult]],
    identity: Identity,
    homepage: str | None,
    tried: Collection[str],
    known: Sequence[str] = (),
) -> list[str]:
    """Addresses to read, best first: the row's homepage, known pages, hits that name the person, then the others.

    From the fourth of one host on they come last, so that one site is not all that is read.

    Args:
        answers: the hits of each query; they take turns.
        tried: normalised addresses that are not to come again.
        known: pages of the person whom the user chose before.
    """
    hits = [hit for hit in chain.from_iterable(zip_longest(*answers)) if hit is not None]
    hits.sort(key=lambda hit: not _names(identity, hit))
    seen = set(tried)
    hosts = Counter(host_of(f"https://{url}") for url in tried)
    urls: list[str] = []
    more_of_a_host: list[str] = []
    for url in ([_with_scheme(homepage)] if homepage else []) + [*known, *(hit.url for hit in hits)]:
        key, host = normalised_url(url), host_of(url)
        if key in seen or not host or not _readable(url):
            continue
        seen.add(key)
        hosts[host] += 1
        (urls if hosts[host] <= FIRST_OF_A_HOST else more_of_a_host).append(url)
    return urls + more_of_a_host


def _names(identity: Identity, hit: SearchResult) -> bool:
    text = fold(f"{hit.title} {hit.snippet} {hit.url}")
    return any(surname in text for surname in identity.name.surnames)


def _with_scheme(url: str) -> str:
    return url.strip() if "://" in url else f"https://{url.strip()}"


def _readable(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and not parts.path.lower().endswith(_NOT_PAGES)


_NOT_PAGES = (
    ".pdf", ".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx", ".zip", ".gz", ".jpg", ".jpeg", ".png", ".gif", ".svg",
    ".mp3", ".mp4", ".ps", ".bib", ".csv",
)  # fmt: skip
"""Endings of addresses that the fetcher would refuse: it reads pages and plain text only."""
