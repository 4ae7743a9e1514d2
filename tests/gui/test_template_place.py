"""The place Templates in the window: the library, what can be done there, and a template from a résumé."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.template_family import LibraryEntry
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.dialogs.parts import Surroundings
from scribe_desktop.gui.dialogs.template_editor import TemplateEditor
from scribe_desktop.gui.dialogs.template_from_resume import TemplateFromResume, beginning_of
from scribe_desktop.gui.dialogs.template_versions import TemplateVersions
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.views.template_list import Beginning
from scribe_desktop.gui.views.template_tab import TemplateAct
from scribe_desktop.gui.workspace import Workspace
from scribe_desktop.pipeline.letter_form import Ask
from scribe_desktop.pipeline.resume_check import Dropped
from scribe_desktop.pipeline.resume_template import DraftedTemplate
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.services.template_library import TemplateLibrary
from tests.model_server import ModelServer, stream
from tests.resume_pdfs import scanned_pdf, text_pdf

FIRST, SECOND = (f"Dear {{{{ name }}}},\n\nthe {one} text.\n\nMaya" for one in ("first", "second"))


@pytest.fixture
def work(running: Application) -> Workspace:
    work = running.window.workspace
    assert work is not None
    work.places.go(Place.TEMPLATES)
    return work


@pytest.fixture
def library(running: Application) -> TemplateLibrary:
    assert running.session is not None
    return running.session.context.templates


def shown(work: Workspace) -> list[str]:
    rows = [work.templates.model.row_at(at) for at in range(work.templates.model.total)]
    return [one.title if one else "" for one in rows]


def select(qtbot: QtBot, work: Workspace, title: str) -> None:
    qtbot.waitUntil(lambda: title in shown(work))
    work.templates.table.selectRow(shown(work).index(title))
    qtbot.waitUntil(lambda: work.detail.template.isVisible() and work.detail.title == title)


def press(work: Workspace, act: TemplateAct) -> None:
    assert act in can(work)
    work.detail.template.acts[act].trigger()


def can(work: Workspace) -> set[TemplateAct]:
    return {act for act, one in work.detail.template.acts.items() if one.isVisible()}


def editor_on_top() -> TemplateEditor:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, TemplateEditor)
    return dialog


def test_starting_templates_are_shown_first_and_become_the_persons_own(
    qtbot: QtBot, work: Workspace, library: TemplateLibrary
) -> None:
    titles = [one.title for one in library.starters()]
    qtbot.waitUntil(lambda: shown(work) == titles)
    select(qtbot, work, titles[0])
    assert can(work) == {TemplateAct.EDIT, TemplateAct.EXPORT}
    press(work, TemplateAct.EDIT)
    editor = editor_on_top()
    qtbot.waitUntil(lambda: editor.name.text() == titles[0])
    with qtbot.waitSignal(editor.saved):
        editor.save.click()
    editor.reject()
    qtbot.waitUntil(lambda: shown(work) == [library.entries()[0].title])
    assert [one.text() for one in work.templates.menu.actions() if one.text() in titles] == titles


def test_what_is_kept_elsewhere_appears_with_its_count(
    qtbot: QtBot, work: Workspace, library: TemplateLibrary, running: Application
) -> None:
    library.create(FIRST, "Papers")
    library.keep("Subject: Sediment cores\n\nDear {{ name }}, hello.")
    qtbot.waitUntil(lambda: shown(work) == ["Papers", "Sediment cores"])
    assert running.session is not None
    session = running.session
    qtbot.waitUntil(lambda: session.overview.templates == 2)
    running.window.filter_field.setText("sediment")
    qtbot.waitUntil(lambda: shown(work) == ["Sediment cores"])


def test_text_is_named_copied_archived_and_brought_back(
    qtbot: QtBot, work: Workspace, library: TemplateLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.keep(FIRST)
    select(qtbot, work, "Dear {{ name }},")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("Papers", True))
    press(work, TemplateAct.RENAME)
    select(qtbot, work, "Papers")
    press(work, TemplateAct.DUPLICATE)
    qtbot.waitUntil(lambda: set(shown(work)) == {"Papers", "Papers (copy)"})
    assert "Papers (copy)" in work.notices.text
    select(qtbot, work, "Papers (copy)")
    press(work, TemplateAct.ARCHIVE)
    qtbot.waitUntil(lambda: shown(work) == ["Papers"])
    work.templates.archived.click()
    select(qtbot, work, "Papers (copy)")
    assert can(work) == {TemplateAct.UNARCHIVE, TemplateAct.EXPORT, TemplateAct.DELETE}
    press(work, TemplateAct.UNARCHIVE)
    qtbot.waitUntil(lambda: shown(work) == [])
    work.templates.archived.click()
    qtbot.waitUntil(lambda: len(shown(work)) == 2)


def test_taken_name_is_told_in_a_banner(
    qtbot: QtBot, work: Workspace, library: TemplateLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.create(FIRST, "Papers")
    library.create(SECOND, "Talk")
    select(qtbot, work, "Talk")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("papers", True))
    press(work, TemplateAct.RENAME)
    qtbot.waitUntil(lambda: any("already" in work.banners.text_of(one) for one in work.banners.keys))
    assert {one.name for one in library.entries()} == {"Papers", "Talk"}


def test_delete_asks_first(
    qtbot: QtBot, work: Workspace, library: TemplateLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.create(FIRST, "Papers")
    library.create(SECOND, "Talk")
    select(qtbot, work, "Talk")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Cancel)
    press(work, TemplateAct.DELETE)
    assert len(library.entries()) == 2
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    press(work, TemplateAct.DELETE)
    qtbot.waitUntil(lambda: shown(work) == ["Papers"])


def test_template_goes_to_a_text_file_and_comes_back(
    qtbot: QtBot, work: Workspace, library: TemplateLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.create(FIRST, "Papers")
    select(qtbot, work, "Papers")
    file = tmp_path / "Papers.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    press(work, TemplateAct.EXPORT)
    qtbot.waitUntil(file.exists)
    assert file.read_text("utf-8") == FIRST + "\n"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    work.templates.begin_wanted.emit(Beginning.FILE)
    qtbot.waitUntil(lambda: set(shown(work)) == {"Papers", "Papers 2"})


def test_versions_open_from_the_pane(qtbot: QtBot, work: Workspace, library: TemplateLibrary) -> None:
    made = library.create(FIRST, "Papers")
    select(qtbot, work, "Papers")
    assert TemplateAct.COMPARE not in can(work)
    library.save(made.id, SECOND)
    qtbot.waitUntil(lambda: TemplateAct.COMPARE in can(work))
    assert work.detail.template.source.toPlainText() == SECOND
    press(work, TemplateAct.COMPARE)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, TemplateVersions)
    qtbot.waitUntil(lambda: dialog.older.count() == 2)
    dialog.reject()


# --- from a résumé -------------------------------------------------------------------------------


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
