"""From errors to sentences and exit codes, once for all commands."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from enum import IntEnum
from typing import ParamSpec

import typer

from scribe_desktop.cli.output import print_json_line, say
from scribe_desktop.errors import ForbiddenAddressError, InputError, InstanceLockedError, QueuePausingError, ScribeError

logger = logging.getLogger(__name__)
P = ParamSpec("P")


class ExitCode(IntEnum):
    """What the exit code of a command says."""

    DONE = 0
    UNEXPECTED = 1
    BAD_USE = 2
    SOME_FAILED = 3
    PAUSED = 4
    INTERRUPTED = 130


def guarded(command: Callable[P, ExitCode | None]) -> Callable[P, None]:
    """Make a command that returns its exit code, and whose errors become a sentence on standard error.

    With `--json` the sentence is also the document: `{"error": …}`.
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs) or ExitCode.DONE
        except ScribeError as error:
            code = _code_of(error)
            _report(error.message, bool(kwargs.get("as_json")))
        except KeyboardInterrupt:
            code = ExitCode.INTERRUPTED
        except BrokenPipeError:
            code = ExitCode.DONE  # the reader of our output had enough
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:
            logger.exception("A command failed unexpectedly")
            code = ExitCode.UNEXPECTED
            _report(f"Something unexpected went wrong: {type(error).__name__}: {error}", bool(kwargs.get("as_json")))
        raise typer.Exit(code)

    return run


# What the person can mend by asking for something else.
_BAD_USE = (InputError, InstanceLockedError, ForbiddenAddressError)


def _code_of(error: ScribeError) -> ExitCode:
    if isinstance(error, QueuePausingError):
        return ExitCode.PAUSED
    return ExitCode.BAD_USE if isinstance(error, _BAD_USE) else ExitCode.UNEXPECTED


def _report(sentence: str, as_json: bool) -> None:
    say(sentence)
    if as_json:
        print_json_line({"error": sentence})
