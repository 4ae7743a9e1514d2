"""Where keys are kept, over a real Secret Service and ones that fail, hang or are locked; and where none may be."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from figures import Figure, at_most, counted
from leak_paths import ASCII_CANARY, CANARY, PATHS, PATTERNED, World
from sought import files_with

MOST_SECONDS = 900.0
USABLE_SECONDS = 6.0
_UNLOCK = "printf 'pass' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n"
_LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1\n"
_KEEP = """
import sys, time
began = time.monotonic()
from pathlib import Path
from scribe_desktop.bootstrap import open_context
app = open_context(Path(sys.argv[1]))
store = app.secrets()
name, key = "llm-api-key", sys.stdin.readline().strip()
before = store.get(name)
store.set(name, key)
print(type(store).__name__, round(time.monotonic() - began, 2), before == key, store.get(name) == key)
app.close()
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """How one process got on with a keyring: what kept its key, after how many seconds, and whether it came back."""

    kind: str
    seconds: float
    was_there: bool
    came_back: bool


def tools_missing() -> list[str]:
    """Programs of the system that a real Secret Service needs and that are not installed."""
    return [one for one in ("dbus-run-session", "gnome-keyring-daemon") if not shutil.which(one)]


def environment(home: Path, **more: str) -> dict[str, str]:
    """A home of one's own, and nothing of the session that this runs in."""
    dropped = (
        *("PYTHON_KEYRING_BACKEND", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"),
        "GNOME_KEYRING_CONTROL",
    )
    values = {name: value for name, value in os.environ.items() if name not in dropped}
    for name, folder in (
        ("HOME", ""),
        ("XDG_DATA_HOME", "share"),
        ("XDG_RUNTIME_DIR", "run"),
        ("XDG_CONFIG_HOME", "c"),
    ):
        path = home / folder
        path.mkdir(mode=0o700, exist_ok=True)
        values[name] = str(path)
    return values | more


def keep(home: Path, session: str | None, times: int = 1, **more: str) -> list[Kept]:
    """Processes one after the other that keep the canary; in a session bus of their own unless `session` is None."""
    script = home / "keep.py"
    script.write_text(_KEEP, "utf-8")
    run = f'"{sys.executable}" "{script}" "{home / "data"}"'
    lines = f"{session or ''}" + f"printf '%s\\n' \"$CANARY\" | {run}\n" * times
    command = ["bash", "-c", lines] if session is None else ["dbus-run-session", "--", "bash", "-c", lines]
    done = subprocess.run(
        command, env=environment(home, CANARY=CANARY, **more), capture_output=True, text=True, timeout=180, check=False
    )
    found = [line.split() for line in done.stdout.splitlines()]
    if len(found) != times or any(len(one) != 4 for one in found):
        raise RuntimeError(done.stdout + done.stderr)
    return [Kept(kind, float(seconds), was == "True", back == "True") for kind, seconds, was, back in found]


@contextlib.contextmanager
def silent_bus(folder: Path) -> Iterator[str]:
    """The address of a session bus that takes every connection and never says a word."""
    path = folder / "bus"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    held: list[socket.socket] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                held.append(listener.accept()[0])

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"unix:path={path}"
    finally:
        listener.close()
        for one in held:
            one.close()


def keyrings() -> Mapping[str, tuple[list[Kept], list[str]]]:
    """Each kind of keyring: how processes got on with it, and files that hold the canary afterwards."""
    found: dict[str, tuple[list[Kept], list[str]]] = {}

    def note(name: str, session: str | None, times: int = 1, **more: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            kept = keep(home, session, times, **more)
            found[name] = kept, files_with(home, CANARY)

    if not tools_missing():
        note("unlocked", _UNLOCK, times=2)
        note("locked", _LOCKED)
        note("a session without a keyring", "")
    note("no session bus", None, DBUS_SESSION_BUS_ADDRESS="unix:path=/nowhere/bus")
    note("a keyring of a plain file", None, PYTHON_KEYRING_BACKEND="keyrings.alt.file.PlaintextKeyring")
    note("a broken choice of keyring", None, PYTHON_KEYRING_BACKEND="no.such.Keyring")
    with tempfile.TemporaryDirectory() as folder, silent_bus(Path(folder)) as address:
        note("a bus that never answers", None, DBUS_SESSION_BUS_ADDRESS=address)
    return found


def leaks(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Files that hold a key after these paths, each with its path; and paths that did not do what they should."""
    found, broken = [], []
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            try:
                PATHS[name](World(Path(folder)))
            except Exception:  # a path that does not get as far as its leak would show nothing
                broken.append(f"{name}: {traceback.format_exc()[-1500:]}")
            found += [f"{name}: {one}" for one in files_with(Path(folder), CANARY, ASCII_CANARY, PATTERNED)]
    return found, broken


def run(scale: float) -> list[Figure]:
    """All keyrings; all error paths, or fewer of them at a smaller scale."""
    rings = keyrings()
    names = list(PATHS)[:: max(1, round(1 / scale / 4))]
    found, broken = leaks(names)
    slowest = max(one.seconds for kept, _ in rings.values() for one in kept)
    lost = [name for name, (kept, _) in rings.items() if not all(one.came_back for one in kept)]
    on_disk = [f"{name}: {file}" for name, (_, files) in rings.items() for file in files]
    real = rings.get("unlocked", ([], []))[0]
    persistent = [one.kind for one in real] == ["KeyringSecrets"] * 2 and real[1].was_there
    others = [name for name, (kept, _) in rings.items() if name != "unlocked" and kept[0].kind != "MemorySecrets"]
    missing = tools_missing()
    return [
        Figure(
            "a real Secret Service keeps a key between processes",
            "yes" if persistent else "no",
            "yes",
            persistent,
            f"not installed: {', '.join(missing)}" if missing else "",
        ),
        at_most(f"program usable with each of {len(rings)} keyrings", slowest, USABLE_SECONDS, "s"),
        counted("keyrings with which a key did not come back in the same run", lost, len(rings)),
        counted("keyrings that should have given way to memory", others, len(rings) - (1 if real else 0)),
        counted("files on disk with the key, in any form", on_disk, len(rings)),
        counted("error paths that could not be walked", broken, len(names)),
        counted(f"files with a key after {len(names)} error paths", found, len(names)),
    ]
