"""llmock, a server of the OpenAI protocol that injects faults and judges retries, as a process of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Mapping
from typing import Any

COMMAND = (sys.executable, "-c", "from llmock.cli import app; app()")
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class LlmockServer:
    """Starts on a free loopback port; use it as a context manager."""

    def __init__(self, *options: str) -> None:
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    @property
    def base_url(self) -> str:
        """What SCRIBE_LLM_BASE_URL is set to."""
        return f"{self.url}/v1"

    def __enter__(self) -> LlmockServer:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LLMOCK_")}
        self._process = subprocess.Popen(
            [*COMMAND, "serve", "--host", "127.0.0.1", "--port", str(port), "--log-level", "info", *self._options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
        assert self._process.stdout is not None
        seen = []
        for line in self._process.stdout:
            seen.append(line)
            if "running on" in line:
                break
        else:
            raise RuntimeError("llmock did not start:\n" + "".join(seen))
        # Its output is read away, so that it never waits for room in the pipe.
        self._drain = threading.Thread(target=self._process.stdout.read, daemon=True)
        self._drain.start()
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._drain.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def script(self, *behaviors: Mapping[str, Any]) -> None:
        """Queue behaviours for the next requests: `{"type": "fail", "status": 503, "times": 2}`, …"""
        self._send("POST", "/_llmock/scenario", {"behaviors": list(behaviors)})

    def requests(self) -> list[dict[str, Any]]:
        """Every request served, oldest first; the body that was sent is under "body"."""
        return self._send("GET", "/_llmock/requests")["requests"]

    def verdict(self) -> dict[str, Any]:
        """How well the client coped: "passed", "errors", "warnings", "findings"."""
        return self._send("GET", "/_llmock/verdict")

    def reset(self) -> None:
        """Forget requests and behaviours."""
        self._send("POST", "/_llmock/reset")

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with _DIRECT.open(urllib.request.Request(self.url + path, data=data, method=method), timeout=30) as answer:
            return json.load(answer)
