"""The SecretStore port over the computer's keyring, or memory for this run when there is none that answers."""

from __future__ import annotations

import concurrent.futures
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from scribe_desktop.errors import SecretStoreError
from scribe_desktop.ports import SecretStore

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

LOGGER = logging.getLogger(__name__)
SERVICE = "scribe-desktop"

# Keyrings of operating systems and desktops. Any other (keyrings.alt above all) may be a plain file.
_TRUSTED_MODULES = frozenset(
    f"keyring.backends.{name}" for name in ("SecretService", "libsecret", "kwallet", "macOS", "Windows")
)
PROBE_SECONDS = 4.0
"""How long a keyring may take to show that it works: the program is to be usable within six, its own start included."""
T = TypeVar("T")


def open_secret_store(timeout_seconds: float = PROBE_SECONDS, backend: KeyringBackend | None = None) -> SecretStore:
    """The keyring when it keeps, gives back and forgets a secret within the time, else a MemorySecrets.

    Never raises, and never waits longer than `timeout_seconds` altogether.

    Args:
        backend: the keyring to use, None for the one that the keyring library chooses on this computer.
    """
    try:
        chosen = _within(timeout_seconds, lambda: _probed(backend or _chosen_backend()), "keyring-probe")
    except Exception as error:  # backends raise errors of D-Bus, of the operating system and of their own
        LOGGER.info("no keyring that works (%s); secrets are kept for this run only", type(error).__name__)
        return MemorySecrets()
    return KeyringSecrets(chosen, timeout_seconds)


class MemorySecrets:
    """Secrets of this run only; nothing is written anywhere."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    @property
    def persistent(self) -> bool:
        """Always False."""
        return False

    def get(self, name: str) -> str | None:
        """The secret of that name."""
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        """Keep a secret until the program ends."""
        self._values[name] = value

    def delete(self, name: str) -> None:
        """Forget a secret; no error when there is none."""
        self._values.pop(name, None)


class KeyringSecrets:
    """Secrets in a keyring, under the service "scribe-desktop". Each call answers within `timeout_seconds`."""

    def __init__(self, backend: KeyringBackend, timeout_seconds: float = 5.0) -> None:
        self._backend = backend
        self._timeout_seconds = timeout_seconds

    @property
    def persistent(self) -> bool:
        """Always True."""
        return True

    def get(self, name: str) -> str | None:
        """The secret of that name. Raises SecretStoreError."""
        return self._call(lambda: self._backend.get_password(SERVICE, name))

    def set(self, name: str, value: str) -> None:
        """Keep a secret. Raises SecretStoreError."""
        self._call(lambda: self._backend.set_password(SERVICE, name, value))

    def delete(self, name: str) -> None:
        """Forget a secret; no error when there is none. Raises SecretStoreError."""
        self._call(lambda: self._delete_if_there(name))

    def _delete_if_there(self, name: str) -> None:
        # Backends raise the same error for "there is none" and for "it could not be deleted".
        if self._backend.get_password(SERVICE, name) is not None:
            self._backend.delete_password(SERVICE, name)

    def _call(self, work: Callable[[], T]) -> T:
        try:
            return _within(self._timeout_seconds, work, "keyring-call")
        except _NoAnswer as error:
            raise SecretStoreError(
                f"The keyring did not answer within {self._timeout_seconds:g} seconds. "
                "Unlock it, or close the question it is asking, and try again."
            ) from error
        except Exception as error:  # as in open_secret_store
            raise SecretStoreError("The keyring did not do what it was asked. Unlock it and try again.") from error


class _NoAnswer(Exception):
    """The keyring did not answer in time."""


class _NoKeyring(Exception):
    """There is no keyring that may be used."""


def _chosen_backend() -> KeyringBackend:
    import keyring

    backend: Any = keyring.get_keyring()
    # Where several are at hand, keyring chains them, plain files included: take the first that is trusted.
    for one in getattr(backend, "backends", [backend]):
        if type(one).__module__ in _TRUSTED_MODULES:
            return one
    raise _NoKeyring(f"{type(backend).__module__} is not a keyring of the system")


def _probed(backend: KeyringBackend) -> KeyringBackend:
    name, value = f"probe-{uuid4().hex}", uuid4().hex
    backend.set_password(SERVICE, name, value)
    found = backend.get_password(SERVICE, name)
    backend.delete_password(SERVICE, name)
    if found != value or backend.get_password(SERVICE, name) is not None:
        raise _NoKeyring("a secret did not come back as it was kept")
    return backend


def _within(seconds: float, work: Callable[[], T], name: str) -> T:
    """Run it in a daemon thread and leave it behind when it hangs: a keyring may wait for a person for ever."""
    future: concurrent.futures.Future[T] = concurrent.futures.Future()

    def call() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=call, name=name, daemon=True).start()
    try:
        return future.result(timeout=seconds)
    except TimeoutError as error:
        if future.done():
            raise  # the backend's own
        raise _NoAnswer from error
