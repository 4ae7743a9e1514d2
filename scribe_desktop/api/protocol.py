"""uvicorn's h11 protocol with a deadline: a request that is not complete in time is dropped."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from scribe_desktop.api.answers import json_bytes

REQUEST_SECONDS = 5.0
"""From the first byte of a request (or from the connection's start, for its first) to the last one."""


class DeadlineProtocol(H11Protocol):
    """Watches what uvicorn does not: how long the head and the body of a request take to arrive.

    Waiting for the next request of a connection is uvicorn's own keep-alive timer.
    """

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """Start the clock."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take the bytes; stop the clock when they complete a request, start it when they begin one."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Go on to the next request, part of which may be here already."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP in the form of every other error."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()
            return
        body = json_bytes({"detail": msg})
        headers: list[tuple[str, str]] = [
            ("content-type", "application/json"),
            ("content-length", str(len(body))),
            ("connection", "close"),
        ]
        events: list[Any] = [
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ]
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _watch(self) -> None:
        if self.transport.is_closing() or not self._receiving():
            self._stop()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self._drop)

    def _receiving(self) -> bool:
        """Whether a request has begun to arrive and is not complete."""
        if self.conn.their_state is h11.SEND_BODY:
            return True
        if self.conn.their_state is not h11.IDLE:
            return False
        return self.cycle is None or bool(self.conn.trailing_data[0])

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _drop(self) -> None:
        self._deadline = None
        # A body that is too long has its answer already; the guards read it away under a limit of their own.
        answered = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if not answered:
            self.transport.abort()
