"""The secret store over real and misbehaving keyrings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring import errors
from keyring.backend import KeyringBackend

from scribe_desktop.errors import SecretStoreError
from scribe_desktop.providers.secrets.keyring_secrets import SERVICE, KeyringSecrets, MemorySecrets, open_secret_store


class Working(KeyringBackend):
    """Keeps secrets in a dictionary, as a good keyring would."""

    priority = -1  # never chosen by the library itself

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise errors.PasswordDeleteError("No such password!")


class Faulty(Working):
    """Does what `fault` does at the call named by `where`."""

    where = "set"

    def fault(self) -> None:
        raise errors.KeyringLocked("Failed to unlock the collection!")

    def get_password(self, service: str, username: str) -> str | None:
        if self.where == "get":
            self.fault()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.where == "set":
            self.fault()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        if self.where == "delete":
            self.fault()
        super().delete_password(service, username)


class Hanging(Faulty):
    """Waits for a person who never comes."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def fault(self) -> None:
        self.released.wait()


class Forgetful(Working):
    """Takes secrets and gives nothing back, as the null keyring does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass

    def delete_password(self, service: str, username: str) -> None:
        pass


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    backend = Hanging()
    yield backend
    backend.released.set()


@pytest.fixture
def library_keyring() -> Iterator[None]:
    """Puts the library's own choice back."""
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_working_keyring_keeps_gives_and_forgets() -> None:
    backend = Working()
    store = open_secret_store(backend=backend)
    assert store.persistent
    assert backend.kept == {}  # the probe leaves nothing behind
    store.set("llm-api-key", "sk-kept")
    assert backend.kept == {(SERVICE, "llm-api-key"): "sk-kept"}
    assert store.get("llm-api-key") == "sk-kept"
    store.delete("llm-api-key")
    store.delete("llm-api-key")
    assert store.get("llm-api-key") is None


@pytest.mark.parametrize("where", ["get", "set", "delete"])
def test_locked_keyring_gives_way_to_memory(where: str) -> None:
    backend = Faulty()
    backend.where = where
    store = open_secret_store(backend=backend)
    assert isinstance(store, MemorySecrets)
    assert not store.persistent


@pytest.mark.parametrize("where", ["get", "set", "delete"])
def test_hanging_keyring_gives_way_to_memory(hanging: Hanging, where: str) -> None:
    hanging.where = where
    assert isinstance(open_secret_store(0.2, backend=hanging), MemorySecrets)


def test_keyring_that_forgets_gives_way_to_memory() -> None:
    assert isinstance(open_secret_store(backend=Forgetful()), MemorySecrets)


def test_memory_keeps_secrets_for_the_run() -> None:
    store = MemorySecrets()
    store.set("llm-api-key", "sk-run")
    assert store.get("llm-api-key") == "sk-run"
    store.delete("llm-api-key")
    store.delete("llm-api-key")
    assert store.get("llm-api-key") is None


@pytest.mark.parametrize("name", ["keyring.backends.null", "keyring.backends.fail"])
def test_keyrings_that_keep_nothing_are_not_used(library_keyring: None, name: str) -> None:
    keyring.set_keyring(keyring.core.load_keyring(f"{name}.Keyring"))
    assert isinstance(open_secret_store(), MemorySecrets)


def plain_file_keyring() -> Working:
    """Works perfectly well, but says that it comes from a package whose keyrings may be plain files."""
    kind = types.new_class("PlaintextKeyring", (Working,))
    kind.__module__ = "keyrings.alt.file"
    return kind()


def test_plain_file_is_never_used_however_well_it_works(library_keyring: None) -> None:
    backend = plain_file_keyring()
    keyring.set_keyring(backend)
    store = open_secret_store()
    assert isinstance(store, MemorySecrets)
    assert backend.kept == {}


def test_trusted_keyring_of_a_chain_is_used_and_the_plain_file_is_not(library_keyring: None) -> None:
    trusted_kind = types.new_class("Keyring", (Working,))
    trusted_kind.__module__ = "keyring.backends.SecretService"
    trusted, plain = trusted_kind(), plain_file_keyring()

    class Chain(Working):
        backends = (plain, trusted)

    keyring.set_keyring(Chain())
    store = open_secret_store()
    store.set("llm-api-key", "sk-chain")
    assert trusted.kept == {(SERVICE, "llm-api-key"): "sk-chain"}
    assert plain.kept == {}


def test_later_failure_is_an_error_in_words() -> None:
    backend = Faulty()
    store = KeyringSecrets(backend)
    with pytest.raises(SecretStoreError, match="Unlock it and try again"):
        store.set("llm-api-key", "sk-lost")


def test_failure_to_delete_is_told_apart_from_nothing_to_delete() -> None:
    backend = Faulty()
    backend.where = "delete"
    store = KeyringSecrets(backend)
    store.delete("llm-api-key")
    backend.kept[SERVICE, "llm-api-key"] = "sk-stays"
    with pytest.raises(SecretStoreError):
        store.delete("llm-api-key")


@pytest.mark.parametrize("where", ["get", "set", "delete"])
def test_later_call_that_hangs_ends_in_an_error(hanging: Hanging, where: str) -> None:
    hanging.where = where
    hanging.kept[SERVICE, "llm-api-key"] = "sk-there"
    store = KeyringSecrets(hanging, timeout_seconds=0.2)
    with pytest.raises(SecretStoreError, match=r"did not answer within 0\.2 seconds"):
        {
            "get": lambda: store.get("llm-api-key"),
            "set": lambda: store.set("llm-api-key", "sk"),
            "delete": lambda: store.delete("llm-api-key"),
        }[where]()


def test_broken_choice_of_keyring_gives_way_to_memory(tmp_path: Path) -> None:
    script = (
        "from scribe_desktop.providers.secrets.keyring_secrets import open_secret_store\n"
        "print(type(open_secret_store()).__name__)"
    )
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "no.such.Keyring", "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "MemorySecrets", done.stderr


# --- a real Secret Service ---------------------------------------------------------------------

SESSION = """
set -e
printf 'pass' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
"{python}" -c '{first}'
"{python}" -c '{second}'
"""
FIRST = """
from scribe_desktop.providers.secrets.keyring_secrets import open_secret_store
store = open_secret_store(30)
assert store.persistent, store
store.set("llm-api-key", "sk-kept-é")
assert store.get("llm-api-key") == "sk-kept-é"
"""
SECOND = """
from scribe_desktop.providers.secrets.keyring_secrets import open_secret_store
store = open_secret_store(30)
assert store.get("llm-api-key") == "sk-kept-é"
store.delete("llm-api-key")
store.delete("llm-api-key")
assert store.get("llm-api-key") is None
print("kept between processes")
"""


def in_a_session(script: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell script under a D-Bus session of its own, without a display and with an empty home."""
    missing = [one for one in ("dbus-run-session", "gnome-keyring-daemon") if not shutil.which(one)]
    if missing:
        reason = f"{' and '.join(missing)} not installed (apt install dbus gnome-keyring)"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    dropped = (
        "PYTHON_KEYRING_BACKEND",
        "DBUS_SESSION_BUS_ADDRESS",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "GNOME_KEYRING_CONTROL",
    )
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    for name, folder in (("HOME", ""), ("XDG_DATA_HOME", "data"), ("XDG_RUNTIME_DIR", "run"), ("XDG_CONFIG_HOME", "c")):
        path = home / folder
        path.mkdir(mode=0o700, exist_ok=True)
        environment[name] = str(path)
    return subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", script], env=environment, capture_output=True, text=True, timeout=120
    )


def test_real_keyring_keeps_a_secret_between_processes(tmp_path: Path) -> None:
    script = SESSION.format(python=sys.executable, first=FIRST, second=SECOND)
    done = in_a_session(script, tmp_path)
    assert done.stdout.strip() == "kept between processes", done.stdout + done.stderr


def test_real_keyring_that_is_locked_gives_way_to_memory(tmp_path: Path) -> None:
    program = (
        "from scribe_desktop.providers.secrets.keyring_secrets import open_secret_store; "
        "print(type(open_secret_store()).__name__)"
    )
    script = f"gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1\n\"{sys.executable}\" -c '{program}'\n"
    done = in_a_session(script, tmp_path)
    assert done.stdout.strip() == "MemorySecrets", done.stdout + done.stderr
