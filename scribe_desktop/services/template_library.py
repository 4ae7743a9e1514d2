"""The person's templates: kept once, listed, read."""

from __future__ import annotations

from uuid import UUID

from scribe_desktop.domain.template import StoredTemplate, parse_template
from scribe_desktop.ports import Clock
from scribe_desktop.storage_ports import UnitOfWorkFactory


class TemplateLibrary:
    """The stored templates as the front doors see them."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def find(self) -> list[StoredTemplate]:
        """All templates, newest first."""
        with self._unit_of_work(read_only=True) as work:
            return work.templates.find()

    def get(self, template_id: UUID) -> StoredTemplate:
        """One template. Raises NotFoundError."""
        with self._unit_of_work(read_only=True) as work:
            return work.templates.get(template_id)

    def keep(self, source: str, name: str | None = None) -> StoredTemplate:
        """Keep a template; the stored one when its text is already there. Raises TemplateError."""
        template = parse_template(source)
        with self._unit_of_work() as work:
            stored = work.templates.put(template.source, self._clock.now(), name)
            work.commit()
        return stored
