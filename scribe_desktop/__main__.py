"""Entry points: the window without arguments, the command line with a subcommand."""

from __future__ import annotations

import multiprocessing
import sys
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scribe_desktop.config.crash_reports import CrashReports


def command_line() -> None:
    """The `scribe` command. Loads no Qt."""
    multiprocessing.freeze_support()  # in a packaged application, the extraction child starts here
    from scribe_desktop.bootstrap import open_context
    from scribe_desktop.bootstrap.upkeep import open_upkeep
    from scribe_desktop.cli.app import main

    main(partial(open_context, crashes=_catch_crashes()), open_upkeep)


def window() -> None:
    """The `scribe-desktop` command."""
    multiprocessing.freeze_support()
    from scribe_desktop.bootstrap import open_context
    from scribe_desktop.bootstrap.upkeep import open_upkeep
    from scribe_desktop.gui.running import run_window

    crashes = _catch_crashes()
    sys.exit(run_window(partial(open_context, crashes=crashes), sys.argv, crashes, open_upkeep))


def _catch_crashes() -> CrashReports:
    """From now on, what nothing else catches is written down."""
    from scribe_desktop.config.crash_reports import CrashReports
    from scribe_desktop.config.logging import Redactor

    crashes = CrashReports(Redactor())
    crashes.install()
    return crashes


if __name__ == "__main__":
    if len(sys.argv) > 1:
        command_line()
    else:
        window()
