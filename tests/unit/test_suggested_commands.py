"""Commands in sentences: there is such a command, it takes what is suggested, and a shell takes it as it stands."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import scribe_desktop
from scribe_desktop.cli.app import app
from scribe_desktop.cli.hints import hinted, running, works_on

PROGRAM: Any = typer.main.get_command(app)
ROOT = Path(scribe_desktop.__file__).parent
_SUGGESTED = re.compile(r"\bscribe (?P<rest>[a-z][^\n`)]*)")


def sentences() -> Iterator[tuple[str, str]]:
    """Every text in the program's sources that is not a docstring; what is filled in counts as one plain word."""
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        skipped = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                skipped.add(id(node.value))  # a docstring, or one of an attribute
            elif isinstance(node, ast.JoinedStr):
                skipped |= {id(one) for one in node.values}
                parts = (str(one.value) if isinstance(one, ast.Constant) else "X" for one in node.values)
                yield f"{path.relative_to(ROOT)}:{node.lineno}", "".join(parts)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def suggested() -> list[tuple[str, str]]:
    """Where, and the words behind `scribe`: to the end of the sentence, the line, the backtick or the bracket."""
    return [
        (where, found["rest"])
        for where, sentence in sentences()
        for found in _SUGGESTED.finditer(sentence)
        if found["rest"].split()[0] in PROGRAM.commands
    ]


def command_of(words: list[str]) -> tuple[Any, list[str]]:
    command = PROGRAM
    while commands := getattr(command, "commands", None):
        assert words and words[0] in commands, f"there is no command scribe … {' '.join(words)}"
        command, words = commands[words[0]], words[1:]
    return command, words


def test_there_are_suggestions_to_look_at() -> None:
    assert len(suggested()) > 30


@pytest.mark.parametrize(("where", "rest"), suggested())
def test_a_suggested_command_can_be_typed_as_it_stands(where: str, rest: str) -> None:
    assert not set("“”„‘’«»;|&<>$!*?#") & set(rest), where
    assert not rest.rstrip().endswith((".", ",", ":")), f"{where}: the sentence goes on where the command should end"
    command, words = command_of(shlex.split(rest))
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    unknown = [one for one in words if one.startswith("-") and one.split("=")[0] not in known]
    assert not unknown, where
    places = sum(one.param_type_name == "argument" for one in command.params)
    many = any(one.param_type_name == "argument" and one.nargs == -1 for one in command.params)
    flags = {option for one in command.params if getattr(one, "is_flag", False) for option in one.opts}
    values = sum(one.startswith("-") and one not in flags for one in words)
    plain = sum(not one.startswith("-") for one in words) - values
    assert many or plain <= places, f"{where}: {rest!r} has words that the command does not take"
    needed = sum(one.param_type_name == "argument" and one.required for one in command.params)
    if plain or values:
        assert plain >= needed, f"{where}: {rest!r} leaves out what the command needs"


@pytest.mark.parametrize(("where", "rest"), suggested())
def test_a_suggested_command_names_the_data_folder_when_it_is_another_one(
    where: str, rest: str, tmp_path: Path
) -> None:
    folder = tmp_path / "my drafts"
    context: Any = typer.Context(PROGRAM)
    with running(context, folder):
        said = hinted(f"Do it with: scribe {rest}")
    _, words = command_of(shlex.split(said.removeprefix("Do it with: scribe ")))
    assert words[:2] == ["--data-dir", str(folder)] or "--data-dir" in rest, where
    assert said.count("--data-dir") == 1


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The platform's own folder."""
    monkeypatch.setattr("scribe_desktop.config.paths.platformdirs.user_data_dir", lambda *_, **__: str(tmp_path))
    return tmp_path


def test_no_folder_is_named_when_it_is_the_one_that_commands_take_by_themselves(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context: Any = typer.Context(PROGRAM)
    for said in ("", str(own_folder)):
        monkeypatch.setenv("SCRIBE_DATA_DIR", said)
        with running(context, None):
            assert hinted("See: scribe email list") == "See: scribe email list"
            works_on(own_folder)
            assert hinted("See: scribe email list") == "See: scribe email list"
            works_on(own_folder / "demo")
            assert "--data-dir" in hinted("See: scribe email list")


def test_a_folder_that_the_environment_says_is_named_since_that_may_hold_for_one_command_only(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIBE_DATA_DIR", str(own_folder / "here"))
    context: Any = typer.Context(PROGRAM)
    for folder in (own_folder / "here", own_folder):  # the other one was given with --data-dir
        with running(context, folder):
            assert hinted("See: scribe email list") == f"See: scribe email list --data-dir {folder}"
