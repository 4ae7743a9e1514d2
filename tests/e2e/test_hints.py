"""Commands that sentences suggest: typed as they stand, they work, on the data folder in use and on no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.world import World

ELSEWHERE = "my drafts"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as started:
        started.write("people.csv", "Name,Interest\nProf. Ilse Varnholt,tides\n")
        started.write("plain.txt", "Dear {{ name }},\n\nI think about {{ interest }}.\n\nMaya\n")
        yield started


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A data folder with nothing in it, given to commands that change nothing in it."""
    with World(tmp_path_factory.mktemp("elsewhere")) as started:
        assert started.scribe("template", "list", "--data-dir", ELSEWHERE).code == 0
        yield started


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
def test_a_suggested_command_is_for_the_data_folder_in_use(elsewhere: World, command: list[str]) -> None:
    words = elsewhere.scribe(*command, "--data-dir", ELSEWHERE).suggested
    at = words.index("--data-dir")
    assert words[at + 1] == str(elsewhere.folder / ELSEWHERE)


def test_starting_empty_as_suggested_empties_the_folder_that_was_meant(world: World) -> None:
    for folder in ([], ["--data-dir", ELSEWHERE]):
        assert world.scribe("import", "people.csv", "--template", "plain.txt", *folder).code == 0
    words = world.scribe("restore", "--newest", "--yes", "--data-dir", ELSEWHERE).suggested
    assert "--empty" in words
    assert world.scribe(*words, "--yes").code == 0
    assert world.scribe("queue", "--json", "--data-dir", ELSEWHERE).json == []
    assert len(world.scribe("queue", "--json").json) == 1


def test_a_template_s_name_can_be_pasted_into_a_shell(world: World) -> None:
    made = world.scribe("template", "new", "My 'own' tides", "--file", "plain.txt")
    shown = world.scribe(*made.suggested)
    assert (shown.code, "I think about" in shown.out) == (0, True)
    starter = world.scribe("template", "starters", "--json").json[0]["name"]
    copied = world.scribe("template", "delete", starter).suggested
    assert world.scribe(*("Mine" if one == "NAME" else one for one in copied)).code == 0
