"""What every request passes before anything else runs: host, browser headers, size, rate, content type."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterator

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scribe_desktop.api.answers import error_response, incident_response
from scribe_desktop.api.auth import Gatekeeper
from scribe_desktop.api.rate_limit import RateLimiter
from scribe_desktop.domain.access import TokenClaims

MAX_BODY = 1 << 20
THROWN_AWAY = 16 << 20
THROWN_AWAY_SECONDS = 5.0

_LENGTH, _CHUNKED = b"content-length", b"transfer-encoding"


class _TooLarge(Exception):
    """The body is longer than MAX_BODY."""


class _Gone(Exception):
    """The client left, or was dropped, before its request was complete."""


class Guards:
    """Raw ASGI middleware. The order of the guards is part of the API's contract.

    `hosts` gives the only values of `Host` that are answered; they are known once the port is.
    """

    def __init__(
        self, app: ASGIApp, hosts: Callable[[], frozenset[bytes]], gatekeeper: Gatekeeper, rate: RateLimiter
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._gatekeeper = gatekeeper
        self._rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on to the application with the whole body at hand."""
        started = False

        async def noting_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._guarded(scope, receive, noting_send)
        except _Gone:
            return
        except Exception as error:
            response = incident_response(scope, error)
            if not started:
                await response(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._misdirected(scope) or _from_a_browser(scope)
        if refusal is not None:
            await _refuse(refusal, scope, receive, send)
            return
        body = None
        if _has_body(scope):
            try:
                body = await _whole_body(scope, receive)
            except _TooLarge:
                await _refuse(error_response(413, "The body is larger than 1 MiB"), scope, receive, send)
                return
            receive = _replayed(body, receive)
        claims, refusal = await self._gatekeeper.identify(scope)
        refusal = self._too_often(claims) or (_other_type(scope) if body else None) or refusal
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _misdirected(self, scope: Scope) -> Response | None:
        given = list(_header(scope, b"host"))
        # An absolute address as the target of the request would stand in for Host.
        if len(given) == 1 and given[0] in self._hosts() and scope["raw_path"].startswith(b"/"):
            return None
        return error_response(421, "This server only answers under its own local address")

    def _too_often(self, claims: TokenClaims | None) -> Response | None:
        wait = self._rate.wait_seconds(claims.jti) if claims is not None else 0.0
        if not wait:
            return None
        return error_response(429, "Too many requests with this token", {"Retry-After": str(max(1, math.ceil(wait)))})


def _from_a_browser(scope: Scope) -> Response | None:
    if any(name in (b"origin", b"sec-fetch-site") for name, _ in scope["headers"]):
        return error_response(403, "Web pages may not use this API")
    return None


def _other_type(scope: Scope) -> Response | None:
    given = list(_header(scope, b"content-type"))
    if given and all(one.partition(b";")[0].strip().lower() == b"application/json" for one in given):
        return None
    return error_response(415, "Send the body as application/json")


def _header(scope: Scope, wanted: bytes) -> Iterator[bytes]:
    return (value for name, value in scope["headers"] if name == wanted)


def _has_body(scope: Scope) -> bool:
    return any(name == _CHUNKED or (name == _LENGTH and value != b"0") for name, value in scope["headers"])


async def _whole_body(scope: Scope, receive: Receive) -> bytes:
    if any(int(value) > MAX_BODY for value in _header(scope, _LENGTH)):
        raise _TooLarge
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_BODY:
            raise _TooLarge
    return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer at once. A body that is still coming is read away first, or closing would cut the answer off."""
    if not _has_body(scope):
        await response(scope, receive, send)
        return
    response.headers["Connection"] = "close"
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    if b"100-continue" not in (value.lower() for value in _header(scope, b"expect")):
        await _throw_away(receive)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _throw_away(receive: Receive) -> None:
    left = THROWN_AWAY
    try:
        async with asyncio.timeout(THROWN_AWAY_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return
