"""A data folder whose database is there already, as it is for everybody but whoever starts Scribe the first time."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.storage.database import open_database


def put_database(folder: Path) -> DataPaths:
    """Give a data folder an empty database, unless it has one. Making each anew takes longer than most tests do.

    All that one process puts are copies of one, and so belong to the same profile.
    """
    paths = DataPaths(folder)
    if not paths.database.exists():
        folder.mkdir(parents=True, exist_ok=True)
        paths.database.write_bytes(_empty_database())
    return paths


@cache
def _empty_database() -> bytes:
    """A database as the program makes it."""
    with tempfile.TemporaryDirectory() as folder:
        paths = DataPaths(Path(folder))
        open_database(paths).close()
        return paths.database.read_bytes()
