"""The guided form that makes a template, filled from a résumé."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.template_family import LibraryEntry
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.dialogs.parts import Surroundings
from scribe_desktop.gui.dialogs.template_editor import TemplateEditor
from scribe_desktop.gui.dialogs.template_from_resume import TemplateFromResume, beginning_of
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.pipeline.letter_form import Ask
from scribe_desktop.pipeline.resume_check import Dropped
from scribe_desktop.pipeline.resume_template import DraftedTemplate
from scribe_desktop.services.app_context import AppContext
from tests.model_server import ModelServer, stream
from tests.resume_pdfs import scanned_pdf, text_pdf

FIRST = "Dear {{ name }},\n\nthe first text.\n\nMaya"


@pytest.fixture
def resume(tmp_path: Path) -> Path:
    file = tmp_path / "cv.pdf"
    file.write_bytes(text_pdf())
    return file


@pytest.fixture
def form(qtbot: QtBot, opened: AppContext, theme: ThemeController, icons: Icons) -> Iterator[TemplateFromResume]:
    background = BackgroundCalls()
    made = TemplateFromResume(Surroundings(opened, background, theme, icons))
    qtbot.addWidget(made)
    made.show()
    yield made
    assert background.close()


def test_resume_fills_the_form_and_the_form_makes_the_template(
    qtbot: QtBot, form: TemplateFromResume, resume: Path
) -> None:
    form.read(resume)
    qtbot.waitUntil(lambda: form.place.text() == "Ostlake College")
    assert form.link.text() == "https://maya.example/work"
    assert "MSc Environmental Data Science" in form.found.text()
    assert "Maya Lindqvist" in form.found.text()
    form.who.setText("a geographer")
    form.ask.setCurrentIndex(form.ask.findData(Ask.OWN))
    assert form.own_ask.isVisible()
    form.own_ask.setText("Could you name one open problem?")
    made: list[DraftedTemplate] = []
    form.made.connect(made.append)
    form.write.click()
    assert "I am a geographer at Ostlake College." in made[0].source
    assert "Could you name one open problem?" in made[0].source
    assert not form.isVisible()


def test_answers_of_the_person_are_not_overwritten(qtbot: QtBot, form: TemplateFromResume, resume: Path) -> None:
    form.place.setText("Hartmoor University")
    form.read(resume)
    qtbot.waitUntil(lambda: form.link.text() != "")
    assert form.place.text() == "Hartmoor University"


def test_resume_that_cannot_be_read_says_why_and_the_form_still_works(
    qtbot: QtBot, form: TemplateFromResume, tmp_path: Path
) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(scanned_pdf())
    form.read(scan)
    qtbot.waitUntil(lambda: "as a scan has" in form.strip.text)
    assert form.write.isEnabled()
    assert not form.by_model.isVisible()


def test_model_is_asked_only_when_it_is_chosen_and_says_where_the_text_goes(
    qtbot: QtBot, form: TemplateFromResume, opened: AppContext, resume: Path
) -> None:
    letter = {
        "subject": "A question about {{ interest }}",
        "about_me": ["I am Maya Lindqvist.", "I hold a PhD."],
        "about_them": ["I have been reading about {{ interest }}."],
        "request": ["Would you have twenty minutes for a call?"],
    }
    with ModelServer(stream(json.dumps(letter))) as server:
        opened.settings.change(llm_base_url=server.base_url, llm_model="small-model")
        form.read(resume)
        qtbot.waitUntil(lambda: form.by_model.isVisible() and form.by_model.isEnabled())
        assert form.by_form.isChecked()
        assert server.base_url.split("/")[2] in form.consent.text()
        assert server.requests == []
        form.by_model.setChecked(True)
        assert not form.who.isEnabled()
        with qtbot.waitSignal(form.made, timeout=20_000) as made:
            form.write.click()
        assert len(server.requests) == 1
    (drafted,) = made.args or []
    assert [one.text for one in drafted.dropped] == ["I hold a PhD."]


def test_closing_the_form_ends_what_the_model_is_doing(
    qtbot: QtBot, form: TemplateFromResume, opened: AppContext, resume: Path
) -> None:
    with ModelServer(stream("{", hold=True)) as server:
        opened.settings.change(llm_base_url=server.base_url, llm_model="small-model")
        form.read(resume)
        qtbot.waitUntil(form.by_model.isEnabled)
        form.by_model.setChecked(True)
        form.write.click()
        qtbot.waitUntil(server.arrived.is_set, timeout=20_000)
        assert not form.write.isEnabled()
        form.reject()
        qtbot.waitUntil(server.left.is_set, timeout=20_000)


def test_made_template_opens_in_the_editor_unsaved_with_what_was_left_out(
    qtbot: QtBot, opened: AppContext, theme: ThemeController, icons: Icons, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped = tuple(Dropped(f"Sentence {at}.", "It does not stand in the résumé.") for at in range(5))
    begin = beginning_of(DraftedTemplate(FIRST, "small-model", dropped))
    assert "Sentence 0." in begin.note
    assert "and 2 more." in begin.note
    background = BackgroundCalls()
    editor = TemplateEditor(Surroundings(opened, background, theme, icons), begin=begin)
    qtbot.addWidget(editor)
    assert editor.panel.source == FIRST
    assert "Sentence 0." in editor.strip.text
    assert editor.unsaved
    saved: list[LibraryEntry] = []
    editor.saved.connect(saved.append)
    editor.save.click()
    qtbot.waitUntil(lambda: len(saved) == 1)
    assert opened.templates.entries() == saved
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    assert background.close()
