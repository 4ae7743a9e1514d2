"""The command that writes everything a person owns as plain files: export-all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from scribe_desktop.cli.guard import guarded
from scribe_desktop.cli.options import AsJson, DataDir, opened
from scribe_desktop.cli.output import print_json, print_text


@guarded
def export_all(
    context: typer.Context,
    target: Annotated[
        Path, typer.Argument(metavar="FOLDER-or-FILE.zip", help="A folder that is empty or not there yet, or a zip.")
    ],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write everything as plain files: people, drafts, templates, settings, the privacy ledger. No secrets."""
    target = target.expanduser().absolute()
    with opened(context, data_dir) as app, _Progress() as progress:
        drafts = app.export_all(target, progress.tell)
    if as_json:
        print_json({"path": str(target), "drafts": drafts})
    else:
        print_text(f"Everything is in {target}. README.txt there says which file is what.")


class _Progress:
    """A bar on a terminal."""

    def __enter__(self) -> _Progress:
        from rich.console import Console
        from rich.progress import Progress

        self._bar = Progress(console=Console(file=sys.stderr), disable=not sys.stderr.isatty(), transient=True)
        self._task = self._bar.add_task("Exporting", total=1.0)
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def tell(self, share: float) -> None:
        """How much is done, 0 to 1."""
        if not self._bar.disable:
            self._bar.update(self._task, completed=share)
