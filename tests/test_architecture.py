"""Who may import whom: the rules of the house, checked on the source, lazy imports included."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_archon import archrule
from pytest_archon.failure import Failure, pop_failures

PACKAGE = "scribe_desktop"
SOURCE = Path(__file__).resolve().parent.parent / PACKAGE

CORE = {"errors", "domain", "config", "ports", "storage_ports"}
BEHIND_PORTS = {"pipeline", "storage", "providers"}
FRONT_DOORS = {"api", "cli", "gui"}

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "domain": {"errors"},
    "config": {"errors", "domain"},
    "ports": {"errors", "domain", "config"},
    "storage_ports": {"errors", "domain", "config", "ports"},
    **dict.fromkeys(BEHIND_PORTS, CORE),
    "services": CORE | BEHIND_PORTS,
    **{room: CORE | BEHIND_PORTS | {"services"} for room in FRONT_DOORS},
    "bootstrap": CORE | BEHIND_PORTS | {"services"} | FRONT_DOORS,
    "__main__": CORE | BEHIND_PORTS | {"services"} | FRONT_DOORS | {"bootstrap"},
}
"""Each room and the other rooms it may import."""

ONLY_IN: dict[str, set[str]] = {
    "PySide6": {"gui"},
    "shiboken6": {"gui"},
    "fastapi": {"api"},
    "starlette": {"api"},
    "sse_starlette": {"api"},
    "uvicorn": {"api"},
    "jwt": {"services"},
    "sqlalchemy": {"storage"},
    "alembic": {"storage"},
    "openai": {"providers"},
    "httpx2": {"providers"},
    "arxiv": {"providers"},
    "pyalex": {"providers"},
    "semanticscholar": {"providers"},
    "habanero": {"providers"},
    "bs4": {"providers"},
    "trafilatura": {"providers"},
    "ddgs": {"providers"},
    "keyring": {"providers"},
    "pypdf": {"providers"},
    "anyascii": {"domain"},
    "typer": {"cli"},
    "rich": {"cli"},
    "httpx": set(),
}
"""Libraries and the rooms that may import them; `httpx` is no longer maintained, `httpx2` goes on."""


def rooms_of(source: Path) -> set[str]:
    """The modules and packages directly under a package."""
    modules = {file.stem for file in source.glob("*.py")} - {"__init__"}
    packages = {file.parent.name for file in source.glob("*/__init__.py")}
    return modules | packages


def check_rooms(package: str, rooms: set[str]) -> None:
    """Check every room of a package against MAY_IMPORT; pytest-archon collects the failures."""
    for room in sorted(rooms):
        forbidden = set(MAY_IMPORT) - MAY_IMPORT[room] - {room}
        rule = archrule(f"{room} imports only what lies below it").match(f"{package}.{room}", f"{package}.{room}.*")
        patterns = [f"{package}.{other}{tail}" for other in sorted(forbidden) for tail in ("", ".*")]
        rule.should_not_import(*patterns).check(package, only_direct_imports=True)


def check_libraries(package: str) -> None:
    """Check every module of a package against ONLY_IN; pytest-archon collects the failures."""
    for library, rooms in ONLY_IN.items():
        rule = archrule(f"{library} only in {', '.join(rooms) or 'no room'}").match(package, f"{package}.*")
        for room in rooms:
            rule = rule.exclude(f"{package}.{room}", f"{package}.{room}.*")
        rule.should_not_import(library, f"{library}.*").check(package, only_direct_imports=True)


def imports_by_name(source: Path) -> Iterator[str]:
    """Calls that import a module whose name is only known when they run, which no rule can see."""
    for file in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__"):
                yield f"{file.relative_to(source)}:{node.lineno}"


def test_every_room_has_a_place_in_the_rules() -> None:
    assert rooms_of(SOURCE) <= set(MAY_IMPORT)


def test_rooms_import_only_what_lies_below_them() -> None:
    check_rooms(PACKAGE, rooms_of(SOURCE))


def test_libraries_stay_in_their_rooms() -> None:
    check_libraries(PACKAGE)


def test_nothing_is_imported_by_a_computed_name() -> None:
    assert list(imports_by_name(SOURCE)) == []


@pytest.mark.parametrize(
    ("place", "source", "culprit"),
    [
        ("domain/queue.py", "from {package}.config import paths", "config"),
        ("pipeline/step.py", "def later():\n    import {package}.storage.engine\n", "storage"),
        ("providers/web.py", "from {package} import pipeline", "pipeline"),
        ("cli/app.py", "from {package}.gui.window import open_window", "gui"),
        ("services/work.py", "import {package}.bootstrap", "bootstrap"),
    ],
)
def test_an_import_between_rooms_that_must_not_be_is_found(
    place: str, source: str, culprit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = small_house(tmp_path, monkeypatch, place, source)
    check_rooms(package, rooms_of(tmp_path / package))
    assert [failure.path[-1].split(".")[1] for failure in pop_failures()] == [culprit]


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("services/work.py", "def later():\n    from sqlalchemy.orm import Session\n"),
        ("cli/app.py", "from PySide6.QtCore import QObject"),
        ("providers/web.py", "import httpx"),
        ("bootstrap.py", "if True:\n    import keyring.errors\n"),
    ],
)
def test_a_library_outside_its_room_is_found(
    place: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = small_house(tmp_path, monkeypatch, place, source)
    check_libraries(package)
    failures: list[Failure] = pop_failures()
    assert len(failures) == 1
    assert failures[0].path[0] == f"{package}.{place.removesuffix('.py').replace('/', '.')}"


def test_allowed_imports_are_not_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = small_house(tmp_path, monkeypatch, "gui/window.py", "import PySide6\nfrom {package}.services import work")
    check_rooms(package, rooms_of(tmp_path / package))
    check_libraries(package)
    assert pop_failures() == []


def test_an_import_by_a_computed_name_is_found(tmp_path: Path) -> None:
    (tmp_path / "sly.py").write_text("import importlib\n\nimportlib.import_module('scribe_desktop.gui')\n", "utf-8")
    assert list(imports_by_name(tmp_path)) == ["sly.py:3"]


def test_the_command_line_loads_no_qt() -> None:
    modules = sorted(
        ".".join((PACKAGE, *file.relative_to(SOURCE).with_suffix("").parts)) for file in SOURCE.glob("cli/**/*.py")
    )
    imports = "\n".join(f"import {module.removesuffix('.__init__')}" for module in modules)
    assert qt_modules_loaded_by(imports) == ""


def test_asking_for_help_loads_no_qt() -> None:
    code = """
from scribe_desktop.__main__ import command_line
sys.argv = ["scribe", "--help"]
try:
    command_line()
except SystemExit:
    pass
"""
    assert qt_modules_loaded_by(code) == ""


def qt_modules_loaded_by(code: str) -> str:
    """Run code in a fresh Python and name the Qt modules it loaded, on the last line of its output."""
    ending = "print('\\n' + ' '.join(name for name in sys.modules if name.split('.')[0] in ('PySide6', 'shiboken6')))"
    whole = f"import sys\n{code}\n{ending}\n"
    done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def small_house(folder: Path, monkeypatch: pytest.MonkeyPatch, place: str, source: str) -> str:
    """Make a package with one module a room, and put `source` at `place`. Returns the package's name."""
    package = f"house_{abs(hash((place, source)))}"
    rooms = {room for room in MAY_IMPORT if room in BEHIND_PORTS | FRONT_DOORS | {"domain", "config", "services"}}
    for room in rooms:
        (folder / package / room).mkdir(parents=True)
        (folder / package / room / "__init__.py").write_text("", "utf-8")
    for module in ("__init__", "bootstrap", "config/paths", "storage/engine", "gui/window", "services/work"):
        (folder / package / f"{module}.py").write_text("", "utf-8")
    (folder / package / place).write_text(source.format(package=package), "utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return package
