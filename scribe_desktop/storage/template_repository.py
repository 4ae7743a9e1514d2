"""Templates, each source kept once, and the library's families of versions (the TemplateRepository port)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_nothing

from scribe_desktop.domain.template import StoredTemplate
from scribe_desktop.domain.template_family import TemplateFamily, TemplateVersion
from scribe_desktop.errors import NotFoundError
from scribe_desktop.storage import orm
from scribe_desktop.storage.column_types import storable

_templates, _families, _versions = orm.templates, orm.template_families, orm.template_versions
_of_template = (
    select(_families.c.name, _versions.c.number)
    .join(_versions, _versions.c.family_id == _families.c.id)
    .where(_versions.c.template_id == _templates.c.id, _families.c.deleted_at.is_(None))
    .order_by(_versions.c.sequence.desc())
    .limit(1)
)
_columns = (
    _templates.c.id,
    _templates.c.source,
    _templates.c.content_hash,
    _templates.c.created_at,
    _of_template.with_only_columns(_families.c.name).correlate(_templates).scalar_subquery().label("name"),
    _of_template.with_only_columns(_versions.c.number).correlate(_templates).scalar_subquery().label("version"),
)
_newest_first = (_templates.c.created_at.desc(), _templates.c.sequence.desc())
_of_no_family = ~(
    select(_versions.c.sequence).where(_versions.c.template_id == _templates.c.id).correlate(_templates).exists()
)


class SqlTemplateRepository:
    """Templates by id; a source is told by the SHA-256 of its text."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- texts ---------------------------------------------------------------------------------

    def put(self, source: str, now: datetime) -> StoredTemplate:
        """Keep a source; the stored one when it is already there."""
        source = storable(source)
        content_hash = hashlib.sha256(source.encode()).hexdigest()
        new = insert_or_nothing(_templates).values(id=uuid4(), source=source, content_hash=content_hash, created_at=now)
        self._connection.execute(new.on_conflict_do_nothing(index_elements=["content_hash"]))
        mine = _templates.c.content_hash == content_hash
        return _template(self._connection.execute(select(*_columns).where(mine)).one())

    def get(self, template_id: UUID) -> StoredTemplate:
        """Raises NotFoundError."""
        row = self._connection.execute(select(*_columns).where(_templates.c.id == template_id)).one_or_none()
        if row is None:
            raise NotFoundError("Template not found")
        return _template(row)

    def find(self) -> list[StoredTemplate]:
        """All texts ever stored, newest first."""
        return [_template(row) for row in self._connection.execute(select(*_columns).order_by(*_newest_first))]

    def loose(self) -> list[StoredTemplate]:
        """Texts that no family has, newest first."""
        wanted = select(*_columns).where(_of_no_family).order_by(*_newest_first)
        return [_template(row) for row in self._connection.execute(wanted)]

    # --- families ------------------------------------------------------------------------------

    def families(self, archived: bool | None = False) -> list[TemplateFamily]:
        """Families that are not deleted, the last changed first; None for archived ones and others together."""
        wanted = _newest_versions().order_by(_versions.c.made_at.desc(), _versions.c.sequence.desc())
        if archived is not None:
            is_archived = _families.c.archived_at.is_not(None)
            wanted = wanted.where(is_archived if archived else ~is_archived)
        return [_family(row) for row in self._connection.execute(wanted)]

    def family(self, family_id: UUID) -> TemplateFamily:
        """Raises NotFoundError."""
        row = self._connection.execute(_newest_versions().where(_families.c.id == family_id)).one_or_none()
        if row is None:
            raise NotFoundError("Template not found")
        return _family(row)

    def versions(self, family_id: UUID) -> list[TemplateVersion]:
        """A family's versions, newest first; none for an unknown one."""
        wanted = (
            select(_versions.c.number, _versions.c.made_at, _families.c.name.label("family_name"), *_columns[:4])
            .join(_versions, _versions.c.template_id == _templates.c.id)
            .join(_families, _families.c.id == _versions.c.family_id)
            .where(_versions.c.family_id == family_id)
            .order_by(_versions.c.number.desc())
        )
        return [_version(row) for row in self._connection.execute(wanted)]

    def count(self) -> int:
        """How many families in sight and loose texts there are; cheap."""
        in_sight = select(func.count()).where(_families.c.archived_at.is_(None), _families.c.deleted_at.is_(None))
        loose = select(func.count()).select_from(_templates).where(_of_no_family)
        return sum(self._connection.execute(one).scalar_one() for one in (in_sight, loose))

    def add_family(self, name: str, template_id: UUID, now: datetime) -> UUID:
        """A new family with its first version."""
        family_id = uuid4()
        self._connection.execute(insert(_families).values(id=family_id, name=name, created_at=now))
        self.add_version(family_id, template_id, now)
        return family_id

    def add_version(self, family_id: UUID, template_id: UUID, now: datetime) -> None:
        """One version more, behind all others."""
        last = select(func.coalesce(func.max(_versions.c.number), 0)).where(_versions.c.family_id == family_id)
        number = self._connection.execute(last).scalar_one() + 1
        self._connection.execute(
            insert(_versions).values(family_id=family_id, number=number, template_id=template_id, made_at=now)
        )

    def rename_family(self, family_id: UUID, name: str) -> None:
        """Give it another name."""
        self._change(family_id, name=name)

    def archive_family(self, family_id: UUID, at: datetime | None) -> None:
        """Out of sight, or back with None."""
        self._change(family_id, archived_at=at)

    def delete_family(self, family_id: UUID, now: datetime) -> None:
        """Delete it with all texts that no queue item points to; what items point to stays readable, unlisted."""
        mine = _versions.c.family_id == family_id
        texts = set(self._connection.execute(select(_versions.c.template_id).where(mine)).scalars())
        used = self._used(texts)
        self._connection.execute(delete(_versions).where(mine, _versions.c.template_id.not_in(used)))
        elsewhere = set(
            self._connection.execute(
                select(_versions.c.template_id).where(_versions.c.template_id.in_(texts))
            ).scalars()
        )
        self._connection.execute(delete(_templates).where(_templates.c.id.in_(texts - used - elsewhere)))
        if used:
            self._change(family_id, deleted_at=now)
        else:
            self._connection.execute(delete(_families).where(_families.c.id == family_id))

    def _used(self, texts: set[UUID]) -> set[UUID]:
        items = orm.queue_items.c.template_id
        return set(self._connection.execute(select(items).where(items.in_(texts)).distinct()).scalars())

    def _change(self, family_id: UUID, **values: Any) -> None:
        self._connection.execute(update(_families).where(_families.c.id == family_id).values(**values))


def _newest_versions() -> Select[*tuple[Any, ...]]:
    """Each family that is not deleted with its newest version and that one's text."""
    newest = (
        select(_versions.c.family_id, func.max(_versions.c.number).label("number"))
        .group_by(_versions.c.family_id)
        .subquery()
    )
    return (
        select(
            _families.c.id.label("family_id"),
            _families.c.name.label("family_name"),
            _families.c.created_at.label("family_made"),
            _families.c.archived_at,
            _versions.c.number,
            _versions.c.made_at,
            *_columns[:4],
        )
        .join(newest, newest.c.family_id == _families.c.id)
        .join(_versions, (_versions.c.family_id == newest.c.family_id) & (_versions.c.number == newest.c.number))
        .join(_templates, _templates.c.id == _versions.c.template_id)
        .where(_families.c.deleted_at.is_(None))
    )


def _family(row: Row[*tuple[Any, ...]]) -> TemplateFamily:
    return TemplateFamily(row.family_id, row.family_name, row.family_made, row.archived_at, _version(row))


def _version(row: Row[*tuple[Any, ...]]) -> TemplateVersion:
    stored = StoredTemplate(row.id, row.source, row.content_hash, row.created_at, row.family_name, row.number)
    return TemplateVersion(row.number, stored, row.made_at)


def _template(row: Row[*tuple[Any, ...]]) -> StoredTemplate:
    return StoredTemplate(row.id, row.source, row.content_hash, row.created_at, row.name, row.version)
