"""Identifiers of papers and people, from the many ways they are written to one way to compare them."""

from __future__ import annotations

import re
from urllib.parse import unquote

# A DOI's prefix is 10. and four or more digits; its suffix is nearly anything without spaces.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_ORCID = re.compile(r"(?<!\d)(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])(?!\d)", re.IGNORECASE)
# Both identifier schemes, 2401.00001v2 and math/0309136 (also math.GT/0309136), in an address, a DOI or alone.
_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/|10\.48550/arxiv\.|^\s*arxiv:\s*|^\s*)"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?(?=[\s?#/]|$)",
    re.IGNORECASE,
)

_CLOSING = {")": "(", "]": "[", ">": "<"}

ARXIV_PREFIX = "10.48550/arxiv."

PREPRINT_PREFIXES = frozenset(
    ("10.48550", "10.1101", "10.64898", "10.2139", "10.21203", "10.20944", "10.26434", "10.31234", "10.31219",
     "10.31235", "10.31223", "10.36227", "10.33774", "10.22541", "10.5281", "10.6084", "10.12688", "10.32942")
)  # fmt: skip
"""Who registers DOIs for manuscripts and deposits: arXiv, bioRxiv and medRxiv, SSRN, Research Square, Zenodo, …"""


def normalised_doi(text: object) -> str:
    """The DOI in any of its writings ("https://doi.org/10.1/X", "doi:10.1/x") as "10.1/x"; "" when there is none."""
    found = _DOI.search(unquote(text)) if isinstance(text, str) else None
    doi = found[0].lower() if found else ""
    while doi and (doi[-1] in ".,;\"'" or (doi[-1] in _CLOSING and doi.count(doi[-1]) > doi.count(_CLOSING[doi[-1]]))):
        doi = doi[:-1]  # the end of a sentence or a bracket around the DOI
    return doi


def doi_address(doi: str) -> str:
    """Where a normalised DOI leads to."""
    return f"https://doi.org/{doi}"


def is_preprint_doi(doi: str) -> bool:
    """True for a normalised DOI of a server of manuscripts, which a published version may have another one beside."""
    return doi.partition("/")[0] in PREPRINT_PREFIXES


def arxiv_id(text: object) -> str:
    """The arXiv identifier in an address, a DOI or alone, without its version; "" when there is none."""
    found = _ARXIV.search(text) if isinstance(text, str) else None
    return re.sub(r"\.[a-z]{2}/", "/", found["id"].lower()) if found else ""  # the subject class is no part of it


def normalised_orcid(text: object) -> str:
    """The ORCID iD, with or without address and hyphens, as "0000-0002-1825-0097"; "" when there is none.

    The last character is checked (ISO 7064, MOD 11-2), so that a mistyped one is not taken for another person's.
    """
    found = _ORCID.search(text) if isinstance(text, str) else None
    if found is None:
        return ""
    total = 0
    digits = "".join(found.groups()).upper()
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    if digits[-1] != ("X" if rest == 10 else str(rest)):
        return ""
    return "-".join(found.groups()).upper()
