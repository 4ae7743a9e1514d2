"""After the program ended in the middle of items: back to pending, or failed when it happens again and again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, case, select, update

from scribe_desktop.domain.queue import StepName, Transition, failure_message
from scribe_desktop.errors import RepeatedCrashError
from scribe_desktop.storage import orm
from scribe_desktop.storage_ports.queue import Recovered

_items = orm.queue_items

_DOING = {
    StepName.TEMPLATE_PARSER: "reading the template",
    StepName.WEB_SCRAPER: "searching the web",
    StepName.ARXIV_HELPER: "looking for papers",
    StepName.EMAIL_COMPOSER: "writing the draft",
}


class CrashRecovery:
    """Counts crashes in a row: in the same step, with nothing new stored since the one before."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def recover(self, now: datetime, max_crashes: int) -> Recovered:
        """Take every item that is still processing out of it; the caller holds the instance lock."""
        in_a_row = (_items.c.crash_step == _items.c.current_step) & ~_items.c.progressed
        crashes = case((in_a_row, _items.c.crashes + 1), else_=1)
        stuck = (
            select(_items.c.id, _items.c.current_step, crashes.label("crashes"))
            .where(_items.c.status.in_(Transition.RELEASE.sources))
            .order_by(_items.c.created_at, _items.c.sequence)
        )
        released: list[UUID] = []
        failed: list[UUID] = []
        for item_id, step, count in self._connection.execute(stuck).all():
            end = Transition.FAIL if count >= max_crashes else Transition.RELEASE
            (failed if end is Transition.FAIL else released).append(item_id)
            values = {"crashes": count, "crash_step": step, "progressed": False, "owner": None}
            if end is Transition.FAIL:
                values |= {"error_message": _message(step, count), "finished_at": now}
            else:
                values |= {"current_step": None, "started_at": None}
            self._connection.execute(
                update(_items)
                .where(_items.c.id == item_id, _items.c.status.in_(end.sources))
                .values(status=end.target, **values)
            )
        return Recovered(tuple(released), tuple(failed))


def _message(step: StepName | None, count: int) -> str:
    doing = f" while {_DOING[step]}" if step else ""
    return failure_message(
        RepeatedCrashError(
            f"The program ended unexpectedly {count} times in a row{doing} for this recipient, so it goes on with the "
            "others. Check the recipient's details, then retry it."
        )
    )
