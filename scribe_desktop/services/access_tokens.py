"""Tokens of the local HTTP API: made, listed, revoked, and verified against what is kept of them."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from scribe_desktop.domain.access import AccessToken, CreatedToken, TokenClaims, TokenScope, TokenState
from scribe_desktop.domain.id_part import named_so
from scribe_desktop.errors import AccessTokenError, InputError, NotFoundError, StorageError
from scribe_desktop.ports import Clock, SecretStore
from scribe_desktop.services.signing_key import SigningKey, SigningKeys
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

logger = logging.getLogger(__name__)

ISSUER = "scribe-desktop"
AUDIENCE = "scribe-local-api"
ALGORITHM = "HS256"
SIGNING_KEY_SECRET = "api-signing-key"
"""Begins the name of the key in the keyring; the profile's UUID follows, so that two data folders have two keys."""

MAX_DAYS = 365
DEFAULT_DAYS = 90
RUN_DAYS = 30
"""A token for one run ends with the run, and after so many days at the latest."""

LEEWAY_SECONDS = 5
TOUCH_SECONDS = 60.0
MAX_NAME = 100
MAX_TOKEN_CHARACTERS = 4096
"""Ours have about 450; what is longer is not looked into."""

_CLAIMS = ("iss", "aud", "sub", "scope", "jti", "iat", "nbf", "exp")
_FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_INVALID = "This token is not valid. Make one under Settings → Local API, or with: scribe token create NAME"


class _WrongSignature(AccessTokenError):
    """Not signed with the key that was tried."""


class AccessTokens:
    """The tokens of one data folder. Safe to call from any thread.

    The signing key lives in the keyring, and for this run only where there is none (`persistent`). What is kept of a
    token is read at every verification, so that revoking it here or in another process takes effect at once. The key
    is kept in memory; a token signed with a newer one, which another process made, makes it be read again.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        secrets: Callable[[], SecretStore],
        clock: Clock,
        remember_secret: Callable[[str], None],
    ) -> None:
        """`secrets` is asked at first use, which may take 5 s; `remember_secret` is told what no log may show."""
        self._unit_of_work = unit_of_work
        self._keys = SigningKeys(secrets, lambda: f"{SIGNING_KEY_SECRET}-{self._profile()}", remember_secret)
        self._clock = clock
        self._remember_secret = remember_secret
        self._run_id = uuid4().hex
        self._made_for_this_run = False
        self._lock = threading.Lock()
        self._known_profile: UUID | None = None
        self._touched: dict[UUID, float] = {}

    @property
    def persistent(self) -> bool:
        """False where there is no keyring: then no token outlives this run."""
        return self._keys.persistent

    def prepare(self) -> None:
        """Read or make the signing key now, so that no request waits for the keyring. Raises SecretStoreError."""
        self._keys.current()

    def create(self, name: str, scope: TokenScope, days: int = DEFAULT_DAYS) -> CreatedToken:
        """Make a token; without a keyring one that ends with this run.

        Raises InputError for the name or the days, SecretStoreError.
        """
        name = " ".join(name.split())
        if not 1 <= len(name) <= MAX_NAME or not name.isprintable():
            raise InputError(f"A token's name has 1 to {MAX_NAME} characters, for example: notebook.")
        if not 1 <= days <= MAX_DAYS:
            raise InputError(f"A token can last 1 to {MAX_DAYS} days; {days} is not possible.")
        if not self.persistent:
            self._made_for_this_run = True
            return self._make(name, scope, min(days, RUN_DAYS), self._run_id, named_once=True)
        return self._make(name, scope, days, None, named_once=True)

    def temporary(self, scope: TokenScope, name: str = "this run") -> CreatedToken:
        """Make a token that ends with this run of the program. Raises SecretStoreError."""
        self._made_for_this_run = True
        return self._make(name, scope, RUN_DAYS, self._run_id)

    def find(self) -> list[AccessToken]:
        """What is kept of every token, newest first."""
        with self._unit_of_work(read_only=True) as work:
            return work.tokens.find()

    def pick(self, id_or_name: str) -> AccessToken:
        """The token of that name that is still active, or the one of that id or a part of it.

        Raises NotFoundError, InputError when there are several.
        """
        rows, now = self.find(), self._clock.now()
        named = [row for row in rows if row.name == id_or_name and row.state(now) is TokenState.ACTIVE]
        by_id = named_so(id_or_name, (row.jti for row in rows))
        found = named or [row for row in rows if row.jti in by_id]
        if not found:
            raise NotFoundError(f"There is no active token {id_or_name!r}. See them with: scribe token list")
        if len(found) > 1:
            what = "are named" if named else "have an id that begins or ends with"
            raise InputError(f"{len(found)} tokens {what} {id_or_name!r}. Give the whole id of one instead.")
        return found[0]

    def revoke(self, jti: UUID) -> None:
        """End a token for good, at once; nothing happens when it was revoked before. Raises NotFoundError."""
        with self._unit_of_work() as work:
            if work.tokens.get(jti) is None:
                raise NotFoundError("Token not found")
            work.tokens.revoke(jti, self._clock.now())
            work.commit()

    def rotate(self) -> int:
        """End all tokens at once and sign with a new key from now on; how many were ended. Raises SecretStoreError."""
        with self._unit_of_work() as work:
            ended = work.tokens.revoke_all(self._clock.now())
            work.commit()
        self._keys.renew()
        return ended

    def verify(self, token: str) -> TokenClaims:
        """What the token says, when all of it is right and it was not revoked.

        Raises:
            AccessTokenError: for every other token.
            SecretStoreError: the keyring did not give the key, which is only read at first use.
        """
        claims = self._decoded(token)
        jti = _uuid(claims["jti"])
        _check_times(claims, self._clock.now())
        row = self._row(jti)
        if row is None or row.run_id not in (None, self._run_id) or row.scope != claims["scope"]:
            raise AccessTokenError(_INVALID)
        if row.revoked_at is not None:
            raise AccessTokenError("This token was revoked. Make a new one with: scribe token create NAME")
        return TokenClaims(jti, row.scope, row.name)

    def touch(self, jti: UUID) -> None:
        """Remember that the token was used now; written at most once a minute, and never an error."""
        moment = self._clock.monotonic()
        with self._lock:
            if moment - self._touched.get(jti, -TOUCH_SECONDS) < TOUCH_SECONDS:
                return
            self._touched[jti] = moment
        try:
            with self._unit_of_work() as work:
                work.tokens.note_use(jti, self._clock.now())
                work.commit()
        except StorageError as error:
            logger.info("The last use of a token was not written down: %s", error.message)

    def close(self) -> None:
        """Forget the tokens that end with this run; never an error: nobody else accepts them anyway."""
        try:
            if self._made_for_this_run:
                with self._unit_of_work() as work:
                    work.tokens.forget_run(self._run_id, self._clock.now())
                    work.commit()
        except StorageError as error:
            logger.info("The tokens of this run were not tidied away: %s", error.message)

    # --- making ---

    def _make(
        self, name: str, scope: TokenScope, days: int, run_id: str | None, named_once: bool = False
    ) -> CreatedToken:
        import jwt

        key = self._keys.current(read_again=True)  # another process may have made a new one
        now = self._clock.now().replace(microsecond=0)  # claims are whole seconds
        row = AccessToken(uuid4(), name, scope, now, now + timedelta(days=days), key.id, run_id=run_id)
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(self._profile()),
            "scope": scope.value,
            "jti": str(row.jti),
            "iat": int(row.created_at.timestamp()),
            "nbf": int(row.created_at.timestamp()),
            "exp": int(row.expires_at.timestamp()),
        }
        token = jwt.encode(claims, key.value, ALGORITHM)
        self._remember_secret(token)
        with self._unit_of_work() as work:
            if named_once and any(_blocks(one, row) for one in work.tokens.find()):
                raise InputError(f"There is an active token named {name!r}. Revoke it, or choose another name.")
            work.tokens.add(row)
            work.commit()
        return CreatedToken(token, row)

    # --- verifying ---

    def _decoded(self, token: str) -> dict[str, Any]:
        """The claims of a token with the right form, signature, issuer, audience and profile."""
        if len(token) > MAX_TOKEN_CHARACTERS or not _FORM.fullmatch(token):
            raise AccessTokenError(_INVALID)
        key = self._keys.current()
        try:
            return self._decoded_with(token, key)
        except _WrongSignature:
            row = self._row_it_names(token)
            if row is None or row.key_id == key.id or row.state(self._clock.now()) is not TokenState.ACTIVE:
                raise
        return self._decoded_with(token, self._keys.current(read_again=True))

    def _decoded_with(self, token: str, key: SigningKey) -> dict[str, Any]:
        import jwt

        try:
            return jwt.decode(
                token,
                key.value,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                subject=str(self._profile()),
                # Times are checked by our own clock.
                options={
                    "require": list(_CLAIMS),
                    "strict_aud": True,
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except jwt.InvalidSignatureError as error:
            raise _WrongSignature(_INVALID) from error
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise AccessTokenError(_INVALID) from error

    def _row_it_names(self, token: str) -> AccessToken | None:
        """The row of a token whose signature is not known to be right: only to tell which key to try."""
        import jwt

        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except (jwt.PyJWTError, ValueError, TypeError):
            return None
        return self._row(_uuid(claims.get("jti")))

    def _row(self, jti: UUID) -> AccessToken | None:
        with self._unit_of_work(read_only=True) as work:
            return work.tokens.get(jti)

    def _profile(self) -> UUID:
        if self._known_profile is None:
            with self._unit_of_work(read_only=True) as work:
                self._known_profile = work.profile_id()
        return self._known_profile


def _blocks(existing: AccessToken, new: AccessToken) -> bool:
    same = existing.name == new.name and existing.run_id == new.run_id
    return same and existing.state(new.created_at) is TokenState.ACTIVE


def _uuid(value: object) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError as error:
        raise AccessTokenError(_INVALID) from error


def _check_times(claims: dict[str, Any], now: datetime) -> None:
    issued, not_before, expires = (_seconds(claims[name]) for name in ("iat", "nbf", "exp"))
    moment = now.timestamp()
    if expires - issued > MAX_DAYS * 86400:
        raise AccessTokenError(_INVALID)
    if max(issued, not_before) > moment + LEEWAY_SECONDS:
        raise AccessTokenError("This token is not valid yet. Check the clock of this computer.")
    if expires <= moment - LEEWAY_SECONDS:
        raise AccessTokenError("This token has expired. Make a new one with: scribe token create NAME")


def _seconds(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise AccessTokenError(_INVALID)
    return value
