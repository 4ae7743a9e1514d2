"""Measures how well the text of people's pages is taken out, on the 40 pages of `pages`, and on saved ones if given.

    python build/truth/measure_pages.py [FOLDER] [--seed N] [--show K]

FOLDER holds `html/NNNN.html.gz` and `ground-truth/NNNN.json`, pages that are not part of the repository.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT)]

from page_parts import TruthPage  # noqa: E402
from pages import make_pages  # noqa: E402

from scribe_desktop.errors import ExtractionError  # noqa: E402
from scribe_desktop.ports import FetchedPage  # noqa: E402

GOALS = {"keep_half": 0.97, "hidden_leaked": 0}
SAVED_GOALS = {"f1": 0.85, "keep_half": 0.92, "leak": 0.08}
# Chinese and Japanese have no spaces: each character counts as a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True)
class PageResult:
    """What was made of one page: the share of words kept (0 to 1), and the texts that leaked."""

    name: str
    kept: float
    boilerplate: tuple[str, ...]
    hidden: tuple[str, ...]
    text: str


def words(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return _WORD.findall(text.casefold())


def judge(page: TruthPage, text: str) -> PageResult:
    """Compare a page's text with the truth."""
    wanted, found = Counter(words(" ".join(page.keep))), words(text)
    plain = f" {' '.join(found)} "

    def leaked(snippets: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in snippets if f" {' '.join(words(one))} " in plain)

    share = (wanted & Counter(found)).total() / wanted.total()
    return PageResult(page.name, share, leaked(page.boilerplate), leaked(page.hidden), text)


def measure_pages(folder: Path | None = None, seed: int = 1, results: list[PageResult] | None = None) -> dict[str, Any]:
    """The figures of the 40 pages, and of the saved pages in `folder` when there is one.

    `keep_half`: pages that keep half or more of their words; `words_kept`: mean share; `boilerplate_leaked`: share
    of the site's texts that were kept; `hidden_leaked`: how many hidden texts were kept. Results go to `results`.
    """
    # Heavy, and only needed here.
    from scribe_desktop.providers.web.extraction import ChildExtractor
    from tests.integration.test_web_extraction_quality import measure
    from tests.integration.test_web_io_loop import real_token

    extractor = ChildExtractor()

    def extract(page: TruthPage) -> str:
        url = "https://people.example/"
        fetched = FetchedPage(url, url, page.content, "text/html", page.charset, datetime(2026, 3, 2, tzinfo=UTC))
        try:
            return extractor.extract(fetched, real_token(None)).text
        except ExtractionError:
            return ""

    try:
        figures: dict[str, Any] = {"invented": summary(make_pages(seed), extract, results)}
    finally:
        extractor.close()
    if folder is not None and folder.is_dir():
        figures["saved"] = {"goals": SAVED_GOALS, **asdict(measure(folder))}
    return figures


def summary(
    pages: list[TruthPage], extract: Callable[[TruthPage], str], results: list[PageResult] | None = None
) -> dict[str, Any]:
    """The figures over these pages with this extractor."""
    judged = [judge(page, extract(page)) for page in pages]
    if results is not None:
        results += judged
    site_texts = sum(len(page.boilerplate) for page in pages)
    return {
        "goals": GOALS,
        "pages": len(pages),
        "keep_half": round(sum(one.kept >= 0.5 for one in judged) / len(judged), 4),
        "words_kept": round(sum(one.kept for one in judged) / len(judged), 4),
        "boilerplate_leaked": round(sum(len(one.boilerplate) for one in judged) / site_texts, 4),
        "hidden_leaked": sum(len(one.hidden) for one in judged),
        "hidden_texts": sum(len(page.hidden) for page in pages),
        "kinds": {
            one.name: {"kept": round(one.kept, 3), "boilerplate": len(one.boilerplate), "hidden": len(one.hidden)}
            for one in judged
        },
    }


def main() -> int:
    """Print the figures as JSON and, when asked, the texts of the worst pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, metavar="K", help="print the texts of the K worst pages")
    options = parser.parse_args()
    results: list[PageResult] = []
    print(json.dumps(measure_pages(options.folder, options.seed, results), indent=2, ensure_ascii=False))
    for one in sorted(results, key=lambda result: (-len(result.hidden), result.kept))[: options.show]:
        print(f"\n{one.name}: {one.kept:.0%} kept, leaked {one.boilerplate}, hidden leaked {one.hidden}\n{one.text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
