"""Above a draft that can still be approved: that this person was written to before."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.gui.detail_data import Detail
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import Tone, tr

_OPEN = frozenset((ReviewState.READY, ReviewState.NEEDS_REVIEW))


class WroteLine(QFrame):
    """One sentence, or nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setProperty("tone", Tone.WARNING.value)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 10)
        self.words = label("")
        column.addWidget(self.words)
        self.hide()

    def show_detail(self, detail: Detail) -> None:
        """Show what is known of the draft's address."""
        wanted = detail.draft is not None and detail.draft.review_state in _OPEN and bool(detail.wrote)
        self.words.setText(detail.wrote)
        self.setAccessibleName(tr("Written to before: {sentence}").format(sentence=detail.wrote))
        self.setVisible(wanted)
