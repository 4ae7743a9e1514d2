"""The repository's scripts: what they find missing, what they lock, how they sum up, and what fails CI."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import bench
import dev
import lock
import pytest
import system_packages
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from system_packages import Missing, SystemPackagesError

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "build" / "benchmarks"))

import measuring  # noqa: E402

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LIBRARY = Missing("libexample.so.1", "libexample1", "the window")


def pins(name: str) -> list[Requirement]:
    lines = (ROOT / "build" / name).read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def test_locked_versions_are_exact_and_fit_what_the_project_asks_for() -> None:
    run, develop = pins("requirements.lock"), pins("requirements-dev.lock")
    versions = {canonicalize_name(pin.name): str(pin.specifier) for pin in (*run, *develop)}
    assert all(re.fullmatch(r"==[\w.+!]+", version) for version in versions.values())
    # A package may be in both when one of them wants it on every system; then in one version.
    assert all(versions[canonicalize_name(pin.name)] == str(pin.specifier) for pin in (*run, *develop))
    assert len({canonicalize_name(pin.name) for pin in run}) == len(run)
    asked = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    for requirement in map(Requirement, asked):
        version = versions[canonicalize_name(requirement.name)].removeprefix("==")
        if requirement.marker is None or requirement.marker.evaluate({"python_version": "3.11"}):
            assert requirement.specifier.contains(version), requirement
    names = {canonicalize_name(pin.name) for pin in run}
    assert {canonicalize_name(Requirement(one).name) for one in PROJECT["dependencies"]} <= names


def test_lock_files_name_no_address() -> None:
    for file in (ROOT / "build").glob("*.lock"):
        assert not re.search(r"://|--index|--find-links|@ ", file.read_text("utf-8")), file.name


def test_locked_qt_does_not_abort_on_python_3_11() -> None:
    (qt,) = [pin for pin in pins("requirements.lock") if canonicalize_name(pin.name) == "pyside6-essentials"]
    (specifier,) = qt.specifier
    assert Version(specifier.version) < Version("6.12")


def test_marker_selects_exactly_the_environments_that_need_a_package() -> None:
    linux = {one for one in lock.ENVIRONMENTS if one.platform == "linux"}
    old = {one for one in lock.ENVIRONMENTS if one.python == "3.11"}
    assert lock.marker_for(set(lock.ENVIRONMENTS)) == ""
    assert lock.marker_for(linux) == 'sys_platform == "linux"'
    assert lock.marker_for(old) == 'python_version < "3.12"'
    assert lock.marker_for(linux & old) == 'python_version < "3.12" and sys_platform == "linux"'
    with pytest.raises(ValueError, match="no simple marker"):
        lock.marker_for({lock.Environment("3.11", "linux"), lock.Environment("3.13", "win32")})


def test_nothing_is_installed_when_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    system_packages.provide(list)
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(sys.platform == "win32", reason="apt is on Linux only")
def test_what_cannot_be_installed_is_named_with_the_command_that_would(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemPackagesError, match=r"sudo apt-get install .*libexample1"):
        system_packages.provide(lambda: [LIBRARY])
    assert "for the window: libexample.so.1" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="apt is on Linux only")
def test_a_failed_installation_shows_what_apt_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\necho no space left on the device\nexit 100\n", "utf-8")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SystemPackagesError, match="no space left on the device"):
        system_packages.provide(lambda: [LIBRARY])


def test_without_apt_the_libraries_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemPackagesError, match="package manager"):
        system_packages.provide(lambda: [LIBRARY])


def test_every_command_in_the_readme_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"build/dev\.py (\w+)", readme)) | set(re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE))
    assert {"run", "test"} <= named
    assert {name for name in named if not name.startswith("SCRIBE_")} == set(dev.COMMANDS)


def test_bad_command_ends_with_exit_code_2() -> None:
    command = [sys.executable, str(ROOT / "build" / "dev.py"), "fly"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2


def test_figure_is_a_median_with_its_spread() -> None:
    figure = measuring.figure("example", "s", [5.0, 1.0, 3.0, 2.0, 4.0], limit=2.5)
    assert (figure.median, figure.p10, figure.p90, figure.worst) == (3.0, 1.4, 4.6, 5.0)
    assert figure.within_limit is False
    assert measuring.figure("one", "s", [2.0]).p90 == 2.0


def test_measure_calls_the_function_once_a_repeat_after_warming_up() -> None:
    calls: list[int] = []
    assert measuring.measure("example", lambda: calls.append(1), repeats=4, warm_ups=2).repeats == 4
    assert len(calls) == 6


def test_bench_names_its_machine() -> None:
    assert bench.machine()["cores"] == os.cpu_count()


@pytest.mark.parametrize(("body", "code"), [("pass", 0), ("pytest.skip('no tool')", 1), ("assert False", 1)])
def test_a_skipped_test_fails_on_ci(body: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "test_small.py").write_text(f"import pytest\n\ndef test_one():\n    {body}\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no_skips", "-p", "no:cacheprovider", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "build"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout
