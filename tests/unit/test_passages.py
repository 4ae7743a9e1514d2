"""Cutting pages into passages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scribe_desktop.pipeline.passages import FEWEST_WORDS, MOST_WORDS, cut_passages


def _sentence(words: int) -> str:
    return "Word" + " word" * (words - 1) + "."


def _paragraph(*lengths: int) -> str:
    return " ".join(_sentence(length) for length in lengths)


def _sizes(text: str) -> list[int]:
    return [len(piece.text.split()) for piece in cut_passages(text)]


def test_a_passage_ends_with_its_paragraph() -> None:
    assert _sizes("\n".join([_paragraph(40, 30), _paragraph(35, 35)])) == [70, 70]


def test_short_paragraphs_are_put_together() -> None:
    assert _sizes("\n".join([_sentence(10)] * 13)) == [60, 70]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    pieces = cut_passages(_paragraph(50, 50, 50, 50))
    assert [len(piece.text.split()) for piece in pieces] == [100, 100]
    assert all(piece.text.endswith(".") for piece in pieces)


def test_a_sentence_without_end_is_cut_between_words() -> None:
    assert _sizes("word " * 250) == [120, 120, 10]


def test_a_short_end_joins_the_passage_before_it() -> None:
    assert _sizes(_paragraph(70) + "\n" + _sentence(8)) == [78]


def test_an_empty_text_has_no_passages() -> None:
    assert cut_passages(" \n\n ") == []


@given(st.lists(st.text("ab .\n!?é漢", max_size=60), max_size=20).map(" ".join))
def test_passages_stand_word_for_word_in_the_text_and_lose_nothing(text: str) -> None:
    pieces = cut_passages(text)
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert " ".join(piece.text for piece in pieces).split() == text.split() or "".join(
        "".join(piece.text.split()) for piece in pieces
    ) == "".join(text.split())
    assert all(len(piece.text.split()) <= MOST_WORDS for piece in pieces)


def test_no_passage_but_the_last_is_short_in_ordinary_prose() -> None:
    sizes = _sizes("\n".join(_paragraph(12, 18, 25) for _ in range(9)))
    assert all(size >= FEWEST_WORDS for size in sizes[:-1])
