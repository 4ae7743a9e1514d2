"""`scribe serve` as a process of its own, and requests to it."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

import httpx2

from tests.e2e.world import COMMAND_SECONDS, World

OPEN = ("pending", "processing")


class Serving:
    """A running `scribe serve --json`: its address, a token for it, and a client that uses both."""

    def __init__(self, process: subprocess.Popen[str], first_line: str) -> None:
        self._process = process
        self.first_line = first_line
        answer = json.loads(first_line)
        self.url: str = answer["url"]
        self.token: str = answer["token"]
        self.client = httpx2.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {self.token}"}, trust_env=False, timeout=30
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rsplit(":", 1)[1])

    @property
    def variables(self) -> dict[str, str]:
        """What the examples read from the environment."""
        return {"SCRIBE_URL": self.url, "SCRIBE_TOKEN": self.token}

    def queue(self) -> list[dict[str, Any]]:
        """The list as it is now."""
        answer = self.client.get("/api/queue/")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()
        return items

    def post_batch(self, *names: str, template: str) -> list[str]:
        """Queue these people; their ids."""
        items = [{"recipient_name": name, "recipient_interest": "coastal sediment transport"} for name in names]
        answer = self.client.post("/api/queue/batch", json={"items": items, "email_template": template})
        assert answer.status_code == 201, answer.text
        ids: list[str] = answer.json()["queue_item_ids"]
        return ids

    def finished(self) -> list[dict[str, Any]]:
        """The list once nothing in it is pending or processing."""
        deadline = time.monotonic() + COMMAND_SECONDS
        while True:
            items = self.queue()
            if not any(item["status"] in OPEN for item in items):
                return items
            assert time.monotonic() < deadline, items
            time.sleep(0.1)

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float, str]:
        """Ask it to end: its exit code, the seconds that took, and what it said on standard error."""
        began = time.monotonic()
        self._process.send_signal(how)
        _, said = self._process.communicate(timeout=COMMAND_SECONDS)
        return self._process.returncode, time.monotonic() - began, said


@contextlib.contextmanager
def served(world: World, *arguments: str, variables: Mapping[str, str] | None = None) -> Iterator[Serving]:
    """`scribe serve --json` on a free port, once it has printed its line; ended with the block at the latest."""
    with started(world, "--json", "--port", "0", *arguments, variables=variables) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        serving = Serving(process, line)
        try:
            yield serving
        finally:
            serving.client.close()


@contextlib.contextmanager
def started(
    world: World, *arguments: str, variables: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """`scribe serve` with these arguments; killed when it hangs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scribe_desktop", "serve", *arguments],
        env={**world.environment, **(variables or {})},
        cwd=world.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    hanging = threading.Timer(2 * COMMAND_SECONDS, process.kill)
    hanging.start()
    try:
        yield process
    finally:
        hanging.cancel()
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=COMMAND_SECONDS)
