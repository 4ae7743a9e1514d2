#!/usr/bin/env python3
"""The repository's commands: `python3 build/dev.py COMMAND`. Needs nothing but Python 3.11 or newer."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036  said here, because older Pythons cannot read the modules below
    sys.exit("Scribe Desktop needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info))

import argparse
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import environment
import system_packages
from environment import ROOT, SetupError, program
from system_packages import SystemPackagesError

BAD_USE = 2
WEB_PAGES = ROOT.parent / "shared" / "data" / "web-pages"  # saved pages that are not ours to publish, if they are here


@dataclass(frozen=True)
class Command:
    """A subcommand: what it is for and the function that does it, given the arguments that follow its name."""

    help: str
    run: Callable[[Sequence[str]], int]


def call(*command: str | Path, **variables: str) -> int:
    """Run a program of the environment in the checkout, in sight, and return its exit code."""
    sys.stdout.flush()
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment.environment_variables(**variables),
            check=False,
        )
    except KeyboardInterrupt:
        return 130
    return done.returncode


def python(*arguments: str | Path, **variables: str) -> int:
    """Run the environment's Python."""
    return call(program("python"), *arguments, **variables)


def has_display() -> bool:
    """Whether a window can be shown; macOS and Windows always have a place for one."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def set_up(arguments: Sequence[str]) -> int:
    """Make the environment."""
    parser = argparse.ArgumentParser(prog="dev.py setup", description=COMMANDS["setup"].help)
    parser.add_argument("--dev", action="store_true", help="also what tests, checks and packaging need")
    options = parser.parse_args(arguments)
    environment.set_up(develop=options.dev)
    print(f"Ready. Start with: {program('scribe-desktop').relative_to(ROOT)} or {program('scribe').relative_to(ROOT)}")
    return 0


def run(arguments: Sequence[str]) -> int:
    """Open the window, or run the demo where there is no display; arguments go to the program."""
    environment.set_up()
    if arguments or has_display():
        if os.name == "posix":
            # In place of this process: who ends it ends the window, not only the script that opened it.
            os.chdir(ROOT)
            sys.stdout.flush()
            interpreter = str(program("python"))
            os.execve(
                interpreter, [interpreter, "-m", "scribe_desktop", *arguments], environment.environment_variables()
            )
        return python("-m", "scribe_desktop", *arguments)
    print("There is no display for a window here, so this runs the demo with its sample data.")
    return python("-m", "scribe_desktop", "demo")


def lint(arguments: Sequence[str]) -> int:
    """Check style, form and types; the first that fails decides the exit code, all of them run."""
    environment.set_up(develop=True)
    ruff = program("ruff")
    results = [
        call(ruff, "check", *(arguments or ["."])),
        call(ruff, "format", "--check", *(arguments or ["."])),
        python("-m", "mypy", *arguments),
    ]
    return next((code for code in results if code), 0)


def saved_pages() -> dict[str, str]:
    """The variable that says where the saved pages are, if they are here."""
    return {"BENCHMARK_WEB_PAGES": os.environ.get("BENCHMARK_WEB_PAGES", str(WEB_PAGES))} if WEB_PAGES.is_dir() else {}


def test(arguments: Sequence[str]) -> int:
    """Everything CI runs: checks, then all tests on all processors. Arguments go to pytest, which then runs alone."""
    environment.set_up(develop=True)
    must_not_skip = os.environ.get("CI", "").lower() in ("true", "1")
    try:
        system_packages.provide(system_packages.missing_for_tests, system_packages.missing_for_packaging)
    except SystemPackagesError as error:
        if must_not_skip:
            raise
        print(f"{error}\nTests that need what is missing are skipped; the rest runs.")
    checks = 0 if arguments else lint([])
    plugin = ["-p", "no_skips"] if must_not_skip else []
    # The tests of a file stay together, because they share servers; the longest files come first by their names.
    # They wait for disks, sockets and other processes half of their time, so there is one more than processors.
    workers = str((os.cpu_count() or 1) + 1)
    parallel = [] if arguments else ["--numprocesses", workers, "--dist", "loadfile", "--no-loadscope-reorder"]
    variables = {"PYTHONPATH": str(ROOT / "build"), **saved_pages()}
    # Tests start the program hundreds of times: without its byte code each start would compile it anew.
    variables["PYTHONDONTWRITEBYTECODE"] = ""
    tests = python("-m", "pytest", *plugin, *parallel, *arguments, **variables)
    return checks or tests


def lock(arguments: Sequence[str]) -> int:
    """Choose versions anew and write the lock files."""
    environment.set_up(develop=True)
    return python(ROOT / "build" / "lock.py", *arguments)


def developer_script(name: str) -> Callable[[Sequence[str]], int]:
    """A command that is a script of its own in build/, run in the developer's environment."""

    def run_script(arguments: Sequence[str]) -> int:
        environment.set_up(develop=True)
        return python(ROOT / "build" / name, *arguments)

    return run_script


def truth(arguments: Sequence[str]) -> int:
    """Measure how true the work is."""
    environment.set_up(develop=True)
    return python(ROOT / "build" / "truth.py", *arguments, PYTHONUTF8="1", **saved_pages())


def torture(arguments: Sequence[str]) -> int:
    """Crashes, hostile pages, guessed secrets: the figures of docs/reliability.md."""
    environment.set_up(develop=True)
    system_packages.provide(system_packages.missing_for_tests)
    return python(ROOT / "build" / "torture.py", *arguments, PYTHONUTF8="1")


def package(arguments: Sequence[str]) -> int:
    """Build the application that needs no Python."""
    environment.set_up(develop=True)
    system_packages.provide(system_packages.missing_for_packaging)
    return python(ROOT / "build" / "package.py", *arguments)


COMMANDS = {
    "run": Command("set up, then open the window (without a display: run the demo)", run),
    "test": Command("set up, then run everything that CI runs", test),
    "setup": Command("make the environment in .venv", set_up),
    "lint": Command("check style, form and types", lint),
    "bench": Command("measure, and print the figures as JSON", developer_script("bench.py")),
    "truth": Command("measure how true the work is on invented people, and print the figures as JSON", truth),
    "torture": Command("do the worst that is known to the program, and print what came of it", torture),
    "screenshots": Command("take the pictures in docs/pictures", developer_script("screenshots.py")),
    "package": Command("build the application that needs no Python, in dist/", package),
    "lock": Command("choose package versions anew and write the lock files", lock),
}


def main() -> int:
    """Run one command and return its exit code; 2 means that something has to be installed or typed otherwise."""
    listing = "\n".join(f"  {name:<12} {command.help}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="The repository's commands.",
        epilog=f"commands:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...")
    options = parser.parse_args()
    try:
        return COMMANDS[options.command].run(options.arguments)
    except (SetupError, SystemPackagesError) as error:
        print(error, file=sys.stderr)
        return BAD_USE
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
