"""The template editor: writing, previewing, keeping."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, parse_template
from scribe_desktop.domain.template_family import EntryKind
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.dialogs.parts import Surroundings
from scribe_desktop.gui.dialogs.template_editor import TemplateEditor
from scribe_desktop.gui.dialogs.template_editor_panel import TemplatePanel
from scribe_desktop.gui.dialogs.template_editor_preview import FillKind, places_of
from scribe_desktop.gui.dialogs.template_versions import TemplateVersions
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.services.app_context import AppContext
from tests.ready_folder import put_database

TEMPLATE = "Subject: About {{interest}}\n\nDear {{title}} {{last_name}},\n\nI read {{paper}}.\n\n{{signature}}"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[AppContext]:
    made = open_context(put_database(tmp_path).root)
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
        qtbot.waitUntil(lambda: editor.list.count() > 0)
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


def test_a_place_that_research_may_leave_empty_says_what_stands_there_then(panel: TemplatePanel) -> None:
    panel.set_source("Dear {{name}}, I read {{paper}} and {{ book | default('your book') }}.")
    told = [panel.places.item(row, 2).text() for row in (1, 2)]
    assert told == ["found before writing", "found, else the template's own words"]


def test_preview_fills_what_is_known_and_marks_what_is_open(panel: TemplatePanel) -> None:
    panel.set_source(TEMPLATE)
    text = panel.preview.toPlainText()
    assert text.startswith("Subject: About coastal sediment transport\nDear Prof. Varnholt,")
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


def test_places_that_the_template_can_do_without_are_no_gaps() -> None:
    greeting = "Dear {% if title %}{{ title }}{% else %}{{ name }}{% endif %}"
    template = parse_template(greeting + ",\n\n{{ email | default('x') }} hi")
    places = places_of(template, Recipient("Tunde"), Sender())
    assert {one.name: one.kind for one in places} == {
        "title": FillKind.OWN,
        "name": FillKind.ROW,
        "email": FillKind.OWN,
    }


PEOPLE = [Recipient("Tunde Reyes"), Recipient("Prof. Eva Lind"), Recipient("Bo Rand"), Recipient("Dr. Ada Quist")]


def test_rows_are_stepped_through_and_gaps_are_counted_and_found(qtbot: QtBot, panel: TemplatePanel) -> None:
    panel.set_source("Dear {{ title }} {{ last_name }},\n\nhello again.\n\nMaya")
    panel.set_people(PEOPLE)
    qtbot.waitUntil(lambda: not panel.rows.looking)
    assert panel.rows.found.text() == "2 with gaps"
    assert panel.rows.position.text() == "1 of 4"
    panel.rows.next_gap.click()
    assert panel.person.currentText() == "Bo Rand"
    panel.rows.next_gap.click()
    assert panel.person.currentText() == "Tunde Reyes"
    assert not panel.rows.before.isEnabled()
    panel.rows.last.click()
    assert (panel.person.currentText(), panel.rows.position.text()) == ("Dr. Ada Quist", "4 of 4")
    assert not panel.rows.after.isEnabled()
    panel.rows.before.click()
    panel.rows.first.click()
    assert panel.person.currentText() == "Tunde Reyes"
    panel.set_source("Dear {{ name }},\n\nhello again.\n\nMaya")
    qtbot.waitUntil(lambda: panel.rows.found.text() == "None with gaps")
    assert not panel.rows.next_gap.isVisibleTo(panel)


def test_changed_text_becomes_a_version_of_the_same_template(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    made = opened.templates.create(TEMPLATE, "Thesis question")
    editor = start(made.id)
    assert not editor.save.isEnabled()
    assert editor.version.text().startswith("Version 1 · ")
    editor.panel.set_source(TEMPLATE + "\n")
    editor.panel.editor.appendPlainText("PS: more")
    editor.name.setText("Thesis")
    with qtbot.waitSignal(editor.saved):
        editor.save.click()
    (entry,) = opened.templates.entries()
    assert (entry.id, entry.name, entry.version) == (made.id, "Thesis", 2)
    assert "version 2" in editor.strip.text
    qtbot.waitUntil(lambda: editor.versions.isVisibleTo(editor))


def test_template_without_a_name_gets_its_subject_as_one(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    editor = start()
    editor.panel.set_source("Subject: Sediment cores\n\nDear {{ name }}, hello.\n\nMaya")
    with qtbot.waitSignal(editor.saved):
        editor.save.click()
    assert [one.name for one in opened.templates.entries()] == ["Sediment cores"]
    assert editor.name.text() == "Sediment cores"


def test_list_that_gets_the_focus_does_not_replace_what_was_typed(qtbot: QtBot, start: Start) -> None:
    editor = start()
    editor.panel.set_source("Subject: Sediment cores\n\nDear {{ name }}, hello.\n\nMaya")
    QApplication.sendEvent(editor.list, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert editor.list.currentRow() == -1
    assert editor.panel.source.startswith("Subject: Sediment cores")
    editor.list.setCurrentRow(0)
    assert not editor.panel.source.startswith("Subject: Sediment cores"), "the person chose another one"


def test_used_text_keeps_its_place_when_it_is_named(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    stored = opened.templates.keep(TEMPLATE)
    editor = start(stored.id)
    assert editor.name.text() == ""
    editor.name.setText("Papers")
    with qtbot.waitSignal(editor.saved):
        editor.save.click()
    (entry,) = opened.templates.entries()
    assert (entry.kind, entry.name, entry.template_id) == (EntryKind.NAMED, "Papers", stored.id)


def test_taken_name_is_told_and_nothing_is_lost(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    opened.templates.create(TEMPLATE, "Papers")
    editor = start()
    editor.panel.set_source("Dear {{ name }}, another.\n\nMaya")
    editor.name.setText("papers")
    editor.save.click()
    qtbot.waitUntil(lambda: "already" in editor.strip.text)
    assert editor.unsaved


def test_starting_templates_are_offered_until_one_has_a_name(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    starter = opened.templates.starters()[1]
    editor = start(starter.id)
    assert [editor.list.item(at).text() for at in range(3)] == [one.title for one in opened.templates.starters()]
    assert editor.panel.source == starter.source
    with qtbot.waitSignal(editor.saved):
        editor.save.click()
    qtbot.waitUntil(lambda: editor.list.count() == 1)
    (entry,) = opened.templates.entries()
    assert (entry.kind, entry.source) == (EntryKind.NAMED, starter.source)


def test_missing_signature_is_offered_and_never_added_by_itself(start: Start) -> None:
    editor = start()
    source = "Dear {{ name }},\n\nhow are the tides today?"
    editor.panel.set_source(source)
    assert "Nobody signs" in editor.strip.text
    assert editor.panel.source == source
    editor.strip.link.click()
    assert editor.panel.source == f"{source}\n\nKind regards,\n{{{{ signature }}}}"
    assert "{{ signature }}, which stays open" in editor.strip.text
    editor.panel.editor.undo()
    assert editor.panel.source == source


def test_empty_settings_are_told_with_the_way_there(qtbot: QtBot, start: Start, opened: AppContext) -> None:
    editor = start()
    there = "{% if sender_affiliation %}I am there. {% endif %}"
    editor.panel.set_source(f"Dear {{{{ name }}}},\n\n{there}Hello.\n\n{{{{ signature }}}}")
    assert "{{ signature }}, which stays open" in editor.strip.text
    with qtbot.waitSignal(editor.settings_wanted):
        editor.strip.link.click()
    opened.settings.change(sender_name="Maya Lindqvist")
    editor.look_again()
    assert editor.strip.text == ""


def test_versions_are_compared_and_an_older_one_is_restored(
    qtbot: QtBot, opened: AppContext, theme: ThemeController, icons: Icons
) -> None:
    made = opened.templates.create("Dear {{ name }},\n\nthe old words.\n\nMaya", "Papers")
    made = opened.templates.save(made.id, "Dear {{ name }},\n\nthe new words.\n\nMaya")
    background = BackgroundCalls()
    dialog = TemplateVersions(Surroundings(opened, background, theme, icons), made)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.older.count() == 2)
    assert (dialog.left.marked, dialog.right.marked) == (["old"], ["new"])
    with qtbot.waitSignal(dialog.restored):
        dialog.restore.click()
    qtbot.waitUntil(lambda: dialog.older.count() == 3)
    assert opened.templates.entry(made.id).source.splitlines()[2] == "the old words."
    dialog.older.setCurrentIndex(0)
    assert not dialog.restore.isEnabled()
    assert background.close()
