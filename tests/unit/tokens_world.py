"""Access tokens of one data folder, and tokens spelled by hand."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe_desktop.config.logging import Redactor
from scribe_desktop.services.access_tokens import AccessTokens
from scribe_desktop.storage.database import Database, open_database
from tests.fakes import FakeClock, MemorySecrets
from tests.ready_folder import put_database

YEAR = 365 * 86400

Claims = dict[str, Any]


@dataclass
class Bench:
    """A data folder's tokens as one process has them, and what they were built from."""

    tokens: AccessTokens
    clock: FakeClock
    secrets: MemorySecrets
    redactor: Redactor
    database: Database

    def another_process(self) -> AccessTokens:
        """The same folder and keyring, nothing in memory shared."""
        return AccessTokens(self.database.unit_of_work, lambda: self.secrets, self.clock, self.redactor.remember)

    @property
    def key(self) -> bytes:
        """The signing key, as an attacker never has it."""
        (text,) = self.secrets.values.values()
        return base64.b64decode(text)


def part(document: Any) -> str:
    """A part of a token, spelled by hand."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def opened(text: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def signed(header: Any, claims: Any, key: bytes, digest: str = "sha256") -> str:
    """A token with any header and claims, really signed."""
    body = f"{part(header)}.{part(claims)}"
    return f"{body}.{part(hmac.new(key, body.encode(), digest).digest())}"


HS256 = {"alg": "HS256", "typ": "JWT"}


def later(claims: Claims, **seconds: int) -> Claims:
    return {**claims, **{name: claims[name] + more for name, more in seconds.items()}}


@contextmanager
def tokens_database(folder: Path) -> Iterator[Database]:
    """A data folder's database, for many benches one after the other."""
    opened = open_database(put_database(folder / "data"))
    yield opened
    opened.close()


def bench_of(database: Database) -> Bench:
    """A bench with a key and a clock of its own; nothing that was made before is valid."""
    clock, secrets, redactor = FakeClock(), MemorySecrets(), Redactor()
    with database.unit_of_work() as work:
        work.tokens.revoke_all(clock.now())
        work.commit()
    tokens = AccessTokens(database.unit_of_work, lambda: secrets, clock, redactor.remember)
    return Bench(tokens, clock, secrets, redactor, database)
