"""Kills, full disks, closings and backups: a few of each, for the outcome alone."""

from __future__ import annotations

from collections.abc import Sequence

import closing
import full_disk
import kills
import kills_of_backups
import pytest
from figures import Figure, table


def all_well(figures: Sequence[Figure]) -> None:
    assert all(one.ok for one in figures), "\n" + table(figures)


@pytest.fixture(autouse=True)
def nothing_of_this_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """No display and no keyring: the programs started here have neither."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


def test_worker_that_is_killed_again_and_again_loses_and_repeats_nothing() -> None:
    all_well(kills.run(3 / kills.KILLS))


def test_killed_migrations_backups_and_restores_leave_a_whole_database() -> None:
    # Whether a kill strikes in time depends on the machine's speed; what it leaves does not.
    all_well([one for one in kills_of_backups.run(0.1) if not one.name.startswith("kills during")])


def test_disk_that_is_full_at_every_tenth_write_costs_no_item() -> None:
    figures = full_disk.run(0.1)
    if figures[0].name == "a disk that can be filled":
        pytest.skip("a small disk cannot be mounted here: that needs root")
    all_well(figures)


def test_window_that_is_closed_in_each_step_ends_cleanly_and_the_item_goes_on() -> None:
    all_well([one for one in closing.run(1 / closing.TIMES) if one.name != "the longest closing"])
