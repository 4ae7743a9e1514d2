"""Measures the prompts that a model is sent for a draft: how many tokens they have, and what gave way to the limit."""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from honest import honest_drafts
from people import Person, make_people
from template_cases import template_cases

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.evidence import Evidence
from scribe_desktop.domain.template import TEMPLATE_LENGTH, TemplateAnalysis, parse_template
from scribe_desktop.domain.tokens import estimated_tokens
from scribe_desktop.errors import TemplateError
from scribe_desktop.pipeline.prompt_assembly import PROMPT_TOKENS, AssembledPrompt, assemble
from scribe_desktop.pipeline.prompts import Prompts, load_prompts
from scribe_desktop.ports import CompositionRequest

COUNT = 500
MOST_PASSAGES, MOST_PAPERS = 8, 10
"""What an item's research keeps at most, at the default settings."""
PROMPTS = Path(__file__).parents[2] / "resources" / "prompts"
MARKER = "0123456789abcdef"
PROSE = "The measurements of the last season are compared with those of the years before, station by station. "
SCRIPTS = (
    "Измерения прошлого сезона. ",
    "测量结果逐站比较。",
    "القياسات مقارنة بالسنوات السابقة. ",
    "ผลการวัดเปรียบเทียบ ",
)


def requests(people: Sequence[Person], count: int, seed: int) -> Iterator[tuple[str, CompositionRequest]]:
    """So many prompts of each sort, by the sort's name."""
    rng = random.Random(f"prompts {seed}")
    cases = template_cases()
    for draft in honest_drafts(people, count, seed):
        case = draft.case
        analysis = TemplateAnalysis(case.template.type)
        plain = CompositionRequest(draft.person.recipient, case.template, analysis, case.sender, draft.person.evidence)
        yield "as found", plain
        much = replace(plain, evidence=much_evidence(people, rng))
        yield "as much found as is kept", much
        finding = Finding(FindingKind.TITLE, "A Title That Nothing Supports", draft.body[:200], "Nothing supports it.")
        again = replace(much, findings=(finding,) * 4, previous_subject=draft.subject, previous_body=draft.body)
        yield "written again with a note", replace(again, note="Shorter, please, and warmer. " * 5)
    for number in range(count // 10):
        case = cases[number % len(cases)]
        person = people[number % len(people)]
        evidence = much_evidence(people, rng)
        source = case.template.source
        while len(source) + len(PROSE) + 2 <= TEMPLATE_LENGTH[1]:
            source += "\n\n" + PROSE if rng.random() < 0.3 else PROSE
        template = parse_template(source)
        analysis = TemplateAnalysis(template.type)
        yield (
            "template of 5,000 characters",
            CompositionRequest(person.recipient, template, analysis, case.sender, evidence),
        )
        fields = {f"note_{at}": (PROSE * 25)[:2000] for at in range(1 + number % 20)}
        text = case.template.source + "".join(f"\n\nAbout this: {{{{ {name} }}}} So much." for name in fields)
        template = parse_template(text)
        recipient = replace(person.recipient, fields=fields)
        yield (
            "row with fields of 2,000 characters",
            CompositionRequest(recipient, template, analysis, case.sender, evidence),
        )
        other = SCRIPTS[number % len(SCRIPTS)]
        texts = tuple(replace(one, text=other * 60) for one in evidence.passages)
        yield (
            "pages in other scripts",
            CompositionRequest(
                person.recipient, case.template, analysis, case.sender, replace(evidence, passages=texts)
            ),
        )


def much_evidence(people: Sequence[Person], rng: random.Random) -> Evidence:
    """As many passages and papers as an item keeps at most, of the greatest length."""
    passages = [one for person in rng.sample(people, 12) for one in person.evidence.passages]
    papers = [one for person in rng.sample(people, 12) for one in person.evidence.papers]
    rng.shuffle(passages)
    rng.shuffle(papers)
    return Evidence(
        tuple(
            replace(one, id=f"W{at}", text=(one.text + " " + PROSE * 12)[:1200], score=rng.uniform(1, 20))
            for at, one in enumerate(passages[:MOST_PASSAGES], 1)
        ),
        tuple(
            replace(one, id=f"P{at}", abstract=(one.abstract + " " + PROSE * 15)[:1500], score=rng.uniform(0, 1))
            for at, one in enumerate(papers[:MOST_PAPERS], 1)
        ),
    )


def tokens_of(prompt: AssembledPrompt) -> int:
    """Estimated tokens of all messages."""
    return sum(estimated_tokens(one["content"]) for one in prompt.messages)


def measure(seed: int, count: int, prompts: Prompts) -> dict[str, Any]:
    """The distribution of each sort's tokens, and the most of all."""
    tokens: dict[str, list[int]] = {}
    pieces: dict[str, list[int]] = {}
    parts: dict[str, int] = {}
    refused: dict[str, int] = {}
    for sort, request in requests(make_people(seed), count, seed):
        try:
            prompt = assemble(prompts, request, MARKER)
        except TemplateError:
            refused[sort] = refused.get(sort, 0) + 1
            continue
        tokens.setdefault(sort, []).append(tokens_of(prompt))
        text = prompt.messages[1]["content"]
        ids = [one.id for one in request.evidence.passages] + [one.id for one in request.evidence.papers]
        pieces.setdefault(sort, []).append(sum(f"[{one}] " in text for one in ids))
        parts[sort] = parts.get(sort, 0) + bool(prompt.parts)
    return {
        "seed": seed,
        "limit": PROMPT_TOKENS,
        "most_tokens": max(max(values) for values in tokens.values()),
        "by_sort": {
            sort: {
                "prompts": len(values),
                "tokens_median": round(statistics.median(values)),
                "tokens_p95": round(statistics.quantiles(values, n=20)[-1]),
                "tokens_most": max(values),
                "pieces_of_evidence_median": statistics.median(pieces[sort]),
                "with_parts_of_the_template_left_out": parts[sort],
                "too_long_and_refused_with_a_sentence": refused.get(sort, 0),
            }
            for sort, values in tokens.items()
        },
    }


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="dev.py truth prompts", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="which world; 1 is for development")
    parser.add_argument("--count", type=int, default=COUNT, help="how many prompts of each sort")
    parser.add_argument("--show", type=int, default=0, metavar="K", help="nothing here; all scripts take it")
    options = parser.parse_args()
    figures = measure(options.seed, options.count, load_prompts(PROMPTS))
    json.dump(figures, sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
