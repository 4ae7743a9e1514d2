"""Everything as plain files: all of it, none of the secrets, whole or not at all, and however much there is."""

from __future__ import annotations

import csv
import email
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator, Mapping
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.settings import LLM_KEY_SECRET
from scribe_desktop.domain.access import TokenScope
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import InputError
from scribe_desktop.services import export_all as module
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.storage import orm
from scribe_desktop.storage.snapshot import SqlSnapshot
from tests import factories
from tests.factories import NOON
from tests.ready_folder import put_database

LETTER = "Dear {{name}},\n\nI would like to talk about {{interest}}.\n\nMaya"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppContext]:
    opened = open_context(put_database(tmp_path / "data").root)
    yield opened
    opened.close()


def with_drafts(app: AppContext, names: list[str]) -> None:
    ids = app.queue.enqueue([Recipient(name, "=cmd|' /C calc'!A0", fields={"x": "y"}) for name in names], LETTER)
    for item_id in ids:
        with app.unit_of_work() as work:
            item = work.queue.claim("test", "template-only", NOON)
            assert item is not None
            assert item.id == item_id
            draft = factories.email(queue_item_id=item_id, recipient_name=item.recipient.name, body="Dear you,\n=1+1")
            assert work.queue.complete(item, draft, NOON)
            work.commit()


def files_of(target: Path) -> Mapping[str, bytes]:
    if target.suffix == ".zip":
        with zipfile.ZipFile(target) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}
    return {one.relative_to(target).as_posix(): one.read_bytes() for one in target.rglob("*") if one.is_file()}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", ["all.zip", "all"])
def test_everything_is_there_as_plain_files(app: AppContext, tmp_path: Path, name: str) -> None:
    with_drafts(app, ["Prof. Ilse Varnholt", "Dr. Zoë Ødegård", "李 明"])
    app.queue.enqueue([Recipient("Who Waits")], LETTER)
    with app.unit_of_work() as work:
        page = {"url": "https://karlsvale.example/v", "title": "Ilse", "text": "Tides.", "fetched_at": "2026-03-02"}
        work.cache.put("page", "karlsvale.example/v", page, NOON)
        work.cache.put("search", "ilse", {"found": []}, NOON)
        work.commit()
    app.settings.change(sender_name="Maya Lindqvist")
    app.paths.sent_mail.write_text('{"written": "before"}')
    shares: list[float] = []
    assert app.export_all(tmp_path / name, shares.append) == 3
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    files = files_of(tmp_path / name)
    queue = rows_of(files["queue.csv"])
    assert [row["name"] for row in queue] == ["Prof. Ilse Varnholt", "Dr. Zoë Ødegård", "李 明", "Who Waits"]
    assert queue[0]["interest"].startswith("'="), "no spreadsheet runs it"
    assert [row["status"] for row in json.loads(files["queue.json"])] == [*["completed"] * 3, "pending"]
    drafts = json.loads(files["drafts.json"])
    assert [one["recipient_name"] for one in drafts] == [row["Recipient"] for row in rows_of(files["drafts.csv"])]
    assert {"evidence", "findings", "metadata"} <= set(drafts[0])
    messages = sorted(one for one in files if one.endswith(".eml"))
    assert [Path(one).name for one in messages][1:] == ["000002-dr-zoë-ødegård.eml", "000003-李-明.eml"]
    message = email.message_from_bytes(files[messages[0]], policy=default)
    assert message["X-Unsent"] == "1"
    assert len([one for one in files if one.startswith("drafts/") and one.endswith(".md")]) == 3
    assert files["templates/00001.txt"].decode() == LETTER
    assert json.loads(files["templates.json"])[0]["file"] == "templates/00001.txt"
    assert b"Tides." in files["pages/000001-karlsvale-example.txt"]
    assert [one["kind"] for one in json.loads(files["more/research-cache.json"])] == ["search"]
    assert json.loads(files["settings.json"])["sender_name"] == "Maya Lindqvist"
    assert json.loads(files["sent-mail.json"]) == {"written": "before"}
    for one, content in files.items():
        if one.endswith(".json"):
            json.loads(content)
    told = titles_in(files["README.txt"].decode())
    for one in files:
        folder = one.split("/")[0] + "/"
        assert one in told or (folder in told and folder != "more/"), f"{one} is not described"
    for one in told:
        assert one in files or any(name.startswith(one) for name in files), f"{one} is described and not there"


def titles_in(text: str) -> set[str]:
    """The files and folders that a README describes."""
    titles = [line[:31].strip() for line in text.split("\n\n")[2].splitlines() if not line.startswith(" ")]
    told = set()
    for title in titles:
        first, *others = title.split(", ")
        told |= {first, *(f"{first.rpartition('.')[0]}{one}" if one.startswith(".") else one for one in others)}
    return told


def test_a_readme_describes_what_is_there_and_nothing_else(app: AppContext, tmp_path: Path) -> None:
    app.export_all(tmp_path / "all", lambda share: None)
    told = titles_in(files_of(tmp_path / "all")["README.txt"].decode())
    assert {"README.txt", "queue.csv", "settings.json", "more/queue-state.json"} <= told
    assert not {"drafts/", "pages/", "sent-mail.json", "more/"} & told


def test_every_table_is_in_the_export_with_every_column_but_those_that_say_nothing(
    app: AppContext, tmp_path: Path
) -> None:
    with_drafts(app, ["Ada"])
    app.export_all(tmp_path / "all", lambda share: None)
    files = files_of(tmp_path / "all")
    for table in orm.metadata.sorted_tables:
        if table.name in module.LEFT_OUT:
            continue
        name = module.AS_TABLES.get(table.name) or module.AS_JSON.get(table.name)
        rows = json.loads(files[f"{name or 'more/' + table.name.replace('_', '-')}.json"])
        for row in rows:
            assert set(row) == set(table.columns.keys()) - module.HIDDEN.get(table.name, frozenset())
    assert set(module.AS_TABLES) | set(module.AS_JSON) | module.LEFT_OUT <= set(orm.metadata.tables)


def test_no_secret_is_among_it(app: AppContext, tmp_path: Path) -> None:
    app.secrets().set(LLM_KEY_SECRET, "sk-canary-1234567890")
    token = app.tokens.temporary(TokenScope.READ_WRITE, "for a script").token
    with app.unit_of_work(read_only=True) as work:
        key_id = work.tokens.find()[0].key_id
    app.export_all(tmp_path / "all", lambda share: None)
    files = files_of(tmp_path / "all")
    assert json.loads(files["tokens.json"])[0]["name"] == "for a script"
    for content in files.values():
        for secret in ("sk-canary-1234567890", token, token.split(".")[-1], key_id):
            assert secret.encode() not in content


@pytest.mark.parametrize("name", ["all.zip", "all"])
def test_what_is_stopped_leaves_nothing(app: AppContext, tmp_path: Path, name: str) -> None:
    with_drafts(app, ["Ada", "Bo", "Cy"])

    class Stop(Exception):
        pass

    def tell(share: float) -> None:
        if share > 0.7:
            raise Stop

    before = set(tmp_path.iterdir())
    with pytest.raises(Stop):
        app.export_all(tmp_path / name, tell)
    assert set(tmp_path.iterdir()) == before
    app.export_all(tmp_path / name, lambda share: None)
    assert set(tmp_path.iterdir()) == {*before, tmp_path / name}


def test_nothing_is_overwritten_and_an_empty_folder_is_used(app: AppContext, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "thesis.txt").write_text("mine")
    (tmp_path / "taken.zip").write_text("mine")
    for target in (taken, tmp_path / "taken.zip", taken / "thesis.txt"):
        with pytest.raises(InputError, match="not overwritten"):
            app.export_all(target, lambda share: None)
    assert (taken / "thesis.txt").read_text() == (tmp_path / "taken.zip").read_text() == "mine"
    (tmp_path / "empty").mkdir()
    app.export_all(tmp_path / "empty", lambda share: None)
    assert (tmp_path / "empty" / "README.txt").exists()
    with pytest.raises(InputError, match="could not be written"):
        app.export_all(taken / "thesis.txt" / "below", lambda share: None)


def test_a_persons_own_unfinished_folder_is_not_deleted(app: AppContext, tmp_path: Path) -> None:
    mine = tmp_path / "thesis.unfinished" / "chapter.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    app.export_all(tmp_path / "thesis", lambda share: None)
    assert mine.read_text() == "mine"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", "thesis", "thesis.unfinished"]


def test_the_export_is_of_one_moment_and_nobody_waits_for_it(app: AppContext, tmp_path: Path) -> None:
    with_drafts(app, ["Ada"])
    queued = []

    def tell(share: float) -> None:
        if not queued:
            queued.extend(app.queue.enqueue([Recipient("Came later")], LETTER))

    app.export_all(tmp_path / "all", tell)
    assert len(json.loads((tmp_path / "all" / "queue.json").read_text("utf-8"))) == 1
    assert app.queue.counts().pending == 1


def test_memory_does_not_grow_with_what_there_is(app: AppContext, tmp_path: Path) -> None:
    long = "words and more words " * 400

    def peak(count: int) -> int:
        app.queue.enqueue([Recipient(f"Person {at}", long) for at in range(count)], LETTER)
        tracemalloc.start()
        app.export_all(tmp_path / f"{count}.zip", lambda share: None)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    few, many = peak(500), peak(2000)
    assert many < few + (2 << 20), "twelve megabytes more in the queue"


def test_values_that_json_does_not_know_are_a_mistake_that_is_told(app: AppContext) -> None:
    database = SqlSnapshot.__new__(SqlSnapshot)
    database._connection = None
    with pytest.raises(RuntimeError, match="not open"):
        database.tables()


def test_a_row_holds_plain_values_only(app: AppContext, tmp_path: Path) -> None:
    with_drafts(app, ["Ada"])
    app.export_all(tmp_path / "all", lambda share: None)
    row: dict[str, Any] = json.loads((tmp_path / "all" / "queue.json").read_text("utf-8"))[0]
    assert row["created_at"].endswith("Z")
    assert row["fields"] == {"x": "y"}
    assert row["email"] is None
