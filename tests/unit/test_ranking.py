"""BM25 ranking."""

from __future__ import annotations

import math

import pytest

from scribe_desktop.pipeline.ranking import bm25_scores, terms


def test_scores_are_those_of_the_formula() -> None:
    documents = [["tide", "tide", "sand"], ["sand"], ["moss", "fern"]]
    rarity = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = rarity * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    assert bm25_scores(["tide"], documents) == pytest.approx([expected, 0, 0])


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    documents = [["sand", "tide"], ["sand", "moss"], ["sand", "fern"]]
    scores = bm25_scores(["sand", "moss"], documents)
    assert max(scores) == scores[1]
    assert min(scores) > 0


def test_nothing_to_rank_gives_nothing() -> None:
    assert bm25_scores(["tide"], []) == []
    assert bm25_scores([], [["tide"], []]) == [0, 0]
    assert bm25_scores(["tide"], [[]]) == [0]


def test_terms_ignore_case_accents_endings_and_small_words() -> None:
    assert terms("The Sédiments of estuaries") == terms("sediment, Estuary")


def test_chinese_text_is_ranked_by_its_characters() -> None:
    query, documents = terms("泥沙"), [terms("河口的泥沙输运"), terms("量子光学")]
    first, second = bm25_scores(query, documents)
    assert first > 0 == second
