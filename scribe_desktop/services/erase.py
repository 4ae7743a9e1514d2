"""Erasing everything: the keys in the keyring, and the data folder with all that is ours in it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scribe_desktop.config.settings import KEPT_SECRETS
from scribe_desktop.errors import SecretStoreError
from scribe_desktop.ports import SecretStore
from scribe_desktop.services.access_tokens import SIGNING_KEY_SECRET
from scribe_desktop.storage_ports.upkeep import ErasureStore

logger = logging.getLogger(__name__)

CONFIRMATION = "ERASE"
"""What a person types to erase everything."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing left behind: files that are not ours or could not be deleted, and names of keys in the keyring."""

    files_left: tuple[Path, ...]
    secrets_left: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What a person has to know, in one or two sentences."""
        said = ["Everything that Scribe kept here is erased."]
        if self.files_left:
            said.append(f"Files that are not Scribe's own were left: {_named(self.files_left)}.")
        if self.secrets_left:
            said.append(
                "The keyring did not answer, so these keys may still be there, under the service scribe-desktop: "
                f"{', '.join(self.secrets_left)}. Delete them in your computer's keyring."
            )
        return " ".join(said)


class Erase:
    """Erases one data folder; it must be shut."""

    def __init__(self, store: ErasureStore, secrets: Callable[[], SecretStore]) -> None:
        self._store = store
        self._secrets = secrets

    def check(self) -> None:
        """Raise InputError where there is no data folder, InstanceLockedError or DatabaseBusyError while it is open."""
        self._store.check_shut()

    def erase(self) -> Erased:
        """Delete the keys, then the files. The keyring may take 5 s.

        Raises as `check`; nothing is deleted then.
        """
        self.check()
        names = [*KEPT_SECRETS, *(f"{SIGNING_KEY_SECRET}-{one}" for one in sorted(self._store.profiles()))]
        left = self._forget(names)
        return Erased(self._store.erase(), left)

    def _forget(self, names: list[str]) -> tuple[str, ...]:
        secrets = self._secrets()
        if not secrets.persistent:
            return ()  # nothing outlives the run that kept it
        left = []
        for name in names:
            try:
                secrets.delete(name)
            except SecretStoreError as error:
                logger.info("A key was not deleted: %s", error.message)
                left.append(name)
        return tuple(left)


def _named(files: tuple[Path, ...]) -> str:
    shown = ", ".join(map(str, files[:3]))
    return f"{shown} and {len(files) - 3} more" if len(files) > 3 else shown
