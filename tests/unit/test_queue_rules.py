"""The queue's vocabulary: transitions, percentages, error messages."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.queue import (
    ERROR_MESSAGE_LIMIT,
    QueueStatus,
    StepName,
    Transition,
    failure_message,
)
from scribe_desktop.errors import LLMError, SearchError, TransitionError


@pytest.mark.parametrize("status", [one for one in QueueStatus if one is not QueueStatus.PENDING])
def test_only_pending_items_can_be_cancelled(status: QueueStatus) -> None:
    Transition.CANCEL.check(QueueStatus.PENDING)
    with pytest.raises(TransitionError, match=f"Cannot cancel item with status '{status.value}'"):
        Transition.CANCEL.check(status)


def test_only_failed_items_can_be_retried() -> None:
    allowed = [status for status in QueueStatus if status in Transition.RETRY.sources]
    assert allowed == [QueueStatus.FAILED]


def test_steps_grow_in_percent_in_the_order_they_run() -> None:
    assert [step.percent for step in StepName] == [25, 50, 75, 90]


def test_a_retryable_failure_says_timeout() -> None:
    assert "timeout" in failure_message(SearchError("The search gave no answer."))


def test_a_failure_that_trying_again_does_not_mend_never_says_timeout() -> None:
    message = failure_message(LLMError("The model's server refused the request: Timeout value is too large."))
    assert "timeout" not in message.lower()
    assert message.endswith("time limit value is too large.")


@pytest.mark.parametrize("error", [SearchError("x" * 5000), LLMError("x" * 5000), SearchError("y" * 998 + " timeout")])
def test_a_failure_message_has_at_most_a_thousand_characters(error: SearchError | LLMError) -> None:
    message = failure_message(error)
    assert len(message) <= ERROR_MESSAGE_LIMIT
    assert ("timeout" in message) == error.retryable
