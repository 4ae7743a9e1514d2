"""Migrations of the database, run by Alembic from the scripts beside this file: no alembic.ini, no command line."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from scribe_desktop.errors import DatabaseTooNewError

HEAD = "0003"
"""The newest revision. Compared before Alembic is imported, which takes a third of a second; a test keeps it true."""

SCRIPTS = Path(__file__).resolve().parent


def migrate(connection: Connection) -> None:
    """Bring the database up to HEAD within the connection's transaction; nothing happens when it is there."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    command.upgrade(config, "head")


def is_known(revision: str | None) -> bool:
    """Whether this version of the program knows the revision. Only an older one costs the import of Alembic."""
    if revision in (None, HEAD):
        return revision is not None
    from alembic.script import ScriptDirectory

    return revision in {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}


def refuse_newer(revision: str | None, database: Path) -> None:
    """Raise DatabaseTooNewError for a revision that this version of the program does not know."""
    if revision is not None and not is_known(revision):
        raise DatabaseTooNewError(
            f"The database {database} was written by a newer version of this program. It was left as it is. Install "
            "that version, or choose another data folder."
        )
