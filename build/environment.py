"""Makes the virtual environment: Python's venv, the locked packages and the project itself, installed in place."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "scribe-setup.json"
RUN_LOCK = ROOT / "build" / "requirements.lock"
DEVELOP_LOCK = ROOT / "build" / "requirements-dev.lock"


class SetupError(Exception):
    """The environment cannot be made; the text says why and what to do."""


def scripts_dir() -> Path:
    """Where the environment's programs are."""
    return VENV / ("Scripts" if sys.platform == "win32" else "bin")


def program(name: str) -> Path:
    """A program of the environment."""
    return scripts_dir() / (f"{name}.exe" if sys.platform == "win32" else name)


def environment_variables(**more: str) -> dict[str, str]:
    """What programs of the environment are started with: its own programs come first on PATH."""
    path = os.pathsep.join(part for part in (str(scripts_dir()), os.environ.get("PATH", "")) if part)
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV), **more}


def set_up(develop: bool = False) -> None:
    """Make the environment ready, doing only what is not done yet.

    Args:
        develop: also install what tests, checks and packaging need.

    Raises:
        SetupError, SystemPackagesError: something is missing or failed; the text says what to do.
    """
    done = _read_stamp()
    wanted = _fingerprints(develop)
    usable = _usable(done)
    needs = (
        [system_packages.missing_for_window]
        if usable
        else [system_packages.missing_for_setup, system_packages.missing_for_window]
    )
    system_packages.provide(*needs)
    if usable and done.items() >= wanted.items():
        return
    if not usable:
        _make_venv()
        done = {}
    for name, lock in (("run", RUN_LOCK), ("develop", DEVELOP_LOCK)):
        if name in wanted and done.get(name) != wanted[name]:
            print(f"Installing the packages of build/{lock.name}; the first time takes some minutes.", flush=True)
            _pip("install", "--requirement", str(lock))
            done[name] = wanted[name]
    if done.get("project") != wanted["project"]:
        print("Installing Scribe Desktop itself, in place.", flush=True)
        _pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(json.dumps({**done, **wanted}, indent=1), "utf-8")
    print("The environment in .venv is ready.", flush=True)


def _fingerprints(develop: bool) -> dict[str, str]:
    """What each part of the environment was made from."""
    files = {"run": RUN_LOCK, "project": ROOT / "pyproject.toml"}
    if develop:
        files["develop"] = DEVELOP_LOCK
    made_from = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in files.items()}
    return {**made_from, "python": _version(), "place": str(ROOT)}


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _version() -> str:
    return ".".join(map(str, sys.version_info[:2]))


def _usable(done: dict[str, str]) -> bool:
    """Whether there is an environment of this Python, in this place, that starts and has pip."""
    if done and (done.get("python"), done.get("place")) != (_version(), str(ROOT)):
        return False
    python = program("python")
    if not python.exists():
        return False
    ask = "import pip, sys; print('.'.join(map(str, sys.version_info[:2])))"
    answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout.strip() == _version()


def _make_venv() -> None:
    if Path(sys.prefix).resolve() == VENV.resolve():
        raise SetupError("The environment has to be made anew, but it runs this command. Use the system's python3.")
    print("Making a virtual environment in .venv.", flush=True)
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if done.returncode:
        raise SetupError("The virtual environment could not be made; the reason is above.")


def _pip(*arguments: str) -> None:
    """Run the environment's pip. Raises SetupError."""
    command = [str(program("python")), "-m", "pip", *arguments[:1], "-qq", "--disable-pip-version-check"]
    done = subprocess.run([*command, "--no-input", *arguments[1:]], env=environment_variables(), check=False)
    if done.returncode:
        raise SetupError(
            "pip could not install the packages; its reason is above. Check the connection to the internet "
            "and the space on the disk, then run this again: it goes on where it stopped."
        )
