"""The place Templates in the window: the library, and what can be done there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from scribe_desktop.gui.application import Application
from scribe_desktop.gui.dialogs.template_editor import TemplateEditor
from scribe_desktop.gui.dialogs.template_versions import TemplateVersions
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.views.template_list import Beginning
from scribe_desktop.gui.views.template_tab import TemplateAct
from scribe_desktop.gui.workspace import Workspace
from scribe_desktop.services.template_library import TemplateLibrary

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
