"""Commands that sentences suggest: typed as they stand, they work, on the data folder in use and on no other."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.world import Finished, World

ELSEWHERE = "my drafts"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as started:
        started.write("people.csv", "Name,Interest\nProf. Ilse Varnholt,tides\n")
        started.write("plain.txt", "Dear {{ name }},\n\nI think about {{ interest }}.\n\nMaya\n")
        yield started


def suggested(done: Finished) -> list[str]:
    """The words of the last command that was suggested, without `scribe`."""
    found = re.findall(r"\bscribe ([a-z][^\n`]*)", done.out + done.err)
    assert found, done.out + done.err
    return shlex.split(found[-1])


@pytest.mark.parametrize(
    "command",
    [
        ["email", "list"],
        ["backups"],
        ["queue"],
        ["token", "list"],
        ["token", "revoke", "nobody"],
        ["template", "list"],
        ["template", "starters"],
        ["template", "show", "nowhere"],
        ["identify", "Nobody Atall"],
        ["restore", "--newest"],
        ["erase"],
    ],
)
def test_a_suggested_command_is_for_the_data_folder_in_use(world: World, command: list[str]) -> None:
    assert world.scribe("template", "list", "--data-dir", ELSEWHERE).code == 0  # there is such a folder
    words = suggested(world.scribe(*command, "--data-dir", ELSEWHERE))
    at = words.index("--data-dir")
    assert words[at + 1] == str(world.folder / ELSEWHERE)


def test_starting_empty_as_suggested_empties_the_folder_that_was_meant(world: World) -> None:
    for folder in ([], ["--data-dir", ELSEWHERE]):
        assert world.scribe("import", "people.csv", "--template", "plain.txt", *folder).code == 0
    words = suggested(world.scribe("restore", "--newest", "--yes", "--data-dir", ELSEWHERE))
    assert "--empty" in words
    assert world.scribe(*words, "--yes").code == 0
    assert world.scribe("queue", "--json", "--data-dir", ELSEWHERE).json == []
    assert len(world.scribe("queue", "--json").json) == 1


def test_a_template_s_name_can_be_pasted_into_a_shell(world: World) -> None:
    made = world.scribe("template", "new", "My 'own' tides", "--file", "plain.txt")
    shown = world.scribe(*suggested(made))
    assert (shown.code, "I think about" in shown.out) == (0, True)
    starter = world.scribe("template", "starters", "--json").json[0]["name"]
    copied = suggested(world.scribe("template", "delete", starter))
    assert world.scribe(*("Mine" if one == "NAME" else one for one in copied)).code == 0


def test_the_demo_s_folder_is_named_when_its_drafts_are_to_be_listed(world: World) -> None:
    done = world.scribe("demo", "--composer", "template-only")
    assert done.code == 0, done.err
    assert len(world.scribe(*suggested(done), "--json").json) == 9
