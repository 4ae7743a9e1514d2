"""Who of a file is new: the rows to queue, and the telling of those that are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scribe_desktop.cli.options import opened, upkeep
from scribe_desktop.cli.output import say
from scribe_desktop.config.shell import quoted
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import InputError, StorageError
from scribe_desktop.services.recipient_import import ProblemKind, RecipientFile, RowProblem

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

Known = Callable[[Recipient], str | None]
"""Why somebody is left out, None for who is not."""

PROBLEMS_SAID = 20
"""Problems told one by one; the rest is counted."""


def read_as(mapping: list[str] | None, encoding: str | None, delimiter: str | None, sheet: str | None) -> list[str]:
    """The options with which a file is read, as they were given."""
    given = [("--map", one) for one in mapping or ()]
    given += [
        (name, value)
        for name, value in (("--encoding", encoding), ("--delimiter", delimiter), ("--sheet", sheet))
        if value is not None
    ]
    return [word for pair in given for word in pair]


class Problems:
    """Tells problems as they come, the first ones in full."""

    def __init__(self, file: Path, options: Sequence[str]) -> None:
        """`options` are those that the file is read with (`read_as`)."""
        self.counts: Counter[ProblemKind] = Counter()
        self._file = file
        self._options = options

    def __call__(self, problem: RowProblem) -> None:
        self.counts[problem.kind] += 1
        if self.counts.total() <= PROBLEMS_SAID:
            say(problem.sentence)

    def say_rest(self) -> None:
        """Count what was not told."""
        if self.counts.total() > PROBLEMS_SAID:
            see = " ".join(("scribe import", *map(quoted, (str(self._file), *self._options)), "--preview"))
            say(f"… and {self.counts.total() - PROBLEMS_SAID:,} more. See them all with: {see}")
        if self.counts[ProblemKind.DUPLICATE]:
            say("Rows of a person named further up in the file are left out, unless you say --keep-duplicates.")
        if self.counts[ProblemKind.KNOWN]:
            say("Who was written to, drafted for or queued already is left out, unless you say --keep-duplicates.")

    def nobody(self) -> str:
        """Why nobody was queued. Raises InputError when the file has no usable row."""
        if not self.counts[ProblemKind.KNOWN]:
            raise InputError(f"{self._file} has no row that can be used. Mend the rows named above and try again.")
        return f"Nobody new is in {self._file}, so nobody was queued."


def new_people(
    app: AppContext, recipients: RecipientFile, problems: Problems, keep_duplicates: bool
) -> Iterator[Recipient]:
    """The rows to queue: who is in the queue, has a draft or was written to is told to `problems` instead."""
    if keep_duplicates:
        return recipients.recipients(problems, keep_duplicates)
    return recipients.recipients(problems, known=_known(app))


def _known(app: AppContext) -> Known:
    past = app.history.read()
    if past.problem:
        say(f"{past.problem} Who is in it cannot be told apart now.")
    return app.history.reason(past)


def known_there(context: typer.Context, data_dir: Path | None) -> Known:
    """For a preview, which makes no data folder, and shows the file even when the folder cannot be opened."""
    if not upkeep(context, data_dir).paths.database.exists():
        return nobody_known
    try:
        with opened(context, data_dir) as app:
            return _known(app)
    except StorageError as error:
        say(f"{error.message} Whether somebody in the file is known already cannot be told now.")
        return nobody_known


def nobody_known(recipient: Recipient) -> str | None:
    """Nobody is left out."""
    return None
