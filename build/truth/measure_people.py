"""Measures whether the steps find the right person's pages and papers, on the made-up cases of `namesakes`.

    python build/truth/measure_people.py [--seed N] [--show K]

The real steps run over fakes of the web and of the paper source, which hands out every paper of the case.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT)]

from case_texts import PERSON, CasePage  # noqa: E402
from namesakes import Case, make_cases  # noqa: E402

from scribe_desktop.domain.cancellation import CancelToken  # noqa: E402
from scribe_desktop.domain.evidence import LeftOut, Paper, Passage  # noqa: E402
from scribe_desktop.domain.queue import StepName  # noqa: E402
from scribe_desktop.domain.template import parse_template  # noqa: E402
from scribe_desktop.errors import NoEvidenceError  # noqa: E402
from scribe_desktop.pipeline.outputs import PaperFindings, WebFindings  # noqa: E402
from scribe_desktop.pipeline.step import Step, StepContext  # noqa: E402
from scribe_desktop.ports import SearchResult  # noqa: E402

TEMPLATE = "Dear {{ name }},\n\nI read {{ paper }} and would like to know more about your research.\n\nMaya"
GOALS = {"papers_right": 0.98, "doubt_shown": 0.95}
SNIPPET = 160
DOUBT = re.compile(
    r"\b(may|might|could) (also )?be\b|\b(two|several|more than one|another) (people|person)\b|\bcheck that\b"
    r"|\bnot (clear|certain|sure|known)\b|\bunsure\b|\bunclear\b|\bdoubt|\bcannot (tell|be told)\b|\bwhich of\b",
    re.IGNORECASE,
)
"""What a reason has to say to show doubt, in whatever words."""


@dataclass(frozen=True)
class Outcome:
    """What the steps made of a case. `web` is None, and `refusal` says why, when step 2 found nothing about anybody."""

    case: Case
    web: WebFindings | None
    papers: PaperFindings
    refusal: str = ""

    @property
    def used(self) -> list[Passage | Paper]:
        """Passages and papers that a draft may rest on."""
        return [*(self.web.passages if self.web else ()), *self.papers.papers]

    @property
    def left_out(self) -> list[LeftOut]:
        """Pages and papers that were left out, with the reason."""
        return [*(self.web.left_out if self.web else ()), *self.papers.left_out]


class EveryPaper:
    """A paper source that has this case's papers and no other."""

    name = "papers of the case"

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._papers = papers

    def papers_by(self, author: str, limit: int, token: CancelToken) -> list[Paper]:
        """All of them, newest first."""
        return list(self._papers)[:limit]


def run_case(case: Case) -> Outcome:
    """Run steps 1 to 3 for one row, as the queue would."""
    from scribe_desktop.config.paths import resources_dir
    from scribe_desktop.pipeline.arxiv_helper import ArxivHelper
    from scribe_desktop.pipeline.prompts import load_prompts
    from scribe_desktop.pipeline.template_parser import TemplateParser
    from scribe_desktop.pipeline.web_scraper import WebScraper
    from tests.factories import queue_item
    from tests.fakes import FakeClock, FakeExtractor, FakeFetcher, FakeSearch, MemoryUnits, token_for

    clock, units = FakeClock(), MemoryUnits()
    hits = [SearchResult(one.url, one.title, one.text[:SNIPPET].replace("\n", " ")) for one in case.pages]
    html = {one.url: _html(one) for one in case.pages}
    parser = TemplateParser(None, units, clock, load_prompts(resources_dir() / "prompts"))
    scraper = WebScraper(FakeSearch(lambda query: hits), FakeFetcher(html), FakeExtractor(), units, clock)
    helper = ArxivHelper([EveryPaper([one.paper for one in case.papers])], units, clock)
    outputs: dict[StepName, Any] = {}
    item = queue_item(id=UUID(int=case.number), recipient=case.recipient)

    def run(step: Step) -> Mapping[str, Any]:
        outputs[step.name] = step.run(StepContext(item, parse_template(TEMPLATE), outputs, token_for(clock)))
        return outputs[step.name]

    run(parser)
    try:
        web, refusal = WebFindings.from_json(run(scraper)), ""
    except NoEvidenceError as error:
        # The item fails here, so no paper is ever chosen.
        return Outcome(case, None, PaperFindings(), error.message)
    return Outcome(case, web, PaperFindings.from_json(run(helper)), refusal)


def _html(page: CasePage) -> str:
    text = "\n".join(f"<p>{line}</p>" for line in page.text.splitlines())
    return f"<html><head><title>{page.title}</title></head><body>{text}</body></html>"


@dataclass
class Count:
    """So many of so many."""

    good: int = 0
    all: int = 0

    def add(self, good: int, all_: int) -> None:
        """Count some more."""
        self.good += good
        self.all += all_

    @property
    def share(self) -> float | None:
        """Good ones among all; None when there was nothing to count."""
        return self.good / self.all if self.all else None


def _counts() -> dict[str, Count]:
    names = ("papers_right", "papers_found", "pages_right", "passages_right", "doubt_shown", "cases_with_no_page")
    return {name: Count() for name in names}


@dataclass
class Tally:
    """The counts of one kind of case, or of all."""

    cases: int = 0
    counts: dict[str, Count] = field(default_factory=_counts)

    def figures(self) -> dict[str, Any]:
        """JSON-ready: each share with what it was counted from; what has nothing to count is left out."""
        shares = {
            name: {"share": round(share, 4), "good": count.good, "of": count.all}
            for name, count in self.counts.items()
            if (share := count.share) is not None
        }
        return {"cases": self.cases, **shares}


def judge(outcome: Outcome, tally: Tally) -> bool:
    """Add one outcome to the counts; True when it is right.

    In an ambiguous case that is when doubt was shown, in others when nothing wrong was used and a page was found.
    """
    case, counts = outcome.case, tally.counts
    tally.cases += 1
    if case.ambiguous:
        shown = doubt_shown(outcome)
        counts["doubt_shown"].add(shown, 1)
        return shown
    chosen = {one.url for one in outcome.papers.papers}
    counts["papers_right"].add(len(chosen & case.right), len(chosen))
    counts["papers_found"].add(len(chosen & case.right), len(case.right))
    used = {one.url for one in outcome.web.passages} if outcome.web else set()
    hers = {one.url for one in case.pages if PERSON in one.owners}
    counts["pages_right"].add(len(used & hers), len(used))
    counts["cases_with_no_page"].add(not used & hers, 1)
    passages = outcome.web.passages if outcome.web else ()
    wrong = sum(_is_about_others(one.text, one.url, case) for one in passages)
    counts["passages_right"].add(len(passages) - wrong, len(passages))
    return chosen <= case.right and used <= hers and bool(used) and not wrong


def doubt_shown(outcome: Outcome) -> bool:
    """Whether nothing of an ambiguous case was chosen, or each chosen thing carries a reason that says doubt."""
    return all(DOUBT.search(one.reason) for one in outcome.used)


def _is_about_others(text: str, url: str, case: Case) -> bool:
    """Whether a passage has words of a namesake's paragraph and none of the person's."""
    page = next(one for one in case.pages if one.url == url)
    lines = {line.strip() for line in text.splitlines() if line.strip()}
    owners = {
        owner
        for owner, paragraph in page.paragraphs
        if owner and any(line in paragraph or paragraph in line for line in lines)
    }
    return bool(owners) and PERSON not in owners


def measure_people(
    seed: int, run: Callable[[Case], Outcome] = run_case, wrong: list[Outcome] | None = None
) -> dict[str, Any]:
    """The shares over the 300 cases of a seed, for all and per kind, with the goals; wrong outcomes go to `wrong`.

    `papers_right`: chosen papers that are the person's. `papers_found`: the person's papers that were chosen.
    `pages_right`, `passages_right`: used ones that are about the person. All of these over the cases that can be
    decided; `doubt_shown` over the ambiguous ones. `cases_with_no_page`: none of the person's pages was used.
    """
    everything, kinds = Tally(), dict[str, Tally]()
    for case in make_cases(seed):
        outcome = run(case)
        right = judge(outcome, kinds.setdefault(case.kind, Tally()))
        judge(outcome, everything)
        if not right and wrong is not None:
            wrong.append(outcome)
    return {
        "seed": seed,
        "goals": GOALS,
        "all": everything.figures(),
        "kinds": {name: kinds[name].figures() for name in sorted(kinds)},
    }


def describe(outcome: Outcome) -> str:
    """A case in full, with what was chosen and why, for a person to read."""
    case = outcome.case
    row = {key: value for key in ("name", "affiliation", "interest", "email", "homepage")
           if (value := getattr(case.recipient, key))}  # fmt: skip
    lines = [f"Case {case.number}, {case.kind}. {case.why}", f"  row: {json.dumps(row, ensure_ascii=False)}"]
    left = {one.url: one.reason for one in outcome.left_out}
    reasons = {one.url: one.reason for one in outcome.used}
    for page in case.pages:
        used = f"USED ({reasons[page.url]})" if page.url in reasons else f"left ({left.get(page.url, 'not named')})"
        about = "+".join(sorted(page.owners))
        lines += [f"  page of {about}: {used}", f"    {page.url} | {page.title} | " + page.text.replace("\n", " / ")]
    for one in case.papers:
        paper = one.paper
        used = (
            f"CHOSEN ({reasons[paper.url]})" if paper.url in reasons else f"left ({left.get(paper.url, 'not named')})"
        )
        lines.append(f"  paper of {one.owner} (told by {one.told_by or 'nothing'}): {used}")
        lines.append(f"    {', '.join(paper.authors)}: {paper.title}. {'; '.join(paper.affiliations)} {paper.year}")
    if outcome.refusal:
        lines.append(f"  refused: {outcome.refusal}")
    return "\n".join(lines)


def main() -> int:
    """Print the figures as JSON and, when asked, some wrong cases in full."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, metavar="K", help="print K wrong cases in full")
    options = parser.parse_args()
    wrong: list[Outcome] = []
    print(json.dumps(measure_people(options.seed, wrong=wrong), indent=2))
    for outcome in Random(options.seed).sample(wrong, min(options.show, len(wrong))):
        print("\n" + describe(outcome))
    return 0


if __name__ == "__main__":
    sys.exit(main())
