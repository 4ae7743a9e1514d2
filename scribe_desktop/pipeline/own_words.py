"""What of a sentence is said of the recipient: neither what the writer does and feels, nor what is only asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scribe_desktop.pipeline.talk_words import CIRCUMSTANCES
from scribe_desktop.pipeline.text_match import Caseless, word_set
from scribe_desktop.pipeline.word_classes import FORMS

_JOINT = Caseless(
    r"[;:()—–]|,\s|\s-\s|\b(?:and|but|so|or|because|since|given that|now that|while|whereas|although|though|even if|if"
    r"|whether|when|before|after|until|once|unless|(?<!of )(?<!about )(?<!at )(?<!on )that(?= \w)|which|who|whose"
    r"|whom|where|how|why|what|as|than)\b",
)
_FIRST_PERSON = Caseless(
    r"\b(?:I|[Ww]e)\b(?!\.)"
    r"|\A\W*(?:[\w-]+ly )?(?:(?:my|our|ours|mine)\b|(?:nobody|everyone|everybody|no one|all) here\b"
    r"|(?:none|one|some|all|most|many|few|half|several|both) of (?:us|my|our)\b|the others\b"
    r"|an? (?:friend|colleague|neighbou?r|student|teacher|librarian|cousin|sister|brother)\b)",
)
_I_LOWER = re.compile(r"\bi\b")
_TAKES_IN = Caseless(
    r"\b(?:read|reading|reread|re-read|saw|see|learn(?:ed|t)?|found|find|notic(?:e|ed)|noted?|enjoy(?:ed)?|admired?"
    r"|impressed|fascinated|struck|moved|intrigued|inspired|surprised|amazed|astonished|touched|liked?|loved?"
    r"|appreciated?|gather(?:ed)?|understand|understood|know|knew|heard?|came across|come across|stumbled (?:up)?on"
    r"|taken (?:with|by)|discovered|remember(?:ed)?|recall|believed?|think|thought|agree|followed|studied|cited?"
    r"|quoted?"
    r"|citing|convinced|persuaded|delighted|pleased|happy|glad|sorry|sent|told|showed|puzzled|thank|thanks|grateful"
    r"|congratulate|curious|suppose|assume|suspect|finished|drawn to)\b",
)
_WISHING = Caseless(
    r"\b(?:would|could|should|might|may|shall|will|can|want(?:ed)?|hope|hoping|wish|like to|love to|plan(?:ning)? to"
    r"|intend|['’]d|['’]ll|try(?:ing)? to|able to|let us|promise)\b[^,;:]{0,40}\Z",
)
_WISHES = Caseless(r"\b(?:would|could|might|hope|wish|want|like to|love to|ask|wonder(?:ing|ed)?|curious|trust)\b")
_MINE = Caseless(r"\b(?:my|our)\b")
_ITSELF = Caseless(r"\s+(?:it|them|both|all of it|every (?:word|page|line) of it)\b")
_SUPPOSING = Caseless(
    r"\b(?:would|could|can|may|might|will|should|shall|if|whether|to|with|from|for|at|of|by|thank|thanking|dear|ask"
    r"|asking|meet|meeting|hear|see|tell|send|show|visit|bother|wish|hope|let|give|offer|invite|trouble|help|remind"
    r"|write|email)\s+\Z",
)
_COURTESY = (
    r"time|help|advice|reply|answers?|patience|kindness|permission|opinions?|thoughts|views?|convenience|consideration"
    r"|attention|guidance|understanding|support|interest|feedback|comments?|trouble|indulgence|calendar|diary|inbox"
)
_READ = r"papers?|articles?|books?|chapters?|preprints?|essays?|slides|notes|pages?|website|column|stories|poems"
_TAKEN = r"to|with|at|before|over|during|around|round|from|into|for|while|twice|again|aloud|last"
_OF_YOU = Caseless(
    rf"\byour (?!(?:own |kind |busy |further |honest )?(?:{_COURTESY})\b|(?:[\w-]+ ){{0,2}}(?:{_READ})"
    rf" (?:{_TAKEN})\b)|\byou(?:['’](?:ve|re|d))?\b(?! (?:would|could|can"
    r"|may|might|will|should|shall|have time)\b)|\b(?:she|her|hers|he|him|his)\b",
)
_YOUR_OWN = Caseless(rf"\byour (?!(?:[\w-]+ )?(?:{_COURTESY})\b)[\w'’-]+(?: [\w'’-]+)?")
_OF_WORK = Caseless(
    r"(?:(?:the|this|that|these|those|an?|both|how|what) )(?:[\w'’-]+ ){0,2}(?:papers?|articles?|study|studies"
    r"|chapters?"
    r"|books?|projects?|surveys?|groups?|lab|laboratory|teams?|experiments?|methods?|findings?|results?|ideas?"
    r"|arguments?|pages?|news|item|reviews?|thesis|essays?|discovery|discoveries|theory|models?|measurements?"
    r"|observations?|reports?|accounts?|work|translations?|analysis|evidence|claims?|archive|course|device|design"
    r"|prize|medal|award|parts?|passages?|sections?|way|fact)"
    r" (?:on|about|of|in|with|where|that|which|for|from|by|at|to|you|when|how)\b",
)
_CIRCUMSTANCE = Caseless(
    r"\b(?:on|in|at|during|over|before|after|with|by|from|round|around|for|all|until|every|one|last|next)"
    rf"(?: (?:an?|the|my|our|one|last|this|that|some|whole))*(?: [\w-]+)? (?:{CIRCUMSTANCES})(?: (?:to|from|home)"
    rf" [\w-]+)?\b",
)
_OPINION = Caseless(
    r"\bIt (?:has |had |really |rather )*[\w-]+ (?:me|us)\b"
    r"|\b(?:made|makes|gave|gives|left|kept|keeps|got|reminded|reminds) (?:(?:half|all|most|some|many"
    r"|several|everyone|everybody|one) (?:of |in |at )?)?(?:me|us|my \w+|our \w+)\b"
    r"(?:(?!\b(?:you|your|that|which)\b)[^,;:.?!])*"
    r"|\b(?:is|are|was|were|seems?|makes?|made|must be|must have been) (?:such |quite |truly |really |indeed |just"
    r" )?an? (?:[\w-]+ ){0,2}(?:device|idea"
    r"|thought|touch|choice|move|trick|image|way|thing|title|gift|treat|tool|model|match|pity|joy|puzzle|surprise|start"
    r"|delight|pleasure|relief|reminder|lesson|sight|help|feat|treasure|find|use|world|time|task|sentence|line|point"
    r"|message|result|number|detail|precaution)\b(?: (?:that |which )?(?:I|we|my|our)\b[^,;:.?!]*)?"
    r"|\b(?:deserves?|ought|needs?) to be (?:copied|framed|read|quoted|printed|known|hung|pinned|taught)\b[^,;:.?!]*"
    r"|\b(?:that|this|it) is (?:my|our)\b[^,;:.?!]*"
    r"|\b(?:the|our|my|this|it|any) (?:[\w-]+ ){0,6}?(?:would|will) (?:reach|cost|take|suit|find|help) (?:you|us)\b"
    r"[^,;:.?!]*",
)
_OFFERED = Caseless(
    r"\b(?:I|we)(?: would| could| can| will| shall|['’](?:d|ll)) (?:[a-z]+ly )?[a-z]+ you"
    r" (?:an?|the|some|our|my|one|two)\b[^,;:.?!]*",
)
"""What the writer would give or do for the recipient."""
_PLAIN = Caseless(
    r"\W*(?:(?:and|but|so|or|then|now|also|perhaps|finally|if (?:I|we) may(?: ask)?|may (?:I|we)"
    r" ask)\b\W*)*(?:(?:would|could|can|may|might|will|shall"
    r"|should|do|does|did|have|has|had|are|is|was|were|am|any chance)\b(?!n['’]t)"
    r"|(?:how|what|which|where|when|whom?|why|to what extent|in what way)\b(?:[^,?]{0,30}?\b)(?:would|could|can|might"
    r"|should|will|shall)\b|(?:how|what|which|where)\b(?: [\w-]+){0,3}? do you\b)",
)
_EMBEDDED = Caseless(
    r"(?:which|who|whose|whom|where|that|since|because|given that|now that|as|after|before|when|while|although"
    r"|though)\Z",
)
_SUPPOSED = Caseless(r"(?:if|whether|unless)\Z")
_GOES_ON = Caseless(r"(?:and|but|or|so|then|,\s)\Z")
_STRONGLY_EMBEDDED = Caseless(r"(?:since|because|given that|now that|although|though)\Z")
_VERB_FIRST = re.compile(
    r"\W*(?:(?:then|now|also|still|even|so|just|only|never|at last|ever since|since|[a-z]+ly) )*([a-z]+)\b"
)
_LISTED = re.compile(r"\s*(?:an?|some|our|my) (?:[a-z-]+ ){0,2}[a-z-]+\W*")
_VERBS = word_set(
    """
    am was were have had would could should can will must may might want wish hope wonder think believe feel ask keep
    try plan intend like love enjoy admire agree read work study live teach need use run make take go come see know
    find learn write look started began set put let cut
    """
)
_WISHED_OF_YOU = Caseless(r"\W*you (?:will|would|can|could|might|may|shall|do|are able)\b")
_HYPOTHETICAL = Caseless(r"\b(?:would|might)\b|['’]d\b")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence taken apart, what belongs to the other part being blank, so that every position stays.

    `claimed` is what it says of the recipient, their work or the world; `own` is what the writer says of themselves;
    `asks` is True for a question that supposes nothing but what stands in `claimed`.
    """

    claimed: str
    own: str
    asks: bool


@lru_cache(maxsize=256)
def told(text: str) -> Told:
    """Take an English sentence apart."""
    asks = text.rstrip().endswith("?") and _PLAIN.match(text) is not None
    claimed, own = list(text), [" "] * len(text)
    mine = wished = embedded = whole = False
    supposed: list[tuple[int, int]] = []
    for joint, start, end in _segments(text):
        piece, joining = text[start:end], joint.strip()
        if asks:
            said_of_you = any(not _SUPPOSING.search(piece[: one.start()]) for one in _OF_YOU.finditer(piece))
            embedded = start > 0 and bool(
                (_EMBEDDED.match(joining) and said_of_you)
                or _STRONGLY_EMBEDDED.match(joining)
                or (embedded and joining in ("and", "or"))
            )
        first = _FIRST_PERSON.search(piece)
        if first and _I_LOWER.fullmatch(piece[first.start() : first.end()].strip()):
            first = None
        goes_on = mine and _GOES_ON.match(joint) and (_begins_with_verb(piece) or (whole and _is_listed(piece)))
        if asks and not embedded:
            keep, mine = end, False
            supposed += [one.span() for one in _YOUR_OWN.finditer(text, start, end)]
        elif first or goes_on:
            keep, wished = _own_until(text, start, end)
            mine, whole = True, keep == end
        elif _SUPPOSED.match(joining) or (wished and _WISHED_OF_YOU.match(piece)):
            keep, mine, wished = end, False, True
        elif _HYPOTHETICAL.search(piece) and not (_OF_YOU.search(piece) or _OF_WORK.search(piece)):
            keep, mine = end, False
        else:
            keep, mine, wished = start, False, False
        if keep > start:
            for at in range(start - len(joint), keep):
                claimed[at], own[at] = " ", text[at] if mine and not wished else " "
    for start, end in supposed:
        claimed[start:end] = text[start:end]
    for one in _OFFERED.finditer(text):
        claimed[one.start() : one.end()] = " " * len(one[0])
    left = "".join(claimed)
    left = _OPINION.blanked(left)
    if first_person_in(text) or asks:
        left = without_circumstances(left)
    return Told(left, "".join(own), asks)


def without_circumstances(text: str) -> str:
    """The text without where and when the writer reads ("on the train", "for a fortnight"), positions as they were."""
    return _CIRCUMSTANCE.blanked(text)


def first_person_in(text: str) -> bool:
    """True when the writer speaks of themselves."""
    return re.search(r"\b(?:I|[Ww]e|[Mm]y|[Oo]urs?|[Mm]e|[Uu]s)\b", text) is not None


def _begins_with_verb(piece: str) -> bool:
    """True when a piece goes on without a subject of its own ("and missed my stop")."""
    first = _VERB_FIRST.match(piece)
    return first is not None and (first[1] in _VERBS or first[1] in FORMS or first[1].endswith("ed"))


def _is_listed(piece: str) -> bool:
    """True for one more thing in a row ("a bed, a good supper")."""
    return _LISTED.fullmatch(piece) is not None and not any(one in _VERBS or one in FORMS for one in piece.split())


def _segments(text: str) -> list[tuple[str, int, int]]:
    """The joint before, begin and end of each piece of a sentence between two joints."""
    found, start, joint = [], 0, ""
    for match in _JOINT.finditer(text):
        found.append((joint, start, match.start()))
        joint, start = text[match.start() : match.end()], match.end()
    found.append((joint, start, len(text)))
    return found


def _own_until(text: str, start: int, end: int) -> tuple[int, bool]:
    """How far a clause of the writer's is about the writer, and whether it wishes or asks for something."""
    piece = text[start:end]
    taken = _TAKES_IN.search(piece)
    if taken and _WISHING.search(piece[: taken.start()]):
        taken = None
    stop = len(piece)
    for one in _OF_YOU.finditer(piece):
        if one[0].lower().startswith("your ") or not _SUPPOSING.search(piece[: one.start()]):
            stop = min(stop, one.start())
            break
    work = next((one for one in _OF_WORK.finditer(piece) if not _MINE.search(one[0])), None)
    if work:
        stop = min(stop, work.start())
    if taken and not _ITSELF.match(piece, taken.end()):
        stop = min(stop, taken.end())
    return start + stop, _WISHES.search(piece) is not None
