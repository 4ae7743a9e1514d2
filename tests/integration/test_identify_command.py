"""`scribe identify` and what `scribe email show` says of pages and papers, over a real database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from scribe_desktop.cli.app import app
from scribe_desktop.cli.options import Doors
from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.services.settings_service import SettingsService
from tests.integration.identity_world import ABYSS, KARLSVALE, NORTHMOOR, ROW, IdentityWorld, identity_world

Scribe = Callable[..., tuple[int, str, str]]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[IdentityWorld]:
    with identity_world(tmp_path) as opened:
        yield opened


@pytest.fixture
def draft(world: IdentityWorld) -> EmailDraft:
    (made,) = world.write_to(ROW)
    return made


@pytest.fixture
def scribe(world: IdentityWorld, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Scribe:
    """Runs a command in this process: exit code, answer, and what was said beside it."""
    costs = SimpleNamespace(of_items=lambda ids: None, prices=None)
    context: Any = SimpleNamespace(
        paths=DataPaths(tmp_path),
        settings=SettingsService(tmp_path / "settings.json"),
        identities=world.identities,
        emails=world.emails,
        queue=world.queue,
        costs=costs,
        close=lambda: None,
    )
    doors: Any = Doors(lambda *_, **__: context, lambda *_: None)  # type: ignore[arg-type, return-value]

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            app(list(arguments), obj=doors, prog_name="scribe")
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run


def test_the_list_numbers_the_candidates_of_each_draft_in_doubt(scribe: Scribe, draft: EmailDraft) -> None:
    code, out, err = scribe("identify")
    assert code == 0
    assert f"draft {draft.id}" in out
    assert "In doubt: two people of this name fit what your list says" in out
    assert "  1. University of Karlsvale · Department of Geology (fits best)" in out
    assert "  2. Northmoor University · Department of Oceanography" in out
    assert NORTHMOOR in out
    assert "names this person; topic matches" in out
    assert "ID --choose N" in err


@pytest.mark.parametrize("by", ["id", "queue_item_id"])
def test_choosing_by_number_writes_the_draft_again(
    scribe: Scribe, world: IdentityWorld, draft: EmailDraft, by: str
) -> None:
    code, out, _ = scribe("identify", str(getattr(draft, by)), "--choose", "2")
    assert code == 0
    assert "Ilse Varnholt: Northmoor University · Department of Oceanography. The draft is written again." in out
    assert ABYSS.title in world.emails.get(draft.id).body
    assert scribe("identify")[1] == "No draft is in doubt about who is meant.\n"
    assert "(chosen by you)" in scribe("identify", str(draft.id))[1]


def test_none_and_forget(scribe: Scribe, world: IdentityWorld, draft: EmailDraft) -> None:
    assert "none of those found" in scribe("identify", str(draft.id), "--none")[1]
    assert world.emails.evidence(draft.id).passages == ()
    assert "You said that it is none of these." in scribe("identify", str(draft.id))[1]
    assert "your choice is taken back" in scribe("identify", str(draft.id), "--forget")[1]
    assert world.emails.get(draft.id).body == draft.body


def test_the_answers_are_documents_for_scripts(scribe: Scribe, draft: EmailDraft) -> None:
    (asked,) = json.loads(scribe("identify", "--json")[1])
    assert (asked["email_id"], asked["queue_item_id"]) == (str(draft.id), str(draft.queue_item_id))
    assert [one["number"] for one in asked["candidates"]] == [1, 2]
    assert {"key", "label", "topics", "pages", "suggested"} <= set(asked["candidates"][0])
    assert (asked["chosen"], asked["none_of_these"]) == (None, False)
    after = json.loads(scribe("identify", str(draft.id), "--choose", "2", "--json")[1])
    assert (after["doubt"], after["chosen"]) == (None, asked["candidates"][1]["key"])
    assert json.loads(scribe("identify", "--json")[1]) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--choose", "1"], "Say which draft"),
        (["ID", "--choose", "7"], "There is no candidate 7: this draft has 2 candidates"),
        (["ID", "--choose", "1", "--none"], "Choose one of"),
        (["not-an-id"], "There is no draft to not-an-id"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    scribe: Scribe, world: IdentityWorld, draft: EmailDraft, arguments: list[str], sentence: str
) -> None:
    code, _, err = scribe("identify", *(str(draft.id) if one == "ID" else one for one in arguments))
    assert code == 2
    assert sentence in err
    assert world.emails.get(draft.id) == draft


def test_a_draft_that_is_not_there_is_said(scribe: Scribe, draft: EmailDraft) -> None:
    code, _, err = scribe("identify", str(uuid4()))
    assert code != 0
    assert "There is no draft of that id" in err


def test_a_draft_is_found_by_the_address_or_the_name_of_its_recipient(scribe: Scribe, world: IdentityWorld) -> None:
    first, second = world.write_to(
        replace(ROW, name="Prof. Ilse Varnholt", email="i.varnholt@mail.example"),
        replace(ROW, email="i-varnholt@mail.example"),
    )
    for who in ("I.Varnholt@mail.example", "Prof. Ilse Varnholt"):
        assert f"draft {first.id}" in scribe("identify", who)[1]
    code, _, err = scribe("identify", "ilse varnholt")
    assert code != 0
    assert all(str(one.id) in err for one in (first, second))
    world.emails.discard(first.id)
    assert f"draft {second.id}" in scribe("identify", "ilse varnholt")[1]
    for who in ("Bo Lind", ""):
        assert "There is no draft to" in scribe("identify", who)[2]
    scribe("identify", "i-varnholt@mail.example", "--choose", "2")
    assert ABYSS.title in world.emails.get(second.id).body


def test_email_show_gives_every_page_and_paper_with_its_reason(scribe: Scribe, draft: EmailDraft) -> None:
    scribe("identify", str(draft.id), "--choose", "2")
    shown = scribe("email", "show", str(draft.id))[1]
    used, left_out = shown.split("Pages that were left out")
    assert f"{NORTHMOOR}\n      chosen by you" in used
    assert ABYSS.title in used.split("Papers that were used")[1]
    assert f"{KARLSVALE}\n      not the person you chose" in left_out
    assert "Papers that were left out" in left_out
    assert "Chosen by you: Northmoor University · Department of Oceanography" in left_out
