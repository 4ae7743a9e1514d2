"""Rules for every test: no Qt display, no real keyring, and no warning in the log that nobody expected."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
for name in [one for one in os.environ if one.startswith("SCRIBE_")]:
    del os.environ[name]


@pytest.fixture(autouse=True)
def no_unexpected_warnings(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test whose code logged a warning or worse, unless it is marked `expected_warning(pattern)`."""
    patterns = [re.compile(mark.args[0]) for mark in request.node.iter_markers("expected_warning")]
    yield
    records = [
        record
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.WARNING and record.name.startswith("scribe_desktop")
    ]
    unexpected = [one for one in records if not any(pattern.search(one.getMessage()) for pattern in patterns)]
    assert not unexpected, "unexpected warnings: " + "; ".join(one.getMessage() for one in unexpected)


@pytest.fixture(autouse=True)
def a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the machine that runs the tests has a network makes no difference to them."""
    monkeypatch.setattr("scribe_desktop.providers.offline._has_route", lambda family, address: True)


SMALL_DISK_BYTES = 2 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own (tmpfs) with room for 2 MB."""
    folder = tmp_path / "small-disk"
    folder.mkdir()
    if shutil.which("mount") is None:
        pytest.skip("mount is not installed")
    options = f"size={SMALL_DISK_BYTES},mode=0777"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"mounting a small file system is not allowed here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
