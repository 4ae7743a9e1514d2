"""From errors to sentences and exit codes, once for all commands."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Any, ParamSpec

import typer

from scribe_desktop.cli.hints import hinted, running
from scribe_desktop.cli.output import print_json_line, say
from scribe_desktop.errors import (
    DatabaseDamagedError,
    ForbiddenAddressError,
    InputError,
    InstanceLockedError,
    QueuePausingError,
    ScribeError,
)

P = ParamSpec("P")


class ExitCode(IntEnum):
    """What the exit code of a command says."""

    DONE = 0
    UNEXPECTED = 1
    BAD_USE = 2
    SOME_FAILED = 3
    PAUSED = 4
    DAMAGED = 5
    INTERRUPTED = 130


def guarded(command: Callable[P, ExitCode | None]) -> Callable[P, None]:
    """Make a command that returns its exit code, and whose errors become a sentence on standard error.

    With `--json` the sentence is also the document: `{"error": …}`.
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        given: Any = kwargs
        try:
            with running(given.get("context"), given.get("data_dir")):
                code = _run_telling(command, *args, **kwargs)
        except KeyboardInterrupt:
            code = ExitCode.INTERRUPTED
        except BrokenPipeError:
            code = ExitCode.DONE  # the reader of our output had enough
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:
            code = ExitCode.UNEXPECTED
            # The process's own hook writes a report and says where it lies; the error's words may hold a key.
            sys.excepthook(type(error), error, error.__traceback__)
            if kwargs.get("as_json"):
                print_json_line({"error": f"Something unexpected went wrong ({type(error).__name__})."})
        raise typer.Exit(code)

    return run


def _run_telling(command: Callable[P, ExitCode | None], *args: P.args, **kwargs: P.kwargs) -> ExitCode:
    try:
        return command(*args, **kwargs) or ExitCode.DONE
    except ScribeError as error:
        _report(error.message, bool(kwargs.get("as_json")))
        return _code_of(error)


# What the person can mend by asking for something else.
_BAD_USE = (InputError, InstanceLockedError, ForbiddenAddressError)


def _code_of(error: ScribeError) -> ExitCode:
    if isinstance(error, QueuePausingError):
        return ExitCode.PAUSED
    if isinstance(error, DatabaseDamagedError):
        return ExitCode.DAMAGED
    return ExitCode.BAD_USE if isinstance(error, _BAD_USE) else ExitCode.UNEXPECTED


def _report(sentence: str, as_json: bool) -> None:
    say(sentence)
    if as_json:
        print_json_line({"error": hinted(sentence)})
