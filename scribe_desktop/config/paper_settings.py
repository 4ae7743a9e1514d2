"""The settings about sources of papers and books: who may be asked, where their keys are, what can be used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from scribe_desktop.domain.recipient import looks_like_email
from scribe_desktop.errors import SettingsError

OPENALEX_KEY_SECRET = "openalex-api-key"
OPENALEX_KEY_VARIABLE = "SCRIBE_OPENALEX_API_KEY"
SEMANTIC_SCHOLAR_KEY_SECRET = "semantic-scholar-api-key"
SEMANTIC_SCHOLAR_KEY_VARIABLE = "SCRIBE_SEMANTIC_SCHOLAR_API_KEY"

PAPER_URLS = ("arxiv_url", "openalex_url", "semantic_scholar_url", "crossref_url", "open_library_url")
"""Settings that hold the address of a source of papers or books."""


class PaperChoice(StrEnum):
    """Who is asked for papers; any number of them."""

    ARXIV = "arxiv"
    OPENALEX = "openalex"
    SEMANTIC_SCHOLAR = "semantic_scholar"
    CROSSREF = "crossref"


def check_paper_sources(sources: Sequence[str], contact_email: str, shown: Callable[[str], str]) -> None:
    """Raise SettingsError for a source that there is none of, or an address that is none.

    Args:
        shown: a setting as the person may have written it.
    """
    choices = tuple(one.value for one in PaperChoice)
    for one in sources:
        if one not in choices:
            raise SettingsError(f"{shown('paper_sources')} has {one!r}; it can be any of {', '.join(choices)}.")
    if contact_email and not looks_like_email(contact_email):
        raise SettingsError(f"{shown('contact_email')} is {contact_email!r}, which is no email address.")
