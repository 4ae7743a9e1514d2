"""Says in the window's last line whether the local API answers, and above the lists why it cannot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from scribe_desktop.gui.local_api import ApiPhase, ApiState, LocalApi
from scribe_desktop.gui.views.bars import Banner, Banners, StatusLine
from scribe_desktop.gui.wording import Tone, tr

_KEY = "local-api"


class LocalApiStatus(QObject):
    """Lives as long as its session. `open_page` opens the settings' page on it."""

    def __init__(
        self, api: LocalApi, line: StatusLine, banners: Banners, open_page: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._line = line
        self._banners = banners
        self._open_page = open_page
        line.api_wanted.connect(self._open)
        api.changed.connect(self._show)
        self._show(api.state)

    @Slot()
    def _open(self) -> None:
        self._open_page()

    @Slot(object)
    def _show(self, state: ApiState) -> None:
        text, tone, tip = {
            ApiPhase.OFF: (tr("Local API off"), Tone.NEUTRAL, tr("Scripts on this computer are not answered.")),
            ApiPhase.STARTING: (tr("Local API starting…"), Tone.NEUTRAL, ""),
            ApiPhase.ON: (
                tr("Local API on"),
                Tone.SUCCESS,
                tr("Scripts on this computer are answered at {url}.").format(url=state.url),
            ),
            ApiPhase.STOPPING: (tr("Local API stopping…"), Tone.NEUTRAL, ""),
            ApiPhase.FAILED: (tr("Local API not started"), Tone.DANGER, state.problem),
        }[state.phase]
        self._line.set_api(text, tone, tip)
        if state.phase is ApiPhase.FAILED:
            self._banners.put(Banner(_KEY, state.problem, Tone.WARNING, tr("Settings…"), self._open_page, True))
        else:
            self._banners.remove(_KEY)
