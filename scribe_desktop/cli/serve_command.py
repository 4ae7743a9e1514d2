"""The command that answers scripts over HTTP and works on the queue meanwhile: serve."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from scribe_desktop.cli.guard import guarded
from scribe_desktop.cli.options import DataDir, opened
from scribe_desktop.cli.output import print_json_line, say
from scribe_desktop.cli.working import telling_pauses
from scribe_desktop.domain.access import TokenScope
from scribe_desktop.domain.events import (
    DatabaseChangedElsewhere,
    Event,
    ItemsChanged,
    ItemsQueued,
    QueueResumed,
)
from scribe_desktop.errors import InstanceLockedError, PortError

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext, LocalApiServer
    from scribe_desktop.services.queue_worker import QueueWorker

LOOK_SECONDS = 0.2
"""How often it looks for a signal to end, and for what other processes have stored."""

WORKER_SECONDS = 4.0
"""How long ending waits for the worker. What it leaves behind is put back at the next start."""


Port = Annotated[
    int | None,
    typer.Option(
        "--port", min=0, max=65535, help="In place of the one in Settings; 0 for any free one.", show_default=False
    ),
]


@guarded
def serve(
    context: typer.Context,
    port: Port = None,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Only answer; leave the queue to others.")] = False,
    data_dir: DataDir = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the address and a token for this run as the first line.")
    ] = False,
) -> None:
    """Answer scripts on this computer over HTTP, and work on the queue, until Ctrl-C."""
    with _ending() as ending, opened(context, data_dir) as app, ExitStack() as stack:
        server = app.new_api_server(port)
        token = app.tokens.temporary(TokenScope.READ_WRITE, "scribe serve").token if as_json else None
        if token is None:
            app.tokens.prepare()
        _start(server)
        worker: _WorkerThread | None = None
        try:
            worker = None if no_worker else _started_worker(app, stack)
            _announce(app, server.url, token)
            never = threading.Event()
            while not ending.asked and not (worker and worker.failed):
                app.clock.wait(never, LOOK_SECONDS)
                if app.changed_elsewhere():
                    app.events.publish(DatabaseChangedElsewhere())
        finally:
            if worker is not None:
                worker.close()  # both end side by side
            server.stop()
            if worker is not None:
                worker.join()
        if worker is not None and worker.failed:
            raise worker.failed


def _start(server: LocalApiServer) -> None:
    """Raises PortError that says how to choose another port here."""
    try:
        server.start()
    except PortError as error:
        other = "For this run, with N another one, or 0 for any that is free: scribe serve --port N"
        raise PortError(f"{error.message} {other}") from error


class _Ending:
    """Whether Ctrl-C or SIGTERM asked for the end.

    A plain attribute: a signal's handler may run while the main thread holds the lock of a threading.Event.
    """

    def __init__(self) -> None:
        self.asked = False

    def ask(self, *_: object) -> None:
        """The handler of both signals."""
        self.asked = True


@contextmanager
def _ending() -> Iterator[_Ending]:
    ending = _Ending()
    before = {number: signal.signal(number, ending.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _started_worker(app: AppContext, stack: ExitStack) -> _WorkerThread | None:
    """A worker with the lock held until the stack ends; None when another process works this queue."""
    try:
        stack.enter_context(app.working())
    except InstanceLockedError:
        say("Another Scribe is working this queue, so this one only answers. What is queued here is worked there.")
        return None
    thread = _WorkerThread(app.new_worker())
    stack.callback(app.events.subscribe(thread.wake_for))
    stack.enter_context(telling_pauses(app))
    thread.start()
    return thread


class _WorkerThread:
    """Runs the worker beside the server."""

    def __init__(self, worker: QueueWorker) -> None:
        self._worker = worker
        # A daemon: a worker that does not end in time must not keep the process from ending.
        self._thread = threading.Thread(target=self._run, name="queue-worker", daemon=True)
        self.failed: BaseException | None = None

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def close(self) -> None:
        """Ask it to end: the item it works goes back to its place."""
        self._worker.close()

    def join(self) -> None:
        """Wait for its end."""
        self._thread.join(WORKER_SECONDS)

    def wake_for(self, event: Event) -> None:
        """Let it look at the queue at once when there may be something new to do."""
        if isinstance(event, ItemsQueued | ItemsChanged | QueueResumed):
            self._worker.wake()

    def _run(self) -> None:
        try:
            self._worker.run()
        except BaseException as error:  # told by the main thread, at the end
            self.failed = error


def _announce(app: AppContext, url: str, token: str | None) -> None:
    if token is not None:
        print_json_line({"url": url, "token": token})
        return
    typer.echo(f"Serving at {url}. End it with Ctrl-C.")  # flushes, unlike a plain write
    if app.tokens.persistent:
        say("Scripts need a token; make one with: scribe token create NAME --scope write")
    else:
        say(
            "This computer has no keyring that Scribe can use, so tokens live for one run only. "
            "Start with --json to get one for this run."
        )
