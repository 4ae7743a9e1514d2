"""The page of a review bundle: every draft beside what it rests on, as one HTML file without a script.

Everything that came from outside is escaped; the Content-Security-Policy allows the page its own style sheet, by hash,
and nothing else. An address becomes a link only when it is http or https.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote, urlsplit

from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.domain.evidence import Claim, EvidenceKind, LeftOut, Paper, Passage
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.services.review_research import Research
from scribe_desktop.services.review_style import STYLE

_STATES = {
    ReviewState.NEEDS_REVIEW: ("needs review", "warning"),
    ReviewState.READY: ("ready", "accent"),
    ReviewState.APPROVED: ("approved", "success"),
    ReviewState.DISCARDED: ("discarded", "muted"),
}
_KINDS = {EvidenceKind.ROW: "Your list", EvidenceKind.TEMPLATE: "The template"}
# Control characters, and marks that turn the direction of what follows them.
_HIDDEN = dict.fromkeys(
    [*(code for code in range(32) if code not in (9, 10)), *range(0x7F, 0xA0), *range(0x202A, 0x202F),
     *range(0x2066, 0x206A), 0x200E, 0x200F]
)  # fmt: skip
_PASSAGE = 1200
"""Characters of a passage that the page shows; the whole is in the text file."""


def review_page(drafts: Sequence[tuple[EmailDraft, Research, str]]) -> str:
    """The whole page. Each draft comes with its research and with the stem of its files' names."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    count = "1 draft" if len(drafts) == 1 else f"{len(drafts):,} drafts"
    body = "\n".join(
        (
            f'<header class="top"><h1>{count} to review</h1>',
            "<p>Each statement about a person stands beside the passage it rests on. Nothing has been sent.</p>",
            f"<p>{_counts([draft for draft, _, _ in drafts])}</p>",
            '<p class="legend"><mark class="held">has a source</mark> <mark class="doubt">needs a look</mark> '
            '<mark class="sworn">confirmed by the writer</mark> all other words are the writer’s own</p></header>',
            f'<nav aria-label="Contents"><h2>Contents</h2><ol>{"".join(_entries(drafts))}</ol></nav>',
            "<main>",
            *(_draft(number, *one) for number, one in enumerate(drafts, 1)),
            "</main>",
        )
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{count} to review</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def text_of(value: str) -> str:
    """Any text as HTML, without characters that could hide or turn what stands around it."""
    return escape(value.translate(_HIDDEN), quote=True)


def link_to(address: str, words: str = "") -> str:
    """A link for an address of the web; for any other address its words alone."""
    shown = text_of(" ".join(words.split()) or address)
    if not is_web_address(address):
        return f"<bdi>{shown}</bdi>"
    host = text_of(urlsplit(address).hostname or "")
    link = f'<a href="{text_of(address)}" rel="noopener noreferrer nofollow" target="_blank"><bdi>{shown}</bdi></a>'
    return link if words.strip() in ("", host) else f'{link} <span class="muted">{host}</span>'


def is_web_address(address: str) -> bool:
    """True for http and https with a host, and nothing in it that a browser would read otherwise than we do."""
    # A browser takes a backslash for a slash, and so may find another host than we name.
    if any(character.isspace() or ord(character) < 32 or character == "\\" for character in address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _counts(drafts: Sequence[EmailDraft]) -> str:
    found = []
    for state, (words, tone) in _STATES.items():
        count = sum(draft.review_state is state for draft in drafts)
        if count:
            found.append(f'<span class="chip {tone}">{count:,} {words}</span>')
    return " ".join(found)


def _entries(drafts: Sequence[tuple[EmailDraft, Research, str]]) -> Iterator[str]:
    for number, (draft, _, _) in enumerate(drafts, 1):
        left = len(draft.open_findings)
        check = f' <span class="muted">{left} to check</span>' if left else ""
        yield (
            f'<li><a href="#d{number}"><bdi>{text_of(draft.recipient_name)}</bdi></a> {_chip(draft)}{check}<br>'
            f'<span class="muted"><bdi>{text_of(draft.subject)}</bdi></span></li>'
        )


def _chip(draft: EmailDraft) -> str:
    words, tone = _STATES[draft.review_state]
    return f'<span class="chip {tone}">{words}</span>'


def _draft(number: int, draft: EmailDraft, research: Research, stem: str) -> str:
    name, address = text_of(draft.recipient_name), text_of(draft.recipient_email or "address not known")
    parts = [
        f'<article id="d{number}"><header><h2><bdi>{name}</bdi> {_chip(draft)}</h2>',
        f'<p class="muted">To <bdi>{address}</bdi> · <a href="drafts/{quote(stem)}.eml">message file</a> · '
        f'<a href="passages/{quote(stem)}.txt">saved passages</a> · <a href="#">contents</a></p></header>',
        f'<section class="letter" dir="auto"><h3>{_marked(number, draft, draft.subject)}</h3>',
        *(f"<p>{_marked(number, draft, one)}</p>" for one in draft.body.split("\n\n") if one.strip()),
        "</section>",
        _to_check(draft, research),
        _statements(number, draft.evidence, research),
        _saved(research),
        _left_out(research.left_out),
        "</article>",
    ]
    return "\n".join(part for part in parts if part)


def _marked(number: int, draft: EmailDraft, text: str) -> str:
    """The text with each sentence marked for what it is, and a number that leads to its passage."""
    parts: list[str] = []
    end = 0
    for span in split_sentences(text):
        parts.append(text_of(text[end : span.start]))
        parts.append(_sentence(number, draft, span.text))
        end = span.end
    parts.append(text_of(text[end:]))
    return "".join(parts).replace("\n", "<br>")


def _sentence(number: int, draft: EmailDraft, sentence: str) -> str:
    shown = text_of(sentence)
    held = [at for at, one in enumerate(draft.evidence, 1) if one.claim == sentence]
    notes = "".join(f'<sup><a href="#d{number}e{at}">{at}</a></sup>' for at in held)
    findings = [one for one in draft.findings if one.sentence and one.sentence == sentence]
    if any(not one.confirmed for one in findings):
        return f'<mark class="doubt" title="{text_of(findings[0].reason)}">{shown}</mark>{notes}'
    if findings:
        return f'<mark class="sworn">{shown}</mark>{notes}'
    return f'<mark class="held">{shown}</mark>{notes}' if held else shown


def _to_check(draft: EmailDraft, research: Research) -> str:
    items = []
    for one in draft.findings:
        sworn = " (confirmed by the writer)" if one.confirmed else ""
        items.append(f"<li><q>{text_of(one.text)}</q> {text_of(one.reason)}{sworn}</li>")
    if research.similar is not None:
        items.append(f"<li>{text_of(research.similar.sentence)}</li>")
    return f'<section class="check"><h3>To check</h3><ul>{"".join(items)}</ul></section>' if items else ""


def _statements(number: int, claims: Sequence[Claim], research: Research) -> str:
    if not claims:
        return '<p class="muted">No statement in this draft needs a source.</p>'
    rows = []
    before = ""
    for at, one in enumerate(claims, 1):
        source = link_to(one.source_url, one.source_title) if one.source_url else text_of(one.source_title)
        kind = _KINDS.get(one.kind, "")
        saved = next((passage.fetched_at for passage in research.passages if passage.url == one.source_url), None)
        small = " · ".join(part for part in (kind, f"saved {saved:%Y-%m-%d}" if saved else "") if part)
        rows.append(
            f'<tr id="d{number}e{at}"><th scope="row">{at}</th>{_statement(one.claim, before)}'
            f'<td dir="auto"><blockquote>{text_of(_short(one.passage))}</blockquote>'
            f'<p class="source">{source} <span class="muted">{small}</span></p></td></tr>'
        )
        before = one.claim
    head = '<thead><tr><th></th><th scope="col">Statement</th><th scope="col">What it rests on</th></tr></thead>'
    return f"<section><h3>Statements and sources</h3><table>{head}<tbody>{''.join(rows)}</tbody></table></section>"


def _statement(claim: str, before: str) -> str:
    return '<td class="muted">the same</td>' if claim == before else f'<td dir="auto">{text_of(claim)}</td>'


def _saved(research: Research) -> str:
    items = [_passage(one) for one in research.passages] + [_paper(one) for one in research.papers]
    if not items:
        return ""
    words = "1 passage or paper" if len(items) == 1 else f"{len(items)} passages and papers"
    return f"<details><summary>Everything that was saved: {words}</summary><ul>{''.join(items)}</ul></details>"


def _passage(one: Passage) -> str:
    reason = f' <span class="muted">{text_of(one.reason)}</span>' if one.reason else ""
    return (
        f'<li dir="auto">{link_to(one.url, one.title)}{reason}<blockquote>{text_of(_short(one.text))}</blockquote></li>'
    )


def _paper(one: Paper) -> str:
    facts = (", ".join(one.authors), one.venue or "", str(one.year or ""), one.reason)
    small = text_of(" · ".join(part for part in facts if part))
    return f'<li dir="auto">{link_to(one.url, one.title)} <span class="muted">{small}</span></li>'


def _left_out(found: Sequence[LeftOut]) -> str:
    if not found:
        return ""
    items = "".join(
        f'<li dir="auto">{link_to(one.url, one.title)}<br><span class="muted">{text_of(one.reason)}</span></li>'
        for one in found
    )
    words = "1 page or paper" if len(found) == 1 else f"{len(found)} pages and papers"
    return f"<details><summary>Found and left out: {words}</summary><ul>{items}</ul></details>"


def _short(passage: str) -> str:
    lines = "\n".join(line for one in passage.splitlines() if (line := " ".join(one.split())))
    return lines if len(lines) <= _PASSAGE else lines[:_PASSAGE].rsplit(" ", 1)[0] + " …"
