"""Dialogs over the main window, and the hooks that open them; each is imported when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scribe_desktop.gui.hooks import WindowHooks

if TYPE_CHECKING:
    from scribe_desktop.gui.application import Application


def hooks_for(application: Application, demo: bool) -> WindowHooks:
    """The hooks for the person's own data, or for the demo."""
    return WindowHooks(
        try_demo=None if demo else lambda window: application.open_demo(),
        leave_demo=(lambda window: application.open_own()) if demo else None,
    )
