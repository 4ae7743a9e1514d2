"""Where keys are kept, over a real Secret Service and ones that fail, hang or are locked; and where none may be."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from figures import Figure, at_most, counted
from leak_paths import ASCII_CANARY, CANARY, PATHS, PATTERNED, World
from sought import files_with
from town import ROOT, TEMPLATE, Town, people_csv

MOST_SECONDS = 900.0
USABLE_SECONDS = 6.0
STALL_MILLISECONDS = 100.0
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


@dataclass(frozen=True, slots=True)
class HangingWindow:
    """What became of a window over a keyring that hangs.

    Attributes:
        closing: seconds from the word to the end of the process.
        code: its exit code.
        felt: what the window says: "stall" in seconds, "seconds" until the queue went on, whether it did ("claimed"),
            and "hung", whether the keyring hung still when it was closed.
    """

    closing: float
    code: int
    felt: dict[str, Any]


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
def silent_bus(folder: Path, lets_in: bool = False) -> Iterator[str]:
    """The address of a session bus that takes every connection and never says a word.

    Args:
        lets_in: whether it does say that one may come in. Libraries give up on a bus that does not within a second;
            for what they ask it afterwards they wait.
    """
    path = folder / "bus"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    held: list[socket.socket] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                held.append(listener.accept()[0])
                if lets_in:
                    threading.Thread(target=_let_in, args=(held[-1],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"unix:path={path}"
    finally:
        listener.close()
        for one in held:
            one.close()


def _let_in(connection: socket.socket) -> None:
    """The bus's side of D-Bus's handshake, up to the first message."""
    answers = {b"AUTH": b"OK 0123456789abcdef0123456789abcdef\r\n", b"NEGOTIATE_UNIX_FD": b"AGREE_UNIX_FD\r\n"}
    with contextlib.suppress(OSError), connection.makefile("rb") as lines:
        for line in lines:
            word = line.lstrip(b"\0").split()[0]
            if word == b"BEGIN":
                return
            connection.sendall(answers.get(word, b"ERROR\r\n"))


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
    with tempfile.TemporaryDirectory() as folder, silent_bus(Path(folder), lets_in=True) as address:
        note("a bus that lets one in and never answers", None, DBUS_SESSION_BUS_ADDRESS=address)
    return found


def hanging_window(purpose: str) -> HangingWindow:
    """A window with one person waiting, a model to ask and a keyring that never answers ("work" or "close")."""
    town = Town()
    try:
        with tempfile.TemporaryDirectory() as folder, silent_bus(Path(folder), lets_in=True) as address:
            home = Path(folder)
            data = home / "data"
            (home / "template.txt").write_text(TEMPLATE, "utf-8")
            (home / "people.csv").write_text(people_csv(0, 1), "utf-8")
            town.scribe(data, "import", str(home / "people.csv"), "--template", str(home / "template.txt"))
            (data / "window.ini").write_text("[window]\nclosing=close\n", "utf-8")
            set_by_person = {k: v for k, v in town.environment(data, model=True).items() if k.startswith("SCRIBE_")}
            values = environment(home, DBUS_SESSION_BUS_ADDRESS=address, **set_by_person)
            process = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("keyring_window.py")), purpose],
                env=values,
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
            try:
                assert process.stdout is not None
                line = process.stdout.readline()
                began = time.monotonic()
                _, said = process.communicate(timeout=60)
                took = time.monotonic() - began
            finally:
                process.kill()
                process.communicate()
        if not line:
            raise RuntimeError(said)
        return HangingWindow(took, process.returncode, json.loads(line))
    finally:
        town.close()


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
    worked, closed = hanging_window("work"), hanging_window("close")
    ends = [f"{one.code}" for one in (worked, closed) if one.code]
    return [
        Figure(
            "a real Secret Service keeps a key between processes",
            "yes" if persistent else "no",
            "yes",
            persistent,
            f"not installed: {', '.join(missing)}" if missing else "",
        ),
        at_most(f"program usable with each of {len(rings)} keyrings", slowest, USABLE_SECONDS, "s"),
        at_most(
            "keyring that hangs: the queue of a window goes on after",
            worked.felt["seconds"] if worked.felt["claimed"] else inf,
            USABLE_SECONDS,
            "s",
        ),
        at_most(
            "keyring that hangs: longest stall of the window, its settings open",
            1000 * worked.felt["stall"] if worked.felt["beats"] else inf,
            STALL_MILLISECONDS,
            "ms",
        ),
        at_most(
            "keyring that hangs: closing the window meanwhile",
            closed.closing if closed.felt["hung"] else inf,
            USABLE_SECONDS,
            "s",
        ),
        counted("windows over a keyring that hangs that did not end with exit code 0", ends, 2),
        counted("keyrings with which a key did not come back in the same run", lost, len(rings)),
        counted("keyrings that should have given way to memory", others, len(rings) - (1 if real else 0)),
        counted("files on disk with the key, in any form", on_disk, len(rings)),
        counted("error paths that could not be walked", broken, len(names)),
        counted(f"files with a key after {len(names)} error paths", found, len(names)),
    ]
