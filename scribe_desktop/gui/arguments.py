"""What may stand behind `scribe-desktop` on a command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from scribe_desktop import __version__


@dataclass(frozen=True, slots=True)
class WindowArguments:
    """`data_dir` is the data folder, None for SCRIBE_DATA_DIR or the platform's own."""

    data_dir: Path | None = None


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Refuse in one sentence."""
        self.exit(2, f"{self.prog}: {message}. `{self.prog} --help` says what it takes.\n")


def parse_arguments(arguments: Sequence[str]) -> WindowArguments:
    """Read them, without the program's name. Ends the process for --help and --version, with 2 for unknown ones."""
    parser = _Parser(
        prog="scribe-desktop",
        description="Opens the window. The command line is `scribe`.",
        allow_abbrev=False,
    )
    parser.add_argument("--data-dir", type=Path, metavar="FOLDER", help="folder of the queue and drafts")
    parser.add_argument("--version", action="version", version=__version__)
    known, unknown = parser.parse_known_args(arguments)
    if unknown:
        parser.error(f"it does not know “{unknown[0]}”")
    return WindowArguments(known.data_dir)
