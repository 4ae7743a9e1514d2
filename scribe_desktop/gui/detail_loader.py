"""Keeps the detail pane showing what is chosen: asked for often, read in the background, shown when it still fits."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.detail_data import Detail, detail_or_none
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.views.detail_pane import DetailPane, Tab
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.views.template_tab import TemplateDetail, template_detail
from scribe_desktop.gui.wording import tr

PAUSE_MILLISECONDS = 60
"""Arrow keys held down must not ask for every item they pass."""


class DetailLoader(QObject):
    """Fills the pane with one item, draft or template.

    Args:
        chosen: the place on show, and the id of the row chosen in its list; None when none is.

    Signals:
        shown(): the pane shows something else, or the same anew.
        failed(ScribeError): it could not be read.
    """

    shown = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, pane: DetailPane, chosen: Callable[[], tuple[Place, UUID | None]]) -> None:
        super().__init__(pane)
        self._session = session
        self._pane = pane
        self._chosen = chosen
        self._beside: UUID | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._load)

    @Slot()
    @Slot(object)
    def ask(self, wanted: UUID | None = None) -> None:
        """Read what is chosen, in a moment."""
        if not self._timer.isActive():
            self._timer.start()

    def show_draft(self, email_id: UUID) -> None:
        """Show a draft that no list on show has chosen, until something is."""
        self._beside = email_id
        self._read_detail(None, email_id)

    def forget_draft(self) -> None:
        """Show no draft but a chosen one from now on."""
        self._beside = None

    @Slot()
    def _load(self) -> None:
        place, wanted = self._chosen()
        if wanted is not None:
            self._beside = None
        elif self._beside is not None:
            self.show_draft(self._beside)
            return
        else:
            return
        if place is Place.TEMPLATES:
            templates = self._session.context.templates
            self._session.reads.run(
                lambda: template_detail(templates, wanted), self._take_template, self._fail, key="detail"
            )
        elif place.has_drafts:
            self._read_detail(None, wanted)
        else:
            self._read_detail(wanted, None)

    def _read_detail(self, item_id: UUID | None, email_id: UUID | None) -> None:
        context, (place, _) = self._session.context, self._chosen()
        self._session.reads.run(
            lambda: detail_or_none(context, item_id, email_id),
            lambda detail: self._take_detail(detail, place),
            self._fail,
            key="detail",
        )

    def _take_detail(self, detail: Detail | None, asked_in: Place) -> None:
        if asked_in is not self._chosen()[0]:
            return
        if detail is None:
            self._pane.show_nothing(tr("This recipient is no longer in the queue."))
        else:
            prefer = Tab.DRAFT if detail.draft is not None else Tab.PROGRESS
            self._pane.progress.set_eta(self._session.overview.eta)
            self._pane.show_detail(detail, self._session.bridge.live_step, prefer)
        self.shown.emit()

    def _take_template(self, found: TemplateDetail | None) -> None:
        if self._chosen()[0] is not Place.TEMPLATES:
            return
        if found is None:
            self._pane.show_nothing(tr("This template is no longer in the library."))
        else:
            self._pane.show_template(found)
        self.shown.emit()

    def _fail(self, error: ScribeError) -> None:
        self.failed.emit(error)
