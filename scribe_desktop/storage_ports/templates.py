"""Templates: texts, and the library's families of versions."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from scribe_desktop.domain.template import StoredTemplate
from scribe_desktop.domain.template_family import TemplateFamily, TemplateVersion


class TemplateRepository(Protocol):
    """Templates, each source kept once, and the library: families of versions that point to them."""

    def put(self, source: str, now: datetime) -> StoredTemplate:
        """Keep a source; the stored one when it is already there."""
        ...

    def get(self, template_id: UUID) -> StoredTemplate:
        """Raises NotFoundError."""
        ...

    def find(self) -> list[StoredTemplate]:
        """All texts ever stored, newest first."""
        ...

    def loose(self) -> list[StoredTemplate]:
        """Texts that no family has, newest first."""
        ...

    def families(self, archived: bool | None = False) -> list[TemplateFamily]:
        """Families that are not deleted, the last changed first; None for archived ones and others together."""
        ...

    def family(self, family_id: UUID) -> TemplateFamily:
        """Raises NotFoundError."""
        ...

    def versions(self, family_id: UUID) -> list[TemplateVersion]:
        """A family's versions, newest first; none for an unknown one."""
        ...

    def count(self) -> int:
        """How many families in sight and loose texts there are; cheap."""
        ...

    def add_family(self, name: str, template_id: UUID, now: datetime) -> UUID:
        """A new family with its first version."""
        ...

    def add_version(self, family_id: UUID, template_id: UUID, now: datetime) -> None:
        """One version more, behind all others."""
        ...

    def rename_family(self, family_id: UUID, name: str) -> None:
        """Give it another name."""
        ...

    def archive_family(self, family_id: UUID, at: datetime | None) -> None:
        """Out of sight, or back with None."""
        ...

    def delete_family(self, family_id: UUID, now: datetime) -> None:
        """Delete it with all texts that no queue item points to; what items point to stays readable, unlisted."""
        ...
