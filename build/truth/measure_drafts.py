"""Measures the check of drafts: falsehoods caught, true sentences flagged, and the time it takes."""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from falsehoods import KINDS, FalseDraft, false_drafts
from honest import Draft, honest_drafts
from people import make_people

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.pipeline.claim_check import check_draft

CAUGHT_LIMIT, FLAGGED_LIMIT, MILLISECONDS_LIMIT = 0.99, 0.02, 30.0
COUNT = 500
T = TypeVar("T")


@dataclass(frozen=True)
class Checked:
    """What the check said of a draft, and how many milliseconds it took."""

    findings: tuple[Finding, ...]
    milliseconds: float


@dataclass(frozen=True)
class Alarm:
    """A sentence of a true draft that was flagged; `composed` when a composer wrote at least a part of it."""

    draft: Draft
    sentence: str
    composed: bool
    findings: tuple[Finding, ...]


def check(draft: Draft, body: str) -> Checked:
    """Check a body as the draft's."""
    person = draft.person
    # The thread's own processor time: what other programs take from a busy machine is not the check's.
    begun = time.thread_time()
    result = check_draft(draft.subject, body, person.recipient, draft.case.template, draft.case.sender, person.evidence)
    return Checked(tuple(result.findings), (time.thread_time() - begun) * 1000)


def places_of(finding: Finding, body: str) -> list[tuple[int, int]]:
    """Where the sentence of a finding stands in a body: as a sentence of its own, else as a part of others."""
    whole = [(span.start, span.end) for span in split_sentences(body) if span.text == finding.sentence]
    if whole:
        return whole
    places, start = [], body.find(finding.sentence) if finding.sentence else -1
    while start >= 0:
        places.append((start, start + len(finding.sentence)))
        start = body.find(finding.sentence, start + 1)
    return places


def is_caught(false: FalseDraft, findings: Iterable[Finding]) -> bool:
    """Whether a finding points at the falsehood's sentence, or says that the template's sentence is changed."""
    for finding in findings:
        if false.kind == "template sentence" and finding.kind is FindingKind.TEMPLATE_CHANGED:
            return True
        if any(start < false.end and false.start < end for start, end in places_of(finding, false.body)):
            return True
    return False


def signature(finding: Finding) -> tuple[str, str]:
    """What tells a finding from others, in whichever sentence it stands."""
    return finding.kind.value, finding.text


def alarms_in(draft: Draft, findings: Sequence[Finding]) -> tuple[list[Alarm], int, int]:
    """False alarms of a true draft by sentence, the number of its sentences, and of those that a composer wrote."""
    alarms: list[Alarm] = []
    placed: set[int] = set()
    sentences = [(0, draft.body, span) for span in split_sentences(draft.body)]
    composed = 0
    for _, body, span in sentences:
        written = any(start < span.end and span.start < end for start, end in draft.parts)
        composed += written
        here = [
            i
            for i, one in enumerate(findings)
            if any(start < span.end and span.start < end for start, end in places_of(one, body))
        ]
        if here:
            placed.update(here)
            alarms.append(Alarm(draft, span.text, written, tuple(findings[i] for i in here)))
    for text in dict.fromkeys(one.sentence for i, one in enumerate(findings) if i not in placed):
        where = tuple(one for i, one in enumerate(findings) if i not in placed and one.sentence == text)
        alarms.append(Alarm(draft, text, False, where))
    return alarms, len(sentences) + len(split_sentences(draft.subject)), composed


def measure(seed: int, count: int) -> tuple[dict[str, Any], list[FalseDraft], list[Alarm]]:
    """All figures, the falsehoods that were missed, and the false alarms."""
    people = make_people(seed)
    drafts = honest_drafts(people, count, seed)
    _freeze()
    true_checks = [check(draft, draft.body) for draft in drafts]
    falsehoods = false_drafts(drafts, people, count, seed)
    _freeze()
    by_draft = {id(draft): one for draft, one in zip(drafts, true_checks, strict=True)}
    caught: defaultdict[str, list[bool]] = defaultdict(list)
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    by_alarm, missed, times = 0, [], [one.milliseconds for one in true_checks]
    for false in falsehoods:
        checked = check(false.original, false.body)
        times.append(checked.milliseconds)
        found = is_caught(false, checked.findings)
        caught[false.kind].append(found)
        groups[f"{false.kind}: {false.variant}"].append(found)
        groups["words that stand elsewhere in the evidence" if false.borrowed else "words that stand nowhere"].append(
            found
        )
        before = {signature(one) for one in by_draft[id(false.original)].findings}
        new = [one for one in checked.findings if signature(one) not in before]
        by_alarm += found and not is_caught(false, new)
        if not found:
            missed.append(false)
    alarms: list[Alarm] = []
    sentences = composed = 0
    for draft, checked in zip(drafts, true_checks, strict=True):
        here, total, written = alarms_in(draft, checked.findings)
        alarms += here
        sentences, composed = sentences + total, composed + written
    everything = [one for kind in caught.values() for one in kind]
    figures = {
        "seed": seed,
        "false_drafts": {
            "drafts": len(falsehoods),
            "caught": _share(everything),
            "limit": CAUGHT_LIMIT,
            "caught_by_kind": {kind: _share(caught[kind]) for kind in KINDS if caught[kind]},
            "caught_by_variant": {name: _share(groups[name]) for name in sorted(groups)},
            "caught_only_since_the_true_draft_was_flagged_there": by_alarm,
        },
        "honest_drafts": {
            "drafts": len(drafts),
            "sentences": sentences,
            "sentences_flagged": round(len(alarms) / sentences, 4),
            "limit": FLAGGED_LIMIT,
            "composed_sentences": composed,
            "composed_sentences_flagged": round(sum(one.composed for one in alarms) / composed, 4),
            "drafts_flagged": round(len({id(one.draft) for one in alarms}) / len(drafts), 4),
            "findings_by_kind": dict(
                Counter(one.kind.value for alarm in alarms for one in alarm.findings).most_common()
            ),
        },
        "milliseconds_a_check": {
            "median": round(statistics.median(times), 2),
            "p90": round(statistics.quantiles(times, n=10)[-1], 2),
            "worst": round(max(times), 2),
            "limit": MILLISECONDS_LIMIT,
        },
    }
    return figures, missed, alarms


def _freeze() -> None:
    """Leave what is there so far out of the collector's passes, as the window does with what it has loaded.

    The collector goes on working while drafts are checked; else each full pass would go through the whole corpus.
    """
    gc.collect()
    gc.freeze()


def _share(found: Sequence[bool]) -> dict[str, float | int]:
    return {"share": round(sum(found) / len(found), 4), "missed": len(found) - sum(found), "of": len(found)}


def show(missed: Sequence[FalseDraft], alarms: Sequence[Alarm], count: int) -> None:
    """Print some misses and false alarms, spread over all, for people to read."""
    print(f"\n{len(missed)} falsehoods were missed; {min(count, len(missed))} of them:", file=sys.stderr)
    for false in _spread(missed, count):
        what = f"{false.true_text!r} became {false.false_text!r}" if false.true_text else f"added {false.false_text!r}"
        print(f"- {false.kind}, {false.variant}, {what}\n    {false.sentence}", file=sys.stderr)
    print(f"\n{len(alarms)} true sentences were flagged; {min(count, len(alarms))} of them:", file=sys.stderr)
    for alarm in _spread(alarms, count):
        print(
            f"- {alarm.draft.person.recipient.name}, template “{alarm.draft.case.name}”: {alarm.sentence}",
            file=sys.stderr,
        )
        for finding in alarm.findings:
            print(f"    {finding.kind.value}: {finding.text!r}: {finding.reason}", file=sys.stderr)


def _spread(items: Sequence[T], count: int) -> list[T]:
    return [items[i * len(items) // count] for i in range(count)] if len(items) > count else list(items)


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="dev.py truth drafts", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="which world; 1 is for development")
    parser.add_argument("--count", type=int, default=COUNT, help="how many drafts of each sort")
    parser.add_argument("--show", type=int, default=0, metavar="K", help="also print K misses and K false alarms")
    options = parser.parse_args()
    figures, missed, alarms = measure(options.seed, options.count)
    json.dump(figures, sys.stdout, indent=2)
    print()
    if options.show:
        show(missed, alarms, options.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
