"""Entry points: the window without arguments, the command line with a subcommand."""

from __future__ import annotations

import multiprocessing
import sys


def command_line() -> None:
    """The `scribe` command. Loads no Qt."""
    multiprocessing.freeze_support()  # in a packaged application, the extraction child starts here
    from scribe_desktop.bootstrap import open_context
    from scribe_desktop.cli.app import main

    main(open_context)


def window() -> None:
    """The `scribe-desktop` command."""
    multiprocessing.freeze_support()
    from scribe_desktop.bootstrap import open_context
    from scribe_desktop.gui.application import run_window

    sys.exit(run_window(open_context, sys.argv))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        command_line()
    else:
        window()
