"""Takes the pictures in docs/pictures: the real window, with the demo's sample data in a temporary folder."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.paths import resources_dir
from scribe_desktop.config.settings import Theme
from scribe_desktop.gui.application import Application, make_application
from scribe_desktop.gui.dialogs import hooks_for
from scribe_desktop.gui.dialogs.import_wizard import open_import_wizard
from scribe_desktop.gui.dialogs.settings_dialog import open_settings
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.workspace import Workspace

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PATIENCE_MILLISECONDS = 60_000


def wait_until(what: str, condition: Callable[[], object]) -> None:
    """Let the window work until something holds. Raises TimeoutError naming it."""
    deadline = QDeadlineTimer(PATIENCE_MILLISECONDS)
    while not condition():
        if deadline.hasExpired():
            raise TimeoutError(f"waited in vain for: {what}")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def shown(window: MainWindow) -> Workspace:
    """The three panes; they are there once the data folder is open."""
    wait_until("an open data folder", lambda: window.workspace)
    assert window.workspace is not None
    return window.workspace


def go(window: MainWindow, place: Place, row: int) -> None:
    """Open a place and select a row, as a person would, and wait for its detail."""
    workspace = shown(window)
    workspace.places.go(place)
    model = workspace.page.table.model()
    wait_until(f"row {row} of {place}", lambda: model.rowCount() > row)
    workspace.page.table.selectRow(row)
    wait_until("the detail pane", lambda: workspace.item or workspace.draft)
    QApplication.processEvents()


def take(window: QWidget, name: str) -> None:
    """Save a picture of a window."""
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    PICTURES.mkdir(parents=True, exist_ok=True)
    if not window.grab().save(str(PICTURES / f"{name}.png")):
        raise OSError(f"{name}.png could not be saved in {PICTURES}")
    print(f"docs/pictures/{name}.png")


def main() -> int:
    """Take all pictures."""
    if sys.platform == "linux":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # the same picture with and without a display
    with tempfile.TemporaryDirectory() as data_dir:
        os.environ["SCRIBE_DATA_DIR"] = data_dir
        running = Application(make_application(sys.argv[:1]), open_context, hooks_for)
        window = running.window
        window.resize(1280, 800)
        window.show()
        running.theme.choose(Theme.LIGHT)
        take_pictures(running, window)
        ended = running.close()
    return 0 if ended else 1


def finished(running: Application) -> bool:
    """Whether the demo's queue has been worked off."""
    counts = running.session.overview.counts if running.session else None
    return bool(counts and counts.total and not counts.pending and not counts.processing)


def take_pictures(running: Application, window: MainWindow) -> None:
    """Lead the window through what the pictures show."""
    running.open_own()
    take_dialogs(window)
    running.open_demo()
    wait_until("some finished drafts", lambda: running.session and running.session.overview.counts.completed >= 4)
    go(window, Place.QUEUE, row=0)
    take(window, "queue-light")
    wait_until("the end of the demo", lambda: finished(running))
    go(window, Place.DRAFTS, row=0)
    take(window, "drafts-light")
    running.theme.choose(Theme.DARK)
    take(window, "drafts-dark")
    go(window, Place.QUEUE, row=0)
    take(window, "queue-dark")


def take_dialogs(window: MainWindow) -> None:
    """The import with its columns matched, and the settings."""
    shown(window)
    wizard = open_import_wizard(window, resources_dir() / "demo" / "recipients.csv")
    wait_until("a file that is read", lambda: wizard.file.ready)
    wizard.next.click()
    wizard.resize(1080, 720)  # the offscreen display is smaller than a person's
    take(wizard, "import-light")
    wizard.reject()
    settings = open_settings(window)
    settings.resize(900, 640)
    take(settings, "settings-light")
    settings.reject()
    QApplication.processEvents()


if __name__ == "__main__":
    sys.exit(main())
