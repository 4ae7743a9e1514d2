"""How many of the nasty tables of tests/nasty_tables.py are read right, asked about, or refused with what to do.

They are fixed, so the seed changes nothing. The program was mended on them: they say what it can read, not how it does
on files that nobody has seen. Run it as `python3 build/dev.py truth tables`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.nasty_tables import Verdict, cases, judge

GOALS = {"handled": "all"}


def measure_tables(wrong: list[str] | None = None) -> dict[str, Any]:
    """The counts, and the names of the wrong ones; what was wrong with each goes to `wrong`."""
    verdicts: Counter[Verdict] = Counter()
    names = []
    everything = cases()
    with tempfile.TemporaryDirectory() as folder:
        for case in everything:
            verdict, why = judge(case, Path(folder))
            verdicts[verdict] += 1
            if verdict is Verdict.WRONG:
                names.append(case.name)
                if wrong is not None:
                    wrong.append(f"{case.name}: {why}")
    return {
        "goals": GOALS,
        "files": len(everything),
        "handled": len(everything) - len(names),
        **{verdict.value: verdicts[verdict] for verdict in Verdict},
        "wrong ones": names,
    }


def main() -> int:
    """Print the figures as JSON and, when asked, what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, metavar="K", help="print K of the wrong ones in full")
    options = parser.parse_args()
    wrong: list[str] = []
    print(json.dumps(measure_tables(wrong), indent=2))
    for one in wrong[: options.show]:
        print(one)
    return 0


if __name__ == "__main__":
    sys.exit(main())
