"""The window's words: one source for the steps, all in the person's language, and about people without a gender."""

from __future__ import annotations

import re
import tokenize
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import scribe_desktop
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.domain.template import TemplateAnalysis, TemplateType
from scribe_desktop.gui.detail_data import detail_of_item
from scribe_desktop.gui.wording import report_word, step_word
from scribe_desktop.pipeline import arxiv_helper, web_scraper
from scribe_desktop.pipeline.outputs import PaperFindings, ParsedTemplate, WebFindings
from scribe_desktop.pipeline.step import STEP_LABELS
from scribe_desktop.storage_ports.queue import StoredStep
from tests.gui.conftest import people
from tests.gui.fake_context import FakeContext

GENDERED = re.compile(r"\b(she|he|her|hers|his|him|herself|himself)\b", re.IGNORECASE)


class Shouting(QTranslator):
    """Another language."""

    def translate(self, context: str, source: str, note: str | None = None, n: int = -1) -> str:
        return re.sub(r"(\{\w+\})|(\w+)", lambda found: found[1] or found[2].upper(), source)


@pytest.fixture
def shouting(qapp: QApplication):
    translator = Shouting()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.parametrize("step", list(StepName))
def test_steps_are_called_as_everywhere_else(step: StepName) -> None:
    assert step_word(step) == STEP_LABELS[step]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("searching", "SEARCHING"),
        ("looking for papers", "LOOKING FOR PAPERS"),
        ("reading page 3 of 6", "READING PAGE 3 OF 6"),
        ("writing, attempt 2 of 3", "WRITING, ATTEMPT 2 OF 3"),
        (web_scraper.NOT_NEEDED, "NOT NEEDED"),
        (arxiv_helper.NOT_NEEDED, "NOT NEEDED"),
        (arxiv_helper.NOT_RESEARCH, "NOT A RESEARCH TEMPLATE"),
        ("something new", "something new"),
    ],
)
def test_words_of_the_steps_are_translated(shouting: None, said: str, shown: str) -> None:
    assert report_word(said) == shown


def test_every_report_of_the_steps_is_known() -> None:
    folder = Path(scribe_desktop.__file__).parent / "pipeline"
    reports = [
        re.sub(r"\{[^}]+\}", "7", text)
        for path in folder.glob("*.py")
        for text in re.findall(r"\.report\(f?\"([^\"]+)\"", path.read_text("utf-8"))
    ]
    assert len(reports) >= 4
    assert all(report_word(one) == one for one in reports)


def test_notes_on_the_steps_are_plain_and_translated(qtbot: QtBot, shouting: None, tmp_path: Path) -> None:
    context = FakeContext(tmp_path)
    (item,) = people(1, status=QueueStatus.PROCESSING)
    context.queue.items = [item]
    outputs = {
        StepName.TEMPLATE_PARSER: ParsedTemplate(TemplateAnalysis(TemplateType.RESEARCH), {}, True, ("a", "b")),
        StepName.WEB_SCRAPER: WebFindings(skipped=web_scraper.NOT_NEEDED),
        StepName.ARXIV_HELPER: PaperFindings(skipped=arxiv_helper.NOT_RESEARCH),
    }
    context.queue.stored[item.id] = [StoredStep(step, "", one.to_json(), 0.1) for step, one in outputs.items()]
    notes = detail_of_item(context, item.id).notes
    assert list(notes.values()) == ["2 SEARCHES", "NOT NEEDED", "NOT A RESEARCH TEMPLATE"]


def test_nobody_is_called_she_or_he() -> None:
    word_lists = {"common_words.py", "languages.py", "ranking.py"}
    found = []
    for path in Path(scribe_desktop.__file__).parent.rglob("*.py"):
        if path.name in word_lists:
            continue
        with tokenize.open(path) as file:
            for token in tokenize.generate_tokens(file.readline):
                shown = token.type in (tokenize.STRING, tokenize.COMMENT) and not token.string.startswith(
                    "r"
                )  # a pattern
                if shown and GENDERED.search(token.string):
                    found.append(f"{path.name}:{token.start[0]}: {token.string.strip()[:90]}")
    assert not found
