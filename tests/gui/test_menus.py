"""Menus, keys and places of the whole window: everything is in a menu, and no key means two things."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu
from pytestqt.qtbot import QtBot

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.template import StoredTemplate
from scribe_desktop.domain.template_family import LibraryEntry
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.hooks import WindowHooks
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.main_window import MainWindow
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.detail_pane import Tab
from scribe_desktop.gui.views.places import NARROW, Place, PlacesList
from scribe_desktop.gui.workspace import Workspace
from tests.factories import NOON, email
from tests.gui.conftest import Opener
from tests.gui.fake_context import FakeContext


def work_of(window: MainWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace


def entries(menu: QMenu) -> list[QAction]:
    """The entries of a menu and of the menus in it."""
    found = []
    for action in menu.actions():
        inner = action.menu()
        found += entries(inner) if isinstance(inner, QMenu) else [] if action.isSeparator() else [action]
    return found


def keys_of(window: MainWindow) -> list[str]:
    """Every shortcut of the window and of its parts."""
    actions = {one for one in window.findChildren(QAction) if one.menu() is None}
    keys = [key.toString() for one in actions for key in one.shortcuts()]
    return keys + [key.toString() for one in window.findChildren(QShortcut) for key in QShortcut.keys(one)]


def test_no_key_of_the_window_means_two_things(qtbot: QtBot, open_window: Opener) -> None:
    window = open_window()
    letters = [QKeySequence.mnemonic(one.text()).toString() for one in window.menuBar().actions()]
    parts = [*window.findChildren(QAbstractButton), *(one for one in window.findChildren(QLabel) if one.buddy())]
    letters += [QKeySequence.mnemonic(one.text()).toString() for one in parts]
    counted = Counter(key for key in (*keys_of(window), *letters) if key)
    assert counted["Ctrl+N"] == counted["Alt+T"] == 1
    assert [key for key, times in counted.items() if times > 1] == []


def test_every_action_of_the_window_is_in_a_menu_once(qtbot: QtBot, open_window: Opener) -> None:
    window = open_window()
    menus = [one.menu() for one in window.menuBar().actions()]
    listed = [entry for menu in menus if isinstance(menu, QMenu) for entry in entries(menu)]
    assert [act for act in Act if listed.count(window.actions_[act]) != 1] == []


def test_what_is_selected_is_shown_part_by_part_from_the_menu(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    window = open_window()
    work = work_of(window)
    work.places.go(Place.DRAFTS)
    qtbot.waitUntil(lambda: work.drafts.model.id_at(0) is not None)
    work.drafts.table.selectRow(0)
    qtbot.waitUntil(lambda: work.draft is not None)
    by_words = {one.text(): one for one in window.findChildren(QAction) if one.shortcut().toString().startswith("Alt+")}
    by_words["Progress"].trigger()
    assert work.detail.tabs.currentIndex() == Tab.PROGRESS
    by_words["Draft"].trigger()
    assert work.detail.tabs.currentIndex() == Tab.DRAFT
    by_words["Who was asked"].trigger()  # nobody was
    assert work.detail.tabs.currentIndex() == Tab.DRAFT


@pytest.mark.parametrize(("act", "section"), [(Act.SETTINGS, ""), (Act.DATA, "data"), (Act.PRIVACY, "privacy")])
def test_settings_open_at_the_page_that_is_meant(open_window: Opener, act: Act, section: str) -> None:
    asked: list[str] = []
    window = open_window(WindowHooks(settings=lambda window, section: asked.append(section)))
    window.actions_[act].trigger()
    assert asked == [section]


def test_menu_begins_a_template_from_anywhere(qtbot: QtBot, open_window: Opener) -> None:
    edited: list[UUID | None] = []
    window = open_window(WindowHooks(edit_template=lambda window, entry_id: edited.append(entry_id)))
    assert work_of(window).place is Place.QUEUE
    window.actions_[Act.NEW_TEMPLATE].trigger()
    assert edited == [None]
    assert not window.actions_[Act.TEMPLATE_RENAME].isEnabled()


def test_menu_offers_what_the_template_on_show_allows(
    qtbot: QtBot, open_window: Opener, context: FakeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    context.templates.templates = [StoredTemplate(uuid4(), "Dear {{ name }},\n\nhello.\n\nMaya", "1", NOON)]
    window = open_window(WindowHooks(edit_template=lambda *_: None))
    work = work_of(window)
    work.places.go(Place.TEMPLATES)
    qtbot.waitUntil(lambda: work.templates.model.id_at(0) is not None)
    work.templates.table.selectRow(0)
    qtbot.waitUntil(lambda: work.detail.template.isVisible())
    acts = window.actions_
    assert acts[Act.TEMPLATE_RENAME].isEnabled()
    assert not acts[Act.TEMPLATE_VERSIONS].isEnabled()  # there is one
    done: list[LibraryEntry] = []
    monkeypatch.setattr(
        context.templates, "duplicate", lambda entry_id: done.append(context.templates.entry(entry_id)) or done[0],
        raising=False,
    )  # fmt: skip
    acts[Act.TEMPLATE_DUPLICATE].trigger()
    qtbot.waitUntil(lambda: bool(done))
    work.places.go(Place.QUEUE)
    assert not acts[Act.TEMPLATE_RENAME].isEnabled()


def test_draft_that_went_elsewhere_is_not_selected_in_the_place_one_goes_to(
    qtbot: QtBot, open_window: Opener, context: FakeContext
) -> None:
    gone = replace(email(recipient_name="Dr. Gone"), review_state=ReviewState.DISCARDED)
    item = replace(context.queue.items[0], id=gone.queue_item_id)
    context.queue.items.append(item)
    context.emails.drafts.append(gone)
    work = work_of(open_window())
    work.places.go(Place.DISCARDED)
    qtbot.waitUntil(lambda: work.drafts.model.id_at(0) == gone.id)
    work.drafts.table.selectRow(0)
    qtbot.waitUntil(lambda: work.draft is not None)
    context.emails.reopen(gone.id)
    qtbot.waitUntil(lambda: work.drafts.model.total == 0)
    work.places.go(Place.DRAFTS)
    qtbot.waitUntil(lambda: work.drafts.model.total == 2)
    assert work.drafts.table.selected_ranges() == []
    assert work.drafts.table.selected_ids == frozenset()


def test_places_are_laid_out_anew_when_their_width_changes(qtbot: QtBot, theme: ThemeController, icons: Icons) -> None:
    places = PlacesList(theme, icons)
    qtbot.addWidget(places)
    places.resize(192, 600)
    places.show()
    wide = places.visualItemRect(places.item(1)).top()
    places.resize(NARROW // 2, 600)
    assert places.narrow
    narrow = places.visualItemRect(places.item(1)).top()
    places.resize(192, 600)
    assert not places.narrow
    assert narrow < wide == places.visualItemRect(places.item(1)).top()
