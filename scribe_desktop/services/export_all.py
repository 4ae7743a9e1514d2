"""Everything a person owns as plain files: people, drafts with what they rest on, templates, settings, the ledger.

Row by row from one moment of the database, so that it does not matter how much there is. No secret is among it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scribe_desktop.config.settings import Settings
from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.ports import Clock
from scribe_desktop.services.csv_safety import safe_cell
from scribe_desktop.services.draft_export import eml_message, file_stem, markdown
from scribe_desktop.services.export_readme import readme
from scribe_desktop.services.export_target import ExportTarget
from scribe_desktop.services.wire_format import timestamp
from scribe_desktop.storage_ports.upkeep import Snapshot

Tell = Callable[[float], None]
"""Told how much is done, 0 to 1; what it raises ends the export, and nothing of it is left."""

AS_TABLES: Mapping[str, str] = {
    "queue_items": "queue",
    "contacts": "privacy-ledger",
    "model_calls": "model-costs",
}
"""Tables that are written as CSV and JSON, and the name of their files."""

AS_JSON: Mapping[str, str] = {
    "step_results": "research",
    "email_versions": "draft-versions",
    "access_tokens": "tokens",
    "template_families": "template-library",
    "template_versions": "template-library-versions",
    "identity_choices": "people-chosen",
}
"""Tables that are written as JSON only; any other that is not left out is written under `more`."""

DRAFT_COLUMNS = ("Email", "Subject", "Body", "Recipient", "Review", "Confident", "Made")

LEFT_OUT = frozenset({"templates", "emails", "research_cache"})
"""Written in a form of their own."""

HIDDEN: Mapping[str, frozenset[str]] = {
    "queue_items": frozenset({"search_text", "owner"}),
    "access_tokens": frozenset({"key_id", "run_id"}),
}
"""Columns that say nothing to anybody outside the program."""


class ExportAll:
    """Exports the open data folder."""

    def __init__(
        self,
        snapshot: Callable[[], AbstractContextManager[Snapshot]],
        settings: Callable[[], Settings],
        clock: Clock,
        beside: Sequence[Path] = (),
    ) -> None:
        """`beside` are files of the data folder that are taken over as they are, where they exist."""
        self._beside = beside
        self._snapshot = snapshot
        self._settings = settings
        self._clock = clock

    def export(self, target: Path, tell: Tell = lambda share: None) -> int:
        """Write all of it to a new folder, or to a new file when the name ends in .zip; how many drafts there were.

        Raises InputError when the target is there already or cannot be written, DiskFullError, StorageError.
        """
        now = self._clock.now()
        with self._snapshot() as snapshot, ExportTarget(target, now) as files:
            tables = snapshot.tables()
            count = _Counter(tables, tell)
            settings = json.dumps(asdict(self._settings()), indent=2, ensure_ascii=False)
            files.write("settings.json", settings.encode("utf-8"))
            for file in self._beside:
                if file.is_file():
                    files.write(file.name, file.read_bytes())
            for table in tables:
                if table not in LEFT_OUT:
                    _write_table(files, table, snapshot, count)
            _write_templates(files, snapshot, count)
            _write_pages(files, snapshot, count)
            _write_drafts(files, snapshot, count)
            files.write("README.txt", readme(timestamp(now), files.names).encode("utf-8"))
        tell(1.0)
        return tables["emails"]


class _Counter:
    """Counts rows as they pass, and tells now and then."""

    def __init__(self, tables: Mapping[str, int], tell: Tell) -> None:
        drafts = tables["emails"]
        self._total = max(1, sum(tables.values()) + sum(tables[one] for one in AS_TABLES) + 2 * drafts)
        self._done = 0
        self._tell = tell

    def passing(self, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            yield row
            self._done += 1
            self._tell(min(1.0, self._done / self._total))


def _write_table(files: ExportTarget, table: str, snapshot: Snapshot, count: _Counter) -> None:
    hidden = HIDDEN.get(table, frozenset())

    def rows() -> Iterator[Mapping[str, Any]]:
        for row in count.passing(snapshot.rows(table)):
            yield {name: value for name, value in row.items() if name not in hidden}

    if table in AS_TABLES:
        shown = [one for one in snapshot.columns(table) if one not in hidden]
        _write_csv(files, f"{AS_TABLES[table]}.csv", shown, rows())
    name = AS_TABLES.get(table) or AS_JSON.get(table) or f"more/{table.replace('_', '-')}"
    _write_json(files, f"{name}.json", rows())


def _write_json(files: ExportTarget, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON array, a row a line."""
    with files.text(name) as out:
        out.write("[")
        for number, row in enumerate(rows):
            out.write(",\n" if number else "\n")
            out.write(json.dumps(row, ensure_ascii=False, default=_as_json))
        out.write("\n]\n")


def _write_csv(files: ExportTarget, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    # The byte order mark lets spreadsheets read the file as UTF-8.
    with files.text(name, "utf-8-sig") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([_cell(row[column]) for column in columns] for row in rows)


def _write_templates(files: ExportTarget, snapshot: Snapshot, count: _Counter) -> None:
    """The text of each, every version is one; and a list that says which file is which."""
    listed = []
    for row in count.passing(snapshot.rows("templates")):
        name = f"templates/{row['sequence']:05d}.txt"
        files.write(name, row["source"].encode("utf-8"))
        listed.append({"file": name} | {key: value for key, value in row.items() if key != "source"})
    _write_json(files, "templates.json", listed)


def _write_pages(files: ExportTarget, snapshot: Snapshot, count: _Counter) -> None:
    """The text of each saved page; searches and papers that are kept for a while are written as they are."""
    number = 0
    for row in count.passing(snapshot.rows("research_cache")):
        if _is_page(row):
            number += 1
            page = row["value"]
            host = "".join(one if one.isalnum() else "-" for one in (urlsplit(page["url"]).hostname or "page"))[:60]
            head = f"{page.get('title') or ''}\n{page['url']}\nread {page.get('fetched_at') or ''}\n\n"
            files.write(f"pages/{number:06d}-{host}.txt", (head + page["text"]).encode("utf-8", "replace"))
    others = (row for row in snapshot.rows("research_cache") if not _is_page(row))
    _write_json(files, "more/research-cache.json", others)


def _is_page(row: Mapping[str, Any]) -> bool:
    value = row["value"]
    return isinstance(value, dict) and isinstance(value.get("text"), str) and isinstance(value.get("url"), str)


def _write_drafts(files: ExportTarget, snapshot: Snapshot, count: _Counter) -> None:
    """All of them in one JSON file and one table, and each as a message file and as a text to read."""
    _write_json(files, "drafts.json", (_draft_json(one) for one in count.passing(snapshot.drafts())))
    _write_csv(files, "drafts.csv", DRAFT_COLUMNS, (_draft_row(one) for one in count.passing(snapshot.drafts())))
    for number, draft in enumerate(count.passing(snapshot.drafts()), start=1):
        stem = f"drafts/{number:06d}-{file_stem(draft)}"
        files.write(f"{stem}.eml", bytes(eml_message(draft)))
        files.write(f"{stem}.md", markdown(draft).encode("utf-8", "replace"))


def _draft_json(draft: EmailDraft) -> dict[str, Any]:
    values = asdict(draft)
    return {name: value.value if hasattr(value, "value") else value for name, value in values.items()}


def _draft_row(draft: EmailDraft) -> Mapping[str, Any]:
    words = draft.recipient_email, draft.subject, draft.body, draft.recipient_name
    values = (*words, draft.review_state.value, "yes" if draft.is_confident else "no", draft.created_at)
    return dict(zip(DRAFT_COLUMNS, values, strict=True))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, (dict, list)):
        return safe_cell(json.dumps(value, ensure_ascii=False))
    return safe_cell(str(value))


def _as_json(value: Any) -> Any:
    """What json does not know by itself."""
    if isinstance(value, datetime):
        return timestamp(value)
    return str(value)
