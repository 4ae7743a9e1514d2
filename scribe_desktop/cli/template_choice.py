"""`--template`: the path of a text file, else the name of a template in the library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scribe_desktop.cli.options import read_template
from scribe_desktop.errors import NotFoundError

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

TemplateChoice = Annotated[
    str, typer.Option("--template", metavar="FILE-or-NAME", help="The template: a text file, or a name in the library.")
]


def checked_file(given: str) -> str | None:
    """The text of a template file, None when there is no such file.

    Raises InputError, TemplateError when the file is no template.
    """
    from scribe_desktop.domain.template import parse_template

    path = Path(given)
    try:
        there = path.exists()
    except (OSError, ValueError):  # a name may be longer than the system lets a file's be
        there = False
    if not there:
        return None
    source = read_template(path)
    parse_template(source)
    return source


def from_library(app: AppContext, given: str) -> str:
    """The newest text of that name. Raises NotFoundError."""
    try:
        return app.templates.pick(given).source
    except NotFoundError as error:
        raise NotFoundError(f"There is no file {given}. {error.message}") from error
