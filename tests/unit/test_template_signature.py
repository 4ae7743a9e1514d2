"""Whether a template is signed, and adding the place of the signature."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.template import Sender, parse_template
from scribe_desktop.domain.template_signature import lacks_signature, with_signature

MAYA = Sender("Maya Lindqvist")


@pytest.mark.parametrize(
    ("ending", "lacks"),
    [
        ("Kind regards,\n{{ signature }}", False),
        ("Kind regards,\n{{ sender_name }}", False),
        ("Kind regards,\nMaya Lindqvist, Ostlake College of the Sea and Sky.", False),
        ("Kind regards,\nTunde", False),
        ("Kind regards,", True),
        ("Kind regards", True),
        ("Would you have time?", True),
        ("Thank you for your time.", True),
    ],
)
def test_missing_signature_is_seen(ending: str, lacks: bool) -> None:
    template = parse_template(f"Dear {{{{ name }}}},\n\nHow are the tides today?\n\n{ending}")
    assert lacks_signature(template, MAYA) is lacks


def test_signature_goes_below_the_closing_line_or_brings_its_own() -> None:
    assert with_signature("Dear you,\n\nKind regards,\n").endswith("Kind regards,\n{{ signature }}")
    added = with_signature("Dear you,\n\nWould you have time?")
    assert added.endswith("Would you have time?\n\nKind regards,\n{{ signature }}")
    assert not lacks_signature(parse_template(added), MAYA)
