"""Estimates from measured step times."""

from __future__ import annotations

from scribe_desktop.domain.queue import StepName
from scribe_desktop.services.eta import EtaEstimator

MEASURED = EtaEstimator(
    {
        StepName.TEMPLATE_PARSER: [1.0],
        StepName.WEB_SCRAPER: [4.0, 3.0, 50.0],
        StepName.ARXIV_HELPER: [2.0, 3.0],
        StepName.EMAIL_COMPOSER: [5.0],
    }
)


def test_an_item_takes_the_medians_of_its_steps() -> None:
    assert MEASURED.item_seconds == 1 + 4 + 2.5 + 5


def test_the_wait_counts_those_before_and_the_rest_of_the_running_one() -> None:
    assert MEASURED.wait_seconds(1) == 0
    assert MEASURED.wait_seconds(3, StepName.ARXIV_HELPER) == 2 * 12.5 + 7.5


def test_the_batch_ends_when_the_last_item_does() -> None:
    assert MEASURED.batch_seconds_left(2, StepName.EMAIL_COMPOSER) == 2 * 12.5 + 5


def test_nothing_is_said_before_every_step_was_measured() -> None:
    fresh = EtaEstimator({StepName.WEB_SCRAPER: [4.0]})
    assert fresh.item_seconds is None
    assert fresh.wait_seconds(5) is None
    assert fresh.batch_seconds_left(5) is None
    assert fresh.expected(StepName.WEB_SCRAPER) == 4.0
