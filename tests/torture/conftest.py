"""The scripts of `build/dev.py torture`, shortened: their functions are called, and outcomes are looked at."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "build" / "torture"))
