"""Which of the people of one name is meant: the candidates side by side, with their pages, to choose from."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.namesake import NONE_OF_THESE, Candidate, FoundPage
from scribe_desktop.gui.detail_data import Detail
from scribe_desktop.gui.views.draft_cards import lines_of, open_button
from scribe_desktop.gui.views.widgets import Card, FlowLayout, button, clear, label
from scribe_desktop.gui.wording import Tone, tr
from scribe_desktop.pipeline.reasons import reason_to_choose

CARD_WIDTH = 240
"""Pixels that a candidate needs; where there is room for two, they stand side by side."""
PAGES_SHOWN = 3
EXCERPT = 160
"""Characters of a candidate's best passage that are shown."""


class PersonPicker(QWidget):
    """Asks who is meant, or says who was chosen; hidden while there is nobody to choose among.

    Args:
        only_open: show it only as long as the question is open.

    Signals:
        chosen(UUID, key): the draft's id, and the candidate's key, "" for none of them.
        taken_back(UUID): the choice is to be forgotten.
    """

    chosen = Signal(object, str)
    taken_back = Signal(object)

    def __init__(self, only_open: bool = False) -> None:
        super().__init__()
        self._only_open = only_open
        self._detail: Detail | None = None
        self._asking = False
        self._cards: list[QWidget] = []
        self._heading = label("", name="heading")
        self._why = label("", muted=True)
        self._grid_host = QWidget()
        self._grid = QGridLayout(self._grid_host)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._below_host = QWidget()
        self._below = FlowLayout(self._below_host)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(6)
        for one in (self._heading, self._why, self._grid_host, self._below_host):
            column.addWidget(one)
        self.hide()

    @property
    def cards(self) -> list[QWidget]:
        """The candidates' cards, in order."""
        return list(self._cards)

    def show_detail(self, detail: Detail) -> None:
        """Ask about a draft, or say what was answered."""
        if self._detail is not None and self._detail.item.id != detail.item.id:
            self._asking = False
        if self._detail is None or self._detail.chosen != detail.chosen:
            self._asking = False
        self._detail = detail
        self._build()

    def ask(self) -> None:
        """Ask, also when the answer was given before."""
        if not self.isHidden():
            self._ask()
            if self._cards:
                self._cards[0].findChildren(QPushButton)[-1].setFocus()

    def wait(self) -> None:
        """The answer is on its way."""
        self._why.setText(tr("The draft is being written again…"))
        self._why.show()
        for one in self.findChildren(QPushButton):
            if one.property("answer"):
                one.setEnabled(False)

    def go_on(self) -> None:
        """It could not be carried out: ask again."""
        self._build()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        super().resizeEvent(event)
        self._place_cards()

    def _build(self) -> None:
        detail = self._detail
        clear(self._grid)
        clear(self._below)
        self._cards = []
        draft = detail.draft if detail else None
        shown = detail is not None and draft is not None and bool(detail.candidates)
        if not shown or detail is None or draft is None or (self._only_open and detail.doubt is None):
            self.hide()
            return
        can_answer = draft.review_state in _OPEN
        asking = detail.doubt is not None or self._asking
        self._say(detail, asking)
        if asking:
            for at, candidate in enumerate(detail.candidates):
                self._cards.append(self._candidate_card(detail, candidate, at, can_answer))
            self._place_cards()
        self._grid_host.setVisible(asking)
        self._fill_below(detail, asking, can_answer)
        self.show()

    def _say(self, detail: Detail, asking: bool) -> None:
        name = detail.item.recipient.name
        several = len(detail.candidates) > 1
        if asking:
            words = tr("Which of these is {name}?") if several else tr("Is this {name}?")
            why = sentence(detail.doubt) if detail.doubt else ""
        elif detail.chosen == NONE_OF_THESE:
            words, why = tr("None of those found is {name}, you said."), ""
        elif (answer := detail.answer) is not None:
            words, why = tr("You chose who {name} is."), answer.label
        else:
            words, why = tr("Others have this name, too."), tr("What your list says fits one of them best.")
        self._heading.setText(words.format(name=name))
        self._why.setText(why)
        self._why.setVisible(bool(why))

    def _candidate_card(self, detail: Detail, candidate: Candidate, at: int, can_answer: bool) -> Card:
        mine = detail.chosen == candidate.key
        about = tr("About {words}").format(words=", ".join(candidate.topics)) if candidate.topics else ""
        card = Card(candidate.label, about, tone=Tone.SUCCESS if mine else Tone.WARNING)
        for page in candidate.pages[:PAGES_SHOWN]:
            card.add_widget(_page_line(page))
        if candidate.passages:
            card.add_widget(label(f"“{_beginning(candidate.passages[0].text)}”"))
        if (more := len(candidate.pages) - PAGES_SHOWN) > 0:
            words = tr("1 more page") if more == 1 else tr("{count} more pages").format(count=more)
            card.add_widget(label(words, small=True))
        several = len(detail.candidates) > 1
        words = tr("This one") if several else tr("Yes, this one")
        pick = self._answer_button(words, detail, candidate.key)
        pick.setAccessibleName(f"{words}: {candidate.label}")
        pick.setEnabled(can_answer and not mine)
        pick.setObjectName(f"candidate-{at + 1}")
        card.add_stretch()  # beside a longer card
        card.add_buttons(pick)
        return card

    def _fill_below(self, detail: Detail, asking: bool, can_answer: bool) -> None:
        if asking:
            words = tr("None of these") if len(detail.candidates) > 1 else tr("No, somebody else")
            none = self._answer_button(words, detail, NONE_OF_THESE)
            none.setEnabled(can_answer and detail.chosen != NONE_OF_THESE)
            none.setToolTip(tr("The draft is written from your list and the template alone"))
            self._below.addWidget(none)
        else:
            change = button(tr("Choose another…"), quiet=True, tip=tr("Show who else was found"))
            change.clicked.connect(self._ask)
            change.setEnabled(can_answer)
            self._below.addWidget(change)
        if detail.chosen is not None:
            back = button(tr("Take the choice back"), quiet=True, tip=tr("You will be asked again"))
            back.setProperty("answer", True)
            back.setEnabled(can_answer)
            back.clicked.connect(self._take_back)
            self._below.addWidget(back)

    def _answer_button(self, words: str, detail: Detail, key: str) -> QPushButton:
        made = button(words, tip=tr("Remembered for this person, in later lists too"))
        made.setProperty("answer", True)
        made.clicked.connect(lambda checked=False: self._answer(detail, key))
        return made

    def _answer(self, detail: Detail, key: str) -> None:
        if detail.draft is not None:
            self.wait()
            self.chosen.emit(detail.draft.id, key)

    @Slot()
    def _take_back(self) -> None:
        if self._detail is not None and self._detail.draft is not None:
            self.wait()
            self.taken_back.emit(self._detail.draft.id)

    @Slot()
    def _ask(self) -> None:
        self._asking = True
        self._build()

    def _place_cards(self) -> None:
        columns = max(1, min(len(self._cards), self.width() // CARD_WIDTH))
        if self._cards and self._grid.count() and self._grid.property("columns") == columns:
            return
        while self._grid.count():
            self._grid.takeAt(0)
        for column in range(max(1, len(self._cards))):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // columns, at % columns)
        self._grid.setProperty("columns", columns)


def _page_line(page: FoundPage) -> QWidget:
    """A page's title, which opens it, and why it may be about the person."""
    host = QWidget()
    column = QVBoxLayout(host)
    column.setContentsMargins(0, 4, 0, 0)
    column.setSpacing(1)
    where = QUrl(page.url).host()
    column.addWidget(label(" · ".join(part for part in (page.title, where) if part)))
    column.addWidget(label(sentence(reason_to_choose(page)), small=True))
    link = open_button(page.url)
    link.setAccessibleName(tr("Open the page {title}").format(title=page.title))
    row = FlowLayout()
    row.addWidget(link)
    column.addLayout(row)
    return host


def _beginning(text: str) -> str:
    """The first words of a passage, whole ones."""
    line = " · ".join(lines_of(text))
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rpartition(' ')[0]}…"


def sentence(words: str) -> str:
    """A reason as a sentence: it begins large and ends with a full stop."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '?')) else '.'}" if words else ""


_OPEN = frozenset({ReviewState.NEEDS_REVIEW, ReviewState.READY})
