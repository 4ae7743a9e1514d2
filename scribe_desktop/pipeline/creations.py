"""Things that a sentence says the recipient has made, and that nothing saved knows of: a film, an app, a school."""

from __future__ import annotations

import re

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import Passage
from scribe_desktop.pipeline.bodies import snippet
from scribe_desktop.pipeline.common_words import concepts
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import told_text
from scribe_desktop.pipeline.text_match import Caseless, fold, words

# What is made and shown, a line for each sort; behind the colon what else of the evidence bears it out.
_SORTS = """
    film films documentary movie movies cinema película documental: video footage camera frames
    video videos clip clips: film course
    app apps: software
    podcast podcasts: broadcast broadcasts radio episode episodes
    exhibition exhibitions exposition exposición ausstellung: exhibit
    novel novels roman novela: fiction
    poem poems: poetry
    textbook textbooks handbook handbooks manual lehrbuch handbuch manuel: guide
    book books: novel handbook
    kinderbuch kinderbücher bilderbuch:
    song songs album:
    opera operas:
    comic comics cartoon cartoons:
    garden gardens:
    patent patents:
    blog blogs:
    newsletter newsletters:
    bill bills:
    course courses kurs wochenendkurs: class classes seminar lecture workshop curso taller cours stage
    guía guías guide guides: manual folleto leaflet
    school schools: course
"""
_ALIKE = {
    thing: frozenset((*things.split(), *others.split()))
    for things, others in (line.split(":") for line in _SORTS.strip().splitlines())
    for thing in things.split()
}
_MADE = (
    r"(?:documentary |short )?film|documentary|movie|video|animation|app|smartphone app|phone app|podcast"
    r"|radio (?:talks?|programme|show|series)"
    r"|exhibition|novel|poems?|textbook|handbook|children['’]s book|picture book|song|album|opera|comic(?: strip)?"
    r"|cartoon|(?:school |botanical )?garden|patent|blog|newsletter|bill|(?:online|video|summer) (?:course|school)"
    r"|course|manual|field guide|checklist"
    r"|Kinderbuch|Bilderbuch|Roman|Dokumentarfilm|Wochenendkurs|Lehrbuch|Ausstellung"
    r"|roman|livre pour enfants|exposition|película|documental|novela|guía|libro infantil|exposición"
)
_DID = (
    r"(?:have |had |are |were |also |once |now )*(?:made|ma(?:ke|king)|wrote|writ(?:e|ing|ten)|drew|drawn"
    r"|draw(?:ing)?|plant(?:ed|ing)?|draft(?:ed|ing)?|design(?:ed|ing)?|record(?:ed|ing)?|compos(?:ed|ing)"
    r"|film(?:ed|ing)|shot"
    r"|finish(?:ed|ing)?|curat(?:ed|ing)|host(?:ed|ing)?|found(?:ed|ing)|open(?:ed|ing)?|set up|setting up|buil[dt]"
    r"|building|publish(?:ed|ing)?|produc(?:ed|ing)|launch(?:ed|ing)?|develop(?:ed|ing)?|invent(?:ed|ing)?)"
)
_OF_IT = r"(?!(?:on|about|of|in|for|and|or|through|by|from|with|at|via|to|an?|the|that|which)\b)[\w'’-]+"
"""A word between "your" and the thing that belongs to its name."""
_YOURS = Caseless(
    rf"\b(?:[Yy]our|[Vv]otre|Ihre?[nmr]?|[Ss]us?|with its|whose) (?:{_OF_IT} ){{0,3}}?"
    rf"(?P<thing>{_MADE})s?\b"
    rf"|\b(?P<made>{_MADE})s?\b(?: (?:on|about|of|for) (?:[\w'’-]+ ){{1,4}}?| [\w-]+ | )"
    rf"(?:(?:that |which )?you {_DID}\b|que usted \w+|que vous avez|that (?:followed|shows|showed|is about) you\b)"
    rf"|\bauthor of (?:an?|the|several|two) (?:{_OF_IT} ){{0,3}}?(?P<wrote>{_MADE})s?\b"
    rf"|\b[Yy]ou {_DID} (?:an?|the|one|two|three|several|some) (?:[\w'’-]+ ){{0,3}}?(?P<done>{_MADE})s?\b",
)
_ANY = Caseless(
    r"\b(?:the|an?|those|these|two|three|several|some) (?P<thing>(?:(?!(?:that|which|you|I|we)\b)[\w'’-]+ ){1,6}?)"
    r"(?:that |which )?you (?:are |were |have )?(?:made|making|design(?:ed|ing)|buil[dt]|building|open(?:ed|ing)|set up"
    r"|founded|launched|invented|planted|recorded|filmed|finish(?:ed|ing))\b",
)
"""Anything that the recipient is said to have made."""
_WORD = re.compile(r"[^\W\d_]+")


def check_creations(state: SentenceState) -> None:
    """Note a thing said to be the recipient's when no saved page or paper, nor the writer, has anything of its sort."""
    if state.findings:
        return
    for match in _YOURS.finditer(told_text(state)):
        thing = match["thing"] or match["made"] or match["wrote"] or match["done"]
        sort = _ALIKE.get(fold(thing.split()[-1].split("-")[-1]))
        if sort is None:
            sort = frozenset((fold(thing.split()[-1]),))
        alike = concepts(" ".join(sort))
        if not any(alike & one.stems for one in (*state.grounds.evidence, *state.grounds.columns)):
            reason = f"No saved page or paper tells of a {thing.lower()} of this person."
            state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
            return
        if (said := _made_by_another(state, alike)) is not None:
            reason = f"The saved page says this of {said[0]}: “{snippet(said[1])}”."
            state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
            return
    text = told_text(state)
    for match in _ANY.finditer(text):
        thing = text[slice(*match.span("thing"))].strip()
        telling = state.telling_stems(thing, own_too=True)
        if telling and not any(telling & one.stems for one in (*state.grounds.evidence, *state.grounds.columns)):
            reason = f"No saved page or paper tells of a “{thing}” of this person."
            state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
            return


def _made_by_another(state: SentenceState, alike: frozenset[str]) -> tuple[str, str] | None:
    """Who has made such a thing, and where a page says so, when it is said of others only."""
    if any(alike & one.stems for one in state.grounds.all if not isinstance(one.source, Passage)):
        return None
    here = frozenset(words(state.sentence))
    makers = [
        (said.teller(match.start()), said.text)
        for said, stems in state.grounds.said
        if alike & stems
        for match in _WORD.finditer(said.text)
        if alike & concepts(match[0])
    ]
    others = [(maker, text) for maker, text in makers if maker is not None and not here & set(words(maker))]
    return others[0] if others and len(others) == len(makers) else None
