"""Sentences of pages and papers that tell a reader's program what to write: they are no evidence of anything.

A model may obey them, and then the same page would support what it wrote. So they are taken out before anything is
quoted to a model or compared with a draft. What gets past these patterns still meets the check like any other text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from scribe_desktop.domain.evidence import Evidence, Paper, Passage
from scribe_desktop.domain.sentences import split_sentences

_MAIL = r"(?:e-?mails?|letters?|messages?|drafts?|mails?)"
_WRITE = (
    r"(?:write|say|include|insert|add|append|put|mention|repeat|copy|quote|end|begin|start|close|finish|sign|reply|answer"
    r"|respond|output|print|state|tell (?:them|him|her|everyone|the \w+)|let them know"
    r"|schreib(?:e|t|en sie)|f[üu]ge?|[ée]cri(?:s|vez)|ajoute[zr]?|escrib[ea]|añade|scrivi|schrijf)"
)
_MODEL = r"(?:A\.?I\.?s?|LLMs?|GPTs?|KI|IA|chat ?bots?|language models?|(?:AI|mail|email|writing|virtual) assistants?)"
_TELLING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:ignor\w*|disregard|forget|overrid\w+|bypass|vergiss|vergessen|missachte\w*|oublie[zr]?|olvid[ae]\w*)"
        r"\b.{0,60}\b(?:instruc\w+|prompts?|rules?|guidelines?|orders?|anweisung\w*|regeln|consignes|r[èe]gles|reglas)\b",
        r"忽略.{0,12}(?:指示|指令)|无视.{0,12}(?:指示|指令)|指示.{0,8}無視|(?:写上|写道|書いて)\s*[:：]",
        rf"\b(?:notes?|messages?|attention|instructions?|hints?|word)\s+(?:to|for)\s+(?:\w+\s+)?{_MODEL}\b",
        rf"\b(?:if|when|since|as)\s+you\s+are\s+an?\s+{_MODEL}\b|\bdear\s+{_MODEL}\b|\bas\s+an?\s+{_MODEL},",
        r"\byou\s+are\s+(?:now\s+)?(?:an?|the|my|our)\s+(?:\w+\s+){0,2}"
        r"(?:assistant|clerk|model|bot|agent|secretary|writer|poet|pirate|actor)\b",
        r"^\W*(?:system|developer|assistant|user|admin|instructions?)\s*[:：]",
        r"</?(?:data|system|instructions?|prompt|user|assistant|evidence)>|\[/?INST\]|<\|\w+\|>",
        r"\b(?:new|updated|real|actual|secret|hidden)\s+(?:rules?|instructions?|tasks?|orders?)\b",
        rf"\b{_MAIL}\b.{{0,24}}\b(?:must|ha(?:s|ve) to|should|needs? to|shall|ought to)\b.{{0,24}}"
        r"\b(?:contain|include|say|mention|end|begin|start|state|carry|read)\b",
        rf"\bonly\s+(?:reads?|answers?|opens?)\s+{_MAIL}\b.{{0,24}}\b(?:say|contain|include|mention|begin|end|with)",
        rf"(?:^\W*|[,;.:!]\s*|\b(?:and|please|must|always|should|ha(?:s|ve) to|needs? to|told to|und|et|y|e)\s+)"
        rf"{_WRITE}\b[^.!?]{{0,40}}?"
        rf"(?:\s?[:：]|\bword for word\b|\bverbatim\b|\bthe following\b|\bthis (?:line|sentence|text|link|address)\b"
        rf"|\b(?:the|your|every|each) {_MAIL}\b)",
        rf"^\W*(?:please\s+)?tell\s+(?:them|him|her|everyone)\b|\b{_WRITE}\s+(?:that|how)\s+(?:I|we)\b",
        r"\b(?:first|second|third|last|next)\s+sentence\s+of\s+(?:the|your)\s+(?:template|e-?mail|letter|draft)\b",
        r"\b(?:passage|evidence|source)\s+ids?\b|\bsupports\s+this\s+(?:sentence|claim)\b|^\W*[\[(][WPB]\d{1,3}[\])]",
        r"\blet(?:['’]s| us)\s+play\b|\bpretend\s+(?:to\s+be|that\s+you)\b|\badds?\s+this\s+(?:line|sentence)\b",
        rf"\bwhen\s+(?:you\s+)?(?:write|writing|e-?mail(?:ing)?|reply(?:ing)?)\b.{{0,40}}\b{_WRITE}\b",
        r"(?<![\w/.+=-])[A-Za-z0-9+/]{60,}={0,2}(?![\w/.-])",
    )
)
_GOES_ON = re.compile(r"[:：]\W*\Z|\bfollowing\b.{0,40}\Z", re.IGNORECASE)
# Cyrillic and Greek letters that look like Latin ones, for reading what somebody wrote with them.
_LOOK_ALIKE = str.maketrans(
    "аеорсухіјѕԁһӏАВЕКМНОРСТХІЈЅοαρνΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijsdhlABEKMHOPCTXIJSoapvABEZHIKMNOPTYX"
)
_WORD = re.compile(r"[^\W\d_]{3,}")


def gives_instructions(text: str) -> bool:
    """Whether one of the sentences tells a program what to write."""
    return any(_tells(one.text) for line in text.split("\n") for one in (split_sentences(line)))


def without_instructions(text: str) -> str:
    """The text without such sentences and what follows them on their line, which is mostly what is to be written."""
    kept: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        if goes_on and line.strip():
            goes_on = False
            continue
        told = next((one for one in split_sentences(line) if _tells(one.text)), None)
        if told is None:
            kept.append(line)
            continue
        goes_on = _GOES_ON.search(line) is not None
        if line[: told.start].strip():
            kept.append(line[: told.start].rstrip())
    return "\n".join(kept)


def evidence_without_instructions(evidence: Evidence) -> Evidence:
    """The evidence as it may be quoted and compared; what has nothing else to say is left out."""
    passages = (_passage(one) for one in evidence.passages)
    papers = (_paper(one) for one in evidence.papers if not gives_instructions(one.title))
    return replace(evidence, passages=tuple(one for one in passages if one.text.strip()), papers=tuple(papers))


def _passage(passage: Passage) -> Passage:
    text = without_instructions(passage.text)
    title = passage.url if gives_instructions(passage.title) else passage.title
    unchanged = text == passage.text and title == passage.title
    return passage if unchanged else replace(passage, text=text, title=title)


def _paper(paper: Paper) -> Paper:
    abstract = without_instructions(paper.abstract)
    authors = tuple(one for one in paper.authors if not gives_instructions(one))
    unchanged = abstract == paper.abstract and authors == paper.authors
    return paper if unchanged else replace(paper, abstract=abstract, authors=authors)


def _tells(sentence: str) -> bool:
    plain = unicodedata.normalize("NFKC", sentence)
    if _two_scripts(plain):
        return True
    return any(one.search(form) for form in {plain, plain.translate(_LOOK_ALIKE)} for one in _TELLING)


def _two_scripts(text: str) -> bool:
    """Whether two words mix Latin letters with ones that only look like them."""
    if text.isascii():
        return False
    mixed = 0
    for word in _WORD.findall(text):
        foreign = sum("\u0370" <= char <= "\u03ff" or "\u0400" <= char <= "\u052f" for char in word)
        mixed += bool(foreign) and foreign < len(word) and any(char.isascii() for char in word)
    return mixed >= 2
