"""One sentence of a draft against its grounds: titles, numbers and names first, then all other telling words."""

from __future__ import annotations

import re

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import Claim, EvidenceKind
from scribe_desktop.pipeline.claim_extract import link_value, links
from scribe_desktop.pipeline.common_words import COMMON_WORDS, DEEDS, DEGREES, FACT_STEMS, concept, concepts
from scribe_desktop.pipeline.foreign_words import cannot_compare, check_foreign_words
from scribe_desktop.pipeline.grounds import Ground
from scribe_desktop.pipeline.meaning import check_meaning
from scribe_desktop.pipeline.name_check import check_names
from scribe_desktop.pipeline.nearness import telling_tokens
from scribe_desktop.pipeline.number_check import check_numbers
from scribe_desktop.pipeline.own_words import without_circumstances
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import Caseless, fold, spaced, stem, words
from scribe_desktop.pipeline.title_check import check_titles

MOST_CLAIMS = 3
"""Claims of one sentence, at most: a reader checks it in seconds."""
UNSUPPORTED_FROM = 0.5
"""More than this share of a sentence's telling words in no ground makes it unsupported."""

UNSUPPORTED_WORDS = 4
"""With fewer words that stand nowhere, a sentence is told in other words, or tells of the writer."""
SHORTEST_CLAIM = 5
"""Letters of a word that can be a claim by itself."""
MOSTLY = 0.6
"""This share of the words of the names beside a fact must stand in the sentence of the evidence that states it."""

_OF_WRITER = re.compile(
    r"\b(?:I|we)\b(?:(?!\b(?:you|your|that|because|how|what|why)\b|\bthe [\w-]+ (?:that |which )?you\b)[^,;:.?!])*"
    r"|\b(?:[Mm]y|[Oo]ur)(?: [\w'’-]+){1,3}"
)
_YOURS = Caseless(
    r"\byour (?:(?:own|former|past|new|recent|current|other|many|first|\w+-\w+(?:ing|ed|n)) )*([^\W\d_]{4,})",
)
_STATED = Caseless(
    r"\b((?:grew|grown) up|(?:were|was) born|childhood|parents|wife|husband"
    r"|leading (?:expert|authority|figure|voice)|renowned|pioneer(?:s|ed|ing)?|most cited"
    r"|widely (?:cited|known|regarded)"
    r"|the (?:very )?(?:first|only)(?= (?:to|who|one|person|researcher|scientist|scholar)\b))",
)
"""A life, a rank or being first: the evidence has to say so in these words."""
_EARLY_LIFE = re.compile(r" (?:(?:grew|grown|brought) up|born|child(?:hood)?|as a (?:boy|girl)|parents|raised) ")
_WON_OVER = Caseless(
    r"\b(?:won (?:me |us |everybody |everyone )?over|honou?red (?:to|if|that|by)|honou?r to|appointment|editions?"
    r"|doctoral (?=students?|candidates?|researchers?))\b",
)
"""Words of awards and offices that state none: feelings, a date to meet, a printing."""
_TITLE_OF_HONOUR = re.compile(r"[Pp]rofessor (?=[A-Z])")
_TIME_BEFORE = Caseless(r"\b(?:before|after|since|during) (?:the|your) \Z")
"""Before a fact that only tells when something else was ("two years before your doctorate")."""
_ASKING = Caseless(r"\?\W*\Z|\b(?:whether|if|wonder(?:ed|ing)?)\b")
_WORD = re.compile(r"[^\W\d_]+")
_AWARD_FACTS = concepts("award awarded prize medal honour honorary laureate won winner winning given granted received")
_DEGREE_FACTS = frozenset(map(concept, DEGREES)) | concepts("doctorate degree thesis dissertation graduate study")
"""Of a degree a sentence has to say where; of an office, the title of its page may."""
_WIN, _GOES = concept("win"), concept("goes")
_YOU_DO = re.compile(
    r"\b(?:[Yy]ou(?! (?:may|might|can|could|will|would|little|are to)\b)"
    r"|[Yy]our (?:[\w-]+ ){1,2}?(?:has|have|is|are|was|were|shows?"
    r"|on|about))\b([^,;:.?!]*)"
)
"""What a clause says of the recipient, or of what is theirs."""
_WORK_ON = re.compile(
    r"\b(?:chapter|part|section|passage|paper|article|study|book|essay|work|project) (?:on|about)\b([^,;:.?!]*)"
)
"""What a work is said to be about."""
_MUST_BE = Caseless(r"\bmust (?:be|have)\b")
"""A guess of the writer's, which claims nothing."""
_GIVEN_THAT = re.compile(r"\bgiven (?:that|the|how|your)\b", re.IGNORECASE)
_SCHOLARS_HAVE = concepts(
    "estimate analysis data figure sample conclusion experiment measurement calculation table chart definition"
    " experience expertise background introduction preface footnote appendix afterword interview field colleague"
    " admission confession remark warning claim suggestion observation phrase candour frankness patience humour"
    " permission consent blessing approval answer reply help advice guidance opinion view verdict time thought"
)
"""What every scholar has: "your data" supposes nothing."""
_DESCRIBING = re.compile(r"(?:ly|ful|ive|ous|ing|ed|able|ible|ent|ant|less)\Z")


def check_sentence(state: SentenceState) -> list[Claim]:
    """Check a sentence; what nothing supports is in `state.findings`, what it rests on is returned."""
    check_titles(state)
    check_numbers(state)
    check_names(state)
    _check_words(state)
    check_meaning(state)
    linked = {one.value for one in links(state.sentence)}
    state.used += [one for one in state.grounds.evidence if one.source and link_value(one.source.url) in linked]
    if not (state.used or state.findings):
        _use_row(state)
    return [one.claim(state.sentence) for one in list(dict.fromkeys(state.used))[:MOST_CLAIMS]]


def _check_words(state: SentenceState) -> None:
    if cannot_compare(state):
        check_foreign_words(state)
        return
    claimed = without_circumstances(state.told.claimed) if state.ties else state.told.claimed
    telling = state.telling_stems(claimed)
    cover = list(dict.fromkeys(state.tied))
    missing = telling - state.settled - frozenset().union(*(one.stems for one in cover))
    evidence = [one for one in state.grounds.evidence if one not in cover]
    for _ in range(2):
        best = max(evidence, key=lambda one: (len(missing & one.stems), _is_cited(state, one)), default=None)
        if best is None or not missing & best.stems:
            break
        cover.append(best)
        missing = missing - best.stems
    open_ones = telling - state.settled
    if _is_unsupported(state, open_ones, missing) or _is_bare_claim(state, open_ones) or _lacks_fact(state):
        state.add(
            FindingKind.UNSUPPORTED,
            state.sentence,
            "Nothing in the saved pages and papers, the template or the row says this.",
        )
        return
    state.used.extend(cover)


def _is_cited(state: SentenceState, ground: Ground) -> bool:
    return ground.source is not None and ground.source.id in state.cited


def _is_unsupported(state: SentenceState, telling: set[str], missing: set[str]) -> bool:
    if not state.asserts and not state.used and _ASKING.search(state.sentence):
        return False
    if _MUST_BE.search(state.told.claimed) and not state.tied:
        return False
    if (
        len(missing) >= UNSUPPORTED_WORDS + state.verified // 2
        and len(missing) / (len(telling) + state.verified) > UNSUPPORTED_FROM
    ):
        return True
    nothing_known = missing == telling and not (state.used or state.verified or state.told.asks)
    told = (_YOU_DO, _WORK_ON) if state.asserts else (_WORK_ON,)
    return nothing_known and any(_tells(pattern, state.told.claimed, missing) for pattern in told)


def _tells(pattern: re.Pattern[str], claimed: str, missing: set[str]) -> bool:
    """True when such a clause tells a word that stands nowhere ("you study volcanoes")."""
    return any(
        concept(word) in missing and len(word) >= SHORTEST_CLAIM and not _DESCRIBING.search(word)
        for clause in pattern.finditer(claimed)
        for word in words(clause[1])
    )


def _is_bare_claim(state: SentenceState, telling: set[str]) -> bool:
    """True for a claim about the recipient without title, name or number, of which no single piece says enough."""
    if state.tied or state.verified or state.findings or not state.asserts:
        return False
    of_recipient = _OF_WRITER.sub(" ", _GIVEN_THAT.sub(" ", state.told.claimed))
    deeds = {concept(word) for word in words(of_recipient) if word in DEEDS}
    claimed = telling & concepts(of_recipient) | deeds
    known = frozenset().union(*(one.stems for one in state.grounds.evidence))
    if (_possessed(of_recipient) & claimed) - known - (_ASKED_OF if state.told.asks else frozenset()):
        return True
    most = max((len(claimed & one.stems) for one in state.grounds.evidence), default=0)
    half = UNSUPPORTED_FROM * len(claimed)
    return len(claimed) >= 2 and (most < half or (bool(deeds) and most == half))


def _possessed(text: str) -> set[str]:
    """What the sentence says the recipient has: the word after "your", words that only describe left out."""
    owned = (fold(one[1]) for one in _YOURS.finditer(text))
    return {concept(one) for one in owned if not _DESCRIBING.search(one)} - _SCHOLARS_HAVE


_ASKED_OF = concepts("group team lab department student pupil university website office town")
"""Whom a question may suppose a scholar to have ("did your students mind?")."""


def _lacks_fact(state: SentenceState) -> bool:
    """True for a word that states a fact (an award, an office) which no sentence of the evidence states of this."""
    context = state.telling_stems(state.masked, own_too=True) | state.settled
    for phrase in _STATED.finditer(state.without_quotes):
        stated, beside = spaced(phrase[1]), context - concepts(phrase[1])
        alike = _EARLY_LIFE if _EARLY_LIFE.search(stated) else re.compile(re.escape(stated))
        saying = [unit for ground in state.grounds.evidence for unit in ground.spaced_units if alike.search(unit)]
        if state.asserts and not any(beside & concepts(unit) for unit in saying):
            return True
    for place, fact in _facts(state):
        if not state.told.claimed[place].strip():
            if state.told.own[place].strip() and fact not in state.grounds.own_stems:
                return True
            continue
        if _TIME_BEFORE.search(state.without_quotes[:place]) and state.grounds.has(fact):
            continue
        others, names = context - {fact}, _names_beside(state, place)
        if fact in _AWARD_FACTS and (_is_named(state, names) if names else state.verified):
            continue
        saying_so = {fact, _GOES} if fact == _WIN else {fact}  # a prize "goes to" the one who wins it
        known = frozenset[str]() if fact in _DEGREE_FACTS else state.grounds.own_stems
        units = [
            unit | known | (one.heading if known else known)
            for one in state.grounds.evidence
            for unit, _ in one.units
            if saying_so & unit
        ]
        if not any((others & unit or not others) and len(names & unit) >= MOSTLY * len(names) for unit in units):
            return True
    return False


def _is_named(state: SentenceState, names: set[str]) -> bool:
    """True when a sentence of the evidence has the name of the award: that it was given need not stand there."""
    units = (unit for ground in state.grounds.evidence for unit, _ in ground.units)
    return any(len(names & unit) >= MOSTLY * len(names) for unit in units)


def _facts(state: SentenceState) -> list[tuple[int, str]]:
    """Where words stand that always state a fact; with a capital inside a sentence they are part of a name."""
    return [
        (match.start(), concept(word))
        for match in _WORD.finditer(state.without_quotes)
        if match[0][0].islower() or fold(match[0]) in DEGREES or not state.sentence[: match.start()].strip()
        for word in words(match[0])
        if stem(word) in FACT_STEMS and word not in COMMON_WORDS
        if not _WON_OVER.match(state.without_quotes, match.start())
        if not _TITLE_OF_HONOUR.match(state.without_quotes, match.start())
    ]


def _names_beside(state: SentenceState, place: int) -> set[str]:
    """The words of the names in the same clause, the recipient's own left out."""
    tokens = telling_tokens(state.masked)
    clause = next((one.breaks for one in tokens if one.start == place), None)
    return {one.stem for one in tokens if one.capital and one.breaks == clause} - state.grounds.name_stems


def _use_row(state: SentenceState) -> None:
    """Without evidence, the sentence may rest on what the row says beyond the template's own words."""
    literal = concepts(state.literal)
    mine = state.telling_stems(state.sentence, own_too=True) - literal
    rows = [one for one in state.grounds.own if one.kind is EvidenceKind.ROW and mine & one.stems]
    state.used.extend(sorted(rows, key=lambda one: -len(mine & one.stems))[:1])
