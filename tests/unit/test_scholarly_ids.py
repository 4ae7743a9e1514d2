"""Identifiers in the ways people and servers write them."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.scholarly_ids import arxiv_id, is_preprint_doi, normalised_doi, normalised_orcid


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.5555/ABC.1", "10.5555/abc.1"),
        ("https://doi.org/10.5555/abc", "10.5555/abc"),
        ("http://dx.doi.org/10.5555%2Fabc", "10.5555/abc"),
        ("doi: 10.5555/abc.", "10.5555/abc"),
        ("(see 10.5555/abc)", "10.5555/abc"),
        ("10.5555/s0021(98)00001-5", "10.5555/s0021(98)00001-5"),
        ("10.5555/(sici)1097(1998)1:2<3::aid-4>3.0.co;2-k", "10.5555/(sici)1097(1998)1:2<3::aid-4>3.0.co;2-k"),
        ("10.5/abc", ""),
        ("version 10.5555", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_doi_is_taken_out_of_its_writing(written: str | None, doi: str) -> None:
    assert normalised_doi(written) == doi


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("https://arxiv.org/abs/2401.00007v2", "2401.00007"),
        ("http://arxiv.org/pdf/2401.00007.pdf", "2401.00007"),
        ("arXiv:2401.00007", "2401.00007"),
        ("2401.00007", "2401.00007"),
        ("math.GT/0309136", "math/0309136"),
        ("10.48550/arXiv.2401.00007", "2401.00007"),
        ("https://papers.example/2401.00007", ""),
        ("10.5555/2401.00007", ""),
        (None, ""),
    ],
)
def test_arxiv_number_is_taken_out_of_its_writing(written: str | None, number: str) -> None:
    assert arxiv_id(written) == number


@pytest.mark.parametrize(
    ("written", "orcid"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("0000000218250097", "0000-0002-1825-0097"),
        ("0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("0000-0002-1825-0098", ""),
        ("0000-0002-1825", ""),
        (None, ""),
    ],
)
def test_orcid_is_taken_out_of_its_writing_when_its_last_character_fits(written: str | None, orcid: str) -> None:
    assert normalised_orcid(written) == orcid


def test_dois_of_manuscripts_are_known() -> None:
    assert is_preprint_doi("10.48550/arxiv.2401.00007")
    assert not is_preprint_doi("10.5555/abc")
