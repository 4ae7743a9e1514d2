"""Templates: places and their spellings, subject lines, gaps, and where each place is filled from."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.template import (
    FilledTemplate,
    Origin,
    Sender,
    TemplateType,
    parse_template,
    row_values,
    sender_values,
)
from scribe_desktop.errors import TemplateError
from tests.factories import recipient


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("{{name}}", "name"),
        ("{{ Name }}", "name"),
        ("{{Research Interest}}", "research_interest"),
        ("{{ key-paper-title }}", "key_paper_title"),
        ("{{- Lab -}}", "lab"),
        ('{{ Paper | default("x") }}', "paper"),
        ("{% if Lab %}yes{% endif %}", "lab"),
        ("{% if not Lab %}yes{% endif %}", "lab"),
        ("[Their Paper]", "their_paper"),
        ("[a b c d]", "a_b_c_d"),
    ],
)
def test_places_are_one_name_however_they_are_spelled(written: str, name: str) -> None:
    assert parse_template(f"Some words before {written}.").names == (name,)


@pytest.mark.parametrize(
    "text", ["[a b c d e]", "[1]", "[see 2]", "[my page](https://maya.example)", "[]", "[if]", "[x/y]", "{ name }"]
)
def test_other_brackets_are_text(text: str) -> None:
    template = parse_template(f"Some words before {text}.")
    assert template.names == ()
    assert template.fill({}).body_text == f"Some words before {text}."


def test_bracketed_and_curly_places_of_one_name_are_one_place() -> None:
    template = parse_template("I read [paper] and {{paper}} again.")
    assert template.names == ("paper",)
    assert template.fill({"paper": "X"}).body_text == "I read X and X again."


@pytest.mark.parametrize(
    ("source", "subject", "body"),
    [
        ("Subject: Hello\n\nDear you, text.", "Hello", "Dear you, text."),
        ("subject:  Hello {{name}} \r\n\r\nText of it.", "Hello {{name }}", "Text of it."),
        ("Subject: Hello\nDear you, text.", None, "Subject: Hello\nDear you, text."),
        ("Dear you,\n\nSubject: no", None, "Dear you,\n\nSubject: no"),
    ],
)
def test_subject_is_a_first_line_with_an_empty_one_below(source: str, subject: str | None, body: str) -> None:
    template = parse_template(source)
    assert (template.subject, template.body) == (subject, body)


def test_values_gaps_and_open_places_can_be_told_apart() -> None:
    filled = parse_template("Subject: On {{topic}}\n\nDear {{name}}, {{lab}} and {{paper}}.").fill(
        {"name": "Ilse", "topic": "sand"}, frozenset({"paper"})
    )
    assert filled.subject_text == "On sand"
    assert filled.body_text == "Dear Ilse, [lab: not found] and {{paper}}."
    assert (filled.gaps, filled.open_names) == (("lab",), ("paper",))
    assert "".join(one.text for one in filled.body if one.placeholder is None) == "Dear ,  and ."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('Hello {{ lab | default("your lab") }}!', "Hello your lab!"),
        ("Hello {% if lab %}{{lab}}{% else %}there{% endif %}!", "Hello there!"),
        ("Hello {{ name | upper }} you!", "Hello ILSE you!"),
        ("Hello {{ lab | upper }} you!", "Hello [lab: not found] you!"),
        ("Hello {{ lab if lab else name }}!", "Hello Ilse!"),
        ("Hello {{ lab or name }}!", "Hello Ilse!"),
    ],
)
def test_defaults_conditions_and_filters(source: str, expected: str) -> None:
    assert parse_template(source).fill({"name": "Ilse"}).body_text == expected


def test_values_are_never_read_as_template() -> None:
    filled = parse_template("Hello {{name}}, good day.").fill({"name": "{{ lab }} \ue000x\ue002"})
    assert filled.body_text == "Hello {{ lab }} x, good day."
    assert filled.gaps == ()


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("Some text\nand {{ name", 2),
        ("Subject: x\n\nSome text\nand {% for a in b %}x{% endfor %}", 4),
        ("Some text {{ name.upper() }}", 1),
        ("Some text {{ name | replace }}", 1),
        ("Some text {{ 1 + 1 }}", 1),
        ("Some text\n\n{% if name is callable %}x{% endif %}", 3),
    ],
)
def test_what_is_no_template_is_refused_with_its_line(source: str, line: int) -> None:
    with pytest.raises(TemplateError) as error:
        parse_template(source)
    assert error.value.line == line
    assert f"Line {line} " in error.value.message


@pytest.mark.parametrize("source", ["", "  \n ", "short", "x" * 5001, "Subject: only this line\n\n"])
def test_templates_of_a_wrong_length_are_refused(source: str) -> None:
    with pytest.raises(TemplateError):
        parse_template(source)


def test_places_are_filled_from_column_then_meaning_then_settings_then_research() -> None:
    row = recipient(affiliation="Karlsvale University", fields={"lab": "Sand Lab", "interest": "dunes"})
    template = parse_template(
        "{{name}} {{university}} {{lab}} {{interest}} {{sender_name}} {{email}} {{paper}} {{mood}}"
    )
    assert template.origins(row) == {
        "name": Origin.ROW,
        "university": Origin.ROW,
        "lab": Origin.ROW,
        "interest": Origin.ROW,
        "sender_name": Origin.SENDER,
        "email": Origin.ROW,
        "paper": Origin.RESEARCH,
        "mood": Origin.RESEARCH,
    }
    assert row_values(row)["interest"] == "dunes"
    assert template.needs_research(row)
    assert not parse_template("Dear {{name}}, {{signature}}").needs_research(row)


@pytest.mark.parametrize(
    "place",
    [
        "We met at {{ met_at | default('a conference') }}.",
        "We met at {{ met_at or 'a conference' }}.",
        "We met at {{ met_at | upper | default('a conference') }}.",
        "{% if met_at %}We met at {{ met_at }}.{% else %}We met at a conference.{% endif %}",
        "{% if met_at is defined and name %}At {{ met_at }}.{% endif %}We met at a conference.",
        "{% if not met_at %}We met at a conference.{% else %}We met at {{ met_at }}.{% endif %}",
        "We met at {{ met_at if met_at else 'a conference' }}.",
    ],
)
def test_an_empty_cell_of_a_column_is_not_researched_where_the_template_says_what_stands_there(place: str) -> None:
    template = parse_template(f"Dear {{{{name}}}},\n\n{place}\n\nMaya")
    empty = recipient(fields={"met_at": ""})
    assert template.origins(empty)["met_at"] is Origin.ROW
    assert not template.needs_research(empty)
    filled = template.fill(row_values(empty))
    assert "We met at a conference." in filled.body_text
    assert filled.gaps == ()
    assert template.needs_research(recipient())  # no such column: what is not known is looked for


@pytest.mark.parametrize(
    "place",
    [
        "We met at {{ met_at }}.",
        "We met at {{ met_at | default(met_where) }}.",
        "{% if name %}We met at {{ met_at }}.{% endif %}",
        "{% if met_at or name %}We met at {{ met_at }}.{% endif %}",
        "{{ met_at and name }}, then.",
        "We met at {{ met_at | default('a conference') }}. Yes, at {{ met_at }}.",
    ],
)
def test_an_empty_cell_without_anything_in_its_place_is_researched(place: str) -> None:
    template = parse_template(f"Dear {{{{name}}}},\n\n{place}\n\nMaya")
    assert template.needs_research(recipient(fields={"met_at": ""}))


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("I read {{ paper }}.", True),
        ("I read {{ paper | default('your work') }}.", False),
        ("{% if paper %}I read {{ paper }}.{% endif %} Good day.", False),
        ("I read {{ paper | default('your work') }} of {{ lab }}.", True),
        ("I read {{ interest }}.", False),
    ],
)
def test_findings_are_needed_where_a_researched_place_has_nothing_else_to_stand_there(text: str, needed: bool) -> None:
    template = parse_template(f"Subject: Hello\n\nDear {{{{name}}}},\n\n{text}\n\nMaya")
    assert template.needs_findings(recipient()) is needed


def test_a_place_of_the_subject_needs_findings_though_the_body_can_do_without() -> None:
    template = parse_template("Subject: About {{ paper }}\n\nDear {{name}}, I read {{ paper | default('it') }}.")
    assert template.needs_findings(recipient())


def test_an_empty_cell_hides_nothing_that_the_row_says_in_another_place() -> None:
    row = recipient("Prof. Ilse Varnholt", fields={"title": "", "topic": ""})
    assert row_values(row)["title"] == "Prof."
    assert row_values(row)["topic"] == row.interest


def test_name_parts_and_signature_have_places() -> None:
    values = row_values(recipient("Prof. Ilse Varnholt"))
    assert (values["title"], values["first_name"], values["last_name"]) == ("Prof.", "Ilse", "Varnholt")
    assert sender_values(Sender("Maya", "Karlsvale"))["signature"] == "Maya\nKarlsvale"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("I read {{paper}} today.", TemplateType.RESEARCH),
        ("I read {{book}} today.", TemplateType.BOOK),
        ("I read your book, {{name}}.", TemplateType.BOOK),
        ("I read your papers, {{name}}.", TemplateType.RESEARCH),
        ("I like your garden, {{name}}.", TemplateType.GENERAL),
    ],
)
def test_type_by_rules(source: str, kind: TemplateType) -> None:
    assert parse_template(source).type is kind


def test_filled_template_without_subject_has_none() -> None:
    assert FilledTemplate(None, ()).subject_text is None
