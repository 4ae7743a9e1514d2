"""The check of a draft: pure code, no model, no I/O. What nothing supports becomes a finding, the rest a claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.evidence import Claim, Evidence
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.sentences import Span, split_sentences
from scribe_desktop.domain.template import Sender, Template
from scribe_desktop.pipeline.claim_extract import addresses, link_value, links
from scribe_desktop.pipeline.contact_extract import contact_value, contacts
from scribe_desktop.pipeline.fact_check import check_sentence
from scribe_desktop.pipeline.grounds import Ground, Grounds, build_grounds
from scribe_desktop.pipeline.languages import language_of
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.template_match import TemplateWays, template_ways
from scribe_desktop.pipeline.text_match import contains_words, fold
from scribe_desktop.ports import Statement

_GAP = re.compile(
    r"\[[^\[\]\n]{1,80}: not found\]|\{\{.*?\}\}|\{%.*?%\}|<{2,}[^<>\n]*>{2,}"
    r"|[\[(](?:[WP]\d{1,3})(?:\s*[,;]\s*[WP]\d{1,3})*[\])]"
)
_CHANGED = "The template has this sentence, and the draft does not have it word for word."
_BRACKETED = re.compile(r"\[([^\W\d_][^\[\]\n]{0,60})\](?!\()")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the check found, in the order of the draft, and what each of its statements rests on."""

    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...]


def check_draft(
    subject: str,
    body: str,
    recipient: Recipient,
    template: Template,
    sender: Sender,
    evidence: Evidence,
    statements: Sequence[Statement] = (),
) -> CheckResult:
    """Check a draft, new or edited, against template, row, Settings and evidence.

    Links and addresses come from template, row and Settings, or are the address of a saved page or paper. Titles,
    venues, years, numbers, names and institutions stand in template, row or evidence; next to a title they are that
    title's own, else they belong to what the words beside them tell. The template's fixed sentences are there word
    for word. What else a sentence tells stands, in most of its words, in at most two pieces of evidence and those
    whose titles it names; a claim about the recipient without title, name or number stands in one piece. A "not"
    or "never" about that person needs one in the evidence.

    Args:
        statements: what the composer said it rests on; decides between equal claims, is never believed.

    Raises TemplateError when the template cannot be filled from this row.
    """
    ways = template_ways(template, recipient, sender)
    grounds = build_grounds(recipient, ways.literals, sender, evidence)
    allowed = _Addresses(template, recipient, sender, evidence)
    findings: list[Finding] = []
    claims: list[Claim] = []
    language, years, topic = language_of(body), tuple[int, ...](), tuple[Ground, ...]()
    for text, is_subject in ((subject, True), (body, False)):
        for span in split_sentences(text):
            gaps = _gaps(span, grounds)
            findings.extend(gaps)
            findings.extend(allowed.findings(span.text))
            if fold(span.text) in ways.fixed:
                continue
            original = ways.nearly_fixed(span.text)
            if original and not contains_words(text, original):
                findings.append(Finding(FindingKind.TEMPLATE_CHANGED, original, original, _CHANGED))
            filled = _without_gaps(span.text, gaps)
            literal, cited = ways.open_literal(span.text), _cited(span.text, statements)
            state = SentenceState(filled, grounds, literal, is_subject, cited, language, years, topic)
            claims.extend(replace(one, claim=span.text) for one in check_sentence(state))
            findings.extend(_of_sentence(one, span.text) for one in state.findings)
            years += tuple(state.tied_years)
            topic = tuple(state.tied) or topic
    findings.extend(_changed(ways, subject, body))
    return CheckResult(tuple(dict.fromkeys(findings)), tuple(dict.fromkeys(claims)))


def _without_gaps(sentence: str, gaps: list[Finding]) -> str:
    for one in gaps:
        sentence = sentence.replace(one.text, " " * len(one.text))
    return sentence


def _of_sentence(finding: Finding, sentence: str) -> Finding:
    """The finding, with the sentence as it stands in the draft."""
    text = sentence if finding.kind is FindingKind.UNSUPPORTED else finding.text
    return replace(finding, text=text, sentence=sentence)


def _cited(sentence: str, statements: Sequence[Statement]) -> frozenset[str]:
    mine = fold(sentence)
    return frozenset(an_id for one in statements if fold(one.text) == mine for an_id in one.evidence_ids)


def _changed(ways: TemplateWays, subject: str, body: str) -> list[Finding]:
    missing = [*ways.missing(ways.subjects, subject), *ways.missing(ways.bodies, body)]
    return [Finding(FindingKind.TEMPLATE_CHANGED, one, one, _CHANGED) for one in missing]


def _gaps(span: Span, grounds: Grounds) -> list[Finding]:
    """Places that are still open, and marks that were meant for the model."""
    found: list[Finding] = []
    for match in _GAP.finditer(span.text):
        name = match[0].strip("[]{}% ").removesuffix(": not found")
        reason = (
            f"Nothing was found for “{name}”. Write it yourself, or remove the sentence."
            if match[0].endswith(": not found]")
            else f"“{match[0]}” was left over. Remove it, or write what belongs here."
        )
        found.append(Finding(FindingKind.GAP, match[0], span.text, reason))
    for match in _BRACKETED.finditer(_GAP.sub(lambda one: " " * len(one[0]), span.text)):
        if not any(contains_words(one.text, match[1]) and match[0] in one.text for one in grounds.all):
            reason = f"“{match[0]}” looks like a place to fill. Write what belongs here, or remove it."
            found.append(Finding(FindingKind.GAP, match[0], span.text, reason))
    return found


class _Addresses:
    """Links and mail addresses that a draft may have."""

    def __init__(self, template: Template, recipient: Recipient, sender: Sender, evidence: Evidence) -> None:
        row = (recipient.email, recipient.homepage, recipient.name, recipient.affiliation, recipient.interest)
        own = "\n".join(
            one
            for one in (template.source, *row, *recipient.fields.values(), sender.signature, sender.affiliation)
            if one
        )
        self._mail = {one.value for one in addresses(own)}
        self._links = {one.value for one in links(own)}
        self._links |= {link_value(one.url) for one in evidence.passages}
        self._links |= {link_value(one.url) for one in evidence.papers}
        self._own = contact_value(own)

    def findings(self, sentence: str) -> list[Finding]:
        """The links and addresses of a sentence that are not allowed."""
        mails = addresses(sentence)
        found = [
            Finding(FindingKind.ADDRESS, one.text, sentence, f"The address {one.text} is not in your template or list.")
            for one in mails
            if one.value not in self._mail
        ]
        for link in links(sentence):
            inside = any(one.start <= link.start < one.end for one in mails)
            if not inside and link.value not in self._links:
                reason = f"The link {link.text} is neither in your template or list, nor that of a saved page or paper."
                found.append(Finding(FindingKind.LINK, link.text, sentence, reason))
        for contact in contacts(sentence):
            if contact.value not in self._own and not any(one.text == contact.text for one in found):
                reason = f"{contact.text} is neither in your template nor in your list."
                found.append(Finding(FindingKind.ADDRESS, contact.text, sentence, reason))
        return found
