"""Builds the application that needs no Python, with PyInstaller, unless dist/ has it from the same sources."""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPLICATION = ROOT / "dist" / "scribe-desktop"
BUILT_FROM = ROOT / "dist" / "scribe-desktop.sources"
WORK = ROOT / ".work" / "pyinstaller"  # PyInstaller's own choice, build/, is a source folder here
SOURCES = ("scribe_desktop", "resources", "scribe.spec", "build/launchers", "build/requirements.lock")


def main() -> int:
    """Build, and say where the application is and how big."""
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.add_argument("--rebuild", action="store_true", help="build even if nothing changed")
    options = parser.parse_args()
    sources = fingerprint()
    if options.rebuild or not APPLICATION.is_dir() or not _was_built_from(sources):
        BUILT_FROM.unlink(missing_ok=True)
        print("Building the application; this takes a minute or two.", flush=True)
        where = ["--distpath", str(APPLICATION.parent), "--workpath", str(WORK)]
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *where, "scribe.spec"]
        done = subprocess.run(command, cwd=ROOT, check=False)
        if done.returncode:
            print("The application could not be built; the reason is above.", file=sys.stderr)
            return 1
        BUILT_FROM.write_text(sources, "utf-8")
    print(f"The application is {APPLICATION.relative_to(ROOT)}: {size(APPLICATION) / 1e6:.0f} MB.")
    return 0


def fingerprint() -> str:
    """A hash of everything that the application is made from."""
    total = hashlib.sha256(f"{sys.version} {sys.platform}".encode())
    for name in SOURCES:
        place = ROOT / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                total.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def size(folder: Path) -> int:
    """Bytes of all files in a folder; links count nothing."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def _was_built_from(sources: str) -> bool:
    try:
        return BUILT_FROM.read_text("utf-8") == sources
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
