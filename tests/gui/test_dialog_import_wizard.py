"""The import wizard, over a real data folder: from a file to the queue."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.gui.dialogs import import_wizard_reading
from scribe_desktop.gui.dialogs.import_wizard import ImportWizard
from scribe_desktop.gui.dialogs.import_wizard_reading import MOST_PEOPLE, TableSource
from scribe_desktop.gui.dialogs.parts import Surroundings
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.storage_ports.queue import QueueQuery
from tests.factories import recipient

PEOPLE = """Full name;Field;Mail;Uni;met_at
Prof. Ilse Varnholt;coastal sediment transport;varnholt@karlsvale.example;Karlsvale University;NORDSYS 2025
Dr. Tunde Abiodun-Reyes;low-resource translation;tar@hartmoor.example;Hartmoor College;
;protein design;x@vellmark.example;Vellmark Institute;
Prof. Ilse Varnholt;sediments;varnholt@karlsvale.example;Karlsvale University;
"""
TEMPLATE = "Subject: Your work on {{interest}}\n\nDear {{title}} {{last_name}},\n\nWe met at {{met_at}}.\n\nMaya"


Start = Callable[..., ImportWizard]


@pytest.fixture
def start(qtbot: QtBot, surroundings: Surroundings) -> Start:
    def start_it(path: Path | None = None) -> ImportWizard:
        wizard = ImportWizard(surroundings, path)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(wizard)
        wizard.show()
        wait(qtbot, wizard)
        return wizard

    return start_it


def wait(qtbot: QtBot, wizard: ImportWizard) -> None:
    qtbot.waitUntil(lambda: wizard.busy.work is None)


def file_of(folder: Path, text: str = PEOPLE, encoding: str = "utf-8", name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def waiting(context: AppContext) -> list[str]:
    items, _ = context.queue.shown(QueueQuery(statuses=frozenset({QueueStatus.PENDING})))
    return [one.recipient.name for one in items]


def test_file_goes_through_five_steps_into_the_queue(
    qtbot: QtBot, start: Start, opened: AppContext, tmp_path: Path
) -> None:
    wizard = start(file_of(tmp_path))
    assert wizard.file.subtitle == "people.csv · UTF-8 · separated by semicolons · 4 rows"
    wizard.next.click()
    assert wizard.current is wizard.columns
    assert wizard.next.text() == "Next: 2 people"
    wizard.next.click()
    wizard.next.click()
    wizard.template.panel.set_source(TEMPLATE)
    wizard.next.click()
    assert wizard.current is wizard.summary
    assert wizard.next.text() == "Queue 2 people"
    with qtbot.waitSignal(wizard.queued) as queued:
        wizard.next.click()
    assert queued.args == [2]
    assert waiting(opened) == ["Prof. Ilse Varnholt", "Dr. Tunde Abiodun-Reyes"]
    assert not wizard.isVisible()


def test_bad_rows_are_named_and_saved_as_csv(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    wizard = start(file_of(tmp_path))
    assert wizard.columns.strip.text == "1 of 4 rows can’t be used: line 4 has no name. The other 3 are fine."
    wizard.save_bad_rows(tmp_path / "mend.csv")
    wait(qtbot, wizard)
    text = (tmp_path / "mend.csv").read_text("utf-8-sig")
    assert "protein design" in text
    assert "Ilse" not in text
    assert wizard.columns.saved.text.startswith("1 row is in mend.csv.")


def test_column_used_as_something_else_is_read_again(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    wizard = start(file_of(tmp_path))
    use(wizard, 5, "homepage")
    wait(qtbot, wizard)
    assert wizard.table is not None
    assert [one.field for one in wizard.table.preview.columns] == [
        "name",
        "interest",
        "email",
        "affiliation",
        "homepage",
    ]
    use(wizard, 5, "email")
    wait(qtbot, wizard)
    assert [one.field for one in wizard.table.preview.columns][2::2] == ["mail", "email"]


def use(wizard: ImportWizard, number: int, field: str) -> None:
    combo = wizard.columns._combos[number - 1]
    combo.setCurrentIndex(combo.findData(field))
    combo.activated.emit(combo.currentIndex())


def test_file_without_a_name_column_asks_for_one(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    wizard = start(file_of(tmp_path, "who;what\nIlse Varnholt;sediments\n"))
    wizard.next.click()
    assert not wizard.next.isEnabled()
    assert "No column holds the names yet" in wizard.columns.strip.text
    use(wizard, 1, "name")
    wait(qtbot, wizard)
    assert wizard.next.isEnabled()
    assert wizard.next.text() == "Next: 1 person"


def test_file_without_a_header_can_be_used(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    wizard = start(file_of(tmp_path, "Ilse Varnholt,ilse@karlsvale.example\nTunde Reyes,tar@hartmoor.example\n"))
    wizard.next.click()
    wizard.columns.no_header.click()
    wait(qtbot, wizard)
    assert wizard.next.text() == "Next: 2 people"


def test_guessed_encoding_must_be_confirmed_and_can_be_changed(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    text = "Name;Interest\nProf. Jürgen Müßlin;Küstenschutz\n"
    wizard = start(file_of(tmp_path, text, "latin-1"))
    assert not wizard.next.isEnabled()
    assert "guess" in wizard.file.strip.text
    wizard.file.confirm.setChecked(True)
    assert wizard.next.isEnabled()
    wizard.file.encoding.setCurrentIndex(wizard.file.encoding.findData("windows-1251"))
    wizard.file.encoding.activated.emit(wizard.file.encoding.currentIndex())
    wait(qtbot, wizard)
    assert wizard.table is not None
    assert wizard.table.people[0].recipient.name != "Prof. Jürgen Müßlin"
    assert not wizard.next.isEnabled()
    wizard.file.confirm.setChecked(True)
    assert wizard.next.isEnabled()


def test_other_delimiter_gives_other_columns(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    wizard = start(file_of(tmp_path, "name;interest\nIlse, Varnholt;sediments\n"))
    wizard.file.delimiter.setCurrentIndex(wizard.file.delimiter.findData(","))
    wizard.file.delimiter.activated.emit(wizard.file.delimiter.currentIndex())
    wait(qtbot, wizard)
    assert wizard.table is not None
    assert "separated by commas" in wizard.file.subtitle


def test_unreadable_file_says_why_and_another_can_be_chosen(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    wizard = start(file_of(tmp_path, "", name="empty.csv"))
    assert "empty.csv is empty" in wizard.file.strip.text
    assert not wizard.next.isEnabled()
    wizard.read(TableSource(file_of(tmp_path)))
    wait(qtbot, wizard)
    assert wizard.next.isEnabled()
    assert wizard.file.strip.text == ""


def test_pasted_rows_are_read(qtbot: QtBot, start: Start) -> None:
    wizard = start()
    assert not wizard.file.use_pasted.isEnabled()
    wizard.file.paste.setPlainText("Name\tInterest\nIlse Varnholt\tsediments")
    wizard.file.use_pasted.click()
    wait(qtbot, wizard)
    assert wizard.table is not None
    assert [one.recipient.name for one in wizard.table.people] == ["Ilse Varnholt"]


def test_dropped_file_is_read(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    wizard = start()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file_of(tmp_path)))])
    drop = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    wizard.dropEvent(drop)
    wait(qtbot, wizard)
    assert wizard.table is not None
    assert wizard.table.name == "people.csv"


def test_duplicates_and_people_in_the_queue_are_off_until_switched_on(
    qtbot: QtBot, start: Start, opened: AppContext, tmp_path: Path
) -> None:
    opened.queue.enqueue([recipient("T. Reyes", email="TAR@hartmoor.example")], TEMPLATE)
    wizard = start(file_of(tmp_path))
    model = wizard.people.model
    assert [model.is_on(row) for row in range(3)] == [True, False, False]
    notes = [model.data(model.index(row, 4)) for row in range(3)]
    assert notes[0] == ""
    assert notes[1].startswith("In the queue since")
    assert notes[2] == "Same person as line 2"
    assert "Dr. Tunde Abiodun-Reyes" in wizard.columns.before.words.text()
    wizard.next.click()
    wizard.next.click()
    wizard.people.view.selectRow(1)
    qtbot.keyClick(wizard.people.view, Qt.Key.Key_Space)
    assert wizard.people.count == 2
    assert wizard.next.text() == "Next: 2 people"
    wizard.people.suggested.click()
    assert wizard.people.count == 1


def test_nobody_switched_on_cannot_go_on(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    wizard = start(file_of(tmp_path))
    wizard.next.click()
    wizard.next.click()
    wizard.people.view.selectAll()
    wizard.people.off.click()
    assert wizard.people.count == 0
    assert not wizard.next.isEnabled()


def test_only_those_switched_on_are_queued(qtbot: QtBot, start: Start, opened: AppContext, tmp_path: Path) -> None:
    wizard = start(file_of(tmp_path))
    wizard.people.model.switch([0], False)
    wizard.people.model.switch([2], True)
    wizard.template.panel.set_source(TEMPLATE)
    wizard._show(4)
    with qtbot.waitSignal(wizard.queued):
        wizard.next.click()
    items, _ = opened.queue.shown(QueueQuery())
    assert [one.recipient.interest for one in items] == ["low-resource translation", "sediments"]


def test_long_table_shows_its_beginning_and_queues_all(
    qtbot: QtBot, start: Start, opened: AppContext, tmp_path: Path
) -> None:
    count = MOST_PEOPLE + 150
    rows = "".join(f"Person Number{at},topic {at}\n" for at in range(count))
    wizard = start(file_of(tmp_path, f"name,interest\n{rows}"))
    assert wizard.people.model.rowCount() == MOST_PEOPLE
    assert wizard.people.count == count
    wizard.template.panel.set_source(TEMPLATE)
    wizard._show(4)
    with qtbot.waitSignal(wizard.queued) as queued:
        wizard.next.click()
    assert queued.args == [count]
    assert opened.queue.counts().pending == count


def test_reading_can_be_stopped(qtbot: QtBot, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reached, go_on = threading.Event(), threading.Event()
    real = import_wizard_reading.open_recipients

    def slow(*arguments: object) -> object:
        reached.set()
        go_on.wait()
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(import_wizard_reading, "open_recipients", slow)
    wizard = start()
    wizard.read(TableSource(file_of(tmp_path)))
    assert reached.wait(30)
    assert wizard.busy.isVisible()
    wizard.busy.stop_button.click()
    go_on.set()
    wait(qtbot, wizard)
    assert wizard.table is None
    assert not wizard.next.isEnabled()


def test_stopped_queueing_leaves_nothing_behind(
    qtbot: QtBot, start: Start, opened: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wizard = start(file_of(tmp_path))
    wizard.template.panel.set_source(TEMPLATE)
    wizard._show(4)
    reached, go_on = threading.Event(), threading.Event()
    real = import_wizard_reading.open_recipients

    def slow(*arguments: object) -> object:
        reached.set()
        go_on.wait()
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(import_wizard_reading, "open_recipients", slow)
    wizard.next.click()
    assert reached.wait(30)
    wizard.busy.stop_button.click()
    go_on.set()
    wait(qtbot, wizard)
    assert waiting(opened) == []
    assert wizard.summary.strip.text == "Stopped. Nothing was queued."
    assert wizard.isVisible()


def test_closing_while_it_reads_delivers_nothing(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    wizard = start()
    wizard.read(TableSource(file_of(tmp_path)))
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()
    assert wizard.busy.work is None


def test_broken_template_cannot_go_on(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    wizard = start(file_of(tmp_path))
    wizard._show(3)
    wizard.template.panel.set_source("Dear {{name}},\n\n{{ oh no")
    assert not wizard.next.isEnabled()
    assert wizard.template.panel.error.startswith("Line 3")


def test_starting_templates_and_named_ones_are_offered(
    qtbot: QtBot, start: Start, opened: AppContext, tmp_path: Path
) -> None:
    opened.templates.create(TEMPLATE, "Papers")
    wizard = start(file_of(tmp_path))
    step = wizard.template
    qtbot.waitUntil(lambda: step.start.itemText(0) == "Papers")
    titles = [step.start.itemText(at) for at in range(step.start.count())]
    assert titles[-3:] == [one.title for one in opened.templates.starters()]
    step.start.setCurrentIndex(step.start.count() - 1)
    step.start.activated.emit(step.start.count() - 1)
    assert step.panel.source == opened.templates.starters()[-1].source


def test_missing_signature_is_offered_in_the_wizard(start: Start, tmp_path: Path) -> None:
    wizard = start(file_of(tmp_path))
    wizard.template.panel.set_source("Dear {{name}},\n\nhow are the tides today?")
    wizard._show(3)
    assert "Nobody signs" in wizard.template.strip.text
    wizard.template.strip.link.click()
    assert wizard.template.panel.source.endswith("Kind regards,\n{{ signature }}")


def test_summary_counts_calls_and_says_what_stays_open(
    qtbot: QtBot, start: Start, opened: AppContext, tmp_path: Path
) -> None:
    wizard = start(file_of(tmp_path))
    wizard.template.panel.set_source(TEMPLATE + "\n{{signature}}")
    wizard._show(3)
    assert "settings are empty for {{ signature }}" in wizard.template.strip.text
    wizard._show(4)
    qtbot.waitUntil(lambda: wizard.summary.time.text() != "…")
    assert wizard.summary.people.text() == "2"
    assert wizard.summary.calls.text() == "None"
    assert wizard.summary.time.text().startswith("No estimate yet")
    assert "{{signature}} for everyone" in wizard.summary.gaps.text
    settings = opened.settings.loaded.settings
    opened.settings.save(replace(settings, llm_base_url="http://127.0.0.1:1/v1", llm_model="small-writer"))
    wizard._show(4)
    assert wizard.summary.composer.text() == "small-writer"
    assert wizard.summary.calls.text().startswith("About 3:")
