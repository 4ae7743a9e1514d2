"""Where the dialogs are joined to the window. An action whose hook is missing is not shown: no dead buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from scribe_desktop.errors import DatabaseDamagedError

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class WindowHooks:
    """What opens each dialog over the window; `window.session` has the open data folder.

    Attributes:
        import_recipients: the import wizard; the path of a file that was dropped on the window, or None.
        edit_template: the template editor, for a stored template or a new one.
        settings: the settings, at a section ("composer") or at the first one ("").
        try_demo: opens the sample data; None where it is open already.
        repair: asks what becomes of a database that was found damaged.
        restore: puts this backup in place of the open database.
        erase: deletes everything, then closes.
        leave_demo: back from the sample data to the person's own; None outside the demo.
    """

    import_recipients: Callable[[MainWindow, Path | None], object] | None = None
    edit_template: Callable[[MainWindow, UUID | None], object] | None = None
    settings: Callable[[MainWindow, str], object] | None = None
    try_demo: Callable[[MainWindow], object] | None = None
    leave_demo: Callable[[MainWindow], object] | None = None
    repair: Callable[[MainWindow, DatabaseDamagedError], object] | None = None
    restore: Callable[[MainWindow, Path], object] | None = None
    erase: Callable[[MainWindow], object] | None = None
