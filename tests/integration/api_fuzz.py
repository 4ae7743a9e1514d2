"""schemathesis over the whole document of a running API, and what came of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What the contract itself answers to values that are right by their form: a template with a syntax error or a used
# Idempotency-Key (422), an item whose status does not allow it, or "None" where a link gave no id (400).
SETTINGS = r"""
[[operations]]
include-path-regex = "/(batch|generate|templates/)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 422, 429]

[[operations]]
include-path-regex = "\\{"
checks.positive_data_acceptance.expected-statuses = ["2xx", 400, 401, 403, 404, 409, 429]
"""

NOT_PAST_THE_GUARDS = frozenset((401, 403, 413, 415, 421, 429))


@dataclass(frozen=True)
class Fuzzed:
    """How many answers had each status, and what the checks found wrong."""

    statuses: Counter[int]
    failures: str

    @property
    def requests(self) -> int:
        return self.statuses.total()

    @property
    def past_guards(self) -> float:
        """The share of requests that guards and token let through."""
        stopped = sum(number for status, number in self.statuses.items() if status in NOT_PAST_THE_GUARDS)
        return 1 - stopped / max(1, self.requests)


def fuzz(url: str, token: str, folder: Path, examples: int, seed: int) -> Fuzzed:
    """Run all checks with about so many examples an operation. The stream of events, which never ends, is left out."""
    settings, answers = folder / "schemathesis.toml", folder / "answers.ndjson"
    settings.write_text(SETTINGS, "utf-8")
    options = {
        "--header": f"Authorization: Bearer {token}",
        "--checks": "all",
        "--max-examples": str(examples),
        "--seed": str(seed),
        "--exclude-path": "/api/queue/events",
        "--rate-limit": "190/s",
        "--request-timeout": "20",
        "--report-ndjson-path": str(answers),
        "--generation-database": "none",
    }
    command = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        "--config-file",
        str(settings),
        "run",
        f"{url}/api/openapi.json",
    ]
    done = subprocess.run(
        [*command, "--continue-on-failure", *(part for option in options.items() for part in option)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    statuses: Counter[int] = Counter()
    if answers.exists():
        with answers.open(encoding="utf-8") as lines:
            for line in lines:
                _count(json.loads(line), statuses)
    output = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    return Fuzzed(statuses, "" if done.returncode == 0 else output[output.find("= FAILURES =") :][:6000])


def _count(found: Any, statuses: Counter[int]) -> None:
    for key, value in found.items() if isinstance(found, dict) else enumerate(found):
        if key == "status_code":
            statuses[value] += 1
        elif isinstance(value, (dict, list)):
            _count(value, statuses)
