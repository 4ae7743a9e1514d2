"""The delimiter of a text is found by a vote."""

from __future__ import annotations

import pytest

from scribe_desktop.errors import InputError
from scribe_desktop.services.importing.dialect import guess_delimiter, named_delimiter
from tests.csv_corpus import Sample, corpus


def _right(sample: Sample, found: str) -> bool:
    if sample.delimiter is None:
        return all(found not in line for line in sample.text.splitlines())
    return found == sample.delimiter


def test_the_vote_is_right_on_nearly_all_of_a_thousand_nasty_files() -> None:
    samples = list(corpus(1000))
    wrong = [
        (sample.kinds, sample.text[:200])
        for sample in samples
        if not _right(sample, guess_delimiter(sample.text.replace("\r\n", "\n").replace("\r", "\n")).delimiter)
    ]
    assert len(wrong) <= 10, wrong


def test_the_corpus_has_every_kind_of_nastiness() -> None:
    kinds = {kind for sample in corpus(1000) for kind in sample.kinds}
    assert len(kinds) == 13


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("name;h-index\nIlse Varnholt;1,5\nBao Lindemann;2,5\n", ";"),
        ("name,notes\nIlse Varnholt,a; b; c\nBao Lindemann,d\n", ","),
        ("sep=|\nname|topic\nA, B, C|x, y, z\n", "|"),
        ('"sep=;"\nname;topic\n', ";"),
        ("name\tinterest\nVarnholt, Ilse\ttides, sand\n", "\t"),
        ('name,interest\n"Ilse;Bo","tides;sand"\n', ","),
    ],
)
def test_texts_that_mislead_a_count_of_characters(text: str, delimiter: str) -> None:
    assert guess_delimiter(text).delimiter == delimiter


def test_one_column_with_commas_stays_one_column() -> None:
    assert guess_delimiter("name\nVarnholt, Ilse\nLindemann, Bao\n").delimiter != ","


def test_one_column_without_any_delimiter_counts_as_comma() -> None:
    assert guess_delimiter("name\nIlse Varnholt\n").delimiter == ","


@pytest.mark.parametrize(
    ("word", "delimiter"), [("tab", "\t"), ("\\t", "\t"), (";", ";"), ("Comma", ","), ("\t", "\t")]
)
def test_a_delimiter_can_be_named(word: str, delimiter: str) -> None:
    assert named_delimiter(word) == delimiter


@pytest.mark.parametrize("word", ["", ";;", '"', "a", "\n"])
def test_what_cannot_separate_cells_is_refused(word: str) -> None:
    with pytest.raises(InputError, match="cannot separate columns"):
        named_delimiter(word)
