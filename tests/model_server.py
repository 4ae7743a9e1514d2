"""A small server of the OpenAI protocol that answers exactly as a test says, one reply for each request."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.loopback_server import LoopbackServer


@dataclass(frozen=True)
class Reply:
    """What one request gets. `hold` keeps the connection open, silent, until the server is closed."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    hold: bool = False


def completion(text: str | None, finish_reason: str = "stop", **extra: Any) -> Reply:
    """A whole chat completion."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return Reply(body=json.dumps({"id": "c1", "object": "chat.completion", "choices": [choice], **extra}))


def stream(*pieces: str, finish_reason: str | None = "stop", hold: bool = False, usage: Any = None) -> Reply:
    """A chat completion in events."""
    chunks: list[Any] = [{"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}]
    chunks += [{"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in pieces]
    if finish_reason and not hold:
        chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish_reason}]})
    if usage is not None:
        chunks.append({"choices": [], "usage": usage})
    events = [f"data: {json.dumps({'id': 'c1', 'object': 'chat.completion.chunk', **one})}\n\n" for one in chunks]
    end = "" if hold or not finish_reason else "data: [DONE]\n\n"
    return Reply(body="".join(events) + end, content_type="text/event-stream", hold=hold)


def failure(status: int, message: str = "no", headers: Mapping[str, str] | None = None, **fields: Any) -> Reply:
    """An error as OpenAI words it."""
    return Reply(status, json.dumps({"error": {"message": message, **fields}}), headers or {})


class ModelServer(LoopbackServer):
    """Gives its replies one after the other, the last one for ever; a function may decide by the request's body.

    `requests` holds what was sent: {"path", "headers" (names in lower case), "body"}. `arrived` is set at each request,
    `left` when a client closes its connection before its reply is over.
    """

    protocol_version = "HTTP/1.1"

    def __init__(self, *replies: Reply | Callable[[Any], Reply]) -> None:
        super().__init__()
        self._replies = list(replies)
        self.requests: list[dict[str, Any]] = []
        self.left = threading.Event()

    @property
    def base_url(self) -> str:
        """The base URL to give to a client."""
        return f"http://{self.host}/v1"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """The next reply."""
        body = (
            json.loads(handler.rfile.read(int(handler.headers["content-length"])))
            if handler.command == "POST"
            else None
        )
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.requests.append({"path": handler.path, "headers": headers, "body": body})
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if not isinstance(reply, Reply):
            reply = reply(body)
        self.arrived.set()
        try:
            self._send(handler, reply)
        except OSError:
            self.left.set()
            handler.close_connection = True

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        content = reply.body.encode()
        if content or not reply.hold:
            handler.send_response(reply.status)
            handler.send_header("Content-Type", reply.content_type)
            handler.send_header("Content-Length", str(len(content) + (1 if reply.hold else 0)))
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(content)
            handler.wfile.flush()
        if reply.hold:
            self._wait_until_client_leaves(handler)

    def _wait_until_client_leaves(self, handler: BaseHTTPRequestHandler) -> None:
        handler.connection.settimeout(0.05)
        while not self.closing.is_set():
            try:
                if handler.connection.recv(1) == b"":
                    self.left.set()
                    break
            except TimeoutError:
                continue
        handler.close_connection = True
