"""Commands that sentences suggest, as the person must type them: for the data folder in use, quoted for the shell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer

from scribe_desktop.config.paths import is_usual_data_dir
from scribe_desktop.config.shell import quoted


@dataclass(slots=True)
class _Running:
    """The command that runs: the whole program's commands, and the data folder it works on (None: not known yet)."""

    program: Any
    folder: Path | None


_RUNNING: ContextVar[_Running | None] = ContextVar("running", default=None)


@contextmanager
def running(context: typer.Context | None, data_dir: Path | None) -> Iterator[None]:
    """For the length of a command: what `hinted` says is for this folder."""
    program = context.find_root().command if context is not None else None
    before = _RUNNING.set(_Running(program, data_dir))
    try:
        yield
    finally:
        _RUNNING.reset(before)


def works_on(folder: Path) -> None:
    """The command works on this data folder, which is not always the one it was given: the demo has its own."""
    if (now := _RUNNING.get()) is not None:
        now.folder = folder


def hinted(sentence: str) -> str:
    """The sentence, each `scribe …` command in it with --data-dir when this is not the folder it takes by itself.

    The option stands right after the command's name, since a sentence does not show where a command ends. What has
    the option already stays as it is.
    """
    now = _RUNNING.get()
    if now is None or now.program is None or now.folder is None:
        return sentence
    folder = now.folder.expanduser().absolute()
    if is_usual_data_dir(folder):
        return sentence
    starts = [one.start() for one in _COMMAND.finditer(sentence)]
    said, done = "", 0
    for at, end in pairwise([*starts, len(sentence)]):
        name_end = _name_end(now.program, sentence, at)
        if name_end is not None and "--data-dir" not in sentence[at:end]:
            said += f"{sentence[done:name_end]} --data-dir {quoted(str(folder))}"
            done = name_end
    return said + sentence[done:]


_COMMAND = re.compile(r"\bscribe(?= [a-z])")
_WORD = re.compile(r" ([a-z][a-z-]*)")


def _name_end(program: Any, sentence: str, start: int) -> int | None:
    """Where the command's name ends ("scribe email list" has three words); None when it is none with a data folder."""
    command, at = program, start + len("scribe")
    while commands := getattr(command, "commands", None):
        word = _WORD.match(sentence, at)
        if word is None or word[1] not in commands:
            return None
        command, at = commands[word[1]], word.end()
    return at if any(one.name == "data_dir" for one in command.params) else None
