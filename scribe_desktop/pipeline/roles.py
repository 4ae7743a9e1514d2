"""Offices and places of work: held by this person, of this body, now or once, as the evidence says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.pipeline.bodies import MOSTLY, Body, about, bodies_in, snippet
from scribe_desktop.pipeline.clauses import roots
from scribe_desktop.pipeline.common_words import CONNECTORS, INSTITUTION_WORDS, concepts
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import speaks_to_recipient, without_writer
from scribe_desktop.pipeline.text_match import Caseless, fold, words
from scribe_desktop.pipeline.whose import Said

_FORMS = {
    "chair": "chair chairs chaired chairing chairman chairwoman chairperson president presides presided presiding",
    "founder": "founded founder founders founding cofounded cofounder co-founded co-founder established set-up",
    "head": "lead leads led leading leader head heads headed heading director directs direct directed directing run"
    " runs ran running pi investigator manages manager coordinates coordinate coordinated coordinator convenes convene"
    " convened convenor dirige dirigez dirigé coordonne coordonnez leitet leiten geleitet leiterin leiter",
    "secretary": "secretary",
    "treasurer": "treasurer",
    "dean": "dean",
    "trustee": "trustee",
    "member": "member members belong belongs sits",
    "editor": "editor editors edit edits edited coeditor co-editor",
    "fellow": "fellow fellowship",
    "teacher": "teach teaches taught teaching lecture lectured lecturer lectures enseigne enseignez enseigné",
}
_ROLE_OF = {form: role for role, forms in _FORMS.items() for form in forms.split()}
_HELD_BY = {
    "chair": ("chair", "head"),
    "founder": ("founder",),
    "head": ("head", "chair", "founder"),
    "secretary": ("secretary",),
    "treasurer": ("treasurer",),
    "dean": ("dean",),
    "trustee": ("trustee", "chair"),
}
"""Which roles of the evidence bear out a role of the sentence; roles not named here are not compared."""
_NEEDED = frozenset(("chair", "founder", "secretary", "treasurer", "dean", "trustee"))
"""Roles that the evidence has to name; leading something may be said in many ways."""
_INSTEAD_OF_HEAD = frozenset(("secretary", "treasurer", "member", "trustee"))

_ROLE_WORD = re.compile(r"(?:\b[Vv]ice-?)?(?:\b[Cc]o-)?\b[^\W\d_]+")
_AS = re.compile(
    r"\b[Aa]s (?:the |a |an |its |their |one of the )?(?:[\w-]+ ){0,2}\Z|\byour (?:work|role|time"
    r"|position) as [\w ]*\Z"
)
_YOU = re.compile(
    r"\byou(?:'ve|’ve|'re|’re)?(?: (?:\w+ly|also|now|once|still|both|are|were|have|had|been|became|was|be|the|a"
    r"|an|its|"
    r"one|of|who|not|did|used|to|yourself|as|elected|current|former|first|vous))*\s*\Z|\bSie (?:[\w-]+ )?\Z"
    r"|\bvous \Z"
)
_NEXT_SUBJECT = re.compile(r"\b(I|we|you|your|he|she|they|it)\b")
_SEGMENT = re.compile(r"[;()]|\.\s|,\s(?=[A-Z])")
_NOW = Caseless(
    r"\b(?:now|currently|at present|present|today|these days)\b|\b(?:on|your) (?:[\w-]+ )?(?:leave"
    r"|sabbatical) from\b"
    r"|\bwhere you (?:now )?(?:are|work|teach|lead|run|direct|chair|hold)\b|\byou(?:'re|’re| are) (?:now )?(?:at"
    r"|with)\b"
    r"|\byou (?:work|teach|lecture|run|lead|direct) (?:[^,.;]{1,40} )?at\b|\boù vous (?:êtes|travaillez"
    r"|enseignez)\b"
    r"|\bwo Sie (?:arbeiten|lehren|unterrichten|sind)\b|\byour (?:colleagues|students|lab|group|department) at\b",
)
_ONCE = Caseless(
    r"\b(?:former(?:ly)?|previously|until|before|earlier|once|used to|had (?:taught|been|worked)|was|were|came"
    r"|moved|left|then|spent|worked|studied|after|received|took|taken|doctorate|phd|msc|ba|bsc|ma|degree|thesis"
    r"|diplom"
    r"|soutenu|thèse|promov\w+|promotion|studiert\w*)\b|\bfrom (?:19|20)\d\d\b|(?:19|20)\d\d\s?[-–/]\s?(?:\d\d)"
    r"|\bbetween (?:19|20)\d\d",
)
_STILL = Caseless(
    r"\b(?:is|am|since|now|currently|present|today|depuis|seit|est|ist)\b|(?:19|20)\d\d\s?[-–]\s?(?:\W|\Z)",
)


def check_roles(state: SentenceState) -> None:
    """Look at each role and each present place of work that the sentence gives to the recipient."""
    bodies = bodies_in(state)
    text = without_writer(state.without_quotes)
    _check_offices(state, text, bodies)
    if speaks_to_recipient(text):
        _check_presence(state, text, bodies)


# --- offices ------------------------------------------------------------------------------------


def _check_offices(state: SentenceState, text: str, bodies: Sequence[Body]) -> None:
    for match in _ROLE_WORD.finditer(text):
        role = _ROLE_OF.get(fold(match[0]).removeprefix("vice-").removeprefix("vice"))
        if role not in _HELD_BY or (match[0][:1].isupper() and match.start() > 0):
            continue
        before = text[: match.start()]
        noun = bool(_AS.search(before)) and _next_subject(text[match.end() :]) not in ("I", "we")
        deed = bool(_YOU.search(before))
        if not noun and not deed:
            continue
        body = _body_of(text, match.start(), match.end(), bodies)
        if body is None and deed and role == "head" and _anothers_thing(state, text, match.start()):
            return
        if body and _one_office(state, role, match[0], body):
            return


def _next_subject(after: str) -> str:
    match = _NEXT_SUBJECT.search(after)
    return match[1] if match else ""


def _body_of(text: str, start: int, end: int, bodies: Sequence[Body]) -> Body | None:
    """The body right after the role ("chair of the Council"), else right before it ("the Lab, which you lead")."""
    for one in bodies:
        if one.start >= end and re.fullmatch(
            r"(?:\s+(?:of|at|for|in|the|a|an|both|its|your)\b)*[\s'’]*", text[end : one.start]
        ):
            return one
    for one in reversed(bodies):
        if one.end <= start and re.fullmatch(
            r"[\w\s'’-]{0,25},?\s*(?:(?:which|that|where|whom)\b)?[\s,]*(?:(?:you|vous|Sie)\b.*)?",
            text[one.end : start],
        ):
            return one
    return None


def _one_office(state: SentenceState, role: str, word: str, body: Body) -> bool:
    """Check that the evidence gives this role in this body to the recipient; True when it was a finding."""
    saying = about(state, body.roots)
    if not saying:
        return False
    other: str | None = None
    instead = ""
    for said in saying:
        for start, segment in _segments(said.text, body.roots):
            held = [
                (one, said.holder(start + one.start(), start + one.end()))
                for one in _ROLE_WORD.finditer(segment)
                if _ROLE_OF.get(fold(one[0])) in _HELD_BY[role]
            ]
            if any(holder is None for _, holder in held):
                return False
            other = next((holder for _, holder in held if holder), other)
            has = {_ROLE_OF.get(fold(one[0])) for one in _ROLE_WORD.finditer(segment)}
            if has & (_INSTEAD_OF_HEAD | _HELD_BY.keys()) - set(_HELD_BY[role]) and not instead:
                instead = segment
    if other is None and role not in _NEEDED and not (instead and role == "head"):
        return False
    if role == "head" and other is None:
        return False
    shown = instead or saying[0].text
    reason = (
        f"The saved page names {other} for this: “{snippet(shown)}”."
        if other and not instead
        else f"The saved page does not say “{word}” of {body.text}; it has: “{snippet(shown)}”."
    )
    state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
    return True


def _anothers_thing(state: SentenceState, text: str, place: int) -> bool:
    """Note "the project that you lead" where the pages name another for it and never the recipient."""
    match = re.search(r"([^\W\d_]+),? (?:that |which |que )?(?:you|vous)\b[^,;:]*\Z", text[:place])
    if not match:
        return False
    thing, others = roots(match[1]), []
    for said, _ in state.grounds.said:
        for one in _ROLE_WORD.finditer(said.text):
            if _ROLE_OF.get(fold(one[0])) in _HELD_BY["head"]:
                holder = said.holder(one.start(), one.end())
                if holder is None and thing & roots(said.text):
                    return False
                if holder and thing & roots(" ".join(words(said.text[: one.start()])[-3:])):
                    others.append((holder, said.text))
    if others:
        reason = f"The saved page names {others[0][0]} for this: “{snippet(others[0][1])}”."
        state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
    return bool(others)


def _segments(text: str, wanted: frozenset[str]) -> list[tuple[int, str]]:
    """The pieces of an evidence sentence that name the body; the whole sentence when it is told in several."""
    cuts = [0, *(one.start() for one in _SEGMENT.finditer(text)), len(text)]
    pieces = [(start, text[start:end]) for start, end in pairwise(cuts)]
    having = [
        (start, piece)
        for start, piece in pieces
        if len(wanted & concepts(piece)) >= MOSTLY * len(wanted)
        and any(_ROLE_OF.get(fold(one[0])) for one in _ROLE_WORD.finditer(piece))
    ]
    return having or [(0, text)]


# --- places of work -----------------------------------------------------------------------------


def _check_presence(state: SentenceState, text: str, bodies: Sequence[Body]) -> None:
    """A place where the recipient is said to be now must not be one that the evidence has as a former one only."""
    marks = [(one.start(), one.end()) for one in _NOW.finditer(text)]
    for body in bodies:
        if not {*words(body.text), *words(text[: body.start])[-2:]} & INSTITUTION_WORDS:
            continue
        near = [
            (start, end)
            for start, end in marks
            if (0 <= body.start - end <= 25 and not re.search(r"[;,]", text[end : body.start]))
            or (0 <= start - body.end <= 5)
        ]
        own = frozenset(words(body.text)) - CONNECTORS
        if not near or own <= frozenset(word for one in state.grounds.own for word in words(one.text)):
            continue
        saying = about(state, body.roots, 1.0)
        if saying and all(_is_past(one, body) for one in saying):
            reason = f"The saved page has {body.text} as an earlier place: “{snippet(saying[0].text)}”."
            state.add(FindingKind.INSTITUTION, body.text, reason)
            return


def _is_past(said: Said, body: Body) -> bool:
    """True when the clause with this body tells of an earlier time and not of now."""
    place = said.text.find(body.text.split()[0])
    cuts = [0, *(one.start() for one in re.finditer(r"[;()]|\.\s", said.text)), len(said.text)]
    start, end = next(((low, high) for low, high in pairwise(cuts) if low <= place < high), (0, len(said.text)))
    piece = said.text[start:end]
    name = re.search(re.escape(body.text), piece)
    around = piece[max(0, name.start() - 80) : name.end() + 40] if name else piece
    moved = re.search(rf"\bfrom (?:the )?{re.escape(body.text)}", piece)
    return bool(_ONCE.search(around)) and (bool(moved) or not _STILL.search(around))
