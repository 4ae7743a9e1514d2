"""Runs the scripts in build/torture, each in a process of its own, and prints what they found as one table.

A script is a module with `def run(scale: float) -> list[Figure]`; scale 1 is the whole of it, 0.1 a tenth. It may
set `MOST_SECONDS`, after which it is ended.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(__file__).resolve().parent / "torture"
sys.path[:0] = [str(FOLDER), str(ROOT)]

from figures import Figure, from_json, table, to_json  # noqa: E402

MOST_SECONDS = 1800.0
_IS_SCRIPT = re.compile(r"^def run\(scale: float\) -> list\[Figure\]:", re.MULTILINE)
_OWN_LIMIT = re.compile(r"^MOST_SECONDS = ([\d_.]+)", re.MULTILINE)


def script_names() -> list[str]:
    """The scripts that can be run, without the helpers beside them."""
    return sorted(one.stem for one in FOLDER.glob("*.py") if _IS_SCRIPT.search(one.read_text("utf-8")))


def main() -> int:
    """Run the scripts; exit code 1 when a figure is not what was asked for, or a script did not end as it should."""
    names = script_names()
    parser = argparse.ArgumentParser(
        prog="dev.py torture", description="Do the worst that is known, and print what came of it."
    )
    parser.add_argument("--only", nargs="+", default=names, metavar="NAME", help=f"of: {', '.join(names)}")
    parser.add_argument("--scale", type=float, default=1.0, help="0.1 does about a tenth of everything")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--inside", metavar="NAME", help=argparse.SUPPRESS)  # this process is the script's own
    options = parser.parse_args()
    if options.inside:
        return _inside(options.inside, options.scale)
    for unknown in set(options.only) - set(names):
        parser.error(f"there is no {unknown}; there are {', '.join(names)}")
    if not 0 < options.scale <= 1:
        parser.error("the scale is above 0 and at most 1")
    results: dict[str, list[Figure]] = {}
    for name in options.only:
        print(f"{name} …", file=sys.stderr, flush=True)
        began = time.monotonic()
        results[name] = _run(name, options.scale)
        print(f"\n{name} ({time.monotonic() - began:.0f} s)\n{table(results[name])}", flush=True)
    if options.json:
        found = {name: [asdict(one) for one in figures] for name, figures in results.items()}
        document = {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(),
            "system": platform.platform(),
            "cores": os.cpu_count(),
            "scale": options.scale,
            "figures": found,
        }
        options.json.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
    wrong = sum(not one.ok for figures in results.values() for one in figures)
    if wrong:
        print(f"\n{wrong} of the figures above are not what was asked for.", file=sys.stderr)
    return 1 if wrong else 0


def _inside(name: str, scale: float) -> int:
    """Run one script here and print its figures as JSON on the stream that the parent reads."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a script or a library prints must not mix with the figures
    figures = importlib.import_module(name).run(scale)
    answers.write(to_json(figures))
    answers.close()
    sys.stderr.flush()
    os._exit(0)  # threads that a script left hanging on purpose must not hold the process


def _run(name: str, scale: float) -> list[Figure]:
    """A script's figures; when it did not end as it should, the one figure that says so."""
    own = _OWN_LIMIT.search((FOLDER / f"{name}.py").read_text("utf-8"))
    seconds = float(own[1]) if own else MOST_SECONDS
    folder = tempfile.mkdtemp(prefix=f"torture-{name}-")
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).resolve()), "--inside", name, "--scale", str(scale)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=_environment(folder),
        cwd=ROOT,
        start_new_session=sys.platform != "win32",
    )
    try:
        out, _ = process.communicate(timeout=seconds)
        if process.returncode == 0:
            return from_json(out)
        return [Figure("the script ended", f"with code {process.returncode}", "code 0", False)]
    except subprocess.TimeoutExpired:
        return [Figure("the script ended", f"not within {seconds:g} s", "in time", False)]
    finally:
        _end(process)
        shutil.rmtree(folder, ignore_errors=True)


def _end(process: subprocess.Popen[str]) -> None:
    """The script's process and what it left running: it was the first of a session of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _environment(folder: str) -> dict[str, str]:
    """A home and a temporary folder that are thrown away, no display, no keyring and no settings of this person's."""
    dropped = ("SCRIBE_", "XDG_", "OPENAI_", "DBUS_", "LLMOCK_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        kept.pop(variable, None)
    home = Path(folder) / "home"
    home.mkdir()
    return kept | {
        "HOME": str(home),
        "TMPDIR": folder,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "PYTHONUTF8": "1",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "build"), str(FOLDER))),
    }


if __name__ == "__main__":
    sys.exit(main())
