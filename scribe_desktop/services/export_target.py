"""Where many files are written as one export: a new folder or a new zip, there whole or not at all."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from scribe_desktop.errors import DiskFullError, InputError

UNFINISHED = ".scribe-unfinished"
"""What the hidden name of an export in the making ends in: what is there of that name is deleted, so it is no name
that anybody else gives."""
_FULL = 28  # ENOSPC on every system


class ExportTarget:
    """Takes files one after the other; they appear under the target's name when the with block ends well.

    A name that ends in .zip makes a zip, any other a folder, for their owner's eyes only. Raises InputError when the
    target is there already (an empty folder may be) or cannot be written, DiskFullError.
    """

    def __init__(self, target: Path, now: datetime) -> None:
        """`now` is what the files in a zip are dated."""
        self._target = target
        self._date = now.astimezone().timetuple()[:6]
        self._unfinished = target.with_name(f".{target.name}{UNFINISHED}")
        self._zip: zipfile.ZipFile | None = None
        self.names: list[str] = []
        """Of the files that were written, with slashes for folders."""

    @property
    def is_zip(self) -> bool:
        """Whether it is one file."""
        return self._target.suffix.lower() == ".zip"

    def __enter__(self) -> Self:
        with self._telling():
            self._refuse_taken()
            self._remove()
            self._target.parent.mkdir(parents=True, exist_ok=True)
            if self.is_zip:
                os.close(os.open(self._unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
                self._zip = zipfile.ZipFile(self._unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
            else:
                self._unfinished.mkdir(mode=0o700)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._telling():
                if self._zip is not None:
                    self._zip.close()
                if kind is None:
                    self._finish()
        finally:
            self._remove()

    @contextmanager
    def text(self, name: str, encoding: str = "utf-8") -> Iterator[io.TextIOWrapper]:
        """A text file of that name (with slashes for folders), to write to; one at a time."""
        with self._telling(), self._binary(name) as raw:
            stream = io.TextIOWrapper(raw, encoding=encoding, newline="", errors="replace", write_through=False)
            yield stream
            stream.flush()
            stream.detach()

    def write(self, name: str, content: bytes) -> None:
        """A whole file."""
        with self._telling(), self._binary(name) as raw:
            raw.write(content)

    @contextmanager
    def _binary(self, name: str) -> Iterator[BinaryIO]:
        self.names.append(name)
        if self._zip is not None:
            entry = zipfile.ZipInfo(name, self._date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100600 << 16
            with self._zip.open(entry, "w", force_zip64=True) as member:
                yield cast(BinaryIO, member)
            return
        path = self._unfinished / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            yield file

    def _refuse_taken(self) -> None:
        target = self._target
        if target.is_dir() and not self.is_zip and not any(target.iterdir()):
            return
        if target.exists():
            raise InputError(f"{target} is there already and is not overwritten. Choose another name for the export.")

    def _finish(self) -> None:
        if self.is_zip:
            handle = os.open(self._unfinished, os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        elif self._target.is_dir():
            self._target.rmdir()
        self._refuse_taken()
        self._unfinished.replace(self._target)

    def _remove(self) -> None:
        if self._unfinished.is_dir():
            shutil.rmtree(self._unfinished, ignore_errors=True)
        else:
            self._unfinished.unlink(missing_ok=True)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno == _FULL:
                raise DiskFullError(
                    f"The disk of {self._target.parent} is full, so nothing was exported. Free some space, or choose "
                    "another place."
                ) from error
            raise InputError(
                f"The export could not be written to {self._target} ({error.strerror or error}). Choose another place."
            ) from error
