"""The window over 100,000 recipients and 100,000 drafts: opening, sorting, filtering, stalls during a batch, memory."""

from __future__ import annotations

import json
import os
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


def fill(data_dir: Path) -> None:
    """Drafts of items that have left the queue, then as many items that wait; the queue is paused."""
    app = open_context(data_dir)
    now = app.clock.now() - timedelta(days=2)
    app.queue.enqueue_stream(map(recipient, range(ROWS)), TEMPLATE)
    states = tuple(ReviewState)
    with app.unit_of_work() as work:
        person = work.profile_id()
        for number in range(ROWS):
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
    app.queue.enqueue_stream(map(recipient, range(ROWS)), TEMPLATE)
    app.queue.pause()
    app.close()


def probe(display: str, data_dir: Path, *arguments: str) -> Values:
    """One window in a process of its own."""
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "SCRIBE_DATA_DIR": str(data_dir)}
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


def figures() -> list[Figure]:
    """All of it; nothing without Xvfb."""
    if not virtual_display.available():
        print("The window is not measured: Xvfb and xwininfo are not installed.", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as folder, virtual_display.virtual_display() as display:
        data_dir = Path(folder) / "data"
        fill(data_dir)
        probe(display, data_dir)
        looks = together([probe(display, data_dir) for _ in range(LOOKS)])
        batches = together([probe(display, data_dir, str(BATCH)) for _ in range(BATCHES)])
    return looked(looks) + worked(batches)


if __name__ == "__main__":
    report(figures())
