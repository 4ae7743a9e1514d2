"""Versions of drafts, and what approved ones rest on (the VersionRepository port)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select, update

from scribe_desktop.domain.email import EmailVersion
from scribe_desktop.domain.queue import StepName
from scribe_desktop.storage import orm
from scribe_desktop.storage.email_repository import claims_of, findings_of
from scribe_desktop.storage_ports.drafts import ApprovedEvidence
from scribe_desktop.storage_ports.queue import StoredStep

_versions, _approved, _steps = orm.email_versions, orm.approved_evidence, orm.step_results


class SqlVersionRepository:
    """Versions by draft and number."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, email_id: UUID) -> list[EmailVersion]:
        """Oldest first; empty for a draft that was never changed."""
        query = select(_versions).where(_versions.c.email_id == email_id).order_by(_versions.c.number)
        return [_version(row) for row in self._connection.execute(query)]

    def add(self, email_id: UUID, version: EmailVersion) -> None:
        """Keep one more."""
        self._connection.execute(
            insert(_versions),
            {
                "email_id": email_id,
                "number": version.number,
                "origin": version.origin,
                "made_at": version.made_at,
                "composer": version.composer,
                "note": version.note,
                "subject": version.subject,
                "body": version.body,
                **_checked(version),
            },
        )

    def recheck(self, email_id: UUID, version: EmailVersion) -> None:
        """Store what is known now of a version's evidence and findings; its words stay."""
        self._connection.execute(
            update(_versions)
            .where(_versions.c.email_id == email_id, _versions.c.number == version.number)
            .values(**_checked(version))
        )

    def first_output(self, item_id: UUID, step: StepName) -> Mapping[str, Any] | None:
        """The oldest stored output of a step of an item."""
        query = (
            select(_steps.c.output)
            .where(_steps.c.item_id == item_id, _steps.c.step == step)
            .order_by(_steps.c.sequence)
            .limit(1)
        )
        output: Mapping[str, Any] | None = self._connection.execute(query).scalar_one_or_none()
        return output

    def freeze(self, email_id: UUID, evidence: ApprovedEvidence) -> None:
        """Keep what the draft rests on, in place of what was kept before."""
        self.thaw(email_id)
        steps = [{**asdict(one), "output": dict(one.output)} for one in evidence.steps]
        values = {"approved_at": evidence.approved_at, "template": evidence.template, "steps": steps}
        self._connection.execute(insert(_approved), {"email_id": email_id, **values})

    def thaw(self, email_id: UUID) -> None:
        """Forget it: the draft is no longer approved."""
        self._connection.execute(delete(_approved).where(_approved.c.email_id == email_id))

    def frozen(self, email_id: UUID) -> ApprovedEvidence | None:
        """What an approved draft rests on; None for one that is not approved."""
        row = self._connection.execute(select(_approved).where(_approved.c.email_id == email_id)).one_or_none()
        if row is None:
            return None
        steps = tuple(StoredStep(**{**one, "step": StepName(one["step"])}) for one in row.steps)
        return ApprovedEvidence(row.template, steps, row.approved_at)


def _checked(version: EmailVersion) -> dict[str, Any]:
    return {
        "evidence": [asdict(one) for one in version.evidence],
        "findings": [asdict(one) for one in version.findings],
    }


def _version(row: Row[*tuple[Any, ...]]) -> EmailVersion:
    return EmailVersion(
        number=row.number,
        origin=row.origin,
        made_at=row.made_at,
        subject=row.subject,
        body=row.body,
        composer=row.composer,
        note=row.note,
        evidence=claims_of(row.evidence),
        findings=findings_of(row.findings),
    )
