"""Arguments and options that several commands share, and how they open the data folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scribe_desktop.cli.hints import works_on
from scribe_desktop.cli.output import say
from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.errors import InputError

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext, OpenContext
    from scribe_desktop.services.upkeep import OpenUpkeep, Upkeep

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of the queue and drafts.", envvar="SCRIBE_DATA_DIR", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
Mapping = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="COLUMN=FIELD",
        help="Use a column as name, interest, email, …; may be given more than once.",
    ),
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", help="How a text file is encoded, when the guess is wrong.")
]
Delimiter = Annotated[
    str | None, typer.Option("--delimiter", help="What separates the cells: comma, semicolon, tab, bar.")
]
Sheet = Annotated[str | None, typer.Option("--sheet", help="Which sheet of a workbook.")]
KeepDuplicates = Annotated[
    bool,
    typer.Option("--keep-duplicates", help="Also people who are listed twice, wait already, or were written to."),
]
Composer = Annotated[
    ComposerChoice | None,
    typer.Option(
        "--composer",
        help="What writes: a model (openai), the template and rules alone (template-only), or a model if one is set "
        "up (auto).",
    ),
]


@dataclass(frozen=True, slots=True)
class Doors:
    """How a command gets at a data folder: opened, or as one that is shut."""

    open_context: OpenContext
    open_upkeep: OpenUpkeep


def upkeep(context: typer.Context, data_dir: Path | None) -> Upkeep:
    """What can be done for the data folder without opening it."""
    doors: Doors = context.obj
    keeper = doors.open_upkeep(data_dir)
    works_on(keeper.paths.root)
    return keeper


@contextmanager
def opened(
    context: typer.Context, data_dir: Path | None, *, demo: bool = False, composer: ComposerChoice | None = None
) -> Iterator[AppContext]:
    """The open data folder for the length of a command."""
    doors: Doors = context.obj
    app = doors.open_context(data_dir, demo=demo, composer=composer)
    works_on(app.paths.root)
    try:
        if unknown := app.settings.unknown_sentence:
            say(unknown)
        yield app
    finally:
        app.close()


def parse_mapping(entries: list[str] | None) -> dict[str, str]:
    """`column=field` entries. Raises InputError for one without an equals sign."""
    mapping: dict[str, str] = {}
    for entry in entries or []:
        column, equals, field = entry.rpartition("=")
        if not equals or not column.strip() or not field.strip():
            raise InputError(f"--map {entry!r} is not of the form column=field, for example --map Who=name.")
        mapping[column.strip()] = field.strip()
    return mapping


def read_template(path: Path) -> str:
    """The text of a template file. Raises InputError when it is not a readable text file."""
    from scribe_desktop.services.template_files import read_template_file

    return read_template_file(path)
