"""Finds what the operating system lacks, names it, and installs it with apt where it may."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# Shared libraries that the wheels of PySide6-Essentials load and do not bring, and their packages in Debian 12.
QT_LIBRARIES: Mapping[str, str] = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libbrotlidec.so.1": "libbrotli1",
    "libzstd.so.1": "libzstd1",
}

# Programs that some tests drive, and what for.
TEST_PROGRAMS: Mapping[str, tuple[str, str]] = {
    "Xvfb": ("xvfb", "a display that only exists in memory"),
    "xwininfo": ("x11-utils", "looking at windows from outside"),
    "dbus-run-session": ("dbus", "a message bus for the keyring"),
    "gnome-keyring-daemon": ("gnome-keyring", "a real keyring"),
    "chromium": ("chromium", "a browser that tries to reach the local API"),
    "node": ("nodejs", "the TypeScript example"),
    "npm": ("npm", "the TypeScript example"),
    "curl": ("curl", "the curl example"),
    "jq": ("jq", "the curl example"),
}


@dataclass(frozen=True)
class Missing:
    """Something the system lacks: what it is, the package that has it, and what it is needed for."""

    what: str
    package: str
    purpose: str


class SystemPackagesError(Exception):
    """The system lacks something that cannot be installed from here; the text says what and how."""


def missing_for_setup() -> list[Missing]:
    """What is needed before a virtual environment can be made."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return []
    return [Missing("Python's venv module with ensurepip", "python3-venv", "the virtual environment")]


def missing_for_window() -> list[Missing]:
    """The shared libraries that Qt needs and this Linux lacks. Nothing elsewhere: Qt's wheels are whole there."""
    if sys.platform != "linux":
        return []
    return [Missing(name, package, "the window") for name, package in QT_LIBRARIES.items() if not _loads(name)]


def missing_for_tests() -> list[Missing]:
    """The programs that only tests drive. Nothing is looked for outside Linux."""
    if sys.platform != "linux":
        return []
    return [Missing(name, *rest) for name, rest in TEST_PROGRAMS.items() if not shutil.which(name)]


def missing_for_packaging() -> list[Missing]:
    """What PyInstaller needs of Linux: objdump, and Python as a shared library, which Debian packs separately."""
    if sys.platform != "linux":
        return []
    missing = [] if shutil.which("objdump") else [Missing("objdump", "binutils", "packaging")]
    library = sysconfig.get_config_var("INSTSONAME") or ""
    if sys.base_prefix == "/usr" and library.endswith(".so.1.0") and not _loads(library):
        missing.append(Missing(library, library.removesuffix(".so.1.0"), "packaging"))
    return missing


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def provide(*finders: Callable[[], list[Missing]]) -> None:
    """Install what is missing. Raises SystemPackagesError when it cannot be installed, or is missing afterwards."""

    def find_missing() -> list[Missing]:
        importlib.invalidate_caches()
        return [one for find in finders for one in find()]

    missing = find_missing()
    if not missing:
        return
    packages = sorted({one.package for one in missing})
    print("This system lacks:")
    for purpose in dict.fromkeys(one.purpose for one in missing):
        print(f"  for {purpose}: " + ", ".join(one.what for one in missing if one.purpose == purpose), flush=True)
    prefix = _administrator_prefix()
    if not shutil.which("apt-get"):
        raise SystemPackagesError(
            "Install these with your system's package manager and run this again. On Debian their packages are: "
            + " ".join(packages)
        )
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if prefix is None:
        raise SystemPackagesError(f"Run this command, then this one again:\n  sudo {' '.join(install)}")
    print(f"Installing with apt, which can take a minute or two: {' '.join(packages)}", flush=True)
    for command in (["apt-get", "update"], install):
        _run_quietly([*prefix, *command])
    still = find_missing()
    if still:
        raise SystemPackagesError("Still missing after the installation: " + ", ".join(one.what for one in still))


def _administrator_prefix() -> list[str] | None:
    """What to put before a command to run it as administrator: nothing, sudo, or None where that needs a password."""
    if sys.platform == "win32" or os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n", "DEBIAN_FRONTEND=noninteractive"]
    return None


def _run_quietly(command: list[str]) -> None:
    """Run a command whose output only matters when it fails. Raises SystemPackagesError with the end of it."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        output = done.stdout.decode("utf-8", "replace").strip().splitlines()[-20:]
        raise SystemPackagesError("\n".join([*output, "This command failed; its output is above:", " ".join(command)]))
