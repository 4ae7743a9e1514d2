"""Where sentences end, and where they do not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scribe_desktop.domain.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dear Prof. Dr. Varnholt,\n\nHello.", ["Dear Prof. Dr. Varnholt,", "Hello."]),
        ("As Rowe et al. Show, it moves, e.g. Sand.", ["As Rowe et al. Show, it moves, e.g. Sand."]),
        ("By J. K. Rowe and T. Ruiz. It is good.", ["By J. K. Rowe and T. Ruiz.", "It is good."]),
        ("It grew 3.5 times. See Fig. 2 there.", ["It grew 3.5 times.", "See Fig. 2 there."]),
        ("See https://a.example/x.html. Then go.", ["See https://a.example/x.html.", "Then go."]),
        (
            "I read “What Moves? A Study. Part Two” today. Good.",
            ["I read “What Moves? A Study. Part Two” today.", "Good."],
        ),
        ('I read "What Moves?". I liked it.', ['I read "What Moves?".', "I liked it."]),
        ('I read "What Moves?" I liked it.', ['I read "What Moves?"', "I liked it."]),
        ("I have a Ph.D. I am glad.", ["I have a Ph.D.", "I am glad."]),
        ("Older than I. Yes.", ["Older than I.", "Yes."]),
        ("Maya Okonjo\nKarlsvale University", ["Maya Okonjo", "Karlsvale University"]),
        (
            "This line of a paragraph was wrapped by hand in the\nmiddle. It goes on.",
            ["This line of a paragraph was wrapped by hand in the\nmiddle.", "It goes on."],
        ),
        ("This is a list of things that somebody wrote here:\n- one\n- two", None),
        ("这是。那是！", ["这是。", "那是！"]),
        ("What? yes.", ["What? yes."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences_end_where_a_reader_says(text: str, sentences: list[str] | None) -> None:
    expected = text.split("\n") if sentences is None else sentences
    assert [one.text for one in split_sentences(text)] == expected


@given(st.text(alphabet='aB. \n?!"“”1,é。', max_size=80))
def test_spans_are_in_order_and_lose_nothing_but_space(text: str) -> None:
    spans = split_sentences(text)
    assert all(text[one.start : one.end] == one.text for one in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert "".join("".join(one.text for one in spans).split()) == "".join(text.split())


def test_long_line_of_sentence_ends_takes_no_longer_by_the_square() -> None:
    """Half a megabyte of initials: by the square of its length this would never end."""
    text = "I. " * 180_000
    assert "".join(one.text for one in split_sentences(text)).replace(" ", "") == text.replace(" ", "")
