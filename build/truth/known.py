"""What a draft may rest on, as one text, and whether words stand in it."""

from __future__ import annotations

import re

from honest import Draft
from words import WORD_NUMBERS, in_words

from scribe_desktop.domain.name_words import fold
from scribe_desktop.domain.template import row_values, sender_values


def known_text(draft: Draft) -> str:
    """All that a draft may rest on, in one piece and in plain lower case, for finding words in it."""
    evidence = draft.person.evidence
    pieces = [
        *row_values(draft.person.recipient).values(),
        *sender_values(draft.case.sender).values(),
        draft.case.template.source,
    ]
    for passage in evidence.passages:
        pieces += [passage.title, passage.url, passage.text]
    for paper in evidence.papers:
        pieces += [paper.title, paper.url, paper.abstract, *paper.authors, str(paper.year), paper.venue or ""]
    return plain("\n".join(pieces))


def plain(text: str) -> str:
    """Lower case, without diacritics, with straight apostrophes and single spaces."""
    return re.sub(r"\s+", " ", fold(text).replace("’", "'"))


def stands_in(text: str, known: str) -> bool:
    """Whether the words stand in a text that `plain` made, not as a part of longer words; numbers in any spelling."""
    forms = {text}
    number = text.replace(",", "")
    if number.isdigit():
        forms |= {number, f"{int(number):,}"} | ({in_words(int(number))} if int(number) < 1000 else set())
    elif text.lower() in WORD_NUMBERS:
        forms.add(str(WORD_NUMBERS[text.lower()]))
    return any(re.search(rf"(?<!\w){re.escape(plain(form))}(?!\w)", known) for form in forms)
