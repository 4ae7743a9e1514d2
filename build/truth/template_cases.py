"""The templates of words/templates.toml, and which people each can be filled for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from people import Person
from words import words

from scribe_desktop.domain.template import Sender, Template, parse_template, row_values


@dataclass(frozen=True, slots=True)
class TemplateCase:
    """A template of words/templates.toml."""

    name: str
    template: Template
    sender: Sender
    parts: Mapping[str, str]
    changes: tuple[tuple[str, str], ...]
    needs: str | None
    starts_body: bool  # a composer writes the first sentence after the greeting

    def fits(self, person: Person) -> bool:
        """Whether the row and the evidence have what the template cannot do without."""
        needed = {kind for kind in self.parts.values() if not kind.endswith("?")}
        for kind in ("lab", "book", "course", "project"):
            if {kind, f"sentence:{kind}"} & needed and not person.of_kind(kind):
                return False
        if self.name == "two papers" and len(person.of_kind("paper")) < 3:
            return False
        values = row_values(person.recipient)
        row_names = [name for name in ("title", "email", "first_name") if name in self.template.names]
        optional = "title" if 'title | default("' in self.template.source else ""
        return all(values.get(name) or name == optional for name in row_names) and (
            not self.needs or self.needs in values
        )


def template_cases() -> tuple[TemplateCase, ...]:
    """All templates."""
    lists = words("templates")
    return tuple(
        TemplateCase(
            one["name"],
            parse_template(one["source"]),
            Sender(**lists["senders"][one["sender"]]),
            one["parts"],
            tuple((before, after) for before, after in one["changes"]),
            one.get("needs"),
            one.get("starts_body", False),
        )
        for one in lists["templates"]
    )
