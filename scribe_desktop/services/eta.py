"""How long the queue will take, from this machine's own step times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from scribe_desktop.domain.queue import StepName


class EtaEstimator:
    """Estimates from the seconds of past runs of each step (`QueueService.step_seconds`).

    Medians, so that one slow page does not change every answer. None where nothing has been measured yet: no
    constant is ever shown as if it had been measured.
    """

    def __init__(self, seconds: Mapping[StepName, Sequence[float]]) -> None:
        self._expected = {step: median(values) for step, values in seconds.items() if values}

    def expected(self, step: StepName) -> float | None:
        """Seconds that the step usually takes."""
        return self._expected.get(step)

    @property
    def item_seconds(self) -> float | None:
        """Seconds that a whole item usually takes; None before every step was measured once."""
        if any(step not in self._expected for step in StepName):
            return None
        return sum(self._expected.values())

    def wait_seconds(self, position: int, current_step: StepName | None = None) -> float | None:
        """Seconds until the item at this 1-based place is begun: those before it and the rest of the running one."""
        whole = self.item_seconds
        if whole is None:
            return None
        return (position - 1) * whole + self.left_of_current(current_step)

    def left_of_current(self, current_step: StepName | None) -> float:
        """Seconds the item now in this step still needs; zero when none is being worked."""
        if current_step is None:
            return 0.0
        steps = list(StepName)
        return sum(self._expected.get(step, 0.0) for step in steps[steps.index(current_step) :])

    def batch_seconds_left(self, pending: int, current_step: StepName | None = None) -> float | None:
        """Seconds until nothing is pending or processing."""
        whole = self.item_seconds
        if whole is None:
            return None
        return pending * whole + self.left_of_current(current_step)
