"""Awards: given to this person, and for the thing that the sentence says, as the pages have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.pipeline.bodies import about, bodies_in, snippet
from scribe_desktop.pipeline.clauses import roots
from scribe_desktop.pipeline.common_words import concepts
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import speaks_to_recipient, without_writer
from scribe_desktop.pipeline.text_match import Caseless, place_of_words, spaced, words
from scribe_desktop.pipeline.whose import Said

_AWARD = Caseless(
    r"\b(?:congratulat\w*|won|win|winner|winning|received?|awarded|given|gave|got|earned|named|honou?red|hold|holds"
    r"|elected|prize|award|medal)\b",
)
_GIVEN = Caseless(
    r"\b(?:won|wins|winner|received|awarded|given|honou?red|holds|holder|holding|was made|went to|elected|jury|laureate"
    r"|was the|of the year"
    r"|title of"
    r"|erhielt|erhalten|ausgezeichnet|Träger(?:in)?|reçu|obtenu|lauréate?|recibió|obtuvo|ganó|galardonad[oa])\b"
    r"|(?:Prize|Medal|Award|Badge|Fellowship|Premio|Prêmio|Medalla|Prix|Preis)(?: [\w'’-]+){0,3}\W{1,3}(?:19|20)\d\d",
)
_OF_OTHERS = re.compile(
    r"\b(?:him|his|her|hers|them|their|colleagues?|co-?authors?|students?|team|Kolleg\w+|collègues?|colegas?)\b"
)
_FOR = Caseless(r"\bfor (?:your|the|a|an|his|her|their|its|work|research|studies|discover\w+|having)\b([^,;:.!?()]*)")
NEAR = 60
"""Characters between the name of an award and the words that give it."""
_TALK_OF_IT = re.compile(r"\b(?:and|that|which|but|I|we)\b.*")


def check_awards(state: SentenceState) -> None:
    """Note an award that the pages give to another person, or for another thing."""
    text = without_writer(state.without_quotes)
    of_recipient = bool(_AWARD.search(text)) and speaks_to_recipient(text)
    for wanted, start, end in (
        *_lower_awards(text),
        *((one.roots, one.start, one.end) for one in bodies_in(state)),
    ):
        saying, name = about(state, wanted, 1.0), spaced(text[start:end])
        given_here = of_recipient and _is_given_here(text, start, end)
        if _is_author(state, text[start:end]):
            continue
        if not given_here and not _is_an_award(text, name, saying):
            continue
        places = [(one, one.holder(*place)) for one in saying if (place := _place(one.text, name, wanted))]
        named = [holder for _, holder in places if holder]
        if places and len(named) == len(places):
            if _names_them(state, named):
                continue
            reason = f"The saved page says this of {named[0]}: “{snippet(places[0][0].text)}”."
            state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
            return
        mine = [said for said, holder in places if holder is None]
        if mine and _given_for_something_else(state, text, end, mine):
            return


def _is_author(state: SentenceState, name: str) -> bool:
    """True for the name of somebody who wrote a saved paper."""
    last = words(name)[-1:]
    return any(words(author)[-1:] == last for one in state.grounds.evidence for author in one.names)


def _is_an_award(text: str, name: str, saying: Sequence[Said]) -> bool:
    """True for what every page that names it calls given or held, in a sentence that is of nobody else."""
    given = bool(saying) and all(_is_given_near(one.text, name) for one in saying)
    return given and not _OF_OTHERS.search(text)


def _is_given_near(text: str, name: str) -> bool:
    """True when words of giving stand close to a name, and the name is nobody's."""
    place = place_of_words(text, name)
    return place is not None and _GIVEN.search(text[max(0, place[0] - NEAR) : place[1] + NEAR]) is not None


def _is_given_here(text: str, start: int, end: int) -> bool:
    """True when the words around speak of getting it: an award word in the same clause."""
    low = max((one.end() for one in re.finditer(r"[;:.]|\bwhich\b|\bwhile\b", text[:start])), default=0)
    stop = re.search(r"[;:.]", text[end:])
    return bool(_AWARD.search(text[low : end + stop.start() if stop else len(text)]))


def _lower_awards(text: str) -> list[tuple[frozenset[str], int, int]]:
    """Awards named in small letters, as in "the prize for instrumentation"."""
    found = []
    for match in re.finditer(r"\b(prize|award|medal|grant|fellowship) for ((?:[\w-]+ ?){1,3})", text):
        wanted = roots(match[2]) | concepts(match[1])
        found.append((wanted, match.start(), match.end()))
    return found


def _given_for_something_else(state: SentenceState, text: str, end: int, mine: Sequence[Said]) -> bool:
    """Note an award that the sentence says was given for what the evidence does not say of it."""
    claimed = _FOR.search(text, end)
    if not claimed or re.search(r"[;:]|\bI\b|\bwe\b", text[end : claimed.start()]):
        return False
    what = roots(_TALK_OF_IT.sub("", text[claimed.start(1) : claimed.end(1)])) - state.grounds.own_stems
    given = [one for one in mine if re.search(r"\b(?:for|pour|für)\b", one.text)]
    if not what or not given or any(what & roots(one.text) for one in mine):
        return False
    reason = f"The saved page says what it was given for: “{snippet(given[0].text)}”."
    state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
    return True


def _names_them(state: SentenceState, names: Iterable[str]) -> bool:
    here = frozenset(words(state.sentence))
    return any(set(words(one)) & here for one in names)


def _place(text: str, name: str, wanted: frozenset[str]) -> tuple[int, int] | None:
    """Where the name stands, else from the first to the last of its words, the nearest together."""
    if (whole := place_of_words(text, name)) is not None:
        return whole
    places = [(one.start(), one.end()) for one in re.finditer(r"[^\W_]+", text) if concepts(one[0]) & wanted]
    if not places:
        return None
    if len(wanted) == 1:
        return places[0]
    return (places[0][0], places[-1][1]) if len(places) <= 2 * len(wanted) else places[0]
