"""Measures: a figure is a median with its spread, never one lucky run."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure. `limit` is the most it may be, in the same unit; None where none is set."""

    name: str
    unit: str
    median: float
    p10: float
    p90: float
    worst: float
    repeats: int
    limit: float | None = None

    @property
    def within_limit(self) -> bool | None:
        """Whether the median keeps to the limit; None without one."""
        return None if self.limit is None else self.median <= self.limit


def figure(name: str, unit: str, values: Sequence[float], limit: float | None = None) -> Figure:
    """Sum up measured values; quantiles are interpolated, as `statistics.quantiles(method="inclusive")` does."""
    ordered = sorted(values)
    tenths = statistics.quantiles(ordered, n=10, method="inclusive") if len(ordered) > 1 else ordered * 9
    return Figure(
        name=name,
        unit=unit,
        median=round(statistics.median(ordered), 4),
        p10=round(tenths[0], 4),
        p90=round(tenths[-1], 4),
        worst=round(ordered[-1], 4),
        repeats=len(ordered),
        limit=limit,
    )


def measure(
    name: str, function: Callable[[], object], repeats: int, limit: float | None = None, warm_ups: int = 1
) -> Figure:
    """Seconds that one call of `function` takes, after some calls that do not count."""
    for _ in range(warm_ups):
        function()
    seconds = []
    for _ in range(repeats):
        begun = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - begun)
    return figure(name, "s", seconds, limit)


def report(figures: Iterable[Figure]) -> None:
    """Print figures as one JSON list, the way bench.py reads them."""
    json.dump([{**asdict(one), "within_limit": one.within_limit} for one in figures], sys.stdout)
