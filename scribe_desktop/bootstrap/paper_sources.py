"""The sources of papers and books that the settings name, each with its address, key and pace."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.paper_settings import (
    OPENALEX_KEY_SECRET,
    OPENALEX_KEY_VARIABLE,
    SEMANTIC_SCHOLAR_KEY_SECRET,
    SEMANTIC_SCHOLAR_KEY_VARIABLE,
    PaperChoice,
)
from scribe_desktop.config.settings import Settings

if TYPE_CHECKING:
    from scribe_desktop.ports import ContactLedger, PaperSource
    from scribe_desktop.providers.io_loop import IoLoop

Secret = Callable[[str, str], str | None]
"""The value of an environment variable, else the secret of that name; None without either."""

Keep = Callable[[object, Callable[[], "PaperSource"]], "PaperSource"]
"""Builds a part at its first use and gives it again later: a source keeps the pause between two requests."""


class PaperSources:
    """Builds the sources. Libraries are loaded, and the keyring is asked, only for those that were chosen.

    Args:
        loop: gives the loop for the network; called when the first source that needs it is built.
    """

    def __init__(
        self, loop: Callable[[], IoLoop], clock: SystemClock, secret: Secret, keep: Keep, ledger: ContactLedger | None
    ) -> None:
        self._loop = loop
        self._clock = clock
        self._secret = secret
        self._keep = keep
        self._ledger = ledger

    def papers(self, settings: Settings) -> tuple[PaperSource, ...]:
        """The chosen sources of papers, in a steady order."""
        build = {
            PaperChoice.ARXIV: self._arxiv,
            PaperChoice.OPENALEX: self._openalex,
            PaperChoice.SEMANTIC_SCHOLAR: self._semantic_scholar,
            PaperChoice.CROSSREF: self._crossref,
        }
        return tuple(build[choice](settings) for choice in PaperChoice if choice in settings.paper_sources)

    def books(self, settings: Settings) -> PaperSource | None:
        """The source of books; None when the person does not want it asked."""
        if not settings.open_library:
            return None
        from scribe_desktop.providers.papers.open_library_books import OpenLibraryBooks

        url, email = settings.open_library_url, settings.contact_email
        return self._keep(
            ("open library", url, email),
            lambda: OpenLibraryBooks(url, self._loop(), self._clock, email, self._ledger),
        )

    def _arxiv(self, settings: Settings) -> PaperSource:
        from scribe_desktop.providers.papers.arxiv_papers import ArxivPapers

        url = settings.arxiv_url
        return self._keep(("arxiv", url), lambda: ArxivPapers(url, self._clock, self._ledger))

    def _openalex(self, settings: Settings) -> PaperSource:
        from scribe_desktop.providers.papers.openalex_papers import OpenAlexPapers

        url, email = settings.openalex_url, settings.contact_email
        key = self._secret(OPENALEX_KEY_VARIABLE, OPENALEX_KEY_SECRET)
        return self._keep(
            ("openalex", url, email, key),
            lambda: OpenAlexPapers(url, self._loop(), self._clock, key, email, self._ledger),
        )

    def _semantic_scholar(self, settings: Settings) -> PaperSource:
        from scribe_desktop.providers.papers.semantic_scholar_papers import SemanticScholarPapers

        url = settings.semantic_scholar_url
        key = self._secret(SEMANTIC_SCHOLAR_KEY_VARIABLE, SEMANTIC_SCHOLAR_KEY_SECRET)
        return self._keep(
            ("semantic scholar", url, key),
            lambda: SemanticScholarPapers(url, self._loop(), self._clock, key, self._ledger),
        )

    def _crossref(self, settings: Settings) -> PaperSource:
        from scribe_desktop.providers.papers.crossref_papers import CrossrefPapers

        url, email = settings.crossref_url, settings.contact_email
        return self._keep(
            ("crossref", url, email),
            lambda: CrossrefPapers(url, self._loop(), self._clock, email, self._ledger),
        )
