"""Which pages seem to be about one person. Everybody is invented."""

from __future__ import annotations

import pytest

from scribe_desktop.pipeline.facets import site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://geo.karlsvale.example/people/1", "karlsvale.example"),
        ("https://www.earth.karlsvale.ac.uk/people/1", "karlsvale.ac.uk"),
        ("https://karlsvale.edu.au", "karlsvale.edu.au"),
        ("https://varnholt.github.io/about", "varnholt.github.io"),
        ("https://www.linkedin.com/in/varnholt", ""),
        ("https://127.0.0.1:8000/varnholt", ""),
        ("not an address", ""),
    ],
)
def test_a_site_is_what_one_institution_or_person_has(url: str, site: str) -> None:
    assert site_of(url) == site
