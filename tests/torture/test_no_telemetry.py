"""Nothing is sent anywhere when the program starts: no telemetry, no look for updates, no lookup of a name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WATCH = Path(__file__).with_name("start_watch.py")
REPORTERS = (
    *("sentry", "posthog", "bugsnag", "rollbar", "mixpanel"),
    *("amplitude", "datadog", "segment", "opentelemetry-sdk"),
)


def network_calls(tmp_path: Path, *arguments: str) -> list[str]:
    environment = {**os.environ, "SCRIBE_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(WATCH), *arguments],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    found: list[str] = json.loads(done.stderr.splitlines()[-1])
    return found


@pytest.mark.parametrize("arguments", [("window",), ("queue", "--json"), ("--help",), ("token", "list")])
def test_starting_calls_nobody(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert network_calls(tmp_path, *arguments) == []


def test_a_call_would_be_seen(tmp_path: Path) -> None:
    calls = network_calls(tmp_path, "read", "http://nobody.example/")
    assert any("getaddrinfo" in one for one in calls)


def test_no_library_that_reports_to_somebody_is_installed_with_the_program() -> None:
    names = (ROOT / "build" / "requirements.lock").read_text("utf-8").lower()
    assert not [one for one in REPORTERS if one in names]
