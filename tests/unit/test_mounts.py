"""Telling drives of this computer from those on a network."""

from __future__ import annotations

from pathlib import Path

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import DataFolderError, InputError
from scribe_desktop.services.health import Health
from scribe_desktop.services.health_checks import place_check
from scribe_desktop.storage import data_folder, mounts
from scribe_desktop.storage.database import open_database
from scribe_desktop.storage.mounts import kind_in_mount_list, kind_in_mountinfo, network_file_system

LINUX = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 0:2 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 27 0:40 / /home rw shared:2 master:1 - nfs4 files.example:/home rw,vers=4.2
41 27 0:41 / /mnt/group\040share rw - cifs //files.example/group rw
42 40 0:42 / /home/ada/local rw - xfs /dev/vdb1 rw
43 27 0:43 / /media/phone rw - fuse.something phone rw
44 27 0:44 / /srv rw - ext4 /dev/vdc1 rw
45 27 0:45 / /srv rw - fuse.sshfs ada@files.example: rw
46 27 0:46 / /var/lib/box rw - overlay overlay rw
47 27 0:47 / /host rw - 9p share rw
a broken line
"""

MAC = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//ada@files.example/work on /Volumes/Work (old) (smbfs, nodev, nosuid, mounted by ada)
files.example:/home on /Volumes/home (nfs)
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/opt/scribe", "ext4"),
        ("/home/ada/.local/share", "nfs4"),
        ("/home/ada/local/scribe", "xfs"),
        ("/homework", "ext4"),
        ("/mnt/group share/scribe", "cifs"),
        ("/srv/data", "fuse.sshfs"),
        ("/media/phone", "fuse.something"),
        ("/var/lib/box/x", "overlay"),
    ],
)
def test_linux_the_innermost_mount_counts_and_a_later_one_hides_an_earlier(folder: str, kind: str) -> None:
    assert kind_in_mountinfo(LINUX, Path(folder)) == kind


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/Users/ada", "apfs"), ("/Volumes/Work (old)/scribe", "smbfs"), ("/Volumes/home", "nfs")],
)
def test_mac_names_with_brackets_are_read(folder: str, kind: str) -> None:
    assert kind_in_mount_list(MAC, Path(folder)) == kind


@pytest.mark.skipif("sys.platform != 'linux'", reason="reads Linux's list of mounts")
@pytest.mark.parametrize(
    ("below", "refused"),
    [("home/ada", "nfs4"), ("srv/x", "fuse.sshfs"), ("media/phone", None), ("var/lib/box", None), ("host/x", None)],
)
def test_only_what_is_surely_a_network_is_named(
    below: str, refused: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = tmp_path / "mountinfo"
    listed.write_text(LINUX.replace(" /", f" {tmp_path}/"), "utf-8")
    monkeypatch.setattr(mounts, "MOUNTS", listed)
    assert network_file_system(tmp_path / below) == refused


def test_a_folder_on_a_network_is_refused_before_anything_is_written_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_folder, "network_file_system", lambda folder: "nfs4")
    with pytest.raises(DataFolderError, match=r"network drive \(nfs4\).*--data-dir.*SCRIBE_DATA_DIR") as caught:
        open_database(DataPaths(tmp_path / "data"))
    assert str(tmp_path / "data") in caught.value.message
    assert isinstance(caught.value, InputError)
    assert list(tmp_path.iterdir()) == []


def test_the_real_folder_of_the_tests_is_not_refused(tmp_path: Path) -> None:
    assert network_file_system(tmp_path) is None


def test_what_cannot_be_found_out_is_not_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounts, "MOUNTS", tmp_path / "missing")
    assert network_file_system(tmp_path) is None


@pytest.mark.parametrize(
    ("folder", "named"),
    [
        ("/home/ada/Dropbox/scribe", "Dropbox"),
        ("C:/Users/ada/OneDrive - Ostlake College/scribe", "OneDrive - Ostlake College"),
        ("/home/ada/.local/share/scribe-desktop", None),
    ],
)
def test_a_folder_that_is_synchronised_is_warned_of(folder: str, named: str | None) -> None:
    result = place_check(Path(folder)).run(CancelToken(lambda: 0.0, lambda event, seconds: False))
    assert (result.health is Health.NOTE) == (named is not None)
    if named is not None:
        assert named in result.found
        assert "--data-dir" in result.advice
