"""Offices, places of work and awards: held by this person, of this body, now or once, as the evidence says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.pipeline.claim_extract import runs
from scribe_desktop.pipeline.clauses import roots
from scribe_desktop.pipeline.common_words import CONNECTORS, HONORIFICS, INSTITUTION_WORDS, concepts, is_common
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import speaks_to_recipient, without_writer
from scribe_desktop.pipeline.text_match import fold, words
from scribe_desktop.pipeline.whose import Said

MOSTLY = 0.6
"""This share of the words of a body's name makes a sentence of the evidence one about that body."""
LONGEST_SNIPPET = 160

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
    r"\b[Aa]s (?:the |a |an |its |their |one of the )?(?:[\w-]+ ){0,2}\Z|\byour (?:work|role|time|position) as [\w ]*\Z"
)
_YOU = re.compile(
    r"\byou(?:'ve|’ve|'re|’re)?(?: (?:\w+ly|also|now|once|still|both|are|were|have|had|been|became|was|be|the|a|an|its|"
    r"one|of|who|not|did|used|to|yourself|as|elected|current|former|first|vous))*\s*\Z|\bSie (?:[\w-]+ )?\Z|\bvous \Z"
)
_NEXT_SUBJECT = re.compile(r"\b(I|we|you|your|he|she|they|it)\b")
_AWARD = re.compile(
    r"\b(?:congratulat\w*|won|win|winner|winning|received?|awarded|given|gave|got|earned|named|honou?red|hold|holds"
    r"|elected|prize|award|medal)\b",
    re.IGNORECASE,
)
_AWARD_NAME = re.compile(r"\b(?:prize|award|medal|medallist|fellowship|lectureship|honou?r)\b")
_FOR = re.compile(
    r"\bfor (?:your|the|a|an|his|her|their|its|work|research|studies|discover\w+|having)\b([^,;:.!?()]*)", re.IGNORECASE
)
_TALK_OF_IT = re.compile(r"\b(?:and|that|which|but|I|we)\b.*")
_SEGMENT = re.compile(r"[;()]|\.\s|,\s(?=[A-Z])")
_NOW = re.compile(
    r"\b(?:now|currently|at present|present|today|these days)\b|\b(?:on|your) (?:[\w-]+ )?(?:leave|sabbatical) from\b"
    r"|\bwhere you (?:now )?(?:are|work|teach|lead|run|direct|chair|hold)\b|\byou(?:'re|’re| are) (?:now )?(?:at|with)\b"
    r"|\byou (?:work|teach|lecture|run|lead|direct) (?:[^,.;]{1,40} )?at\b|\boù vous (?:êtes|travaillez|enseignez)\b"
    r"|\bwo Sie (?:arbeiten|lehren|unterrichten|sind)\b|\byour (?:colleagues|students|lab|group|department) at\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\b(?:former(?:ly)?|previously|until|before|earlier|once|used to|had (?:taught|been|worked)|was|were|came"
    r"|moved|left|then|spent|worked|studied|after|received|took|taken|doctorate|phd|msc|ba|bsc|ma|degree|thesis|diplom"
    r"|soutenu|thèse|promov\w+|promotion|studiert\w*)\b|\bfrom (?:19|20)\d\d\b|(?:19|20)\d\d\s?[-–/]\s?(?:\d\d)"
    r"|\bbetween (?:19|20)\d\d",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"\b(?:is|am|since|now|currently|present|today|depuis|seit|est|ist)\b|(?:19|20)\d\d\s?[-–]\s?(?:\W|\Z)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Body:
    """A name in the sentence: its words, and where it stands."""

    start: int
    end: int
    text: str
    roots: frozenset[str]


def check_roles(state: SentenceState) -> None:
    """Look at each role, present place of work and award that the sentence gives to the recipient."""
    bodies = _bodies(state)
    text = without_writer(state.without_quotes)
    _check_offices(state, text, bodies)
    if speaks_to_recipient(text):
        _check_presence(state, text, bodies)
        _check_awards(state, text, bodies)


def _bodies(state: SentenceState) -> list[_Body]:
    """Names in the sentence that are not the recipient's own, each with at least one telling word."""
    found: list[_Body] = []
    text = without_writer(state.without_quotes)
    for run in runs(text):
        tokens = [one for one in run.tokens if one.value not in HONORIFICS]
        piece: list[int] = []
        groups: list[list[int]] = []
        for i, token in enumerate(tokens):
            if token.value in ("and", "at", "in", "with", "from", "to", "by", "on", "as") and token.text[0].islower():
                groups.append(piece)
                piece = []
            elif token.value not in CONNECTORS or piece:
                piece.append(i)
        groups.append(piece)
        for group in groups:
            while group and tokens[group[-1]].value in CONNECTORS:
                group.pop()
            if not group:
                continue
            start, end = tokens[group[0]].start, tokens[group[-1]].end
            own = frozenset(words(text[start:end])) - CONNECTORS
            if start == 0 and len(group) == 1 and is_common(tokens[group[0]].value):
                continue
            stems = concepts(" ".join(own)) - state.grounds.name_stems
            if stems:
                found.append(_Body(start, end, text[start:end], stems))
    return found


# --- offices ------------------------------------------------------------------------------------


def _check_offices(state: SentenceState, text: str, bodies: Sequence[_Body]) -> None:
    for match in _ROLE_WORD.finditer(text):
        role = _ROLE_OF.get(fold(match[0]).removeprefix("vice-").removeprefix("vice"))
        if role not in _HELD_BY or match[0][:1].isupper() and match.start() > 0:
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


def _body_of(text: str, start: int, end: int, bodies: Sequence[_Body]) -> _Body | None:
    """The body right after the role ("chair of the Council"), else right before it ("the Lab, which you lead")."""
    for one in bodies:
        if one.start >= end and re.fullmatch(r"(?:\s+(?:of|at|for|in|the|a|an|both|its|your)\b)*[\s'’]*", text[end : one.start]):
            return one
    for one in reversed(bodies):
        if one.end <= start and re.fullmatch(
            r"[\w\s'’-]{0,25},?\s*(?:(?:which|that|where|whom)\b)?[\s,]*(?:(?:you|vous|Sie)\b.*)?", text[one.end : start]
        ):
            return one
    return None


def _one_office(state: SentenceState, role: str, word: str, body: _Body) -> bool:
    """Check that the evidence gives this role in this body to the recipient; True when it was a finding."""
    about = _about(state, body.roots)
    if not about:
        return False
    other: str | None = None
    instead = ""
    for said in about:
        for start, end, segment in _segments(said.text, body.roots):
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
            del end
    if other is None and role not in _NEEDED and not (instead and role == "head"):
        return False
    if role == "head" and other is None:
        return False
    shown = instead or about[0].text
    reason = (
        f"The saved page names {other} for this: “{_short(shown)}”."
        if other and not instead
        else f"The saved page does not say “{word}” of {body.text}; it has: “{_short(shown)}”."
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
        reason = f"The saved page names {others[0][0]} for this: “{_short(others[0][1])}”."
        state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
    return bool(others)


def _segments(text: str, wanted: frozenset[str]) -> list[tuple[int, int, str]]:
    """The pieces of an evidence sentence that name the body; the whole sentence when it is told in several."""
    cuts = [0, *(one.start() for one in _SEGMENT.finditer(text)), len(text)]
    pieces = [(start, end, text[start:end]) for start, end in zip(cuts, cuts[1:], strict=False)]
    having = [
        (start, end, piece)
        for start, end, piece in pieces
        if len(wanted & concepts(piece)) >= MOSTLY * len(wanted)
        and any(_ROLE_OF.get(fold(one[0])) for one in _ROLE_WORD.finditer(piece))
    ]
    return having or [(0, len(text), text)]


# --- places of work -----------------------------------------------------------------------------


def _check_presence(state: SentenceState, text: str, bodies: Sequence[_Body]) -> None:
    """A place where the recipient is said to be now must not be one that the evidence has as a former one only."""
    marks = [(one.start(), one.end()) for one in _NOW.finditer(text)]
    for body in bodies:
        if not set((*words(body.text), *words(text[: body.start])[-2:])) & INSTITUTION_WORDS:
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
        about = [one for one in _about(state, body.roots, 1.0)]
        if about and all(_is_past(one, body) for one in about):
            reason = f"The saved page has {body.text} as an earlier place: “{_short(about[0].text)}”."
            state.add(FindingKind.INSTITUTION, body.text, reason)
            return


def _is_past(said: Said, body: _Body) -> bool:
    """True when the clause with this body tells of an earlier time and not of now."""
    place = said.text.find(body.text.split()[0])
    cuts = [0, *(one.start() for one in re.finditer(r"[;()]|\.\s", said.text)), len(said.text)]
    start, end = next(
        ((low, high) for low, high in zip(cuts, cuts[1:], strict=False) if low <= place < high), (0, len(said.text))
    )
    piece = said.text[start:end]
    name = re.search(re.escape(body.text), piece)
    around = piece[max(0, name.start() - 80) : name.end() + 40] if name else piece
    moved = re.search(rf"\bfrom (?:the )?{re.escape(body.text)}", piece)
    return bool(_ONCE.search(around)) and (bool(moved) or not _STILL.search(around))


# --- awards -------------------------------------------------------------------------------------


def _check_awards(state: SentenceState, text: str, bodies: Sequence[_Body]) -> None:
    if not _AWARD.search(text):
        return
    for wanted, start, end, shown in (*_lower_awards(text), *((one.roots, one.start, one.end, one.text) for one in bodies)):
        if not _is_given_here(text, start, end):
            continue
        about = [one for one in _about(state, wanted, 1.0)]
        if not about:
            continue
        places = [(one, one.holder(*place)) for one in about if (place := _place(one.text, wanted))]
        named = [holder for _, holder in places if holder]
        if places and len(named) == len(places):
            if _names_them(state, named):
                continue
            reason = f"The saved page says this of {named[0]}: “{_short(places[0][0].text)}”."
            state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
            return
        mine = [said for said, holder in places if holder is None]
        if mine and _given_for_something_else(state, text, end, mine):
            return


def _is_given_here(text: str, start: int, end: int) -> bool:
    """True when the words around speak of getting it: an award word in the same clause."""
    low = max((one.end() for one in re.finditer(r"[;:.]|\bwhich\b|\bwhile\b", text[:start])), default=0)
    stop = re.search(r"[;:.]", text[end:])
    return bool(_AWARD.search(text[low : end + stop.start() if stop else len(text)]))


def _lower_awards(text: str) -> list[tuple[frozenset[str], int, int, str]]:
    """Awards named in small letters, as in "the prize for instrumentation"."""
    found = []
    for match in re.finditer(r"\b(prize|award|medal|grant|fellowship) for ((?:[\w-]+ ?){1,3})", text):
        wanted = roots(match[2]) | concepts(match[1])
        found.append((wanted, match.start(), match.end(), match[0]))
    return found


def _given_for_something_else(state: SentenceState, text: str, end: int, mine: Sequence[Said]) -> bool:
    """Note an award that the sentence says was given for what the evidence does not say of it."""
    claimed = _FOR.search(text, end)
    if not claimed or re.search(r"[;:]|\bI\b|\bwe\b", text[end : claimed.start()]):
        return False
    what = roots(_TALK_OF_IT.sub("", claimed[1])) - state.grounds.own_stems
    given = [one for one in mine if re.search(r"\b(?:for|pour|für)\b", one.text)]
    if not what or not given or any(what & roots(one.text) for one in mine):
        return False
    reason = f"The saved page says what it was given for: “{_short(given[0].text)}”."
    state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
    return True


def _names_them(state: SentenceState, names: Iterable[str]) -> bool:
    here = frozenset(words(state.sentence))
    return any(set(words(one)) & here for one in names)


# --- shared -------------------------------------------------------------------------------------


def _about(state: SentenceState, wanted: frozenset[str], share: float = MOSTLY) -> list[Said]:
    """The sentences of pages with this share of the words."""
    return [
        one
        for one, stems in state.grounds.said
        if len(wanted & stems) >= share * len(wanted)
    ]


def _place(text: str, wanted: frozenset[str]) -> tuple[int, int] | None:
    """From the first to the last of these words, the nearest together."""
    places = [(one.start(), one.end()) for one in re.finditer(r"[^\W_]+", text) if concepts(one[0]) & wanted]
    if not places:
        return None
    if len(wanted) == 1:
        return places[0]
    return (places[0][0], places[-1][1]) if len(places) <= 2 * len(wanted) else places[0]


def _short(text: str) -> str:
    text = " ".join(text.split()).strip(" ;,()")
    return text if len(text) <= LONGEST_SNIPPET else text[: LONGEST_SNIPPET - 1].rsplit(" ", 1)[0] + "…"
