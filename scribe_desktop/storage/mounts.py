"""What kind of drive a folder is on: a database needs one of this computer, for networks promise no safe locking."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from pathlib import Path

logger = logging.getLogger(__name__)

NETWORK_FILE_SYSTEMS = frozenset(
    {
        # Linux
        "nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "ncp", "afs", "coda", "ceph", "davfs", "glusterfs",
        "fuse.ceph", "fuse.cephfs", "fuse.glusterfs", "fuse.sshfs", "fuse.davfs", "fuse.curlftpfs", "fuse.gvfsd-fuse",
        "fuse.s3fs", "fuse.rclone", "fuse.smbnetfs", "fuse.goofys", "fuse.gcsfuse", "fuse.kio-fuse",
        # macOS
        "afpfs", "webdav", "ftp",
    }
)  # fmt: skip
"""File systems whose files are on another computer. One that is not named here is taken for a local one."""

MOUNTS = Path("/proc/self/mountinfo")
_DRIVE_REMOTE = 4  # what GetDriveTypeW says of a network drive
_OCTAL = re.compile(r"\\([0-7]{3})")
_MOUNT_LINE = re.compile(r"^.* on (?P<point>/.*) \((?P<type>[^,()]+)[,)][^()]*\)?$", re.MULTILINE)
_PATIENCE_SECONDS = 2.0


def network_file_system(folder: Path) -> str | None:
    """The kind of network drive that a folder is on, as a person may know it; None for a drive of this computer.

    In doubt None: a folder that works must not be refused.
    """
    try:
        if sys.platform == "win32":
            return _windows_kind(folder)
        if sys.platform == "darwin":
            kind = kind_in_mount_list(_mount_list(), folder.resolve())
        else:
            kind = kind_in_mountinfo(MOUNTS.read_text("utf-8", "surrogateescape"), folder.resolve())
    except (OSError, subprocess.SubprocessError) as error:
        logger.info("What kind of drive %s is on could not be found out: %s", folder, error)
        return None
    return kind if kind in NETWORK_FILE_SYSTEMS else None


def kind_in_mountinfo(text: str, folder: Path) -> str | None:
    """The file system of a folder, from Linux's /proc/self/mountinfo (proc(5))."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split(" ")
        if separator and len(fields) > 4 and after:
            point = _OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[4])
            found.append((point, after.split(" ")[0]))
    return _innermost(found, folder)


def kind_in_mount_list(text: str, folder: Path) -> str | None:
    """The file system of a folder, from what macOS's `mount` prints: "… on /Volumes/Work (smbfs, nodev)"."""
    return _innermost([(match["point"], match["type"]) for match in _MOUNT_LINE.finditer(text)], folder)


def _innermost(mounts: list[tuple[str, str]], folder: Path) -> str | None:
    """The kind of the mount point nearest to the folder; of two on one point the later one hides the earlier."""
    best: tuple[int, str] | None = None
    for point, kind in mounts:
        if folder.is_relative_to(point):
            depth = len(Path(point).parts)
            if best is None or depth >= best[0]:
                best = depth, kind
    return best[1] if best else None


def _mount_list() -> str:
    done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=True)
    return done.stdout


def _windows_kind(folder: Path) -> str | None:
    drive = os.path.splitdrive(os.path.realpath(folder))[0]
    if drive.startswith("\\\\") and not drive.startswith(("\\\\?\\", "\\\\.\\")):
        return "a network share"
    if sys.platform == "win32":  # for the type checker: the others have no windll
        import ctypes

        if ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == _DRIVE_REMOTE:
            return "a network drive"
    return None
