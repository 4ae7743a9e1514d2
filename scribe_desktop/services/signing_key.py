"""The key that signs tokens of the local API: 32 random bytes in the keyring, as base64."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets as random_secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from scribe_desktop.errors import SecretStoreError
from scribe_desktop.ports import SecretStore

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key's bytes."""

    value: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Tells the key without giving it away: it is random, so nobody can guess it and compare."""
        return hashlib.sha256(self.value).hexdigest()[:16]

    @property
    def text(self) -> str:
        """As it stands in the keyring."""
        return base64.b64encode(self.value).decode("ascii")


class SigningKeys:
    """The key of that name in the keyring, kept in memory once it was read. Safe to call from any thread."""

    def __init__(
        self, secrets: Callable[[], SecretStore], name: Callable[[], str], remember_secret: Callable[[str], None]
    ) -> None:
        """All three are called at first use; `remember_secret` is told what no log may show."""
        self._secrets = secrets
        self._name = name
        self._remember_secret = remember_secret
        self._lock = threading.Lock()
        self._known: SigningKey | None = None

    @property
    def persistent(self) -> bool:
        """False where there is no keyring: then the key lives for this run only."""
        return self._secrets().persistent

    def current(self, read_again: bool = False) -> SigningKey:
        """The key, made when there is none; from the keyring when told to. Raises SecretStoreError."""
        with self._lock:
            if self._known is None or read_again:
                text = self._secrets().get(self._name())
                self._known = self._made() if text is None else self._read(text)
            return self._known

    def renew(self) -> None:
        """Make a new key in place of the old one. Raises SecretStoreError."""
        with self._lock:
            self._known = self._made()

    def _made(self) -> SigningKey:
        store, name = self._secrets(), self._name()
        key = SigningKey(random_secrets.token_bytes(KEY_BYTES))
        self._remember_secret(key.text)
        store.set(name, key.text)
        # Where two processes make the first key at the same moment, both go on with the later one.
        return self._read(store.get(name) or key.text)

    def _read(self, text: str) -> SigningKey:
        self._remember_secret(text)
        try:
            value = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            value = b""
        if len(value) != KEY_BYTES:
            raise SecretStoreError(
                "The key that signs tokens is damaged in the keyring. A new one ends all tokens; make new ones "
                "afterwards. Make a new key with: scribe token rotate"
            )
        return SigningKey(value)
