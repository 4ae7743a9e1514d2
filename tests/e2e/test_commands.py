"""The other commands, as processes on one data folder: what they print, and their exit codes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.storage.instance_lock import InstanceLock
from tests.e2e.world import World
from tests.integration.engine import open_engine
from tests.ready_folder import put_database

PEOPLE = "Who;Topic;E-Mail;Met at\nProf. Ilse Varnholt;coastal sediment transport;varnholt@karlsvale.example;NORDSYS\n"
PLAIN = "Dear {{ name }},\n\nwe met at {{ met_at | default('a conference') }}. I think about {{ interest }}.\n\nMaya\n"


@pytest.fixture
def new_world(tmp_path: Path) -> Iterator[World]:
    """Everything but a model, and a file of one recipient whose name column must be named; no data folder yet."""
    with World(tmp_path) as started:
        started.write("people.csv", PEOPLE)
        started.write("plain.txt", PLAIN)
        yield started


@pytest.fixture
def world(new_world: World) -> World:
    """The same where Scribe was started before."""
    put_database(new_world.folder / "data")
    return new_world


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One finished draft, for tests that only read it."""
    with World(tmp_path_factory.mktemp("drafted")) as started:
        started.write("people.csv", PEOPLE)
        started.write("plain.txt", PLAIN)
        imported(started)
        assert started.scribe("work").code == 0
        yield started


def imported(world: World, *more: str) -> None:
    done = world.scribe("import", "people.csv", "--template", "plain.txt", "--map", "Who=name", *more)
    assert done.code == 0, done.err


def queued(world: World) -> int:
    """How many are in the queue, whatever became of them."""
    with open_engine(world.folder / "data") as engine:
        return engine.queue.counts().total


def test_a_file_without_a_name_column_is_refused_with_what_to_do(world: World) -> None:
    done = world.scribe("import", "people.csv", "--template", "plain.txt")
    assert done.code == 2
    assert "--map" in done.err
    assert queued(world) == 0


def test_the_preview_shows_how_the_file_is_read_and_queues_nothing(world: World) -> None:
    done = world.scribe("import", "people.csv", "--preview", "--json")
    assert done.code == 0, done.err
    preview = done.json
    assert preview["delimiter"] == ";"
    assert preview["encoding"].lower() == "utf-8"
    assert [column["header"] for column in preview["columns"]] == ["Who", "Topic", "E-Mail", "Met at"]
    assert preview["problems"]
    assert len(preview["rows"]) == 1
    assert queued(world) == 0


def test_imported_items_wait_are_worked_and_give_a_draft(world: World) -> None:
    imported(world)
    (item,) = world.scribe("queue", "--json").json
    assert (item["status"], item["position"], item["recipient_name"]) == ("pending", 1, "Prof. Ilse Varnholt")
    assert world.scribe("work").code == 0
    (item,) = world.scribe("queue", "--json").json
    assert item["status"] == "completed"
    email = world.scribe("email", "show", item["email_id"], "--json").json
    assert "we met at NORDSYS. I think about coastal sediment transport." in email["email_message"]
    listed = world.scribe("email", "list", "--json").json
    assert listed == [email]


def test_a_pending_item_can_be_cancelled_once(world: World) -> None:
    imported(world)
    (item,) = world.scribe("queue", "--json").json
    assert world.scribe("cancel", item["id"], "--json").json == {"message": "Queue item cancelled"}
    assert world.scribe("queue", "--json").json == []
    again = world.scribe("cancel", item["id"])
    assert again.code == 2
    assert "Cannot cancel item with status 'cancelled'" in again.err


def test_unknown_and_malformed_ids_are_refused(world: World) -> None:
    unknown = world.scribe("cancel", str(uuid4()))
    assert (unknown.code, "Queue item not found" in unknown.err) == (2, True)
    malformed = world.scribe("cancel", "seven")
    assert (malformed.code, "Invalid queue item ID format" in malformed.err) == (2, True)
    assert world.scribe("email", "show", str(uuid4())).code == 2


def test_a_failed_item_can_be_retried(world: World) -> None:
    world.write("nobody.csv", "Name,Interest\nDr. Mio Castellane,protein design\n")
    world.write("research.txt", "Dear {{ name }},\n\nI keep coming back to {{ paper }}.\n\nMaya\n")
    assert world.scribe("run", "nobody.csv", "--template", "research.txt").code == 3
    (item,) = world.scribe("queue", "--json").json
    assert "timeout" in item["error_message"]
    assert world.scribe("retry", item["id"]).code == 0
    (again,) = world.scribe("queue", "--json").json
    assert (again["id"], again["status"], again["error_message"]) == (item["id"], "pending", None)
    assert world.scribe("retry", item["id"]).code == 2
    assert world.scribe("work").code == 3
    assert len(world.scribe("retry", "--failed", "--json").json["queue_item_ids"]) == 1


def test_drafts_are_exported_in_each_format(drafted: World) -> None:
    for kind, name in (
        ("eml", "prof-ilse-varnholt.eml"),
        ("mbox", "drafts.mbox"),
        ("csv", "drafts.csv"),
        ("md", "drafts.md"),
    ):
        done = drafted.scribe("email", "export", "--all", "--out", f"out-{kind}", "--format", kind)
        assert done.code == 0, done.err
        assert (drafted.folder / f"out-{kind}" / name).stat().st_size > 100


def test_duplicates_are_skipped_and_said_unless_kept(world: World) -> None:
    world.write("people.csv", PEOPLE + PEOPLE.splitlines()[1] + "\n")
    done = world.scribe("import", "people.csv", "--template", "plain.txt", "--map", "Who=name", "--json")
    assert done.json["queued"] == 1
    assert "--keep-duplicates" in done.err
    imported(world, "--keep-duplicates")
    assert queued(world) == 3


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("", "empty"),
        ("Dear {{ name, hello\n", "Line 1 of the template"),
        ("{% for a in b %}{% endfor %} hello", "Line 1"),
    ],
)
def test_a_template_that_cannot_be_used_queues_nothing(world: World, template: str, sentence: str) -> None:
    world.write("broken.txt", template)
    done = world.scribe("import", "people.csv", "--template", "broken.txt", "--map", "Who=name")
    assert (done.code, sentence in done.err) == (2, True), done.err
    assert queued(world) == 0


def test_missing_files_and_bad_maps_are_named(world: World) -> None:
    assert "There is no file" in world.scribe("import", "nowhere.csv", "--template", "plain.txt").err
    assert "nowhere.txt" in world.scribe("import", "people.csv", "--template", "nowhere.txt", "--map", "Who=name").err
    assert "column=field" in world.scribe("import", "people.csv", "--template", "plain.txt", "--map", "Who").err


def test_doctor_says_what_is_reachable(world: World) -> None:
    done = world.scribe("doctor", "--json")
    assert done.code == 0, done.out + done.err
    found = {one["check"]: one for one in done.json}
    assert found["Web search"]["health"] == "ok"
    assert found["Papers"]["health"] == "ok"
    assert "template only" in found["Composer"]["found"]
    broken = world.scribe("doctor", SCRIBE_SEARXNG_URL="http://127.0.0.1:9")
    assert (broken.code, "✗ Web search" in broken.out) == (3, True)


def test_read_shows_what_is_kept_of_a_page_or_file(world: World) -> None:
    url = world.local("https://karlsvale.example/people/varnholt")
    page = world.scribe("read", url, "--json").json
    assert "Ilse Varnholt" in page["title"]
    assert "forty sediment traps" in page["text"]
    assert "Contact" not in page["text"]
    world.write(
        "saved.html", "<html><title>Saved</title><body><p>Kept words.</p><p hidden>Not these.</p></body></html>"
    )
    saved = world.scribe("read", "saved.html")
    assert "Kept words." in saved.out
    assert "Not these" not in saved.out


def test_pages_on_this_computer_are_not_read_unless_allowed(world: World) -> None:
    done = world.scribe("read", world.local("https://karlsvale.example/people/varnholt"), SCRIBE_FETCH_ALLOW="")
    assert done.code == 2
    assert world.pages_read == []


def test_the_data_folder_can_be_given_to_every_command(world: World) -> None:
    imported(world, "--data-dir", "elsewhere")
    assert world.scribe("queue", "--json").json == []
    assert len(world.scribe("queue", "--data-dir", "elsewhere", "--json").json) == 1


def test_names_of_all_scripts_come_through_a_pipe_of_any_encoding(world: World) -> None:
    world.write("people.csv", "Who;Topic\nDr. Łukasz 王小明;optics\n")
    imported(world)
    for encoding in ("cp1252", "ascii"):
        (item,) = world.scribe("queue", "--json", PYTHONIOENCODING=encoding).json
        assert item["recipient_name"] == "Dr. Łukasz 王小明"
        assert "王小明" in world.scribe("queue", PYTHONIOENCODING=encoding).out


def test_a_queue_that_the_person_paused_goes_on_when_asked_to(world: World) -> None:
    imported(world)
    with open_engine(world.folder / "data") as engine:
        engine.queue.pause()
    assert "paused" in world.scribe("queue").err
    done = world.scribe("work", "--json")
    assert (done.code, done.json["completed"]) == (0, 1)
    assert "Going on, as asked" in done.err


def test_drafts_that_could_not_be_written_anywhere_are_refused_before_anything_is_queued(world: World) -> None:
    done = world.scribe("run", "people.csv", "--template", "plain.txt", "--map", "Who=name", "--out", "plain.txt")
    assert (done.code, "Choose another folder" in done.err) == (2, True)
    assert queued(world) == 0


def test_terminating_the_work_puts_the_item_back_and_is_no_crash(world: World) -> None:
    world.write("research.txt", "Dear {{ name }},\n\nI keep coming back to {{ paper }}.\n\nMaya\n")
    world.scribe("import", "people.csv", "--template", "research.txt", "--map", "Who=name")
    world.hold_searches.set()
    process = world.start("work")
    assert world.searching.wait(60)
    process.terminate()
    world.hold_searches.clear()
    assert process.wait(60) == 130
    (item,) = world.scribe("queue", "--json").json
    assert (item["status"], item["position"]) == ("pending", 1)


def test_a_run_beside_a_worker_follows_it_and_takes_over_when_it_dies(world: World) -> None:
    world.write("research.txt", "Dear {{ name }},\n\nI keep coming back to {{ paper }}.\n\nMaya\n")
    world.scribe("import", "people.csv", "--template", "research.txt", "--map", "Who=name")
    world.hold_searches.set()
    worker = world.start("work")
    assert world.searching.wait(60)
    again = ("--map", "Who=name", "--keep-duplicates")
    follower = world.start("run", "people.csv", "--template", "plain.txt", *again)
    assert follower.stderr is not None
    assert any("waiting for them" in line for line in follower.stderr)
    worker.kill()
    worker.wait()
    world.hold_searches.clear()
    assert follower.wait(60) == 0
    assert {item["status"] for item in world.scribe("queue", "--json").json} == {"completed"}


def test_a_sheet_is_asked_for_only_of_a_workbook(world: World) -> None:
    done = world.scribe("import", "people.csv", "--preview", "--sheet", "First")
    assert (done.code, "no sheets" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("SCRIBE_LLM_BASE_URL", "nonsense"), ("SCRIBE_FETCH_ALLOW", "localhost"), ("SCRIBE_SEARCH_PROVIDER", "gopher")],
)
def test_a_variable_that_cannot_be_used_is_named(world: World, variable: str, value: str) -> None:
    done = world.scribe("queue", **{variable: value})
    assert (done.code, variable in done.err, value in done.err) == (2, True, True)


def test_a_data_folder_that_cannot_be_one_is_bad_use(world: World) -> None:
    done = world.scribe("queue", "--data-dir", "plain.txt")
    assert (done.code, "is a file, not a folder" in done.err) == (2, True)


def test_a_second_worker_is_refused_with_a_sentence(world: World) -> None:
    imported(world)
    with InstanceLock(DataPaths(world.folder / "data")):
        done = world.scribe("work")
    assert done.code == 2
    assert "Another" in done.err


def test_the_same_file_twice_queues_nobody_twice(world: World) -> None:
    imported(world)
    again = world.scribe("import", "people.csv", "--template", "plain.txt", "--map", "Who=name")
    assert again.code == 0, again.err
    assert "Line 2 is Prof. Ilse Varnholt, who waits in the queue since " in again.err
    assert "--keep-duplicates" in again.err
    assert len(world.scribe("queue", "--json").json) == 1
    assert world.scribe("work").code == 0
    ran = world.scribe("run", "people.csv", "--template", "plain.txt", "--map", "Who=name", "--json")
    assert (ran.code, ran.json["emails"]) == (0, [])
    assert "Line 2 is Prof. Ilse Varnholt, who has a draft of " in ran.err
    kept = world.scribe("import", "people.csv", "--template", "plain.txt", "--map", "Who=name", "--keep-duplicates")
    assert kept.code == 0
    assert len(world.scribe("queue", "--json", "--all").json) == 2


def test_who_is_in_the_sent_mail_is_left_out(world: World) -> None:
    sent = (
        "From - Mon Mar 03 12:00:00 2025\nTo: Ilse <Varnholt@Karlsvale.example>\n"
        "Date: Mon, 3 Mar 2025 12:00:00 +0000\n\nHello\n"
    )
    mailbox = world.folder / world.write("Sent", sent)
    folder = world.folder / "with-mail"
    folder.mkdir()
    (folder / "settings.json").write_text(f'{{"sent_mail": {str(mailbox)!r}}}'.replace("'", '"'), "utf-8")
    command = ("import", "people.csv", "--template", "plain.txt", "--map", "Who=name", "--data-dir", str(folder))
    done = world.scribe(*command)
    assert done.code == 0, done.err
    assert "Line 2 is Prof. Ilse Varnholt, to whom you wrote on 3 March 2025." in done.err
    mailbox.unlink()
    without = world.scribe(*command)
    assert "There is no file or folder" in without.err
    assert "1 recipient queued" in without.out


def test_hints_name_the_folder_that_was_given(world: World) -> None:
    folder = str(world.folder / "another one")
    done = world.scribe("import", "people.csv", "--template", "plain.txt", "--map", "Who=name", "--data-dir", folder)
    assert f"scribe work --data-dir '{folder}'" in done.out
    # The environment may say a folder for one command only.
    plain = world.scribe("import", "people.csv", "--template", "plain.txt", "--map", "Who=name")
    assert plain.out.strip().endswith(f"scribe work --data-dir {world.folder / 'data'}")


def test_guesses_about_a_file_are_said_with_the_way_to_mend_them(world: World) -> None:
    (world.folder / "old.csv").write_bytes("name;interest\nZoë Köhlmoos;Küste\nJosé Añover;mareas\n".encode("cp1252"))
    done = world.scribe("import", "old.csv", "--template", "plain.txt")
    assert "old.csv is read as windows-1252, which is a guess." in done.err
    assert "--encoding" in done.err
    world.write("close.csv", "Ilse Varnholt,tides;sand\nBo Lind,mud;salt\nAda Reef,ice;snow\n")
    shown = world.scribe("import", "close.csv", "--preview")
    assert "--delimiter comma, semicolon, tab, bar" in shown.out
    assert world.scribe("import", "close.csv", "--preview", "--json").json["delimiter_certain"] is False


def test_a_review_bundle_is_one_zip(drafted: World) -> None:
    done = drafted.scribe("email", "export", "--all", "--format", "zip", "--out", "out-zip")
    assert done.code == 0, done.err
    with zipfile.ZipFile(drafted.folder / "out-zip" / "review.zip") as archive:
        page = archive.read("review/index.html").decode("utf-8")
    assert "Prof. Ilse Varnholt" in page


def test_mail_links_are_one_a_line(drafted: World) -> None:
    assert drafted.scribe("email", "export", "--all", "--format", "mailto", "--out", "out-mailto").code == 0
    (line,) = (drafted.folder / "out-mailto" / "mailto.txt").read_text("ascii").splitlines()
    assert line.startswith("mailto:varnholt@karlsvale.example?subject=")


def test_a_run_says_who_waits_from_before_and_writes_their_drafts_first(world: World) -> None:
    imported(world)
    world.write("more.csv", "Who;Topic;Met at\nDr. Bao Lindemann;polar ice;the fair\n")
    done = world.scribe("run", "more.csv", "--template", "plain.txt", "--map", "Who=name", "--json")
    assert done.code == 0, done.err
    assert "1 recipient waits in the queue from before. Its draft is written first." in done.err
    assert [item["status"] for item in world.scribe("queue", "--json").json] == ["completed", "completed"]
    assert "Nobody waits in the queue." in world.scribe("work").err


def test_a_run_without_anybody_new_says_that_people_wait(world: World) -> None:
    imported(world)
    again = world.scribe("run", "people.csv", "--template", "plain.txt", "--map", "Who=name")
    assert again.code == 0
    assert "Nobody new" in again.err
    assert "1 recipient waits in the queue from before. Write the drafts with: scribe work --data-dir " in again.err
    (item,) = world.scribe("queue", "--json").json
    assert item["status"] == "pending"
    worked = world.scribe("work")
    assert (worked.code, "1 recipient waits in the queue. Writing the drafts" in worked.err) == (0, True)


def test_the_preview_names_who_is_in_the_queue_already_and_makes_no_data_folder(new_world: World) -> None:
    first = new_world.scribe("import", "people.csv", "--preview", "--map", "Who=name", "--json")
    assert first.json["known_count"] == 0
    assert not (new_world.folder / "data").exists()
    imported(new_world)
    shown = new_world.scribe("import", "people.csv", "--preview", "--map", "Who=name")
    assert "is Prof. Ilse Varnholt, who waits in the queue since" in shown.out
    assert "1 of these are in the queue already" in shown.out
    kept = new_world.scribe("import", "people.csv", "--preview", "--map", "Who=name", "--keep-duplicates", "--json")
    assert kept.json["known_count"] == 0


def test_erasing_a_folder_that_is_missing_or_somebody_else_s_does_and_makes_nothing(world: World) -> None:
    (world.folder / "thesis").mkdir()
    world.write("thesis/chapter.txt", "mine")
    for name, words in (("nowhere", "is not there"), ("thesis", "is not a data folder of Scribe")):
        done = world.scribe("erase", "--yes", "--data-dir", name)
        assert (done.code, done.out) == (2, "")
        assert words in done.err
        assert "nothing was deleted, and no key either" in done.err
        assert world.scribe("erase", "--yes", "--json", "--data-dir", name).json["error"]
    assert not (world.folder / "nowhere").exists()
    assert [one.name for one in (world.folder / "thesis").iterdir()] == ["chapter.txt"]


def test_a_misspelled_setting_is_named_once(world: World) -> None:
    world.write("data/settings.json", '{"pages_per_itm": 2}')
    done = world.scribe("queue", "--json")
    assert done.json == []
    assert done.err.count("pages_per_itm (did you mean pages_per_item?)") == 1


def test_an_empty_cell_of_a_template_s_own_column_takes_the_default_and_nothing_is_searched(world: World) -> None:
    world.write("people.csv", "Who;Topic;Met at\nProf. Ilse Varnholt;tides;\n")
    done = world.scribe("run", "people.csv", "--template", "plain.txt", "--map", "Who=name", "--json")
    assert done.code == 0, done.err
    (email,) = done.json["emails"]
    assert "we met at a conference. I think about tides." in email["email_message"]
    assert email["review_state"] == "ready"
    assert (world.searches, world.pages_read) == ([], [])


def test_what_doctor_asks_is_in_the_privacy_ledger_and_says_so(world: World) -> None:
    assert world.scribe("doctor").code == 0
    entries = world.scribe("privacy", "--json").json
    assert {one["purpose"] for one in entries} >= {"search", "papers"}
    assert all(one["recipient"] is None and one["sent"].startswith("Doctor: reachability. ") for one in entries)
    imported(world)
    assert world.scribe("work").code == 0
    page = world.local("https://karlsvale.example/people/varnholt")
    assert world.scribe("read", page).code == 0
    later = world.scribe("privacy", "--json").json[len(entries) :]
    assert later
    assert not any("Doctor" in one["sent"] for one in later)


@pytest.mark.parametrize("changes", [{"DISPLAY": ""}, {"QT_QPA_PLATFORM": "no-such-platform"}])
def test_a_window_without_a_display_ends_with_a_sentence(new_world: World, changes: dict[str, str]) -> None:
    without = {"WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "xcb"}
    done = new_world.scribe(**{**without, **changes})
    assert (done.code, done.out) == (2, "")
    assert "it found no display to open it on" in done.err
    assert "scribe --help" in done.err
    assert not (new_world.folder / "data").exists()
