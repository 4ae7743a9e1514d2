"""Templates as text files: read and written in UTF-8."""

from __future__ import annotations

from pathlib import Path

from scribe_desktop.errors import InputError


def read_template_file(path: Path) -> str:
    """The text of a template file. Raises InputError when it is not a readable text file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"The template {path} cannot be read: {error.strerror}.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"The template {path} is not a UTF-8 text file (byte {error.start + 1}). Save it as plain text in UTF-8."
        ) from error


def write_template(source: str, path: Path) -> None:
    """Write a template as a text file. Raises InputError."""
    try:
        path.write_text(source.rstrip() + "\n", "utf-8")
    except OSError as error:
        words = f"The template could not be written to {path}: {error.strerror}. Choose another folder."
        raise InputError(words) from error
