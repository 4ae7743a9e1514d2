"""A résumé's text made fit to be read, and what code can find in it: name, affiliation, addresses, degrees."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from scribe_desktop.pipeline.claim_extract import addresses, link_value, links, numbers, runs
from scribe_desktop.pipeline.common_words import INSTITUTION_WORDS, concepts
from scribe_desktop.pipeline.prompts import visible
from scribe_desktop.pipeline.text_match import spaced, stems, words
from scribe_desktop.ports import ResumeText

NAME_WITHIN = 8
"""Lines from the top in which the name of the writer is looked for."""
MAX_DEGREES = 4

_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-])*")
_NO_NAME = re.compile(
    r"\b(?:curriculum|vitae|r[ée]sum[ée]|cv|profile|contact|personal|page|address|phone|date)\b", re.IGNORECASE
)
_DEGREE = re.compile(
    r"\b(?:B\.?\s?Sc|M\.?\s?Sc|B\.?A\.?(?=\W)|M\.?A\.?(?=\W)|Ph\.?\s?D|D\.?\s?Phil|M\.?\s?Phil|M\.?\s?Eng|B\.?\s?Eng|MBA"
    r"|Bachelor|Master|Doctorate|Diploma|Diplom|Licentiate|Magister)\b",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"\b(?:Ph|[BMD])\.\s?(?:Sc|D|A|S|Phil|Eng)\b\.?")
_SPACES = re.compile(r"[ \t\u00a0]+")


@dataclass(frozen=True)
class Resume:
    """A résumé as text. `lines` are in order, none empty; `more_links` stand behind words of the PDF."""

    lines: tuple[str, ...]
    more_links: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)

    @cached_property
    def spaced(self) -> str:
        """The folded words, a space around each."""
        return spaced(" ".join(self.lines))

    @cached_property
    def concepts(self) -> frozenset[str]:
        """The concepts of all words."""
        return concepts(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words, words of one meaning kept apart."""
        return stems(joined_abbreviations(self.text))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words, folded; abbreviations without their full stops."""
        return frozenset(words(joined_abbreviations(self.text)))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The values of all numbers."""
        return frozenset(one.value for one in numbers(self.text))

    @cached_property
    def link_values(self) -> frozenset[str]:
        """All web addresses, as `link_value` gives them."""
        return frozenset((*(one.value for one in links(self.text)), *(link_value(one) for one in self.more_links)))

    @cached_property
    def mail_values(self) -> frozenset[str]:
        """All mail addresses, folded."""
        written = "\n".join((self.text, *self.more_links))
        return frozenset(one.value for one in addresses(written))


@dataclass(frozen=True, slots=True)
class ResumeFacts:
    """What code found; an empty string where it found nothing, to be asked for."""

    name: str = ""
    affiliation: str = ""
    email: str = ""
    link: str = ""
    degrees: tuple[str, ...] = ()


def joined_abbreviations(text: str) -> str:
    """Abbreviations in one piece: "Ph.D." and "M. Sc." as "PhD" and "MSc"."""
    return _ABBREVIATION.sub(lambda match: match[0].replace(".", "").replace(" ", ""), text)


def clean_resume(read: ResumeText) -> Resume:
    """The text without what a person would not see, ligatures taken apart, spaces made single, empty lines dropped."""
    text = visible(unicodedata.normalize("NFKC", "\n".join(read.pages)))
    lines = (_SPACES.sub(" ", one).strip() for one in text.splitlines())
    return Resume(tuple(one for one in lines if one), tuple(visible(one) for one in read.links))


def find_facts(resume: Resume) -> ResumeFacts:
    """What the form can be filled with. Guesses, for the person to look at."""
    mails = addresses(resume.text)
    behind = [one[len("mailto:") :] for one in resume.more_links if one.lower().startswith("mailto:")]
    mail = mails[0].text if mails else next(iter(behind), "")
    webs = [one.text for one in links(resume.text) if one.text not in mail]
    webs += [one for one in resume.more_links if one.lower().startswith("http")]
    degrees = tuple(one for one in resume.lines if _DEGREE.search(one) and len(one) <= 200)[:MAX_DEGREES]
    return ResumeFacts(_name(resume), _affiliation(resume), mail, next(iter(webs), ""), degrees)


def _name(resume: Resume) -> str:
    for line in resume.lines[:NAME_WITHIN]:
        found = re.split(r"\s*[|•·,]\s*", line)[0].strip()
        listed = found.split()
        if not 2 <= len(listed) <= 5 or _NO_NAME.search(found) or INSTITUTION_WORDS & {one.lower() for one in listed}:
            continue
        if all(_NAME_WORD.fullmatch(one) for one in listed) and listed[0][0].isupper() and listed[-1][0].isupper():
            return " ".join(one.title() if found.isupper() else one for one in listed)
    return ""


def _affiliation(resume: Resume) -> str:
    for line in resume.lines:
        for run in runs(line):
            if any(one.value in INSTITUTION_WORDS for one in run.tokens) and len(run.tokens) >= 2:
                return line[run.start : run.end]
    return ""
