"""How well the text of real pages is taken out, against texts that people reviewed.

The pages are the Web Content eXtraction Benchmark's (M. Foley, 2026, CC-BY-4.0) and are not part of the repository:
BENCHMARK_WEB_PAGES names the folder with `html/NNNN.html.gz` and `ground-truth/NNNN.json`.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scribe_desktop.errors import ExtractionError
from scribe_desktop.ports import FetchedPage
from scribe_desktop.providers.web.extraction import ChildExtractor
from tests.integration.test_web_io_loop import real_token

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the pages: word-level F1; the share of pages that keep half of their words or more; the share of
    boilerplate snippets that are in the text all the same."""

    pages: int
    f1: float
    keep_half: float
    leak: float


def measure(folder: Path) -> Quality:
    """Read every page of the benchmark's folder through the extractor."""
    scores: list[tuple[float, float]] = []
    leaked: list[bool] = []
    extractor = ChildExtractor()
    try:
        for page, truth in _pages(folder):
            try:
                text = extractor.extract(page, real_token(None)).text
            except ExtractionError:
                text = ""
            scores.append(_f1_and_recall(text, truth["main_content"]))
            leaked += [_plain(snippet) in _plain(text) for snippet in truth["without"]]
    finally:
        extractor.close()
    count = len(scores)
    return Quality(
        count,
        sum(f1 for f1, _ in scores) / count,
        sum(recall >= 0.5 for _, recall in scores) / count,
        sum(leaked) / len(leaked),
    )


def _pages(folder: Path) -> Iterator[tuple[FetchedPage, dict[str, str]]]:
    for path in sorted((folder / "ground-truth").glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        content = gzip.decompress((folder / "html" / f"{path.stem}.html.gz").read_bytes())
        now = datetime(2026, 3, 2, tzinfo=UTC)
        yield FetchedPage(truth["url"], truth["url"], content, "text/html", None, now), truth["ground_truth"]


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _f1_and_recall(text: str, truth: str) -> tuple[float, float]:
    found, wanted = _words(text), _words(truth)
    common = (found & wanted).total()
    if not common:
        return 0.0, 0.0
    precision, recall = common / found.total(), common / wanted.total()
    return 2 * precision * recall / (precision + recall), recall


def test_real_pages_keep_their_text_and_lose_their_navigation() -> None:
    folder = os.environ.get("BENCHMARK_WEB_PAGES")
    if not folder or not Path(folder).is_dir():
        pytest.skip("the benchmark's pages are not on this computer (BENCHMARK_WEB_PAGES names their folder)")
    quality = measure(Path(folder))
    assert quality.pages > 100
    assert quality.f1 >= 0.85, quality
    assert quality.keep_half >= 0.92, quality
    assert quality.leak <= 0.08, quality
