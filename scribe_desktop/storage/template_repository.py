"""Templates, each source kept once (the TemplateRepository port)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.sqlite import insert

from scribe_desktop.domain.template import StoredTemplate
from scribe_desktop.errors import NotFoundError
from scribe_desktop.storage import orm

_templates = orm.templates
_columns = (
    _templates.c.id,
    _templates.c.source,
    _templates.c.content_hash,
    _templates.c.created_at,
    _templates.c.name,
)


class SqlTemplateRepository:
    """Templates by id; a source is told by the SHA-256 of its text."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, source: str, now: datetime, name: str | None = None) -> StoredTemplate:
        """Keep a source; the stored one, with the new name when one is given, when it is already there."""
        source = orm.storable(source)
        content_hash = hashlib.sha256(source.encode()).hexdigest()
        new = insert(_templates).values(id=uuid4(), source=source, content_hash=content_hash, created_at=now, name=name)
        self._connection.execute(new.on_conflict_do_nothing(index_elements=["content_hash"]))
        mine = _templates.c.content_hash == content_hash
        if name is not None:
            self._connection.execute(update(_templates).where(mine).values(name=name))
        return _template(self._connection.execute(select(*_columns).where(mine)).one())

    def get(self, template_id: UUID) -> StoredTemplate:
        """Raises NotFoundError."""
        row = self._connection.execute(select(*_columns).where(_templates.c.id == template_id)).one_or_none()
        if row is None:
            raise NotFoundError("Template not found")
        return _template(row)

    def find(self) -> list[StoredTemplate]:
        """Newest first."""
        newest_first = (_templates.c.created_at.desc(), _templates.c.sequence.desc())
        return [_template(row) for row in self._connection.execute(select(*_columns).order_by(*newest_first))]


def _template(row: Row[*tuple[Any, ...]]) -> StoredTemplate:
    return StoredTemplate(
        id=row.id, source=row.source, content_hash=row.content_hash, created_at=row.created_at, name=row.name
    )
