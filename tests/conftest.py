"""Rules for every test: no Qt display, no real keyring, and no warning in the log that nobody expected."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator

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
