"""Comparing two versions of a text word for word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scribe_desktop.services.version_diff import DiffKind, DiffPart, word_diff

OLD = "Dear Ilse,\n\nI read your old paper with joy. It is good.\n\nMaya"
NEW = "Dear Ilse,\n\nI studied your new long paper with joy. It is good. Thanks!\n\nMaya"


def test_whole_words_are_marked() -> None:
    changed = [one for one in word_diff(OLD, NEW) if one.kind is not DiffKind.SAME]
    assert changed == [
        DiffPart(DiffKind.GONE, "read"),
        DiffPart(DiffKind.NEW, "studied"),
        DiffPart(DiffKind.GONE, "old"),
        DiffPart(DiffKind.NEW, "new long"),
        DiffPart(DiffKind.NEW, " Thanks!"),
    ]


def test_neighbouring_changes_are_one() -> None:
    assert word_diff("one two three", "four five three") == (
        DiffPart(DiffKind.GONE, "one two"),
        DiffPart(DiffKind.NEW, "four five"),
        DiffPart(DiffKind.SAME, " three"),
    )


@pytest.mark.parametrize("text", ["", OLD])
def test_equal_texts_have_no_difference(text: str) -> None:
    assert all(one.kind is DiffKind.SAME for one in word_diff(text, text))


@given(st.text(alphabet="ab .,\n"), st.text(alphabet="ab .,\n"))
def test_both_texts_can_be_read_from_the_differences(older: str, newer: str) -> None:
    parts = word_diff(older, newer)
    assert "".join(one.text for one in parts if one.kind is not DiffKind.NEW) == older
    assert "".join(one.text for one in parts if one.kind is not DiffKind.GONE) == newer
