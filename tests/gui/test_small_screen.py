"""Dialogs on a screen of 640 × 400 logical pixels: 1280 × 800 at 200 %."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QDialog, QListWidget, QScrollArea, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.template import Sender
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.dialogs.import_wizard import ImportWizard
from scribe_desktop.gui.dialogs.import_wizard_reading import TableSource
from scribe_desktop.gui.dialogs.parts import Choice, Surroundings
from scribe_desktop.gui.dialogs.settings_dialog import SettingsDialog
from scribe_desktop.gui.dialogs.template_editor import TemplateEditor
from scribe_desktop.gui.dialogs.template_editor_panel import TemplatePanel
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController

ROOM = QSize(600, 370)
PEOPLE = "Full name;Field;Mail;met_at_the_conference\nProf. Ilse Varnholt;sediments;iv@karlsvale.example;NORDSYS\n"


@pytest.fixture
def surroundings(tmp_path: Path, theme: ThemeController, icons: Icons) -> Iterator[Surroundings]:
    context, background = open_context(tmp_path), BackgroundCalls()
    yield Surroundings(context, background, theme, icons)
    assert background.close()
    context.close()


def shown(qtbot: QtBot, dialog: QDialog, size: QSize) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.resize(size)
    qtbot.waitExposed(dialog)


def is_inside(dialog: QDialog, widget: QWidget) -> bool:
    corner = widget.mapTo(dialog, QPoint(widget.width(), widget.height()))
    return widget.isVisible() and corner.x() <= ROOM.width() and corner.y() <= ROOM.height()


def wizard_over(qtbot: QtBot, surroundings: Surroundings, tmp_path: Path, size: QSize) -> ImportWizard:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, "utf-8")
    wizard = ImportWizard(surroundings)
    shown(qtbot, wizard, size)
    wizard.read(TableSource(path))
    qtbot.waitUntil(lambda: wizard.table is not None)
    return wizard


def test_import_wizard_fits_with_its_buttons_in_reach(qtbot: QtBot, surroundings: Surroundings, tmp_path: Path) -> None:
    wizard = wizard_over(qtbot, surroundings, tmp_path, ROOM)
    for at, step in enumerate(wizard.steps):
        wizard._show(at)
        qtbot.wait(1)
        assert wizard.size() == ROOM
        assert is_inside(wizard, wizard.next), step.name
        area = wizard._stack.currentWidget()
        assert isinstance(area, QScrollArea)
        assert step.width() <= area.viewport().width(), f"nothing of {step.name} is cut at the right"


def test_rail_of_the_wizard_shows_numbers_where_there_is_no_room_for_words(
    qtbot: QtBot, surroundings: Surroundings, tmp_path: Path
) -> None:
    wizard = wizard_over(qtbot, surroundings, tmp_path, ROOM)
    assert [one.text() for one in wizard.rail.buttons] == ["1", "2", "3", "4", "5"]
    assert wizard.rail.buttons[1].accessibleName() == "Columns"
    assert wizard.rail.buttons[1].toolTip() == "Columns"
    wizard.resize(1000, 700)
    assert wizard.rail.buttons[1].text() == "2  Columns"


def test_template_editor_and_settings_fit(qtbot: QtBot, surroundings: Surroundings) -> None:
    editor, settings = TemplateEditor(surroundings), SettingsDialog(surroundings)
    for dialog, save in ((editor, editor.save), (settings, settings.save_button)):
        shown(qtbot, dialog, ROOM)
        assert dialog.size() == ROOM
        assert is_inside(dialog, save)
    for page in settings.pages:
        settings.show_page(page.key)
        qtbot.wait(1)
        area = settings._stack.currentWidget()
        assert isinstance(area, QScrollArea)
        assert page.width() <= area.viewport().width(), f"nothing of {page.name} is cut at the right"


def test_use_of_a_column_is_read_as_a_whole_where_there_is_room(
    qtbot: QtBot, surroundings: Surroundings, tmp_path: Path
) -> None:
    wizard = wizard_over(qtbot, surroundings, tmp_path, QSize(1000, 700))
    wizard._show(1)
    combo = wizard.columns._combos[-1]
    assert combo.currentText() == "{{met_at_the_conference}} in the template"
    qtbot.waitUntil(lambda: combo.width() >= combo.sizeHint().width())
    wizard.resize(ROOM)
    qtbot.waitUntil(lambda: combo.width() < combo.sizeHint().width())
    assert combo.toolTip() == combo.currentText()


def test_why_somebody_is_left_out_is_read_as_a_whole(qtbot: QtBot, surroundings: Surroundings, tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text(PEOPLE + PEOPLE.splitlines()[1] + "\n", "utf-8")
    wizard = wizard_over(qtbot, surroundings, tmp_path, ROOM)
    wizard.read(TableSource(path))
    qtbot.waitUntil(lambda: len(wizard.people.model.people) == 2)
    wizard._show(2)
    view = wizard.people.view
    assert view.model().index(1, 4).data() == "Same person as line 2"
    qtbot.waitUntil(lambda: view.columnWidth(4) >= view.sizeHintForColumn(4))
    assert sum(view.columnWidth(at) for at in range(5)) <= view.viewport().width()


def test_choice_that_is_too_narrow_ends_in_dots(qtbot: QtBot, theme: ThemeController) -> None:
    from PySide6.QtWidgets import QStyleOptionComboBox

    combo = Choice()
    qtbot.addWidget(combo)
    combo.addItem("A model when one is set below, else template only")
    combo.resize(150, 30)
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    assert option.currentText.endswith("…")
    combo.resize(combo.sizeHint())
    combo.initStyleOption(option)
    assert option.currentText == combo.currentText()


def test_keyboard_marks_the_row_of_a_side_list_and_not_the_list(
    qtbot: QtBot, surroundings: Surroundings, theme: ThemeController
) -> None:
    dialog = SettingsDialog(surroundings)
    shown(qtbot, dialog, QSize(860, 620))
    side: QListWidget = dialog.list
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.writer.sender_name.setFocus()
    image = side.grab().toImage()
    side.setFocus(Qt.FocusReason.TabFocusReason)
    focused = side.grab().toImage()
    row = side.visualItemRect(side.item(0)).translated(side.viewport().pos())
    below = QPoint(0, row.bottom() + 60)
    accent = theme.tokens.colours["accent"].upper()
    assert focused.pixelColor(below).name() == image.pixelColor(below).name(), "no frame around the list"
    middle = QPoint(row.center().x(), row.top())
    columns = [focused.pixelColor(middle + QPoint(0, by)).name().upper() for by in range(-1, 3)]
    assert accent in columns
    assert accent not in [image.pixelColor(middle + QPoint(0, by)).name().upper() for by in range(-1, 3)]


def test_number_fields_wear_the_theme_and_labels_are_whole(qtbot: QtBot, surroundings: Surroundings) -> None:
    dialog = SettingsDialog(surroundings, "research")
    shown(qtbot, dialog, QSize(860, 620))
    field: QSpinBox = dialog.research.pages
    image = field.grab().toImage()
    line = surroundings.theme.tokens.colours["line"].upper()
    assert image.pixelColor(image.width() // 2, 0).name().upper() == line
    assert field.lineEdit().textMargins().left() > 0
    form = dialog.composer.form
    for at in range(form.rowCount()):
        caption = form.itemAt(at, form.ItemRole.LabelRole).widget()
        assert caption.minimumWidth() > caption.sizeHint().width() - 1
        assert caption.contentsMargins().right() == 0, "a margin would be cut out of the words"


def test_values_of_places_are_seen_beside_long_names(qtbot: QtBot, theme: ThemeController) -> None:
    panel = TemplatePanel(theme, Sender)
    qtbot.addWidget(panel)
    panel.set_source("Dear {{ name }}, {{ the_longest_name_that_anybody_would_give_to_a_place }}")
    panel.resize(640, 500)
    panel.show()
    room = panel.places.viewport().width()
    assert panel.places.columnWidth(0) <= room * 2 // 5
    assert panel.places.columnWidth(2) >= 40
