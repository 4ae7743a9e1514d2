"""The window over 100,000 recipients and 100,000 drafts: opening, sorting, filtering, stalls during a batch, memory.

Then over a day's queue of 10,000, worked at full speed while ten scripts poll the window's local API.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from measuring import Figure, figure, report

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import virtual_display

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import TemplateType

ROWS = 100_000
BATCH = 10_000
POLLED_ROWS, POLLED_PART = 10_000, 1_000
LOOKS, BATCHES = 5, 3
PROBE = Path(__file__).with_name("window_probe.py")
TEMPLATE = "Dear {{ name }},\n\nwould there be room for a student who cares about {{ interest }}?\n\nMaya"
"""Nothing in it needs research: the batch runs as fast as the engine goes."""

BODY = "Dear Prof. Varnholt,\n\n" + "I read what you wrote about the tides with joy. " * 30 + "\n\nMaya"

Values = dict[str, list[float]]


def recipient(number: int) -> Recipient:
    """An invented person; names are not in the order of the queue."""
    last = f"Varnholt{number * 7919 % ROWS:05d}"
    return Recipient(
        f"Prof. Ilse {last}", f"coastal sediments, topic {number % 50}", affiliation="Karlsvale University"
    )


def fill(data_dir: Path, drafts: int, waiting: int) -> None:
    """Drafts of items that have left the queue, then items that wait; the queue is paused."""
    app = open_context(data_dir)
    now = app.clock.now() - timedelta(days=2)
    app.queue.enqueue_stream(map(recipient, range(drafts)), TEMPLATE)
    states = tuple(ReviewState)
    with app.unit_of_work() as work:
        person = work.profile_id()
        for number in range(drafts):
            item = work.queue.claim("bench", "template-only", now)
            assert item is not None
            draft = EmailDraft(
                id=uuid4(),
                queue_item_id=item.id,
                user_id=person,
                recipient_name=item.recipient.name,
                recipient_interest=item.recipient.interest,
                recipient_email=None,
                subject=f"A question, number {number * 31 % ROWS:05d}",
                body=BODY,
                template_type=TemplateType.GENERAL,
                metadata={},
                review_state=states[number % len(states)],
                created_at=now + timedelta(seconds=number),
                updated_at=now + timedelta(seconds=number),
            )
            assert work.queue.complete(item, draft, now)
        work.commit()
    app.queue.enqueue_stream(map(recipient, range(waiting)), TEMPLATE)
    app.queue.pause()
    app.close()


def switch_on_api(data_dir: Path) -> None:
    """Windows over this data answer scripts, on a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    app = open_context(data_dir)
    app.settings.change(api_enabled=True, api_port=port)
    app.close()


def probe(display: str, data_dir: Path, *arguments: str) -> Values:
    """One window in a process of its own."""
    here = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "SCRIBE_DATA_DIR": str(data_dir)}
    environment = {**os.environ, **here, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    command = [sys.executable, str(PROBE), *arguments]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    values: Values = json.loads(done.stdout)
    return values


def together(runs: list[Values]) -> Values:
    """The values of all runs by name."""
    return {name: [value for run in runs for value in run[name]] for name in runs[0]}


def milliseconds(name: str, seconds: list[float], limit: float | None = None) -> Figure:
    """A figure in milliseconds."""
    return figure(name, "ms", [1000 * one for one in seconds], limit)


def looked(values: Values) -> list[Figure]:
    """The figures of a window that is looked at."""
    waits = [
        milliseconds(f"100,000 rows, {name}", seconds, limit=150) for name, seconds in values.items() if ": " in name
    ]
    return [
        figure("100,000 rows, from the visible window to its rows", "s", values["usable"], limit=0.5),
        *waits,
        figure("memory with 100,000 rows, at rest", "MB", values["memory at rest"], limit=170),
        figure("memory with 100,000 rows, at most while sorted and filtered", "MB", values["memory at most"]),
    ]


def worked(values: Values) -> list[Figure]:
    """The figures of a window that works a batch."""
    return [
        milliseconds("time between two turns of the window during a batch, 99 %", values["stall 99 %"], limit=16),
        milliseconds("time between two turns of the window during a batch, longest", values["longest stall"], 100),
        milliseconds("one draft of that batch, everything included", values["item"]),
        figure("memory during that batch, at most", "MB", values["memory at most"], limit=170),
    ]


def polled(values: Values) -> list[Figure]:
    """The figures of a window that works a batch of 10,000 while ten clients poll its list once a second."""
    found = []
    for how in ("polled", "polled with If-None-Match"):
        stalls, longest = values[f"{how}: stall 99 %"], values[f"{how}: longest stall"]
        slower = [100 * one for one in values[f"{how}: slower"]]
        found += [
            milliseconds(f"time between two turns of the window during a batch {how}, 99 %", stalls, limit=16),
            milliseconds(f"time between two turns of the window during a batch {how}, longest", longest),
            figure(f"a batch without any waiting, {how}, is slower by", "%", slower),
            milliseconds(f"a list of 10,000 during a batch {how}", values[f"{how}: answer"]),
            figure(f"memory of the window with its local API, {how}, at most", "MB", values[f"{how}: memory at most"]),
        ]
    return found


def figures() -> list[Figure]:
    """All of it; nothing without Xvfb."""
    if not virtual_display.available():
        print("The window is not measured: Xvfb and xwininfo are not installed.", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as folder, virtual_display.virtual_display() as display:
        data_dir = Path(folder) / "data"
        fill(data_dir, drafts=ROWS, waiting=ROWS)
        probe(display, data_dir, "look")
        looks = together([probe(display, data_dir, "look") for _ in range(LOOKS)])
        batches = together([probe(display, data_dir, "batch", str(BATCH)) for _ in range(BATCHES)])
        day = Path(folder) / "day"
        fill(day, drafts=0, waiting=POLLED_ROWS)
        switch_on_api(day)
        polls = probe(display, day, "batch-polled", str(POLLED_PART))
    return looked(looks) + worked(batches) + polled(polls)


if __name__ == "__main__":
    report(figures())
