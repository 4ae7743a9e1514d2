"""Files that may be dropped on the window or on the import wizard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDropEvent

IMPORTABLE = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


def dropped_table(event: QDropEvent) -> Path | None:
    """The first file that can be imported; None when there is none."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next((one for one in paths if one.suffix.lower() in IMPORTABLE), None)
