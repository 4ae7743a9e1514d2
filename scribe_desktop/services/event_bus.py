"""Events from those who publish to those who listen, within one process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from scribe_desktop.domain.events import Event

logger = logging.getLogger(__name__)

Listener = Callable[[Event], None]


class EventBus:
    """Hands each event to every listener, in the publisher's thread (the EventPublisher port).

    A listener that raises is logged and does not keep the others from hearing.
    """

    def __init__(self) -> None:
        self._listeners: dict[object, Listener] = {}
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Listen to all events from now on; call what comes back to stop."""
        key = object()
        with self._lock:
            self._listeners[key] = listener

        def unsubscribe() -> None:
            with self._lock:
                self._listeners.pop(key, None)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Hand the event to all listeners."""
        with self._lock:
            listeners = list(self._listeners.values())
        for listener in listeners:
            try:
                listener(event)
            except Exception:
                logger.exception("A listener failed on %s", type(event).__name__)
