"""The stored templates as a table: their columns as data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from scribe_desktop.domain.template import StoredTemplate
from scribe_desktop.gui.models.paged_model import Cell, Column, PagedModel
from scribe_desktop.gui.wording import moment, tr


class TemplateModel(PagedModel[StoredTemplate]):
    """Templates, newest first."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        super().__init__(
            (
                Column("template", lambda: tr("Template"), 320, _name, stretch=True),
                Column("kept", lambda: tr("Kept since"), 130, self._kept),
            ),
            lambda template: template.id,
        )

    def _kept(self, template: StoredTemplate) -> Cell:
        return Cell(moment(template.created_at, self._now()), muted=True)


def template_title(template: StoredTemplate) -> str:
    """What a template is called: its name, else its subject or first line."""
    lines = _lines(template)
    return template.name or (lines[0].removeprefix("Subject:").strip() if lines else "")


def _name(template: StoredTemplate) -> Cell:
    lines = _lines(template)[0 if template.name else 1 :]
    return Cell(template_title(template), lines[0] if lines else "", strong=True)


def _lines(template: StoredTemplate) -> list[str]:
    return [line.strip() for line in template.source.splitlines() if line.strip()]
