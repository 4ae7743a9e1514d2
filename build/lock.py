"""Makes the lock files from pyproject.toml: exact versions for every supported Python and platform, no addresses.

pip resolves for the oldest supported Python, so that every version chosen works there. Then the dependencies are
followed in each supported environment, and packages that only another platform needs are added. See
docs/decisions/0002-lock-files.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}
WHEEL_TAGS = {"linux": "manylinux_2_28_x86_64", "darwin": "macosx_13_0_arm64", "win32": "win_amd64"}
EDITABLE_BUILD_REQUIREMENT = "editables>=0.5"  # what hatchling asks for when a checkout is installed in place


@dataclass(frozen=True)
class Environment:
    """A Python version on a platform."""

    python: str
    platform: str

    def markers(self, extra: str) -> dict[str, str]:
        """What environment markers are judged by."""
        return {
            **PLATFORMS[self.platform],
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_version": "",
            "extra": extra,
        }


ENVIRONMENTS = tuple(Environment(*pair) for pair in product(PYTHONS, PLATFORMS))


@dataclass(frozen=True)
class Pin:
    """A package at its one version, with what it requires."""

    name: str
    version: str
    requires: tuple[Requirement, ...]


def resolve(requirements: Iterable[str], *options: str) -> list[Pin]:
    """Ask pip which wheels it would install. Raises CalledProcessError when it finds no answer."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--only-binary", ":all:"]
    with tempfile.TemporaryDirectory() as nowhere:  # pip accepts another Python's version only with a target
        whole = [*command, "--target", nowhere, "--quiet", "--report", "-", *options, *requirements]
        done = subprocess.run(whole, stdout=subprocess.PIPE, text=True, check=True)
    return [_pin(entry["metadata"]) for entry in json.loads(done.stdout)["install"]]


def _pin(metadata: dict[str, Any]) -> Pin:
    requires = tuple(Requirement(text) for text in metadata.get("requires_dist", ()))
    return Pin(canonicalize_name(metadata["name"]), metadata["version"], requires)


class Lock:
    """The pins found so far, completed for each environment as it is walked."""

    def __init__(self, pins: Iterable[Pin]) -> None:
        self._pins = {pin.name: pin for pin in pins}

    def needed(self, roots: Iterable[Requirement], environment: Environment) -> set[Pin]:
        """Everything that has to be installed there. Raises ValueError when a pin does not fit."""
        seen: set[tuple[str, str]] = set()
        todo = [(root, extra) for root in roots for extra in _applies(root, environment, "")]
        found: set[Pin] = set()
        while todo:
            requirement, extra = todo.pop()
            name = canonicalize_name(requirement.name)
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            pin = self._pins.get(name) or self._add(requirement, environment)
            if not requirement.specifier.contains(pin.version, prereleases=True):
                raise ValueError(f"{pin.name} {pin.version} does not fit {requirement} on {environment}")
            found.add(pin)
            todo += [(one, wanted) for one in pin.requires for wanted in _applies(one, environment, extra)]
        return found

    def _add(self, requirement: Requirement, environment: Environment) -> Pin:
        wheel = ["--platform", WHEEL_TAGS[environment.platform], "--python-version", environment.python]
        (pin,) = resolve([f"{requirement.name}{requirement.specifier}"], "--no-deps", *wheel)
        self._pins[pin.name] = pin
        return pin


def _applies(requirement: Requirement, environment: Environment, extra: str) -> Iterator[str]:
    """The extras to follow a requirement with, "" for none; nothing at all where its marker rules it out."""
    if requirement.marker is None or requirement.marker.evaluate(environment.markers(extra)):
        yield from ("", *requirement.extras)


def marker_for(where: set[Environment]) -> str:
    """The shortest marker that holds in exactly these environments, "" for all. Raises ValueError without one."""
    platforms = [f'sys_platform {sign} "{name}"' for sign, name in product(("==", "!="), PLATFORMS)]
    pythons = [f'python_version {sign} "{version}"' for sign, version in product(("<", ">="), PYTHONS[1:])]
    both = [f"{python} and {platform}" for python, platform in product(pythons, platforms)]
    if where == set(ENVIRONMENTS):
        return ""
    for text in (*platforms, *pythons, *both):
        marker = Requirement(f"any; {text}").marker
        assert marker is not None
        if {one for one in ENVIRONMENTS if marker.evaluate(one.markers(""))} == where:
            return text
    raise ValueError(f"no simple marker selects {sorted(map(str, where))}")


def lines(lock: Lock, roots: list[Requirement], without: Iterable[str] = ()) -> list[str]:
    """`name==version`, with a marker where not every environment needs it, sorted by name."""
    places: dict[Pin, set[Environment]] = {}
    for environment in ENVIRONMENTS:
        for pin in lock.needed(roots, environment):
            places.setdefault(pin, set()).add(environment)
    made = []
    for pin in sorted(places, key=lambda one: one.name):
        marker = marker_for(places[pin])
        made.append(f"{pin.name}=={pin.version}" + (f"; {marker}" if marker else ""))
    return [line for line in made if line not in set(without)]


def main() -> int:
    """Write both lock files."""
    this = ".".join(map(str, sys.version_info[:2]))
    if this != PYTHONS[0]:  # pip judges markers by the Python that runs it, whatever version it resolves for
        print(f"The lock is made with Python {PYTHONS[0]}, the oldest supported; this is {this}.", file=sys.stderr)
        return 2
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run = [*project["project"]["dependencies"], *project["build-system"]["requires"], EDITABLE_BUILD_REQUIREMENT]
    develop = project["project"]["optional-dependencies"]["dev"]
    lock = Lock(resolve([*run, *develop], "--python-version", f"{PYTHONS[0]}.0"))
    run_lines = lines(lock, [Requirement(one) for one in run])
    develop_lines = lines(lock, [Requirement(one) for one in (*run, *develop)], without=run_lines)
    how = "# Made by `python3 build/dev.py lock` from pyproject.toml; change that, not this.\n"
    for name, title, content in (
        ("requirements.lock", "# What the program runs on, and what installs it.\n", run_lines),
        (
            "requirements-dev.lock",
            "# What tests, checks and packaging need besides requirements.lock.\n",
            develop_lines,
        ),
    ):
        (ROOT / "build" / name).write_text(title + how + "\n".join(content) + "\n", "utf-8", newline="\n")
        print(f"Wrote build/{name}: {len(content)} packages.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
