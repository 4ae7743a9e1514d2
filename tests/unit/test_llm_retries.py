"""How long to wait before asking again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scribe_desktop.providers.llm.retries import Pause, asked_wait, pause_before_retry
from scribe_desktop.providers.loopback import is_loopback

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_waits_without_a_wish_double_up_to_thirty_seconds() -> None:
    waits = [pause_before_retry(failures, {}, NOW, lambda: 1.0).seconds for failures in range(1, 8)]
    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_jitter_is_full() -> None:
    assert pause_before_retry(3, {}, NOW, lambda: 0.0) == Pause(0.0)
    assert pause_before_retry(3, {}, NOW, lambda: 0.5) == Pause(2.0)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "8", "retry-after-ms": "250"}, 0.25),
        ({"retry-after": "Mon, 02 Mar 2026 09:00:40 GMT"}, 40),
        ({"retry-after": "Mon, 02 Mar 2026 08:59:00 GMT"}, 0),
        ({"retry-after": "Mon, 02 Mar 2026 09:00:40 -0000"}, 40),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({}, None),
    ],
)
def test_wish_of_the_server_is_read_in_all_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait(headers, NOW) == seconds


def test_wish_above_two_minutes_is_too_long() -> None:
    assert not pause_before_retry(1, {"retry-after": "120"}, NOW, lambda: 1.0).too_long
    assert pause_before_retry(1, {"retry-after": "121"}, NOW, lambda: 1.0).too_long


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost/v1", True),
        ("http://models.localhost:1/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://[::ffff:127.0.0.1]/v1", True),
        ("http://0.0.0.0:8080/v1", True),
        ("http://10.0.0.7/v1", False),
        ("https://models.example/v1", False),
        ("https://localhost.example/v1", False),
    ],
)
def test_only_this_computer_counts_as_loopback(url: str, own: bool) -> None:
    assert is_loopback(url) is own
