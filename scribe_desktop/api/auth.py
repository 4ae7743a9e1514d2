"""Who asks, by the bearer token of the request, and whether that is enough for what is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Scope

from scribe_desktop.api.answers import error_response
from scribe_desktop.domain.access import TokenClaims, TokenScope
from scribe_desktop.errors import AccessTokenError

OPEN_PATHS = frozenset(("/health", "/health/"))
"""Answered without a token."""

TOUCH_SECONDS = 60.0

_BEARER = re.compile(rb"bearer +([!-~]+) *", re.IGNORECASE)
_READING = frozenset(("GET", "HEAD", "OPTIONS"))


class Tokens(Protocol):
    """What is asked of `services.access_tokens.AccessTokens`."""

    def prepare(self) -> None:
        """Read the signing key, which may take 5 s the first time. Raises SecretStoreError."""
        ...

    def verify(self, token: str) -> TokenClaims:
        """What a valid token says. Raises AccessTokenError."""
        ...

    def touch(self, jti: UUID) -> None:
        """Note that the token was used now."""
        ...


class Gatekeeper:
    """Knows the tokens. For one event loop."""

    def __init__(self, tokens: Tokens, monotonic: Callable[[], float]) -> None:
        self._tokens = tokens
        self._monotonic = monotonic
        self._prepared = False
        self._touched: dict[UUID, float] = {}

    async def identify(self, scope: Scope) -> tuple[TokenClaims | None, Response | None]:
        """The claims of the request's token, if it has a valid one, and the refusal, if that is not enough."""
        try:
            token = _token(scope)
            if not self._prepared:
                await run_in_threadpool(self._tokens.prepare)
                self._prepared = True
            claims = self._tokens.verify(token)
        except AccessTokenError as error:
            return None, None if scope["path"] in OPEN_PATHS else _unauthorized(error.message)
        await self._touch(claims.jti)
        if scope["method"] not in _READING and not claims.scope.allows(TokenScope.READ_WRITE):
            return claims, error_response(403, "This token may only read")
        return claims, None

    async def _touch(self, jti: UUID) -> None:
        now = self._monotonic()
        if now - self._touched.get(jti, -TOUCH_SECONDS) >= TOUCH_SECONDS:
            self._touched[jti] = now
            await run_in_threadpool(self._tokens.touch, jti)


def _token(scope: Scope) -> str:
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    match = _BEARER.fullmatch(given[0]) if len(given) == 1 else None
    if match is None:
        raise AccessTokenError("Not authenticated. Send a token in the header Authorization: Bearer …")
    return match[1].decode("ascii")


def _unauthorized(detail: str) -> Response:
    return error_response(401, detail, {"WWW-Authenticate": "Bearer"})
