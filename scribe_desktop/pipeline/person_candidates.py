"""The people of one name that the pages show, told apart so that a person can choose; and what a choice changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from uuid import UUID

from scribe_desktop.domain.evidence import LeftOut, Passage
from scribe_desktop.domain.name_words import fold
from scribe_desktop.domain.namesake import NONE_OF_THESE, Candidate, FoundPage, PersonChoice, Signs, row_facts
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.pipeline.affiliation import host_of, institutions_in, telling_words
from scribe_desktop.pipeline.common_words import COMMON_WORDS
from scribe_desktop.pipeline.facets import COMMON_TERMS, LONG_WORD, UNIT, Facets, JudgedPage, groups_of, settles
from scribe_desktop.pipeline.identity import Identity, Standing, is_own_page
from scribe_desktop.pipeline.mentions import NOT_NAMES, TITLES, MentionKind
from scribe_desktop.pipeline.namesakes import CHECK, Settled, about_namesake
from scribe_desktop.pipeline.outputs import WebFindings
from scribe_desktop.pipeline.passage_choice import choose_passages
from scribe_desktop.pipeline.person_choice import CHOSEN, NOT_CHOSEN, signs_of
from scribe_desktop.pipeline.ranking import terms

MOST_TOPICS = 4
MOST_CANDIDATES = 6
TAKEN_BACK = "several people of this name were found, and you took your choice among them back"

Group = tuple[JudgedPage, ...]


def candidates_of(settled: Settled, query: str, choice_made: bool = False) -> tuple[Candidate, ...]:
    """The people that may be meant, the best fit first; none when the row leaves nothing open.

    Those whose pages were judged another person's are among them where the row does not settle who is meant: it may be
    the row that is out of date.

    Args:
        query: what passages are chosen by, see `choose_passages`.
        choice_made: the person chose before; then they are given in any case, so that the choice can be changed.
    """
    identity = settled.identity
    decided = settled.doubt is None and not choice_made
    if decided and identity.name.full and any(settles(verdict) for _, verdict in settled.used):
        return ()
    groups = [group for group in (settled.used, *_namesakes(settled)) if group][:MOST_CANDIDATES]
    if decided and len(groups) < 2:
        return ()
    made: list[Candidate] = []
    words = [_words(identity, group) for group in groups]
    for at, group in enumerate(groups):
        suggested = group is settled.used
        passages = choose_passages(group, query, settled.lines_of_others if suggested else ())
        if not passages and not suggested:
            continue
        others = {word for other, each in enumerate(words) if other != at for word in each}
        signs = signs_of(identity, group)
        label = _label(group)
        made.append(
            Candidate(
                _key(label, [one.key for one in made]),
                label,
                tuple(word for word, _ in words[at].most_common() if word not in others)[:MOST_TOPICS],
                tuple(FoundPage(page.title, page.url, verdict.reason) for page, verdict in group),
                tuple(passages),
                tuple(text for page, verdict in group if (text := about_namesake(page, verdict))),
                signs,
                suggested,
            )
        )
    return tuple(made)


def choice_between(
    candidates: Sequence[Candidate], key: str, recipient: Recipient, choice_id: UUID, now: datetime
) -> PersonChoice:
    """What is remembered of choosing the candidate of this key, or NONE_OF_THESE. Raises KeyError for another key."""
    chosen = next((one for one in candidates if one.key == key), None)
    if chosen is None and key != NONE_OF_THESE:
        raise KeyError(key)
    mine = chosen.signs if chosen else Signs()
    others = Signs.joined([one.signs for one in candidates if one is not chosen])
    return PersonChoice(
        choice_id,
        recipient.name,
        chosen.label if chosen else "",
        tuple(page.url for page in chosen.pages) if chosen else (),
        mine.without(others),
        others.without(mine),
        row_facts(recipient),
        now,
    )


def with_choice(found: WebFindings, key: str | None) -> WebFindings:
    """Step 2's findings as they are once a candidate is chosen: the same pages, sorted anew.

    Args:
        key: a candidate's, NONE_OF_THESE, or None to take a choice back. Raises KeyError for another one.
    """
    by_key = {one.key: one for one in found.candidates}
    chosen = by_key[key] if key else next((one for one in found.candidates if one.suggested), found.candidates[0])
    doubt = found.question or TAKEN_BACK
    if key is None:
        passages = tuple(doubted(one, doubt) for one in chosen.passages)
    else:
        passages = tuple(_chosen(one, chosen) for one in chosen.passages) if key else ()
    used = {page.url for page in chosen.pages} if key != NONE_OF_THESE else set()
    theirs = [
        LeftOut(page.title, page.url, page.reason if key is None else _not_chosen(key))
        for one in found.candidates
        for page in one.pages
        if page.url not in used
    ]
    known = {page.url for one in found.candidates for page in one.pages}
    texts = {text for one in found.candidates for text in one.about}
    about = [text for text in found.about_others if text not in texts]
    about += [text for one in found.candidates if one is not chosen or not used for text in one.about]
    return replace(
        found,
        passages=passages,
        left_out=(*theirs, *(one for one in found.left_out if one.url not in known)),
        about_others=tuple(dict.fromkeys(about)),
        doubt=doubt if key is None else None,
        question=doubt,
        chosen=key,
    )


def doubted(passage: Passage, doubt: str | None) -> Passage:
    """The passage with the doubt in its reason."""
    if doubt is None or CHECK in passage.reason:
        return passage
    why = "" if passage.reason in doubt else f": {doubt}"
    return replace(passage, reason=f"{passage.reason}; {CHECK}{why}")


def _chosen(passage: Passage, candidate: Candidate) -> Passage:
    """The passage as the chosen one's; what spoke against a namesake does not count any more."""
    why = passage.reason.removesuffix(f": {CHECK}") if candidate.suggested else ""
    if CHOSEN in why:
        return passage
    return replace(passage, reason=f"{CHOSEN}; {why}" if why else CHOSEN)


def _not_chosen(key: str) -> str:
    return NOT_CHOSEN if key != NONE_OF_THESE else f"{NOT_CHOSEN}: you said that it is none of those found"


def _namesakes(settled: Settled) -> list[Group]:
    """Pages that name the person and are not used, by person."""
    named: list[JudgedPage] = []
    for page, verdict in settled.left:
        if (verdict.mentions.best or 0) >= MentionKind.INITIALS or verdict.standing is Standing.UNCERTAIN:
            named.append((page, replace(verdict, own=is_own_page(settled.identity, page))))
    facets = [Facets.of(settled.identity, page, verdict) for page, verdict in named]
    return [tuple(named[place] for place in sorted(group)) for group in (groups_of(facets) if facets else ())]


def _words(identity: Identity, group: Group) -> Counter[str]:
    """How often words of the field stand on a group's pages, as written there in small letters."""
    own = [(page, verdict) for page, verdict in group if verdict.own]
    text = "\n".join(verdict.about(page.text) for page, verdict in own or group)
    names = {form for name in identity.names for word in name.words for form in (word.plain, word.expanded)}
    places = {word for one in (*institutions_in(text), *_units(text)) for word in fold(one).split()}
    found = Counter(word.lower() for word in _WORD.findall(text))
    for word in list(found):
        folded = fold(word)
        says_little = folded in names | places | TITLES | NOT_NAMES or word in COMMON_WORDS
        if len(word) < LONG_WORD or says_little or not set(terms(word)) - COMMON_TERMS:
            del found[word]
    return found


def _label(group: Group) -> str:
    """Who a group's pages are about: institution and department, else what a page is called and where it is."""
    own_first = sorted(group, key=lambda one: not one[1].own)
    places = [place for one in own_first for place in _places(one)]
    units = [unit for page, verdict in own_first for unit in _units(verdict.about(page.text))]
    parts = [*places[:1], *units[:1]]
    if parts:
        return " · ".join(parts)
    page = own_first[0][0]
    host = host_of(page.url)
    return " · ".join(dict.fromkeys(part for part in (page.title, host) if part)) or page.url


def _places(one: JudgedPage) -> list[str]:
    page, verdict = one
    return [place for place in institutions_in(verdict.about(page.text)) if not UNIT.match(place)]


def _units(text: str) -> list[str]:
    """Departments as written: "Department of Geology" of "Department of Geology of the University"."""
    names = []
    for match in UNIT.finditer(text):
        words = match.group().split()
        end = next((at for at, word in enumerate(words) if at > 2 and word in ("of", "at")), len(words))
        names.append(" ".join(words[:end]).rstrip(",. "))
    return list(dict.fromkeys(names))


def _key(label: str, taken: Sequence[str]) -> str:
    """A short name of a label that no other candidate has."""
    words = list(dict.fromkeys(telling_words(label))) or re.findall(r"\w+", fold(label)) or ["person"]
    key = "-".join(words[:3])
    numbered = (f"{key}-{number}" for number in count(2))
    return key if key not in taken else next(one for one in numbered if one not in taken)


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
