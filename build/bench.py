"""Runs the scripts in build/benchmarks, each in a process of its own, and prints all figures as one JSON document."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "benchmarks"


def main() -> int:
    """Print the figures; exit code 1 when a benchmark failed to run. A missed limit is said, and is no failure."""
    names = sorted(file.stem for file in FOLDER.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"which to run, else all: {', '.join(names)}")
    chosen = parser.parse_args().name or names
    for unknown in set(chosen) - set(names):
        parser.error(f"there is no benchmark {unknown}; there are {', '.join(names)}")
    figures: list[dict[str, Any]] = []
    failed = []
    for name in chosen:
        print(f"Measuring {name} …", file=sys.stderr, flush=True)
        done = subprocess.run([sys.executable, str(FOLDER / f"{name}.py")], stdout=subprocess.PIPE, check=False)
        if done.returncode:
            failed.append(name)
        else:
            figures += json.loads(done.stdout)
    json.dump({"measured_at": datetime.now(UTC).isoformat(), **machine(), "figures": figures}, sys.stdout, indent=2)
    print()
    for one in figures:
        if one["within_limit"] is False:
            print(f"{one['name']}: {one['median']} {one['unit']}, the limit is {one['limit']}.", file=sys.stderr)
    for name in failed:
        print(f"{name} could not be measured; the reason is above.", file=sys.stderr)
    return 1 if failed else 0


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}


if __name__ == "__main__":
    sys.exit(main())
