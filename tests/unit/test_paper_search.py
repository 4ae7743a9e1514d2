"""Asking several sources at once: fake sources, real threads, no source that can hold up or spoil the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.errors import InterruptReason, PaperSourceError, StorageError, WorkInterrupted
from scribe_desktop.pipeline.paper_search import Answers, PaperSearch
from tests.factories import paper
from tests.fakes import FakeClock, FakePapers, MemoryUnits, token_for

TIDES, DUNES = paper("Tides", id=""), paper("Dunes", id="")


class Source(FakePapers):
    """A fake with a name of its own; `meanwhile` is done before it answers."""

    def __init__(
        self,
        name: str,
        papers: Sequence[Paper] = (),
        error: Exception | None = None,
        meanwhile: Callable[[CancelToken], object] = lambda token: None,
    ) -> None:
        super().__init__({"Ilse Varnholt": papers}, error)
        self.name = name
        self._meanwhile = meanwhile

    def papers_by(self, author: str, limit: int, token: CancelToken) -> list[Paper]:
        self._meanwhile(token)
        return super().papers_by(author, limit, token)


def ask(*sources: Source, units: MemoryUnits | None = None, clock: FakeClock | None = None) -> Answers:
    clock = clock or FakeClock()
    return PaperSearch(units or MemoryUnits(), clock).ask(sources, "Ilse Varnholt", 50, token_for(clock, 30))


def test_papers_come_in_the_order_of_the_sources_and_name_them() -> None:
    first_may_answer = threading.Event()
    first = Source("A", [TIDES], meanwhile=lambda token: first_may_answer.wait())
    second = Source("B", [DUNES], meanwhile=lambda token: first_may_answer.set())
    answers = ask(first, second)
    assert [[(one.title, one.sources) for one in papers] for papers in answers.found] == [
        [("Tides", ("A",))],
        [("Dunes", ("B",))],
    ]
    assert answers.problems == ()


def test_sources_are_asked_at_the_same_time() -> None:
    together = threading.Barrier(3)
    sources = [Source(name, [TIDES], meanwhile=lambda token: together.wait()) for name in "ABC"]
    assert len(ask(*sources).found) == 3  # would wait for ever one after the other


def test_source_that_fails_costs_its_own_papers_only() -> None:
    answers = ask(Source("A", error=PaperSourceError("A is down.")), Source("B", [DUNES]), Source("C"))
    assert [len(papers) for papers in answers.found] == [0, 1, 0]
    assert answers.problems == ("A is down.",)


def test_what_came_in_time_is_used_and_the_slow_one_is_named() -> None:
    clock = SystemClock()
    slow = Source("Slow", [TIDES], meanwhile=lambda token: token.sleep(60))
    token = CancelToken(clock.monotonic, clock.wait, 2.3)  # two seconds of it are kept back
    answers = PaperSearch(MemoryUnits(), clock).ask([slow, Source("Quick", [DUNES])], "Ilse Varnholt", 50, token)
    assert [len(papers) for papers in answers.found] == [0, 1]
    assert answers.problems == ("Slow was not ready in time.",)
    assert not token.cancelled


def test_each_source_is_remembered_by_itself() -> None:
    units = MemoryUnits()
    first, second = Source("A", [TIDES]), Source("B", error=PaperSourceError("B is down."))
    ask(first, second, units=units)
    third = Source("B", [DUNES])
    answers = ask(first, third, units=units)
    assert [[one.title for one in papers] for papers in answers.found] == [["Tides"], ["Dunes"]]
    assert (len(first.authors), len(second.authors), len(third.authors)) == (1, 1, 1)
    search = PaperSearch(units, FakeClock())
    assert [len(papers) for papers in search.remembered([second, Source("C")], "Ilse Varnholt")] == [1, 0]


def test_what_is_remembered_keeps_all_its_fields() -> None:
    units = MemoryUnits()
    whole = paper("Tides", id="", doi="10.5555/a", sources=("A",), orcids=("0000-0002-1825-0097", ""))
    source = Source("A", [whole])
    ask(source, units=units)
    assert ask(source, units=units).found == ((whole,),)
    assert len(source.authors) == 1


def test_stopping_ends_all_of_them() -> None:
    clock = SystemClock()
    token = CancelToken(clock.monotonic, clock.wait, 30)
    waiting = threading.Barrier(3)

    def wait(token: CancelToken) -> None:
        waiting.wait()
        token.sleep(60)

    def stop() -> None:
        waiting.wait()
        token.cancel(InterruptReason.STOPPED)

    threading.Thread(target=stop, daemon=True).start()
    sources = [Source(name, [TIDES], meanwhile=wait) for name in "AB"]
    with pytest.raises(WorkInterrupted):
        PaperSearch(MemoryUnits(), clock).ask(sources, "Ilse Varnholt", 50, token)


def test_ledger_that_cannot_be_written_is_not_taken_for_a_source_that_is_down() -> None:
    broken = Source("A", error=StorageError("The ledger cannot be written."))
    with pytest.raises(StorageError):
        ask(broken, Source("B", [DUNES]))
