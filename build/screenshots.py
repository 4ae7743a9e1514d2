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
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.gui.application import Application
from scribe_desktop.gui.dialogs import hooks_for
from scribe_desktop.gui.dialogs.compare_versions import open_compare_versions
from scribe_desktop.gui.dialogs.import_wizard import open_import_wizard
from scribe_desktop.gui.dialogs.settings_dialog import open_settings
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.running import make_application
from scribe_desktop.gui.views.detail_pane import Tab
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.workspace import Workspace
from scribe_desktop.services.app_context import AppContext

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PATIENCE_MILLISECONDS = 60_000

WITH_PAPERS, OF_SEVERAL = "Dr. Tunde Abiodun-Reyes", "Salome Brandvig"
"""Somebody about whose work there is much to show, and a name that two people of the demo's web have."""


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


def context_of(window: MainWindow) -> AppContext:
    """The services of the open data folder."""
    shown(window)
    assert window.session is not None
    return window.session.context


def go(window: MainWindow, place: Place, name: str, tab: Tab | None = None) -> None:
    """Open a place, select a person or a template, as a person would, and wait for its detail."""
    workspace = shown(window)
    workspace.places.go(place)
    model = workspace.page.table.model()

    def row() -> int | None:
        names = (model.index(at, 0).data() for at in range(model.rowCount()))
        return next((at for at, one in enumerate(names) if one == name), None)

    wait_until(f"{name} in {place}", lambda: row() is not None)
    workspace.page.table.selectRow(row() or 0)
    wait_until(f"the detail of {name}", lambda: workspace.detail.title == name)
    if tab is not None:
        workspace.detail.open_tab(tab)
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
        try:
            take_pictures(running, window)
        finally:
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
    go(window, Place.QUEUE, WITH_PAPERS)
    take(window, "queue-light")
    wait_until("the end of the demo", lambda: finished(running))
    take_review(window)
    take_library(window)
    running.theme.choose(Theme.DARK)
    go(window, Place.DRAFTS, WITH_PAPERS)
    take(window, "drafts-dark")
    go(window, Place.QUEUE, WITH_PAPERS)
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
    settings = open_settings(window, "research")
    settings.resize(900, 640)
    take(settings, "settings-light")
    settings.reject()
    QApplication.processEvents()


def take_review(window: MainWindow) -> None:
    """A draft and what it rests on, its versions, two people of one name, and who was asked."""
    context = context_of(window)
    go(window, Place.DRAFTS, WITH_PAPERS, Tab.DRAFT)
    take(window, "drafts-light")
    go(window, Place.DRAFTS, WITH_PAPERS, Tab.EVIDENCE)
    take(window, "evidence-light")
    draft = shown(window).draft
    assert draft is not None
    shorter = draft.body.replace(" this winter, and I keep coming back to your work on", ", above all")
    assert shorter != draft.body
    context.emails.edit(draft.id, draft.subject, shorter)
    versions = open_compare_versions(window, draft)
    wait_until("two versions", lambda: versions.newer.count() == 2)
    versions.resize(980, 640)
    take(versions, "versions-light")
    versions.reject()
    take_people(window)
    note_contacts(window, draft)
    privacy = open_settings(window, "privacy")
    wait_until("the contacts", lambda: privacy.privacy.contact_table.model().rowCount())
    privacy.privacy.contact_table.selectRow(0)
    privacy.resize(980, 680)
    take(privacy, "privacy-light")
    privacy.reject()


def take_people(window: MainWindow) -> None:
    """A name that two people have: nothing but the name is known of whom one writes to."""
    context = context_of(window)
    source = (resources_dir() / "demo" / "templates" / "research.txt").read_text("utf-8")
    context.queue.enqueue([Recipient(OF_SEVERAL)], source)
    window.session.wake()  # type: ignore[union-attr]
    go(window, Place.DRAFTS, OF_SEVERAL, Tab.DRAFT)
    workspace = shown(window)
    wait_until("the people of this name", lambda: len(workspace.detail.picker.cards) > 1)
    before = workspace.splitter.sizes()
    workspace.splitter.setSizes([before[0], 400, 1280 - before[0] - 400])
    take(window, "people-light")
    workspace.splitter.setSizes(before)


def note_contacts(window: MainWindow, draft: EmailDraft) -> None:
    """The demo asks nobody: these are what a real draft leaves in the ledger."""
    asked = (
        (
            ContactPurpose.SEARCH,
            "html.duckduckgo.com",
            '"Tunde Abiodun-Reyes" low-resource translation Hartmoor College',
        ),
        (ContactPurpose.ROBOTS, "hartmoor.example", "/robots.txt"),
        (ContactPurpose.PAGE, "hartmoor.example", "https://hartmoor.example/people/abiodun-reyes"),
        (ContactPurpose.PAPERS, "export.arxiv.org", 'au:"Tunde Abiodun-Reyes"'),
        (ContactPurpose.MODEL, "127.0.0.1:11434", f"Write the email from these passages alone.\n\n{draft.body}"),
    )
    for purpose, host, sent in asked:
        context_of(window).contacts.note(draft.queue_item_id, purpose, host, sent)


def take_library(window: MainWindow) -> None:
    """The templates, and the figures of the demo."""
    library = context_of(window).templates
    made = library.create(library.starters()[0].source, "A place in the group")
    library.save(made.id, made.source.replace("Kind regards", "With kind regards"))
    library.create(library.starters()[2].source, "A talk in our seminar")
    go(window, Place.TEMPLATES, "A place in the group")
    wait_until("the count of the templates", lambda: window.session and window.session.overview.templates == 5)
    take(window, "templates-light")
    workspace = shown(window)
    workspace.places.go(Place.INSIGHTS)
    wait_until("the figures", lambda: workspace.insights.has_figures)
    take(window, "insights-light")


if __name__ == "__main__":
    sys.exit(main())
