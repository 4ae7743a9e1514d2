"""The packaged application: it runs where there is no Python, as a command line and as a window."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import virtual_display

from tests.papers_server import SERVICES, PapersServer

ROOT = Path(__file__).resolve().parents[2]
SUFFIX = ".exe" if sys.platform == "win32" else ""


@pytest.fixture(scope="module")
def application() -> Path:
    """The folder of the application, built unless dist/ has it from the same sources."""
    if sys.platform == "linux" and not shutil.which("objdump"):
        pytest.skip("packaging needs objdump, which is not installed (Debian: binutils)")
    command = [sys.executable, str(ROOT / "build" / "package.py")]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return ROOT / "dist" / "scribe-desktop"


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment without anything of Python's in it: an empty PATH and a home of its own."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMPDIR") if name in os.environ}
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    return {**kept, **home, **keyring, "PATH": "", "LANG": "C.UTF-8"}


@pytest.fixture
def display() -> Iterator[str]:
    if not virtual_display.available():
        pytest.skip("Xvfb and xwininfo are not installed (Debian: xvfb, x11-utils)")
    with virtual_display.virtual_display() as name:
        yield name


def test_packaged_demo_writes_its_drafts_without_python(
    application: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    command = [str(application / f"scribe{SUFFIX}"), "demo", "--json", "--data-dir", str(tmp_path / "data")]
    done = subprocess.run(
        command, env=bare, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.stdout, done.stderr
    result = json.loads(done.stdout)
    assert len(result["items"]) == 10
    assert len(result["emails"]) == result["completed"] > 0
    assert all(email["subject"] and email["email_message"] for email in result["emails"])


def test_packaged_command_line_reads_a_page_in_its_child_process(
    application: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    sentence = "Ines Varga studies how lichens settle on roof tiles, and keeps a garden of them above the city."
    page.write_text(f"<html><head><title>Ines Varga</title></head><body><main><p>{sentence}</p></main></body></html>")
    command = [str(application / f"scribe{SUFFIX}"), "read", str(page), "--json", "--data-dir", str(tmp_path / "data")]
    done = subprocess.run(
        command, env=bare, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert sentence in json.loads(done.stdout)["text"]


def test_packaged_application_asks_every_paper_source(application: Path, bare: dict[str, str], tmp_path: Path) -> None:
    names = [one.replace("-", "_") for one in SERVICES if one != "open-library"]
    with PapersServer() as server:
        urls = {f"SCRIBE_{one.upper().replace('-', '_')}_URL": server.url(one) for one in SERVICES}
        environment = {**bare, **urls, "SCRIBE_PAPER_SOURCES": ",".join(names)}
        command = [str(application / f"scribe{SUFFIX}"), "doctor", "--json", "--data-dir", str(tmp_path / "data")]
        done = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
        )
    found = {one["check"]: one["health"] for one in json.loads(done.stdout)}
    assert {name: health for name, health in found.items() if name.startswith(("Papers", "Books"))} == {
        "Papers (OpenAlex)": "ok",
        "Papers (Semantic Scholar)": "ok",
        "Papers (Crossref)": "ok",
        "Books": "ok",
    }


def test_packaged_local_api_answers_without_python(application: Path, bare: dict[str, str], tmp_path: Path) -> None:
    command = [str(application / f"scribe{SUFFIX}"), "serve", "--port", "0", "--json", "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, env=bare, cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            line = json.loads(process.stdout.readline())
            headers = {"Authorization": f"Bearer {line['token']}"}
            with urllib.request.urlopen(urllib.request.Request(f"{line['url']}/api/queue/", headers=headers)) as answer:
                assert json.load(answer) == []
        finally:
            process.terminate()


def test_packaged_window_is_shown_without_python(
    application: Path, bare: dict[str, str], tmp_path: Path, display: str
) -> None:
    environment = {**bare, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "SCRIBE_DATA_DIR": str(tmp_path / "data")}
    with (tmp_path / "errors.txt").open("wb") as errors:
        process = subprocess.Popen([str(application / "scribe-desktop")], env=environment, cwd=tmp_path, stderr=errors)
        try:
            virtual_display.wait_for_window(display, "Scribe", process)
        finally:
            process.terminate()
            process.wait()


def test_packaged_application_brings_no_more_than_it_needs(application: Path) -> None:
    names = {file.name for file in application.rglob("*")}
    assert not names & {"tkinter", "numpy", "pytest", "PyInstaller"}
    assert not [name for name in names if name.startswith(("libQt6WebEngine", "libQt6Qml", "libgtk-3"))]
