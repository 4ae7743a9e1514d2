"""Dialogs over the main window, and the hooks that open them; each is imported when it is first opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from scribe_desktop.gui.hooks import WindowHooks

if TYPE_CHECKING:
    from scribe_desktop.gui.application import Application
    from scribe_desktop.gui.main_window import MainWindow


def hooks_for(application: Application, demo: bool) -> WindowHooks:
    """The hooks for the person's own data, or for the demo."""
    desk = application.upkeep_desk
    return WindowHooks(
        import_recipients=_import_recipients,
        edit_template=_edit_template,
        settings=_settings,
        try_demo=None if demo else lambda window: application.open_demo(),
        leave_demo=(lambda window: application.open_own()) if demo else None,
        repair=(lambda window, error: desk.repair(error)) if desk else None,
        restore=(lambda window, path: desk.restore(path)) if desk else None,
        erase=(lambda window: desk.erase()) if desk and not demo else None,
    )


def _import_recipients(window: MainWindow, path: Path | None) -> None:
    from scribe_desktop.gui.dialogs.import_wizard import open_import_wizard

    open_import_wizard(window, path)


def _edit_template(window: MainWindow, template_id: UUID | None) -> None:
    from scribe_desktop.gui.dialogs.template_editor import open_template_editor

    open_template_editor(window, template_id)


def _settings(window: MainWindow, section: str) -> None:
    from scribe_desktop.gui.dialogs.settings_dialog import open_settings

    open_settings(window, section)
