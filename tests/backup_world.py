"""A data folder for the tests of backups and restoring, and ways to end a process in the middle of what it does."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.storage.database import Database, open_database
from scribe_desktop.storage.migrations import SCRIPTS
from scribe_desktop.storage_ports.queue import QueueQuery
from tests.factories import NOON

FILE_EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.utime", "os.chmod", "sqlite3.connect"}
"""What Python tells its audit hooks of, and what changes or opens files."""


def fill(database: Database, count: int, text: str = "tides") -> None:
    """Queue so many people in one batch."""
    with database.unit_of_work() as work:
        template = work.templates.put("Dear {{name}}, hello.", NOON)
        work.queue.add((Recipient(f"Person {number}", text) for number in range(count)), template.id, NOON)
        work.commit()


def waiting(paths: DataPaths) -> int:
    """How many items the database has, opened as the program opens it."""
    database = open_database(paths)
    try:
        with database.unit_of_work(read_only=True) as work:
            return work.queue.count(QueueQuery())
    finally:
        database.close()


def made_with(paths: DataPaths, count: int) -> None:
    """A closed database with so many people."""
    database = open_database(paths)
    fill(database, count)
    database.close()


def raw_count(file: Path) -> int:
    """How many items a database file has, asked of SQLite alone; its content is whole."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(connection.execute("SELECT count(*) FROM queue_items").fetchone()[0])


def damage(file: Path) -> bytes:
    """Overwrite the middle of a database file; what it is then."""
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8192] = b"\xff" * 8192
    file.write_bytes(content)
    return bytes(content)


def database_of_revision(paths: DataPaths, revision: str, count: int) -> None:
    """A database as an older version of the program left it, with so many people waiting."""
    from alembic import command
    from alembic.config import Config

    paths.root.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{paths.database}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(SCRIPTS))
        command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO templates VALUES (1, ?, 'Dear {{name}}', 'x', NULL, 0)", ("a" * 32,))
        for number in range(count):
            connection.execute(
                "INSERT INTO queue_items (id, status, created_at, search_text, name, fields, template_id) "
                "VALUES (?, 'pending', 0, 'ada', 'Ada', '{}', ?)",
                (f"{number:032x}", "a" * 32),
            )
        connection.commit()


def killed(call: Callable[[], Any], arm: Callable[[], None]) -> bool:
    """Run a call in a process of its own that `arm` has prepared to kill itself; False when it lived to the end."""
    child = os.fork()
    if child == 0:
        try:
            arm()
            call()
        except BaseException as error:
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def at_file_event(number: int, root: Path) -> Callable[[], None]:
    """Arms a process to be killed before the n-th time that it opens, moves or deletes something below a folder."""
    left = [number]
    below = str(root)

    def hook(name: str, arguments: tuple[Any, ...]) -> None:
        if name in FILE_EVENTS and any(below in os.fsdecode(one) for one in arguments if isinstance(one, (str, bytes))):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return lambda: sys.addaudithook(hook)


def at_statement(number: int) -> Callable[[], None]:
    """Arms a process to be killed just before its n-th SQL statement."""
    from sqlalchemy import Engine

    left = [number]

    def before(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def arm() -> None:
        event.listen(Engine, "before_cursor_execute", before)
        event.listen(Engine, "commit", before)

    return arm
