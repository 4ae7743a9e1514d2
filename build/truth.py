"""Runs the scripts build/truth/measure_*.py, which measure how true the work is, and prints one JSON document."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "truth"
SAVED_PAGES = os.environ.get("BENCHMARK_WEB_PAGES")  # a folder of pages that are not ours to publish, if it is there


def main() -> int:
    """Print the figures; exit code 1 when something could not be measured. A missed limit is no failure."""
    names = sorted(file.stem.removeprefix("measure_") for file in FOLDER.glob("measure_*.py"))
    parser = argparse.ArgumentParser(prog="dev.py truth", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"what to measure, else all: {', '.join(names)}")
    parser.add_argument("--seed", type=int, default=1, help="which invented world; 1 is for development")
    parser.add_argument(
        "--show", type=int, default=0, metavar="K", help="also print K mistakes of each, to standard error"
    )
    options = parser.parse_args()
    for unknown in set(options.name) - set(names):
        parser.error(f"{unknown} cannot be measured; {', '.join(names)} can")
    figures: dict[str, Any] = {}
    failed = []
    for name in options.name or names:
        print(f"Measuring {name} …", file=sys.stderr, flush=True)
        command = [
            sys.executable,
            str(FOLDER / f"measure_{name}.py"),
            f"--seed={options.seed}",
            f"--show={options.show}",
        ]
        if name == "pages" and SAVED_PAGES:
            command.append(SAVED_PAGES)
        done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False)
        if done.returncode:
            failed.append(name)
        else:
            figures[name], end = json.JSONDecoder().raw_decode(done.stdout)
            print(done.stdout[end:].strip(), file=sys.stderr, flush=True)
    json.dump({"seed": options.seed, **figures}, sys.stdout, indent=2)
    print()
    for name in failed:
        print(f"{name} could not be measured; the reason is above.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
