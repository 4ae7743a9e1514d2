"""Who a row means, and whether a page is about that person: the verdict and its reason in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from scribe_desktop.domain.evidence import WebPage
from scribe_desktop.domain.name_reading import PersonName, person_name
from scribe_desktop.domain.name_words import fold
from scribe_desktop.domain.recipient import Recipient, institution_domain
from scribe_desktop.domain.scholarly_ids import normalised_orcid
from scribe_desktop.pipeline.affiliation import Affiliation, host_of, institutions_in, same_site
from scribe_desktop.pipeline.mentions import MentionKind, Mentions, find_mentions
from scribe_desktop.pipeline.topic import Topic

WINDOW = 500
"""Characters before and after a mention that count as said about the person, on pages about many people."""


class Standing(StrEnum):
    """Whether something found is about the person."""

    SAME = "same"
    UNCERTAIN = "uncertain"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A standing and why, in plain words."""

    standing: Standing
    reason: str


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """The verdict on a page. `own` means that the whole page is about the person, not just where it names them.

    `signs` are the facts of the row, besides the name, that the page has: SIGN_… below.
    """

    standing: Standing
    reason: str
    mentions: Mentions
    own: bool = False
    signs: tuple[str, ...] = ()

    def about(self, text: str) -> str:
        """What of the page's text is said about the person: all of an own page, else what is near the mentions."""
        return text if self.own else _around(text, self.mentions)


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity per recipient, built from the row.

    `email_domain` is "" for the public mail providers, which say nothing of where a person works. `spellings` are
    other writings of the name that pages about the person give; the row itself has none.
    """

    name: PersonName
    affiliation: Affiliation
    email: str
    email_domain: str
    homepage: str
    orcid: str
    topic: Topic
    spellings: tuple[PersonName, ...] = ()

    @property
    def names(self) -> tuple[PersonName, ...]:
        """The name of the row, and its other spellings."""
        return (self.name, *self.spellings)

    def spelled(self, names: Iterable[str]) -> Identity:
        """The identity with more spellings of the name; itself when there is none that it lacks."""
        known = {fold(one.written) for one in self.names}
        read = {fold(one.written): one for one in map(person_name, names)}
        new = {written: one for written, one in read.items() if written not in known}
        return replace(self, spellings=(*self.spellings, *new.values())) if new else self

    @classmethod
    def of(cls, recipient: Recipient) -> Identity:
        """The identity that a row gives."""
        email = (recipient.email or "").strip().casefold()
        return cls(
            person_name(recipient.name),
            Affiliation.of(recipient.affiliation),
            email,
            institution_domain(email) or "",
            normalised_url(recipient.homepage) if recipient.homepage else "",
            _orcid(recipient.fields),
            Topic.of(recipient.interest),
        )


def judge_page(identity: Identity, page: WebPage) -> PageVerdict:
    """Whether a page is about the person: by name form, then address, affiliation, email domain and topic."""
    mentions = mentions_of(identity, page.text)
    if identity.homepage and normalised_url(page.url) == identity.homepage:
        return PageVerdict(Standing.SAME, "given as this person's homepage", mentions, own=True, signs=(SIGN_HOMEPAGE,))
    own = is_own_page(identity, page)
    text = page.text if own else _around(page.text, mentions)
    signs = _signs(identity, page, text)
    if any(sign in signs for sign in _UNIQUE):
        return PageVerdict(Standing.SAME, f"has this person's {_listed(signs)}", mentions, own, tuple(signs))
    if own and identity.orcid and _ORCID.search(page.text):
        return PageVerdict(Standing.OTHER, "gives another ORCID than your list", mentions, False, tuple(signs))
    kind = mentions.best or (mentions_of(identity, page.title).best if own else None)
    verdict = _by_name(identity, kind, mentions, signs, text)
    own = own and verdict.standing is not Standing.OTHER
    return PageVerdict(verdict.standing, verdict.reason, mentions, own, tuple(signs))


def mentions_of(identity: Identity, text: str) -> Mentions:
    """Where a text names the person, in any known spelling."""
    found = find_mentions(text, identity.name)
    for name in identity.spellings:
        more = find_mentions(text, name)
        better = [one for one in more.found if not any(one.start < own.end and own.start < one.end
                  and own.kind >= one.kind for own in found.found)]  # fmt: skip
        rest = [own for own in found.found if not any(own.start < one.end and one.start < own.end for one in better)]
        theirs = {text[one.start : one.end] for one in more.found}
        others = dict.fromkeys(one for one in (*found.others, *more.others) if one not in theirs)
        found = Mentions(tuple(sorted((*rest, *better), key=lambda one: one.start)), tuple(others))
    return found


def normalised_url(url: str) -> str:
    """One form for addresses of the same page: no scheme, "www.", fragment, default port or closing slash."""
    text = url.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = (parts.hostname or "").lower().removeprefix("www."), parts.port
    except ValueError:
        return text
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    return urlunsplit(("", place, parts.path.rstrip("/"), parts.query, "")).removeprefix("//")


def _by_name(identity: Identity, kind: MentionKind | None, mentions: Mentions, signs: list[str], text: str) -> Verdict:
    if kind is None:
        if mentions.others:
            return Verdict(Standing.OTHER, f"names {mentions.others[0]}, not this person")
        return Verdict(Standing.OTHER, "does not name this person")
    placed = SIGN_AFFILIATION in signs or SIGN_EMAIL_DOMAIN in signs
    named = _NAMED[kind]
    if kind is MentionKind.SURNAME:
        if placed and SIGN_TOPIC in signs and not mentions.others:
            return Verdict(Standing.SAME, f"{named}; {_listed(signs)} match")
        return Verdict(Standing.OTHER, f"{named}, which may be another person's")
    if kind is MentionKind.SIMILAR:
        return _by_spelling(placed, signs)
    if placed:
        return Verdict(Standing.SAME, f"{named}; {_listed(signs)} {'match' if len(signs) > 1 else 'matches'}")
    if SIGN_TOPIC in signs:
        return _by_topic(identity, kind, text)
    if not identity.topic and not identity.affiliation.words and not identity.email_domain:
        return Verdict(Standing.UNCERTAIN, f"{named}; the row gives nothing else to compare")
    return Verdict(Standing.OTHER, "another person of this name: " + _differences(identity))


def _by_spelling(placed: bool, signs: list[str]) -> Verdict:
    named = _NAMED[MentionKind.SIMILAR]
    if placed and SIGN_TOPIC in signs:
        return Verdict(Standing.SAME, f"{named}; {_listed(signs)} match")
    if placed or SIGN_TOPIC in signs:
        return Verdict(Standing.UNCERTAIN, f"{named}, and {_listed(signs)} matches: check that it is this person")
    return Verdict(Standing.OTHER, f"{named}, or another person's")


def _by_topic(identity: Identity, kind: MentionKind, text: str) -> Verdict:
    """Name and topic match, the affiliation is not mentioned: another institution in its place raises doubt."""
    elsewhere = institutions_in(text) if identity.affiliation.words else []
    if elsewhere:
        instead = f"{elsewhere[0]} is named and not {identity.affiliation.written}"
        return Verdict(
            Standing.UNCERTAIN,
            f"{_NAMED[kind]} and the topic matches, but {instead}: check that it is this person",
        )
    if kind is MentionKind.INITIALS:
        return Verdict(Standing.UNCERTAIN, f"{_NAMED[kind]} and the topic matches: check that it is this person")
    return Verdict(Standing.SAME, f"{_NAMED[kind]}; topic matches")


def _signs(identity: Identity, page: WebPage, text: str) -> list[str]:
    """What on a page speaks for the person besides the name."""
    host = host_of(page.url)
    found = {
        SIGN_EMAIL: bool(identity.email) and identity.email in page.text.casefold(),
        SIGN_ORCID: bool(identity.orcid) and (identity.orcid in page.text or identity.orcid in page.url),
        SIGN_AFFILIATION: identity.affiliation.in_text(f"{page.title}\n{text}") or identity.affiliation.in_host(host),
        SIGN_EMAIL_DOMAIN: same_site(host, identity.email_domain),
        SIGN_TOPIC: identity.topic.in_text(f"{page.title}\n{text}"),
    }
    return [sign for sign, present in found.items() if present]


def is_own_page(identity: Identity, page: WebPage) -> bool:
    """True when the title names the person, or the address does ("/people/varnholt")."""
    in_title = mentions_of(identity, page.title).best
    if in_title in (MentionKind.FULL, MentionKind.INITIALS, MentionKind.SIMILAR):
        return True
    path = fold(urlsplit(page.url).path) if "://" in page.url else ""
    words = {word for word in path.replace(".", "/").replace("-", "/").replace("_", "/").split("/") if len(word) > 3}
    return bool(words & identity.name.surnames)


def _around(text: str, mentions: Mentions) -> str:
    """What is said near the mentions."""
    return "\n".join(text[max(0, one.start - WINDOW) : one.end + WINDOW] for one in mentions.found)


def _differences(identity: Identity) -> str:
    differences = ["different field"] if identity.topic else []
    if identity.affiliation.words or identity.email_domain:
        differences.append("no shared affiliation")
    return ", ".join(differences)


def _listed(signs: list[str]) -> str:
    return signs[0] if len(signs) == 1 else f"{', '.join(signs[:-1])} and {signs[-1]}"


def _orcid(fields: Mapping[str, str]) -> str:
    """The ORCID iD of a column called so ("orcid", "orcid_id"), with or without its address."""
    found = (normalised_orcid(value) for name, value in fields.items() if "orcid" in name)
    return next((one for one in found if one), "")


_ORCID = re.compile(r"(?<!\d)\d{4}-\d{4}-\d{4}-\d{3}[\dX](?!\d)")
SIGN_EMAIL, SIGN_ORCID, SIGN_HOMEPAGE = "email address", "ORCID", "homepage"
SIGN_AFFILIATION, SIGN_EMAIL_DOMAIN, SIGN_TOPIC = "affiliation", "email domain", "topic"
_UNIQUE = (SIGN_EMAIL, SIGN_ORCID)
_NAMED = {
    MentionKind.FULL: "names this person",
    MentionKind.INITIALS: "names this person by initials",
    MentionKind.SIMILAR: "has a name that may be another spelling of this person's",
    MentionKind.SURNAME: "gives only the surname",
}
