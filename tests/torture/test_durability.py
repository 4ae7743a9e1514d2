"""Kills, full disks, closings and backups: a few of each, for the outcome alone."""

from __future__ import annotations

from collections.abc import Sequence

import closing
import full_disk
import kills
import kills_of_backups
import pytest
from figures import Figure, table


def wrong(figures: Sequence[Figure]) -> str:
    """The figures that are not what was asked for, as a table; "" when all are."""
    assert figures
    missed = [one for one in figures if not one.ok]
    return table(missed) if missed else ""


@pytest.fixture(autouse=True)
def nothing_of_this_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """No display and no keyring: the programs started here have neither."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


def test_worker_that_is_killed_again_and_again_loses_and_repeats_nothing() -> None:
    assert wrong(kills.run(3 / kills.KILLS)) == ""


def test_killed_migrations_backups_and_restores_leave_a_whole_database() -> None:
    # Whether a kill strikes in time depends on the machine's speed; what it leaves does not.
    figures = [one for one in kills_of_backups.run(0.1) if not one.name.startswith("kills during")]
    assert wrong(figures) == ""


def test_disk_that_is_full_at_every_tenth_write_costs_no_item() -> None:
    figures = full_disk.run(0.1)
    if figures[0].name == "a disk that can be filled":
        pytest.skip("a small disk cannot be mounted here: that needs root")
    assert wrong(figures) == ""


def test_window_that_is_closed_in_each_step_ends_cleanly_and_the_item_goes_on() -> None:
    figures = [one for one in closing.run(1 / closing.TIMES) if one.name != "the longest closing"]
    assert wrong(figures) == ""
