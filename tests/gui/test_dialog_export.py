"""The export dialog: which drafts, as what, where to; it stays open when the folder cannot be written."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.dialogs.export_dialog import ExportDialog
from scribe_desktop.gui.draft_selection import DraftSelection
from scribe_desktop.services.draft_export import ExportFormat
from tests.factories import email
from tests.gui.fake_context import FakeContext

Start = Callable[..., ExportDialog]


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Iterator[Start]:
    context = FakeContext(tmp_path)
    context.emails.drafts = [
        email(id=uuid4(), recipient_name="Ilse Varnholt", review_state=ReviewState.APPROVED),
        email(id=uuid4(), recipient_name="Tunde Reyes", review_state=ReviewState.READY),
        email(id=uuid4(), recipient_name="Noor Tamsin", review_state=ReviewState.NEEDS_REVIEW),
        email(id=uuid4(), recipient_name="Mio Castellane", review_state=ReviewState.DISCARDED),
    ]
    background = BackgroundCalls()
    session: Any = SimpleNamespace(
        context=context, slow=background, overview=SimpleNamespace(states=context.emails.state_counts())
    )

    def start_it(selected: list[EmailDraft] | None = None) -> ExportDialog:
        dialog = ExportDialog(session, DraftSelection.of(selected or []))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.folder.setText(str(tmp_path / "out"))
        dialog.show()
        return dialog

    yield start_it
    assert background.close()


def choose(dialog: ExportDialog, words: str) -> None:
    dialog.which.setCurrentIndex(dialog.which.findText(words))
    assert dialog.which.currentText() == words


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("All approved (1)", ["ilse-varnholt.eml"]),
        ("All ready (1)", ["tunde-reyes.eml"]),
        ("All approved and ready (2)", ["ilse-varnholt.eml", "tunde-reyes.eml"]),
        ("All but discarded (3)", ["ilse-varnholt.eml", "noor-tamsin.eml", "tunde-reyes.eml"]),
    ],
)
def test_chosen_drafts_are_written(qtbot: QtBot, start: Start, tmp_path: Path, words: str, names: list[str]) -> None:
    dialog = start()
    choose(dialog, words)
    with qtbot.waitSignal(dialog.exported):
        dialog.go.click()
    assert sorted(one.name for one in (tmp_path / "out").glob("[!.]*")) == names
    assert not dialog.isVisible()


def test_one_file_for_all_says_how_many_are_in_it(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    dialog = start()
    choose(dialog, "All but discarded (3)")
    dialog.form.setCurrentIndex(dialog.form.findData(ExportFormat.CSV))
    with qtbot.waitSignal(dialog.exported) as exported:
        dialog.go.click()
    (said,) = exported.args
    assert said.startswith(f"3 drafts written to {tmp_path / 'out' / 'drafts.csv'}. ")
    assert "1 of them still needs your review before sending: Noor Tamsin." in said


def test_selected_drafts_come_first(start: Start) -> None:
    assert start([email(), email()]).which.currentText() == "The 2 selected"
    assert start([email()]).which.currentText() == "The draft for Prof. Ilse Varnholt"


def test_folder_that_cannot_be_written_keeps_the_dialog_open(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    dialog = start()
    dialog.folder.setText(str(tmp_path / "file"))
    dialog.go.click()
    qtbot.waitUntil(lambda: "Choose another folder" in dialog.said)
    assert dialog.isVisible()
    assert dialog.go.isEnabled()
    dialog.folder.setText(str(tmp_path / "other"))
    with qtbot.waitSignal(dialog.exported):
        dialog.go.click()


def test_no_folder_cannot_be_exported_to(start: Start) -> None:
    dialog = start()
    dialog.folder.clear()
    assert not dialog.go.isEnabled()


def test_bundle_for_a_reviewer_is_one_zip(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    dialog = start()
    choose(dialog, "All but discarded (3)")
    dialog.form.setCurrentIndex(dialog.form.findData(ExportFormat.BUNDLE))
    with qtbot.waitSignal(dialog.exported) as exported:
        dialog.go.click()
    assert exported.args[0].startswith(f"3 drafts written to {tmp_path / 'out' / 'review.zip'}.")
    with zipfile.ZipFile(tmp_path / "out" / "review.zip") as archive:
        assert "review/index.html" in archive.namelist()
