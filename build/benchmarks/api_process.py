"""A process with an open data folder whose local API runs; told what to do by lines of JSON on standard input."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scribe_desktop.api.server import ApiServer
from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.access import TokenScope
from scribe_desktop.domain.events import ItemsQueued
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.pipeline.runner import PipelineRunner
from scribe_desktop.pipeline.step import JsonObject, StepContext
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.services.queue_worker import Pipeline, QueueWorker
from tests.integration.engine import OUTPUTS

TEMPLATE = "Dear {{ name }},\n\nI keep coming back to your work.\n\nMaya"
STEP_SECONDS = 0.02


class WaitingStep:
    """A step that waits as for a network, and gives what the tests' steps give."""

    def __init__(self, name: StepName) -> None:
        self.name = name

    def inputs(self, context: StepContext) -> JsonObject:
        """Nothing that could be reused."""
        return {"item": str(context.item.id)}

    def run(self, context: StepContext) -> JsonObject:
        """Wait, then answer."""
        context.token.sleep(STEP_SECONDS)
        return OUTPUTS[self.name]


class Process:
    """What can be asked for, each a method."""

    def __init__(self, app: AppContext) -> None:
        self._app = app
        self._me = psutil.Process()
        self._peak = 0
        self._watching = threading.Event()

    def queue(self, count: int) -> int:
        """Queue so many at once."""
        return len(self._app.queue.enqueue([Recipient("Prof. Ilse Varnholt", "tides")] * count, TEMPLATE))

    def touch(self) -> int:
        """Have the next list read anew."""
        self._app.events.publish(ItemsQueued((), 0))
        return 0

    def work(self, count: int) -> float:
        """Seconds that a batch of so many takes."""
        app = self._app
        self.queue(count)
        runner = PipelineRunner([WaitingStep(one) for one in StepName], app.unit_of_work, app.clock, app.events)
        pipeline = Pipeline(runner, "template-only", 300)
        worker = QueueWorker(lambda: pipeline, app.unit_of_work, app.clock, app.events, lambda: False, "bench")
        begun = time.perf_counter()
        worker.run(drain=True)
        return time.perf_counter() - begun

    def watch_memory(self) -> float:
        """Begin to watch; megabytes now."""
        self._peak = 0
        self._watching.set()
        threading.Thread(target=self._watch, daemon=True).start()
        return self._me.memory_info().rss / 1e6

    def peak_memory(self) -> float:
        """Megabytes at most since then."""
        self._watching.clear()
        return self._peak / 1e6

    def log(self) -> str:
        """What was logged."""
        return (self._app.paths.logs / "scribe.log").read_text("utf-8")

    def _watch(self) -> None:
        while self._watching.is_set():
            self._peak = max(self._peak, self._me.memory_info().rss)
            time.sleep(0.01)


def serve(folder: Path) -> None:
    """Say where and with which token, then do what is asked until standard input ends."""
    app = open_context(folder)
    server = ApiServer(app, app.tokens, app.worker_state, port=0)
    server.start()
    _say({"url": server.url, "port": server.port, "token": app.tokens.temporary(TokenScope.READ_WRITE).token})
    process = Process(app)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        _say(getattr(process, name)(*arguments))
    server.stop()
    app.close()


def _say(value: Any) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
