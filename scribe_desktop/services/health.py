"""Checks of what the program needs: what is configured, what can be reached, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from scribe_desktop.domain.cancellation import CancelToken


class Health(StrEnum):
    """How a check ended."""

    OK = "ok"
    NOTE = "note"  # works, but the person may want to know
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found, in a sentence, and what to do when something is wrong."""

    health: Health
    found: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at. `run` may take as long as its token allows; a ScribeError it raises is a problem."""

    name: str
    run: Callable[[CancelToken], CheckResult]
