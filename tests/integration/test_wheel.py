"""The wheel: it carries its resources and its entry points, and works away from the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def pip(*arguments: str | Path) -> None:
    """Run pip without asking any index."""
    command = [sys.executable, "-m", "pip", *map(str, arguments), "--no-deps", "--no-index", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", ROOT, "--no-build-isolation", "--wheel-dir", folder)
    (made,) = folder.glob("*.whl")
    return made


def tracked(folder: str) -> set[str]:
    """The files of a folder of the checkout, relative to it."""
    files = (file for file in (ROOT / folder).rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(ROOT / folder).as_posix() for file in files}


def inside(wheel: Path, prefix: str) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name.removeprefix(prefix) for name in archive.namelist() if name.startswith(prefix)}


def test_wheel_has_every_resource_and_module(wheel: Path) -> None:
    assert inside(wheel, "scribe_desktop/_resources/") == tracked("resources") != set()
    packed = {name for name in inside(wheel, "scribe_desktop/") if not name.startswith("_resources/")}
    assert packed == tracked("scribe_desktop")


def test_wheel_declares_both_commands_and_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (info,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
        assert f"{info}/licenses/LICENSE" in archive.namelist()
    assert "scribe = scribe_desktop.__main__:command_line" in entry_points
    assert "scribe-desktop = scribe_desktop.__main__:window" in entry_points
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"


def test_installed_wheel_finds_its_own_resources(wheel: Path, tmp_path: Path) -> None:
    pip("install", wheel, "--target", tmp_path / "site")
    ask = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from scribe_desktop.config.paths import resources_dir; print(resources_dir())"
    )
    command = [sys.executable, "-c", ask, str(tmp_path / "site")]
    found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout.strip()
    assert Path(found) == tmp_path / "site" / "scribe_desktop" / "_resources"
    assert {file.relative_to(found).as_posix() for file in Path(found).rglob("*") if file.is_file()} == tracked(
        "resources"
    )
