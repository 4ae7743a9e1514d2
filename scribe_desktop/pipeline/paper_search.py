"""Asks several sources of papers at once, each in a thread of its own, and goes on with what came in time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.name_words import fold
from scribe_desktop.errors import PaperSourceError, ScribeError, StepTimeoutError, WorkInterrupted
from scribe_desktop.pipeline.outputs import PaperFindings
from scribe_desktop.ports import Clock, PaperSource
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

CACHE_KIND = "papers"
FRESH_FOR = timedelta(hours=24)
RESERVE_SECONDS = 2.0
"""Kept of the step's time to go on with what came in when a source is slow."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answers:
    """What each source has, in the order of the sources, and a sentence for each that gave no answer."""

    found: tuple[tuple[Paper, ...], ...]
    problems: tuple[str, ...] = ()


class PaperSearch:
    """Asks all sources for an author. Storage is only touched from the thread that calls `ask`."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def ask(self, sources: Sequence[PaperSource], author: str, limit: int, token: CancelToken) -> Answers:
        """Each source's papers, from the cache when they are fresh; that there are none is not remembered.

        A source that fails, or is not ready when the time is nearly over, costs its own papers only.

        Raises WorkInterrupted, QueuePausingError and what storage raises.
        """
        found = self._cached(sources, author, self._clock.now() - FRESH_FOR)
        problems: dict[str, str] = {}
        missing = [one for one in sources if one.name not in found]
        remaining = token.remaining()
        seconds = None if remaining is None or len(missing) < 2 else max(0.0, remaining - RESERVE_SECONDS)
        with token.limited(seconds, "Looking for papers") as limited:
            for source, answer in self._answers(missing, author, limit, limited):
                if isinstance(answer, ScribeError):
                    _log.info("No papers from %s: %s", source.name, answer.message)
                    slow = isinstance(answer, StepTimeoutError) and len(sources) > 1
                    problems[source.name] = f"{source.name} was not ready in time." if slow else answer.message
                    continue
                papers = found[source.name] = _named(answer, source.name)
                if papers:
                    self._keep(source, author, papers)
        names = [one.name for one in sources]
        return Answers(
            tuple(found.get(name, ()) for name in names), tuple(problems[name] for name in names if name in problems)
        )

    def remembered(self, sources: Sequence[PaperSource], author: str) -> tuple[tuple[Paper, ...], ...]:
        """What the cache has of each source, however old; nothing is asked."""
        cached = self._cached(sources, author, None)
        return tuple(cached.get(one.name, ()) for one in sources)

    def _answers(
        self, sources: Sequence[PaperSource], author: str, limit: int, token: CancelToken
    ) -> list[tuple[PaperSource, list[Paper] | PaperSourceError | StepTimeoutError]]:
        """What each source says, each as soon as it says it. Raises what is not a source's own failure."""
        if not sources:
            return []
        if len(sources) == 1:
            return [(sources[0], _answer(sources[0], author, limit, token))]
        said: list[tuple[PaperSource, list[Paper] | PaperSourceError | StepTimeoutError]] = []
        ended: list[BaseException] = []
        with ThreadPoolExecutor(len(sources), thread_name_prefix="papers") as pool:
            asked = {pool.submit(_answer, one, author, limit, token): one for one in sources}
            for future in as_completed(asked):
                error = future.exception()
                if error is None:
                    said.append((asked[future], future.result()))
                else:
                    ended.append(error)
        if ended:
            raise next((error for error in ended if isinstance(error, WorkInterrupted)), ended[0])
        return said

    def _cached(
        self, sources: Sequence[PaperSource], author: str, since: datetime | None
    ) -> dict[str, tuple[Paper, ...]]:
        with self._unit_of_work(read_only=True) as work:
            cached = {one.name: work.cache.get(CACHE_KIND, _key(one, author), since) for one in sources}
        known = {name: PaperFindings.from_json(value).papers for name, value in cached.items() if value is not None}
        return {name: _named(papers, name) for name, papers in known.items()}

    def _keep(self, source: PaperSource, author: str, papers: tuple[Paper, ...]) -> None:
        value = PaperFindings(papers=papers).to_json()
        with self._unit_of_work() as work:
            work.cache.put(CACHE_KIND, _key(source, author), value, self._clock.now())
            work.commit()


def _named(papers: Sequence[Paper], source: str) -> tuple[Paper, ...]:
    """The papers, each with the source that it came from."""
    return tuple(one if one.sources else replace(one, sources=(source,)) for one in papers)


def _key(source: PaperSource, author: str) -> str:
    return f"{source.name}\n{fold(author)}"


def _answer(
    source: PaperSource, author: str, limit: int, token: CancelToken
) -> list[Paper] | PaperSourceError | StepTimeoutError:
    """The source's papers, or its own failure."""
    try:
        return source.papers_by(author, limit, token)
    except (PaperSourceError, StepTimeoutError) as error:
        return error
