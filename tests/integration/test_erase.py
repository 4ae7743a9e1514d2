"""Erasing: what is ours goes, from the folder and from the keyring, and nothing else does."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.paths import DataPaths
from scribe_desktop.config.settings import KEPT_SECRETS, LLM_KEY_SECRET
from scribe_desktop.domain.backup import BackupReason
from scribe_desktop.errors import DatabaseBusyError, InputError, InstanceLockedError, SecretStoreError
from scribe_desktop.services.access_tokens import SIGNING_KEY_SECRET
from scribe_desktop.services.demo import queue_demo
from scribe_desktop.services.erase import Erase
from scribe_desktop.storage.backups import BackupFolder
from scribe_desktop.storage.data_folder import own_entries
from scribe_desktop.storage.erasure import DataFolderErasure
from scribe_desktop.storage.instance_lock import InstanceLock
from tests.backup_world import damage, made_with
from tests.factories import NOON

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Keyring:
    """A keyring in memory that says it is a lasting one."""

    values: dict[str, str] = field(default_factory=dict)
    persistent: bool = True
    locked: bool = False

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def set(self, name: str, value: str) -> None:
        self.values[name] = value

    def delete(self, name: str) -> None:
        if self.locked:
            raise SecretStoreError("The keyring is locked.")
        self.values.pop(name, None)


@pytest.fixture
def keyring() -> Keyring:
    return Keyring()


def used(paths: DataPaths) -> set[str]:
    """A folder with everything that the program ever puts there; the ids of its profiles."""
    profiles = set()
    for demo in (False, True):
        app = open_context(paths.root, demo=demo)
        with app.unit_of_work(read_only=True) as work:
            profiles.add(str(work.profile_id()))
        app.settings.change(sender_name="Maya")
        if demo:
            queue_demo(app.queue, ROOT / "resources" / "demo")
        app.close()
    folder = BackupFolder(paths)
    made = folder.make(NOON, BackupReason.MANUAL)
    folder.restore(made.path, NOON)
    made_with(paths, 3000)
    damage(paths.database)
    folder.restore(made.path, NOON)
    paths.window_state.write_text("[window]")
    (paths.backups / f"{made.name}.unfinished").write_text("left by a crash")
    (paths.logs / "scribe.log.1").write_text("older")
    (paths.logs / "crash-20260302T120000Z.txt").write_text("a report")
    (paths.root / ".settings-x8d_k2").write_text("left by a crash")
    InstanceLock(paths).is_free()
    return profiles


def erase(paths: DataPaths, keyring: Keyring):  # type: ignore[no-untyped-def]
    return Erase(DataFolderErasure(paths), lambda: keyring).erase()


def test_everything_goes_and_the_folder_with_it(paths: DataPaths, keyring: Keyring) -> None:
    profiles = used(paths)
    keyring.values = {LLM_KEY_SECRET: "sk-canary", "another-programs": "kept"}
    keyring.values |= {f"{SIGNING_KEY_SECRET}-{one}": "key" for one in profiles}
    assert len(profiles) == 2
    erased = erase(paths, keyring)
    assert not paths.root.exists()
    assert keyring.values == {"another-programs": "kept"}
    assert (erased.files_left, erased.secrets_left) == ((), ())
    assert erased.sentence == "Everything that Scribe kept here is erased."


def test_strangers_files_stay_and_their_folders_with_them(paths: DataPaths, keyring: Keyring) -> None:
    used(paths)
    strangers = [
        paths.root / "thesis.txt",
        paths.root / "scribe.db.bak",
        paths.root / "damaged" / "note.txt",
        paths.root / "damaged-20260302T120000Z" / "note.txt",
        paths.backups / "my own copy.db",
        paths.logs / "mine.log",
        paths.demo / "notes" / "mine.txt",
    ]
    for one in strangers:
        one.parent.mkdir(exist_ok=True)
        one.write_text("mine")
    erased = erase(paths, keyring)
    assert sorted(one for one in paths.root.rglob("*") if one.is_file()) == sorted(strangers)
    assert set(erased.files_left) == set(strangers)
    assert "were left" in erased.sentence
    assert "and 4 more" in erased.sentence


def test_a_link_to_elsewhere_is_not_followed(paths: DataPaths, keyring: Keyring, tmp_path: Path) -> None:
    made_with(paths, 1)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "scribe.log").write_text("mine")
    paths.logs.symlink_to(elsewhere)
    erase(paths, keyring)
    assert (elsewhere / "scribe.log").read_text() == "mine"


def test_while_it_is_worked_or_open_nothing_goes(paths: DataPaths, keyring: Keyring) -> None:
    used(paths)
    keyring.values = {LLM_KEY_SECRET: "sk-canary"}
    before = {one for one in paths.root.rglob("*") if one.is_file()}
    with InstanceLock(paths), pytest.raises(InstanceLockedError, match="Close every window"):
        erase(paths, keyring)
    code = (
        "import sys; from pathlib import Path; from scribe_desktop.config.paths import DataPaths;"
        "from scribe_desktop.storage.database import open_database;"
        "database = open_database(DataPaths(Path(sys.argv[1]))); print('ready', flush=True); input()"
    )
    for folder in (paths.root, paths.demo):
        other = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        with pytest.raises(DatabaseBusyError, match="Close every window"):
            erase(paths, keyring)
        other.communicate("\n")
    assert {one for one in paths.root.rglob("*") if one.is_file()} >= before - {paths.root / "scribe.db-shm"}
    assert keyring.values == {LLM_KEY_SECRET: "sk-canary"}
    erase(paths, keyring)
    assert not paths.root.exists()


def test_a_keyring_that_is_locked_does_not_keep_the_files_and_is_told(paths: DataPaths, keyring: Keyring) -> None:
    made_with(paths, 1)
    keyring.locked = True
    erased = erase(paths, keyring)
    assert not paths.root.exists()
    assert LLM_KEY_SECRET in erased.secrets_left
    assert "scribe-desktop" in erased.sentence
    assert LLM_KEY_SECRET in erased.sentence


def test_a_keyring_of_this_run_only_has_nothing_to_forget(paths: DataPaths) -> None:
    made_with(paths, 1)
    assert erase(paths, Keyring(persistent=False, locked=True)).secrets_left == ()


def test_the_keys_of_a_damaged_folder_are_found_in_its_backups(paths: DataPaths, keyring: Keyring) -> None:
    made_with(paths, 3000)
    BackupFolder(paths).make(NOON, BackupReason.MANUAL)
    (profile,) = DataFolderErasure(paths).profiles()
    paths.database.write_bytes(b"no database any more")
    keyring.values = {f"{SIGNING_KEY_SECRET}-{profile}": "key"}
    erase(paths, keyring)
    assert keyring.values == {}


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_that_is_missing_or_empty_is_refused_and_no_key_goes(
    paths: DataPaths, keyring: Keyring, there: bool
) -> None:
    """The name may be mistyped, and the keyring has the keys of another folder."""
    keyring.values = {LLM_KEY_SECRET: "sk-canary"}
    if there:
        paths.root.mkdir(parents=True)
    with pytest.raises(InputError, match="nothing was deleted, and no key either"):
        erase(paths, keyring)
    assert paths.root.exists() is there
    assert keyring.values == {LLM_KEY_SECRET: "sk-canary"}


def test_no_file_of_the_program_is_forgotten(paths: DataPaths) -> None:
    """Every place that the program knows in its data folder is known to erasing as well."""
    places = [getattr(paths, name) for name, one in vars(DataPaths).items() if isinstance(one, property)]
    for place in places:
        if place in (paths.backups, paths.logs, paths.demo):
            place.mkdir(parents=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("ours")
    assert set(own_entries(paths)) == set(places)
    assert len(places) >= 11


def test_no_secret_of_the_program_is_forgotten() -> None:
    """Names of secrets are constants called …_SECRET: each is known to erasing."""
    found = set()
    for file in (ROOT / "scribe_desktop").rglob("*.py"):
        found |= set(re.findall(r'^\w+_SECRET = "([^"]+)"', file.read_text("utf-8"), re.MULTILINE))
    assert found == {*KEPT_SECRETS, SIGNING_KEY_SECRET}


def test_a_folder_that_was_never_scribes_is_left_alone(paths: DataPaths, keyring: Keyring) -> None:
    """A mistyped --data-dir: files there may have the names that ours have."""
    keyring.values = {LLM_KEY_SECRET: "sk-canary"}
    strangers = [paths.settings, paths.logs / "scribe.log", paths.demo / "settings.json", paths.root / "thesis.txt"]
    for one in strangers:
        one.parent.mkdir(parents=True, exist_ok=True)
        one.write_text("mine")
    with pytest.raises(InputError, match="not a data folder of Scribe"):
        erase(paths, keyring)
    assert sorted(one for one in paths.root.rglob("*") if one.is_file()) == sorted(strangers)
    assert keyring.values == {LLM_KEY_SECRET: "sk-canary"}


def test_a_strangers_demo_folder_in_ours_is_left_alone(paths: DataPaths, keyring: Keyring) -> None:
    made_with(paths, 1)
    paths.demo.mkdir()
    (paths.demo / "settings.json").write_text("mine")
    erased = erase(paths, keyring)
    assert erased.files_left == (paths.demo / "settings.json",)
    assert not paths.database.exists()
