"""The template editor: writing, previewing, keeping."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, parse_template
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.dialogs.parts import Surroundings
from scribe_desktop.gui.dialogs.template_editor import TemplateEditor
from scribe_desktop.gui.dialogs.template_editor_panel import TemplatePanel
from scribe_desktop.gui.dialogs.template_editor_preview import FillKind, places_of
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.services.app_context import AppContext

TEMPLATE = "Subject: About {{interest}}\n\nDear {{title}} {{last_name}},\n\nI read {{paper}}.\n\n{{signature}}"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[AppContext]:
    made = open_context(tmp_path)
    yield made
    made.close()


Start = Callable[..., TemplateEditor]


@pytest.fixture
def start(
    qtbot: QtBot, opened: AppContext, theme: ThemeController, icons: Icons, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Start]:
    background = BackgroundCalls()
    # An editor with unsaved words asks when it is closed at the end of a test, too.
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)

    def start_it(template_id: UUID | None = None) -> TemplateEditor:
        editor = TemplateEditor(Surroundings(opened, background, theme, icons), template_id)
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(editor)
        editor.show()
        qtbot.waitUntil(lambda: editor.list.count() == len(opened.templates.find()))
        return editor

    yield start_it
    assert background.close()


@pytest.fixture
def panel(qtbot: QtBot, theme: ThemeController) -> TemplatePanel:
    made = TemplatePanel(theme, lambda: Sender("Maya Lindqvist"))
    qtbot.addWidget(made)
    return made


def test_places_say_where_they_are_filled_from() -> None:
    person = Recipient("Varnholt", "sediments", fields={"met_at": "NORDSYS"})
    places = places_of(parse_template(TEMPLATE + " {{met_at}} {{sender_name}}"), person, Sender("Maya"))
    assert {one.name: one.kind for one in places} == {
        "interest": FillKind.ROW,
        "title": FillKind.GAP,
        "last_name": FillKind.ROW,
        "paper": FillKind.RESEARCH,
        "signature": FillKind.SENDER,
        "met_at": FillKind.ROW,
        "sender_name": FillKind.SENDER,
    }


def test_preview_fills_what_is_known_and_marks_what_is_open(panel: TemplatePanel) -> None:
    panel.set_source(TEMPLATE)
    text = panel.preview.toPlainText()
    assert text.startswith("About coastal sediment transport\nDear Prof. Varnholt,")
    assert "I read [paper: from research]." in text
    assert text.endswith("Maya Lindqvist")
    panel.set_people([Recipient("Tunde", None), Recipient("Dr. Salome Brandvig", "grasping")])
    assert "[title: not found]" in panel.preview.toPlainText()
    panel.after.click()
    assert "Dear Dr. Brandvig," in panel.preview.toPlainText()


def test_typing_updates_the_preview(qtbot: QtBot, panel: TemplatePanel) -> None:
    panel.set_source("Dear {{name}}, hello.")
    panel.editor.setPlainText("Dear {{last_name}}, good morning.")
    qtbot.waitUntil(lambda: panel.preview.toPlainText().endswith("Dear Varnholt, good morning."))


def test_error_names_the_line_and_marks_it(panel: TemplatePanel) -> None:
    panel.set_source("\nDear {{name}},\n\n{% for x in y %}\nHello {{name}}\n{% endfor %}")
    assert panel.template is None
    assert panel.error.startswith("Line 3")
    (mark,) = panel.editor.extraSelections()
    assert mark.cursor.block().text() == "{% for x in y %}"
    panel.set_source("Dear {{name}}, hello.")
    assert panel.error == ""
    assert panel.editor.extraSelections() == []


def test_menu_inserts_a_place(panel: TemplatePanel) -> None:
    panel.set_people([Recipient("Tunde Reyes", fields={"met_at": "NORDSYS"})])
    panel.set_source("")
    panel.menu.aboutToShow.emit()
    action = next(one for one in panel.menu.actions() if one.text() == "{{ met_at }}")
    action.trigger()
    assert panel.source == "{{ met_at }}"


def test_template_is_kept_under_its_name(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    editor = start()
    editor.panel.set_source(TEMPLATE)
    editor.name.setText("Thesis question")
    with qtbot.waitSignal(editor.saved):
        editor.save.click()
    (stored,) = opened.templates.find()
    assert (stored.name, stored.source) == ("Thesis question", TEMPLATE)
    qtbot.waitUntil(lambda: editor.list.count() == 1)
    assert editor.list.item(0).text() == "Thesis question"
    assert not editor.unsaved


def test_broken_template_cannot_be_kept(start: Start) -> None:
    editor = start()
    editor.panel.set_source("{{")
    assert not editor.save.isEnabled()


def test_stored_template_is_opened_by_its_id(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    opened.templates.keep("Dear {{name}}, first.", "First")
    second = opened.templates.keep("Dear {{name}}, second.", "Second")
    editor = start(second.id)
    assert editor.panel.source == "Dear {{name}}, second."
    editor.list.setCurrentRow(1)
    assert editor.name.text() == "First"
    editor.new.click()
    assert editor.name.text() == ""
    assert editor.list.currentRow() == -1


def test_unsaved_words_are_not_lost_without_a_question(
    start: Start, opened: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = opened.templates.keep("Dear {{name}}, first.", "First")
    editor = start(stored.id)
    editor.panel.set_source("Dear {{name}}, changed.")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Cancel)
    editor.close_button.click()
    assert editor.isVisible()
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    editor.close_button.click()
    assert not editor.isVisible()
