"""The command that runs the scripts: what it finds, what it prints, and how it ends when a figure is not met."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from figures import Figure, at_most, counted, from_json, table, to_json

COMMAND = Path(__file__).resolve().parents[2] / "build" / "torture.py"


def torture(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(COMMAND), *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def test_figures_survive_the_way_between_processes() -> None:
    figures = [counted("lost", ["a", "b"], 9), at_most("slow", 3.25, 4, "s"), Figure("x", "1", "2", False, "why")]
    assert from_json(to_json(figures)) == figures


def test_table_marks_what_is_not_met_and_says_why() -> None:
    lines = table([counted("lost", ["row 3"], 9), at_most("slow", 3.25, 4, "s")]).splitlines()
    assert lines[1].split() == ["NO", "lost", "1", "of", "9", "0"]
    assert lines[2].strip() == "row 3"
    assert lines[3].split() == ["ok", "slow", "3.25", "s", "≤4", "s"]


def test_unknown_script_is_refused() -> None:
    done = torture("--only", "nonsense")
    assert done.returncode == 2
    assert "there is no nonsense" in done.stderr
    assert "forbidden" in done.stderr


def test_script_runs_in_a_process_of_its_own_and_its_table_is_printed() -> None:
    done = torture("--only", "forbidden", "--scale", "0.05")
    assert done.returncode == 0, done.stderr
    assert "connections to the canary" in done.stdout
