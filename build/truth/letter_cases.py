"""Letters written by hand about invented people, and false versions of them that change one thing each.

The data stand in letters/r01.json to r24.json, one researcher a file, written without sight of the checker; more
sets have a folder each. A letter is a template filled with sentences of the letter's own; a falsehood is [kind, old,
new], where `old` stands once in them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scribe_desktop.domain.evidence import Evidence, Paper, Passage, WorkKind
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.sentences import Span, split_sentences
from scribe_desktop.domain.template import Sender, Template, parse_template, row_values, sender_values

FOLDER = Path(__file__).resolve().parent / "letters"
FETCHED = datetime(2024, 2, 5, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Falsehood:
    """A letter with one thing changed. `start` and `end` are the place of the false sentence in `body`.

    `honest_start` and `honest_end` are the place of what was changed in the honest letter.
    """

    kind: str
    old: str
    new: str
    body: str
    start: int
    end: int
    honest_start: int
    honest_end: int

    @property
    def sentence(self) -> str:
        """The false sentence."""
        return self.body[self.start : self.end]


@dataclass(frozen=True)
class Letter:
    """An honest letter. `parts` are the places in `body` that were written for this person."""

    number: int
    language: str
    recipient: Recipient
    sender: Sender
    evidence: Evidence
    template: Template
    subject: str
    body: str
    parts: tuple[tuple[int, int], ...]
    false: tuple[Falsehood, ...]


def load_letters(name: str) -> list[Letter]:
    """The letters of a set: "a" (odd numbers) and "b" (even numbers) of letters/, a folder in it, or any other folder.

    Raises FileNotFoundError when there is no such folder, or no letters in it.
    """
    halves = {"a": 1, "b": 0}
    folder = FOLDER if name in halves else next((one for one in (FOLDER / name, Path(name)) if one.is_dir()), None)
    letters: list[Letter] = []
    for file in sorted(folder.glob("r[0-9]*.json")) if folder else ():
        data = json.loads(file.read_text(encoding="utf-8"))
        if name not in halves or data["number"] % 2 == halves[name]:
            letters += [_letter(data, one) for one in data["letters"]]
    if not letters:
        raise FileNotFoundError(f"There are no letters in {folder or name}.")
    return letters


def _recipient(row: dict[str, Any]) -> Recipient:
    """The row as a recipient; what is none of the usual columns is a column of the template's own."""
    usual = {one.name for one in fields(Recipient)}
    own = {key: value for key, value in row.items() if key not in usual}
    known = {key: value for key, value in row.items() if key in usual}
    return Recipient(**{**known, "fields": {**row.get("fields", {}), **own}})


def _letter(data: dict[str, Any], written: dict[str, Any]) -> Letter:
    template = parse_template("\n".join(written.get("template", data["template"])))
    recipient, sender = _recipient(data["row"]), Sender(**data["sender"])
    fills: dict[str, str] = written["fills"]
    filled = template.fill({**sender_values(sender), **row_values(recipient), **fills})
    if filled.gaps or set(fills) - set(template.names):
        raise ValueError(f"r{data['number']:02}: gaps {filled.gaps}, placeholders {template.names}")
    body = filled.body_text
    parts, at = [], 0
    for segment in filled.body:
        if segment.placeholder in fills:
            parts.append((at, at + len(segment.text)))
        at += len(segment.text)
    if not "".join(one.text for one in filled.body).startswith(body):
        raise ValueError(f"r{data['number']:02}: the body begins with white space")
    false = tuple(_falsehood(body, *one) for one in written["false"])
    return Letter(
        data["number"], written["language"], recipient, sender, _evidence(data), template, filled.subject_text or "",
        body, tuple(parts), false,
    )  # fmt: skip


def _evidence(data: dict[str, Any]) -> Evidence:
    reason = "The author list has this name."
    passages = []
    for one in data["passages"]:
        text = "\n".join(one["text"])
        digest = hashlib.sha256(text.encode()).hexdigest()
        why = "The page names the person and the affiliation."
        passages.append(Passage(one["id"], one["url"], one["title"], text, FETCHED, digest, 1.0, why))
    papers = [
        Paper(
            one["id"],
            one["title"],
            tuple(one["authors"]),
            one["year"],
            one["abstract"],
            f"https://papers.example/r{data['number']:02}/{one['id'].lower()}",
            one["venue"],
            reason=reason,
            kind=WorkKind(one.get("kind", "paper")),
        )
        for one in data["papers"]
    ]
    return Evidence(tuple(passages), tuple(papers))


def _falsehood(body: str, kind: str, old: str, new: str) -> Falsehood:
    """Put `new` in the place of `old`; the false sentence is the one that holds what differs."""
    if body.count(old) != 1:
        raise ValueError(f"{old!r} stands {body.count(old)} times")
    at = body.index(old)
    changed = body[:at] + new + body[at + len(old) :]
    low = 0
    while low < min(len(old), len(new)) and old[low] == new[low]:
        low += 1
    tail = 0
    while tail < min(len(old), len(new)) - low and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    begin, stop = at + low, max(at + len(new) - tail, at + low + 1)
    spans = [span for span in split_sentences(changed) if span.start < stop and begin < span.end]
    span = _only(spans, changed[begin:stop])
    honest_end = max(at + len(old) - tail, at + low + 1)
    return Falsehood(kind, old, new, changed, span.start, span.end, at + low, honest_end)


def _only(spans: list[Span], what: str) -> Span:
    if len(spans) != 1:
        raise ValueError(f"{what!r} is in {len(spans)} sentences")
    return spans[0]
