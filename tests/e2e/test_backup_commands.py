"""scribe backup, backups, restore, export-all and erase, as a person runs them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scribe_desktop.cli.guard import ExitCode
from scribe_desktop.config.paths import DataPaths
from tests.backup_world import damage, database_of_revision, made_with
from tests.e2e.world import World

NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as made:
        yield made


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path / "data")


def test_a_backup_is_made_listed_and_put_back(world: World, paths: DataPaths) -> None:
    assert "no backups yet" in world.scribe("backups").out
    made_with(paths, 3)
    made = world.scribe("backup", "--json").json
    assert made["reason"] == "manual"
    made_with(paths, 2)
    assert "whole and checked" in world.scribe("backup").out
    listed = world.scribe("backups", "--json").json
    assert [(one["items"], one["good"]) for one in listed] == [(5, True), (3, True)]
    table = world.scribe("backups").out
    assert "asked for" in table
    assert made["name"] in table
    done = world.scribe("restore", made["name"].removeprefix("scribe-")[:19], "--yes", "--json")
    assert done.code == ExitCode.DONE
    assert done.json["waiting"] == 3
    assert Path(done.json["set_aside"]).name.startswith("replaced-")
    back = world.scribe("restore", str(Path(done.json["set_aside"]) / "scribe.db"), "--yes")
    assert "5 waiting" in back.out


def test_a_copy_goes_where_one_says(world: World, paths: DataPaths, tmp_path: Path) -> None:
    made_with(paths, 3)
    assert world.scribe("backup", "--to", "copy.db").code == ExitCode.DONE
    again = world.scribe("backup", "--to", "copy.db", "--json")
    assert (again.code, "not overwritten" in again.json["error"]) == (ExitCode.BAD_USE, True)
    assert world.scribe("restore", "copy.db", "--yes").code == ExitCode.DONE
    assert "no backups yet" in world.scribe("backups").out


def test_a_damaged_database_is_said_with_the_command_that_mends_it(world: World, paths: DataPaths) -> None:
    made_with(paths, 2000)
    world.scribe("backup")
    damaged = damage(paths.database)
    said = world.scribe("queue")
    assert said.code == ExitCode.DAMAGED == 5
    command = said.err.strip().rpartition("with: scribe ")[2]
    assert sorted(command.split()) == sorted(["restore", "--newest", "--data-dir", str(paths.root)])
    elsewhere = world.scribe("queue", "--data-dir", str(paths.root), SCRIBE_DATA_DIR=str(paths.root / "other"))
    assert elsewhere.err.strip().endswith(f"scribe restore --newest --data-dir {paths.root}")
    refused = world.scribe(*command.split())
    assert (refused.code, "--yes" in refused.err) == (ExitCode.BAD_USE, True)
    assert paths.database.read_bytes() == damaged
    done = world.scribe(*command.split(), "--yes")
    assert done.code == ExitCode.DONE
    assert "2,000 waiting" in done.out
    (aside,) = [one for one in paths.root.iterdir() if one.name.startswith("damaged-")]
    assert (aside / "scribe.db").read_bytes() == damaged


def test_without_a_good_backup_one_can_start_empty(world: World, paths: DataPaths) -> None:
    made_with(paths, 2000)
    world.scribe("backup")
    (backup,) = paths.backups.glob("*.db")
    for file in (backup, paths.database):
        damage(file)
    assert "It is damaged" in world.scribe("backups").out
    none = world.scribe("restore", "--newest", "--yes")
    assert (none.code, f"scribe restore --data-dir {paths.root} --empty" in none.err) == (ExitCode.BAD_USE, True)
    refused = world.scribe("restore", backup.name, "--yes")
    assert (refused.code, "cannot be put in place. It is damaged" in refused.err) == (ExitCode.BAD_USE, True)
    assert "0 waiting" in world.scribe("restore", "--empty", "--yes").out


@pytest.mark.parametrize("arguments", [(), ("--newest", "--empty"), ("x.db", "--newest"), ("x.db",)])
def test_what_to_restore_must_be_said_clearly(world: World, arguments: tuple[str, ...]) -> None:
    done = world.scribe("restore", *arguments, "--yes")
    assert done.code == ExitCode.BAD_USE
    assert "scribe backups" in done.err or "--newest" in done.err


def test_an_older_database_is_backed_up_and_an_older_backup_brought_up_to_date(world: World, paths: DataPaths) -> None:
    database_of_revision(paths, "0001", 4)
    assert world.scribe("queue", "--json").code == ExitCode.DONE
    (backup,) = world.scribe("backups", "--json").json
    assert (backup["reason"], backup["revision"], backup["items"]) == ("before-migration", "0001", 4)
    assert "4 waiting" in world.scribe("restore", "--newest", "--yes").out


def test_a_newer_backup_is_refused(world: World, paths: DataPaths) -> None:
    import sqlite3
    from contextlib import closing

    made_with(paths, 1)
    world.scribe("backup", "--to", "copy.db")
    with closing(sqlite3.connect(paths.root.parent / "copy.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    done = world.scribe("restore", "copy.db", "--yes")
    assert (done.code, "newer version" in done.err) == (ExitCode.BAD_USE, True)


def test_a_full_disk_is_a_sentence_with_the_code_of_a_pause(world: World, paths: DataPaths, small_disk: Path) -> None:
    made_with(paths, 8000)
    full = world.scribe("backup", "--to", str(small_disk / "copy.db"))
    assert full.code == ExitCode.PAUSED
    assert "Free some space" in full.err
    assert list(small_disk.iterdir()) == []


def test_everything_is_exported_and_then_erased(world: World, paths: DataPaths) -> None:
    world.scribe("demo", "--composer", "template-only")
    demo = str(paths.demo)
    done = world.scribe("export-all", "all.zip", "--json", "--data-dir", demo)
    assert done.json["drafts"] == 9
    with zipfile.ZipFile(paths.root.parent / "all.zip") as archive:
        assert len([one for one in archive.namelist() if one.endswith(".eml")]) == 9
        assert len(json.loads(archive.read("drafts.json"))) == 9
    assert world.scribe("export-all", "all.zip", "--data-dir", demo).code == ExitCode.BAD_USE
    made_with(paths, 1)
    refused = world.scribe("erase")
    assert (refused.code, "--yes" in refused.err) == (ExitCode.BAD_USE, True)
    assert paths.database.exists()
    (paths.root / "thesis.txt").write_text("mine")
    erased = world.scribe("erase", "--yes", "--json", **NO_KEYRING)
    assert (erased.code, erased.json["files_left"]) == (ExitCode.DONE, [str(paths.root / "thesis.txt")])
    assert [one.name for one in paths.root.iterdir()] == ["thesis.txt"]
