"""The person's own sent mail in the window: chosen in the settings, told in the wizard and above a draft."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.gui.detail_data import Detail
from scribe_desktop.gui.dialogs.import_wizard import ImportWizard
from scribe_desktop.gui.dialogs.parts import Surroundings
from scribe_desktop.gui.dialogs.settings_dialog_sent_mail import SentMailPart
from scribe_desktop.gui.views.wrote_line import WroteLine
from scribe_desktop.services.app_context import AppContext
from tests.factories import email, queue_item

PEOPLE = "name,interest,email\nProf. Ilse Varnholt,tides,varnholt@karlsvale.example\nBo Lind,sand,bo@nordby.example\n"


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    path = tmp_path / "Sent"
    one = "From - Mon Mar 03 12:00:00 2025\nTo: {0}\nDate: Mon, 3 Mar 2025 12:00:00 +0000\n\nHello\n\n"
    path.write_text(one.format("varnholt@karlsvale.example") + one.format(""), "utf-8")
    return path


def part_of(qtbot: QtBot, surroundings: Surroundings) -> SentMailPart:
    part = SentMailPart(surroundings)
    qtbot.addWidget(part)
    part.show()
    return part


def test_chosen_mailbox_is_read_and_kept(
    qtbot: QtBot, surroundings: Surroundings, opened: AppContext, mailbox: Path
) -> None:
    part = part_of(qtbot, surroundings)
    assert not part.forget_button.isEnabled()
    part.choose(mailbox)
    qtbot.waitUntil(lambda: part.file_button.isEnabled())
    assert opened.settings.current.sent_mail == part.path.text() == str(mailbox)
    assert part.said.text == "1 address in 1 message. 1 message without a recipient was skipped."
    assert part.forget_button.isEnabled()


def test_what_is_no_mailbox_is_not_kept(
    qtbot: QtBot, surroundings: Surroundings, opened: AppContext, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("Hello", "utf-8")
    part = part_of(qtbot, surroundings)
    part.choose(tmp_path / "notes.txt")
    qtbot.waitUntil(lambda: part.file_button.isEnabled())
    assert "is no mailbox" in part.said.text
    assert opened.settings.current.sent_mail == ""


def test_forgetting_takes_effect_at_once(
    qtbot: QtBot, surroundings: Surroundings, opened: AppContext, mailbox: Path
) -> None:
    part = part_of(qtbot, surroundings)
    part.choose(mailbox)
    qtbot.waitUntil(lambda: part.file_button.isEnabled())
    assert opened.paths.sent_mail.exists()
    part.forget_button.click()
    qtbot.waitUntil(lambda: part.file_button.isEnabled())
    assert not opened.paths.sent_mail.exists()
    assert (opened.settings.current.sent_mail, part.path.text()) == ("", "")
    assert mailbox.exists()


def test_wizard_switches_off_whom_the_mail_knows(
    qtbot: QtBot, surroundings: Surroundings, opened: AppContext, mailbox: Path, tmp_path: Path
) -> None:
    opened.settings.change(sent_mail=str(mailbox))
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, "utf-8")
    wizard = ImportWizard(surroundings, file)
    qtbot.addWidget(wizard)
    wizard.show()
    qtbot.waitUntil(lambda: wizard.table is not None)
    model = wizard.people.model
    assert [model.is_on(row) for row in range(2)] == [False, True]
    assert model.data(model.index(0, 4)) == "You wrote to them in March 2025"
    assert "Prof. Ilse Varnholt (March 2025)" in wizard.columns.before.words.text()


def test_wizard_goes_on_without_a_mailbox_that_is_gone(
    qtbot: QtBot, surroundings: Surroundings, opened: AppContext, tmp_path: Path
) -> None:
    opened.settings.change(sent_mail=str(tmp_path / "gone"))
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, "utf-8")
    wizard = ImportWizard(surroundings, file)
    qtbot.addWidget(wizard)
    wizard.show()
    qtbot.waitUntil(lambda: wizard.table is not None)
    assert wizard.people.count == 2
    assert "There is no file or folder" in wizard.people.strip.text


def test_columns_that_are_a_guess_must_be_confirmed(qtbot: QtBot, surroundings: Surroundings, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,topic;mail\nIlse Varnholt,tides;v@k.example\nBo Lind,sand;b@k.example\n", "utf-8")
    wizard = ImportWizard(surroundings, file)
    qtbot.addWidget(wizard)
    wizard.show()
    qtbot.waitUntil(lambda: wizard.table is not None)
    assert wizard.table is not None
    assert not wizard.table.preview.delimiter_certain  # commas and semicolons do equally well
    assert not wizard.next.isEnabled()
    assert wizard.file.confirm.text() == "The columns are right"
    wizard.file.confirm.click()
    assert wizard.next.isEnabled()


@pytest.mark.parametrize(
    ("state", "wrote", "shown"),
    [
        (ReviewState.READY, "You wrote to this address on 3 March 2025.", True),
        (ReviewState.NEEDS_REVIEW, "You wrote to this address on 3 March 2025.", True),
        (ReviewState.APPROVED, "You wrote to this address on 3 March 2025.", False),
        (ReviewState.READY, "", False),
    ],
)
def test_line_above_an_open_draft(qtbot: QtBot, state: ReviewState, wrote: str, shown: bool) -> None:
    line = WroteLine()
    qtbot.addWidget(line)
    line.show_detail(Detail(queue_item(), email(id=uuid4(), review_state=state), wrote=wrote))
    assert line.isHidden() != shown
    assert line.words.text() == wrote
