"""What was found out about people: the cache of research, and who was chosen among people of one name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from scribe_desktop.domain.namesake import PersonChoice


class ResearchCache(Protocol):
    """JSON-ready data by (kind, key): pages, searches, papers, template analyses."""

    def get(self, kind: str, key: str, not_before: datetime | None = None) -> Mapping[str, Any] | None:
        """None when there is none, or only an older one."""
        ...

    def put(self, kind: str, key: str, value: Mapping[str, Any], now: datetime) -> None:
        """Keep it, in place of an older one."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete what was kept before that; how many there were."""
        ...


class IdentityRepository(Protocol):
    """Whom the person chose among people of one name, by the keys of `domain.namesake.person_keys`."""

    def find(self, keys: Sequence[str]) -> PersonChoice | None:
        """The choice under the first of the keys that has one."""
        ...

    def put(self, choice: PersonChoice, keys: Sequence[str]) -> None:
        """Remember a choice under these keys, in place of earlier ones."""
        ...

    def forget(self, keys: Sequence[str]) -> int:
        """Forget the choices under these keys, whole, under their other keys too; how many there were."""
        ...

    def in_doubt(self) -> list[UUID]:
        """Open drafts (needs review or ready) that have an identity_doubt in their metadata, oldest first."""
        ...

    def settled(self) -> list[UUID]:
        """Open drafts that have an identity_choice in their metadata, oldest first."""
        ...
