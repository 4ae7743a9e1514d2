"""Measures the check of drafts on letters written by hand: false sentences caught, honest sentences flagged.

Sets a and b were used to develop the checker. A set that is held out has a folder elsewhere and is measured without
--show: once its mistakes were read, its figures say nothing of letters that nobody has seen.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from letter_cases import Falsehood, Letter, load_letters

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.pipeline.claim_check import check_draft

T = TypeVar("T")


@dataclass(frozen=True)
class Alarm:
    """A sentence of an honest letter that was flagged; `composed` when it was written for the person."""

    letter: Letter
    sentence: str
    composed: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Figures:
    """The figures, and the mistakes they count."""

    figures: dict[str, Any]
    missed: tuple[Falsehood, ...]
    alarms: tuple[Alarm, ...]


def check(letter: Letter, body: str) -> tuple[tuple[Finding, ...], float]:
    """What the check says of a body as the letter's, and the milliseconds of processor time it took."""
    begun = time.thread_time()
    result = check_draft(letter.subject, body, letter.recipient, letter.template, letter.sender, letter.evidence)
    return tuple(result.findings), (time.thread_time() - begun) * 1000


def touches(finding: Finding, body: str, start: int, end: int) -> bool:
    """Whether a finding's sentence, wherever it stands in the body, overlaps a place."""
    spans = [(one.start, one.end) for one in split_sentences(body) if one.text == finding.sentence]
    at = -1 if spans or not finding.sentence else body.find(finding.sentence)
    while at >= 0:
        spans.append((at, at + len(finding.sentence)))
        at = body.find(finding.sentence, at + 1)
    return any(low < end and start < high for low, high in spans)


def is_caught(false: Falsehood, findings: Iterable[Finding]) -> bool:
    """Whether a finding points at the false sentence."""
    return any(touches(one, false.body, false.start, false.end) for one in findings)


def alarms_in(letter: Letter, findings: Sequence[Finding]) -> tuple[list[Alarm], list[bool]]:
    """The flagged sentences of an honest letter, and of each of its sentences whether it was written for the person."""
    alarms, composed = [], []
    for span in split_sentences(letter.body):
        written = any(low < span.end and span.start < high for low, high in letter.parts)
        composed.append(written)
        here = tuple(one for one in findings if touches(one, letter.body, span.start, span.end))
        if here:
            alarms.append(Alarm(letter, span.text, written, here))
    elsewhere = [one for one in findings if not touches(one, letter.body, 0, len(letter.body))]
    for text in dict.fromkeys(one.sentence for one in elsewhere):
        alarms.append(Alarm(letter, text, False, tuple(one for one in elsewhere if one.sentence == text)))
    return alarms, composed + [False] * len(split_sentences(letter.subject))


def is_by_rule(letter: Letter, finding: Finding) -> bool:
    """Whether a finding is right about an honest letter, too: a place left open, a link out of the text of a page."""
    if finding.kind is FindingKind.GAP:
        return True
    text = finding.text.rstrip(".,/")
    linked = finding.kind in (FindingKind.LINK, FindingKind.ADDRESS)
    return linked and any(text in one.text for one in letter.evidence.passages)


def measure(name: str) -> Figures:
    """All figures of a set."""
    letters = load_letters(name)
    caught: defaultdict[str, list[bool]] = defaultdict(list)
    by_language: defaultdict[str, list[bool]] = defaultdict(list)
    flagged_by_language: Counter[str] = Counter()
    missed: list[Falsehood] = []
    alarms: list[Alarm] = []
    composed: list[bool] = []
    composed_by_language: Counter[str] = Counter()
    times: list[float] = []
    by_rule = 0
    beside: list[bool] = []  # falsehoods in sentences that were not flagged while they were honest
    for letter in letters:
        findings, milliseconds = check(letter, letter.body)
        times.append(milliseconds)
        here, written = alarms_in(letter, findings)
        wrong = [one for one in here if not all(is_by_rule(letter, finding) for finding in one.findings)]
        by_rule += len(here) - len(wrong)
        alarms += wrong
        composed += written
        composed_by_language[letter.language] += sum(written)
        flagged_by_language[letter.language] += sum(one.composed for one in wrong)
        for false in letter.false:
            found, milliseconds = check(letter, false.body)
            times.append(milliseconds)
            is_found = is_caught(false, found)
            caught[false.kind].append(is_found)
            by_language[letter.language].append(is_found)
            if not any(touches(one, letter.body, false.honest_start, false.honest_end) for one in findings):
                beside.append(is_found)
            if not is_found:
                missed.append(false)
    everything = [one for kind in caught.values() for one in kind]
    figures = {
        "set": name,
        "false_letters": {
            "letters": len(everything),
            "caught": _share(everything),
            "caught_by_kind": {kind: _share(caught[kind]) for kind in sorted(caught)},
            "caught_by_language": {name: _share(by_language[name]) for name in sorted(by_language)},
            "caught_where_the_honest_sentence_was_not_flagged": _share(beside),
        },
        "honest_letters": {
            "letters": len(letters),
            "sentences": len(composed),
            "sentences_flagged": _rate(len(alarms), len(composed)),
            "sentences_rightly_flagged": by_rule,
            "composed_sentences": sum(composed),
            "composed_sentences_flagged": _rate(sum(one.composed for one in alarms), sum(composed)),
            "composed_sentences_flagged_by_language": {
                name: {"share": _rate(flagged_by_language[name], of), "of": of}
                for name, of in sorted(composed_by_language.items())
            },
            "letters_flagged": _rate(len({id(one.letter) for one in alarms}), len(letters)),
            "findings_by_kind": dict(
                Counter(one.kind.value for alarm in alarms for one in alarm.findings).most_common()
            ),
        },
        "milliseconds_a_check": {"median": round(statistics.median(times), 2), "worst": round(max(times), 2)},
    }
    return Figures(figures, tuple(missed), tuple(alarms))


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _share(found: Sequence[bool]) -> dict[str, float | int]:
    return {"share": _rate(sum(found), len(found)), "missed": len(found) - sum(found), "of": len(found)}


def show(result: Figures, count: int) -> None:
    """Print some misses and false alarms, spread over all, for people to read."""
    print(f"\n{len(result.missed)} false sentences were missed:", file=sys.stderr)
    for false in _spread(result.missed, count):
        print(f"- {false.kind}: {false.sentence}\n    it was: {false.old}", file=sys.stderr)
    print(f"\n{len(result.alarms)} honest sentences were flagged:", file=sys.stderr)
    for alarm in _spread(result.alarms, count):
        print(f"- r{alarm.letter.number:02} ({alarm.letter.language}): {alarm.sentence}", file=sys.stderr)
        for finding in alarm.findings:
            print(f"    {finding.kind.value}: {finding.text!r}: {finding.reason}", file=sys.stderr)


def _spread(items: Sequence[T], count: int) -> list[T]:
    return [items[i * len(items) // count] for i in range(count)] if len(items) > count else list(items)


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="dev.py truth letters", description=__doc__)
    parser.add_argument("--set", default="a", metavar="NAME", help="a, b, or a folder of letters")
    parser.add_argument("--seed", type=int, default=1, help="not used: the letters are always the same")
    parser.add_argument("--show", type=int, default=0, metavar="K", help="also print K misses and K alarms")
    options = parser.parse_args()
    try:
        result = measure(options.set)
    except FileNotFoundError as problem:
        parser.error(str(problem))
    json.dump(result.figures, sys.stdout, indent=2)
    print()
    if options.show:
        show(result, options.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
