"""What llmock says of the retries, for the faults that its other tests leave out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import retries

from tests.llmock_server import LlmockServer

CHOSEN = [one for one in retries.faults() if one.name in ("mixed", "quota spent", "503 with Retry-After", "too long")]


@pytest.fixture(scope="module")
def server() -> Iterator[LlmockServer]:
    with LlmockServer() as made:
        yield made


@pytest.mark.parametrize("fault", CHOSEN, ids=[one.name for one in CHOSEN])
def test_llmock_finds_no_fault_with_the_retries(server: LlmockServer, fault: retries.Fault) -> None:
    assert retries.judged(server, fault) is None
