"""What somebody did at a place: a place of study is no place of work, and a master's is no doctorate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.pipeline.bodies import Body, about, bodies_in, snippet
from scribe_desktop.pipeline.common_words import DEGREES, concepts
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import speaks_to_recipient, without_writer
from scribe_desktop.pipeline.text_match import Caseless, words
from scribe_desktop.pipeline.whose import Said


class Deed(Enum):
    """What ties a person to a place."""

    STUDIED = "as a place of study"
    STUDENT = "from student days"
    DOCTORATE = "as the place of the doctorate"
    DEGREE = "as the place of an earlier degree"
    WORKED = "as a place of work"
    PAID = "as a source of money"
    ANOTHERS = "for somebody else"


_CUES = {
    Deed.DOCTORATE: (
        r"doctora\w*|doctor(?:['’]s)? degree|ph\.?\s?d\b|d\.?phil\b|dissertation|thesis|doktor\w*"
        r"|promov\w+|Promotion|thèse|docteure?\b|tesis"
        r"|doctoró|doctora? (?:por|en)\b"
    ),
    Deed.DEGREE: (
        r"b\.?sc\b|m\.?sc\b|ba\b|ma\b|bachelor\w*|master['’]?s?\b|degree|graduat\w+|undergraduate|diplom\w*"
        r"|Staatsexamen|diplôm\w+|licen[ct]i?\w+|egresad\w+"
    ),
    Deed.STUDIED: r"studied|studying|learn(?:ed|t)|studiert\w*|étudié\w*|estudi(?:ó|é|aste|ado)\b",
    Deed.STUDENT: r"studies at|student\b(?! of yours)|trained|read [a-z]+(?: and [a-z]+)? at|Studium",
    Deed.WORKED: (
        r"work(?:ed|ing|s)?\b|employ\w+|post-?do[ck]\w*|fellow\b|taught|teach\w*|lectur\w+|profess\w+|engineer\w*"
        r"|technician|consultan\w+|advis[eo]r\w*|research(?:er)?\b|scientist|officer|nurse|assistant|manager|clerk|editor"
        r"|direct(?:ed|or|s)\b|head(?:ed|s)?\b|led|leads?\b|r[au]ns?\b|chair\w*|founded|appointed|serv(?:ed|es|ing)\b"
        r"|member of|belong\w*|librarian|curator|design(?:er|ed|ing)\b|interpret(?:er|ing)|schedul\w+|archivist"
        r"|journalist|chemist|botanist|specialist|economist|lab(?:oratory)? in|guest|visiting"
        r"|as an? [\w-]+(?: [\w-]+)? (?:at|with|in|for)\b"
        r"|gearbeitet|arbeit\w+|tätig|leite\w*|geleitet|\w*leiter(?:in)?|lehrt?e?n?\b|Mitarbeiter\w*|Assistent\w*"
        r"|travaill\w+|dirig\w+|enseign\w+|poste\b|ingénieur\w*|trabaj\w+|enseñ\w+|ingenier\w+|investigador\w*"
        r"|intérprete"
    ),
    Deed.PAID: (
        r"(?:funded|financed|sponsored|supported|paid(?: for)?) by|grant from|gefördert|financé\w* par|financiad\w+ por"
    ),
}
"""What ties somebody to a place, in the four languages that drafts are compared in."""
_DEEDS = {deed: Caseless(rf"\b(?:{cues})") for deed, cues in _CUES.items()}
_STUDY = frozenset((Deed.STUDIED, Deed.STUDENT, Deed.DOCTORATE, Deed.DEGREE))
_ANY_STUDY = frozenset((Deed.STUDIED, Deed.STUDENT))
_CUT = Caseless(
    r"[;,:()—–]|\b(?:and|und|et|y|e|but|before|after|then|while|that|which|because|since|so|led to|where|wo|où|donde"
    r"|bevor|nachdem|avant|après|antes|puis|luego|dann)\b",
)
_THERE = re.compile(r",? (?:where|which|that|wo|où|donde) (?:you|Sie|vous|usted)\b[^,;:.]*")
_PLACED = Caseless(
    r"\b(?:at|in|with|for|from|of|under|an|am|im|bei|beim|à|au|aux|chez|en|de|del|por|der|the|la|el|le|l|your|University)"
    r"['’]?\s*\Z",
)
_OTHER_TIME = re.compile(
    r"\b(?:after|before|since|following|nach|vor|seit|après|avant|depuis|tras|después de|antes de)"
    r"(?: (?:the|your|his|her|a|der|dem|Ihrer|Ihrem|ihrer|seiner|le|la|sa|son|votre|el|su))? [\w.-]+"
    r"(?! (?:at|in|from|an|am|im|bei|à|au|en)\b)(?![\w.-])",
    re.IGNORECASE,
)
"""When something else was: "after your doctorate"."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_STILL_THERE = re.compile(r"\b(?:its|there|where|dort|wo|où|donde|allí)\b")
"""After a place: what follows was done there, too."""
FAR = 1_000_000
_ASKED = re.compile(r"\A.*\bI\b.{0,40}?(?=\byou\b)")
"""Before what the writer says, or asks, of the recipient: "May I ask how you …"."""
LITTLE = 4
"""More words of a part of a sentence than these, besides the place, tell by themselves what was done there."""
_FIRST_PERSON = re.compile(r"\b(?:I|we|my|our|us|me|ich|wir|mein\w*|unser\w*|je|nous|yo|nosotros|mi|nuestr\w+)\b")


def check_life_places(state: SentenceState) -> None:
    """Note a place where the recipient is said to have worked or studied, and the pages tell only the other of it.

    Both sides are read by the words next to the place, in the same part of a sentence. A place that any page names
    without such words is left alone.
    """
    text = without_writer(state.without_quotes)
    if not (speaks_to_recipient(text) or (state.language == "es" and not _FIRST_PERSON.search(text))):
        return  # Spanish says "you" by the form of its verbs
    for body in bodies_in(state):
        if not _PLACED.search(text[: body.start]) and not _THERE.match(text, body.end):
            continue
        own = frozenset(words(body.text))
        if own <= DEGREES or any(own <= set(words(one.text)) for one in state.grounds.own):
            continue
        claimed = _claimed(text, body)
        saying = about(state, body.roots, 1.0)
        if not claimed or not saying or any(body.roots <= one.stems for one in state.grounds.evidence if one.names):
            continue
        told = [_told(one, body) for one in saying]
        if all(told) and not any(_agree(claimed, one) for one in told):
            first = next(iter(sorted(told[0], key=lambda one: one.value)))
            reason = f"The saved page has {body.text} {first.value}: “{snippet(saying[0].text)}”."
            state.add(FindingKind.INSTITUTION, body.text, reason)
            return


def _agree(claimed: frozenset[Deed], told: frozenset[Deed]) -> bool:
    """True when one of the deeds is the same; who "studied yeast" somewhere may have taken a degree or worked there."""
    if Deed.STUDIED in claimed and Deed.WORKED in told:
        return True
    return bool(claimed & told or (claimed & _STUDY and told & _STUDY and (claimed | told) & _ANY_STUDY))


def _deeds_in(text: str) -> frozenset[Deed]:
    """What a part of a sentence tells of; work counts beside a study only where it is told last, next to the place."""
    last = {deed: max(one.start() for one in found) for deed in _DEEDS if (found := [*_DEEDS[deed].finditer(text)])}
    studies = [place for deed, place in last.items() if deed in _STUDY]
    if studies and last.get(Deed.WORKED, FAR) < max(studies):
        del last[Deed.WORKED]
    return frozenset(last)


def _claimed(text: str, body: Body) -> frozenset[Deed]:
    """What the part of the draft's sentence with this place says the recipient did there."""
    there = _THERE.match(text, body.end)
    part = there[0] if there else next(_parts(text, body.start, body.end))
    part = _ASKED.sub("", part)
    return frozenset[Deed]() if _FIRST_PERSON.search(part) else _deeds_in(part)


def _told(said: Said, body: Body) -> frozenset[Deed]:
    """What a sentence of a page says was done there, and by whom; empty when it does not say."""
    places = [one for one in re.finditer(r"[^\W_]+", said.text) if concepts(one[0]) & body.roots]
    if not places:
        return frozenset()
    start, end = places[0].start(), places[-1].end()
    if said.teller(start) is not None:
        return frozenset((Deed.ANOTHERS,))
    found = next((deeds for part in _parts(said.text, start, end) if (deeds := _deeds_in(part))), frozenset[Deed]())
    goes_on = _STILL_THERE.search(said.text, end)
    return found | _deeds_in(said.text[end:]) if found and goes_on else found


def _parts(text: str, start: int, end: int) -> Iterator[str]:
    """The part of a sentence with this place, then longer ones while what they add to the name says little."""
    text = _OTHER_TIME.sub(lambda one: " " * len(one[0]), text)
    stop = next((one.start() for one in _CUT.finditer(text, end)), len(text))
    for one in (*(one.end() for one in reversed([*_CUT.finditer(text, 0, start)])), 0):
        yield text[one:stop]
        if len(_WORD.findall(text[one:start])) > LITTLE:
            return
    yield text
