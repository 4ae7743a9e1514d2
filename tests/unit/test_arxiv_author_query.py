"""Names as arXiv's search wants them."""

from __future__ import annotations

import pytest

from scribe_desktop.providers.papers.author_query import author_queries


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("Prof. Dr. Ilse Varnholt", ('au:"Ilse Varnholt"', "au:varnholt_i")),
        ("Varnholt, Ilse Marie, PhD", ('au:"Ilse Varnholt"', "au:varnholt_i")),
        ("Dr. J. R. Müller", ("au:muller_j",)),
        ("J.-P. Blanc", ("au:blanc_j",)),
        ("J. Robert Ødegård", ('au:"Robert Odegard" OR au:"Robert Ødegård"', "au:odegard_j")),
        ("José-María de la Cruz", ('au:"Jose Maria de la Cruz" OR au:"José María de la Cruz"', "au:de_la_cruz_j")),
        ("Siobhan O’Brien", ('au:"Siobhan O\'Brien"', "au:o'brien_s")),
        ('Ann "Annie) OR ti:Bell', None),
        ("Bao", ('au:"Bao"',)),
        ("Prof. Varnholt", ('au:"Varnholt"',)),
        ("", ()),
        ("—", ()),
    ],
)
def test_author_is_asked_for_as_arxiv_wants(name: str, queries: tuple[str, ...] | None) -> None:
    made = author_queries(name)
    if queries is not None:
        assert made == queries
    for query in made:
        for clause in query.split(" OR "):
            assert clause.startswith("au:")
            assert clause.count('"') in (0, 2)
            assert not set(clause.removeprefix("au:")) & set("():")
