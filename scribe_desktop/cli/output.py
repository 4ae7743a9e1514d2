"""What the command line prints: one JSON document or plain tables on standard output, all else on standard error."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from scribe_desktop.cli.hints import hinted


def prepare_streams() -> None:
    """Write UTF-8 whatever the surroundings say: names of all scripts go through pipes, too."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def print_json(document: Any) -> None:
    """Print the one JSON document of this command."""
    # Made whole before a byte is written: half a document would be worse than none.
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def print_json_line(document: Any) -> None:
    """Print a JSON document on one line, at once: for who reads it while the command goes on."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def print_text(text: str) -> None:
    """Print a line of the command's answer."""
    sys.stdout.write(text + "\n")


def print_advice(text: str) -> None:
    """Print a line of the answer that names other commands, as they are to be typed for this data folder."""
    print_text(hinted(text))


def say(text: str) -> None:
    """Tell the person something that is not the command's answer; commands in it are for this data folder."""
    sys.stderr.write(hinted(text) + "\n")
    sys.stderr.flush()


def minute(moment: datetime | None) -> str:
    """A time to the minute, as clocks here show it; "" for none."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment else ""


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; wide cells are wrapped on a terminal and left whole in a pipe."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        # Text, not markup: a name may hold square brackets.
        table.add_row(*(Text(cell) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(table)
