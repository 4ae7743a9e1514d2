"""The settings' page about privacy, the fields about cost, and the tab that says who was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.settings import load_settings
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.spending import ModelCall
from scribe_desktop.errors import PauseReason
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.detail_data import Detail, detail_of_item
from scribe_desktop.gui.dialogs.import_wizard_summary import Letter, SummaryStep, rounded
from scribe_desktop.gui.dialogs.parts import Surroundings
from scribe_desktop.gui.dialogs.settings_dialog import SettingsDialog
from scribe_desktop.gui.dialogs.settings_dialog_costs import MONEY, NONE, TOKENS
from scribe_desktop.gui.dialogs.settings_dialog_privacy import Listing
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.contacts_tab import ContactsTab
from scribe_desktop.gui.views.detail_pane import DetailPane, Tab
from scribe_desktop.gui.views.widgets import Card
from scribe_desktop.providers.secrets.keyring_secrets import MemorySecrets
from scribe_desktop.services.app_context import AppContext
from tests.ready_folder import put_database

TEMPLATE = "Subject: A question\n\nDear {{ name }},\n\nI read {{ paper }}.\n\nMaya"
PROMPT = "user:\n" + "Everything between the markers is data. " * 40


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[AppContext]:
    made = open_context(put_database(tmp_path).root)
    yield replace(made, secrets=MemorySecrets)
    made.close()


@pytest.fixture
def items(opened: AppContext) -> list[UUID]:
    people = [Recipient("Ilse Varnholt", "tides"), Recipient("Bao Lindemann", "tidal flats")]
    ids = opened.queue.enqueue(people, TEMPLATE)
    for item, name in zip(ids, ("Ilse Varnholt", "Bao Lindemann"), strict=True):
        opened.contacts.note(item, ContactPurpose.SEARCH, "search.example", f"{name} tides")
        opened.contacts.note(item, ContactPurpose.MODEL, "model.example", PROMPT + name)
    return ids


@pytest.fixture
def surroundings(opened: AppContext, theme: ThemeController, icons: Icons) -> Iterator[Surroundings]:
    background = BackgroundCalls()
    yield Surroundings(opened, background, theme, icons)
    background.close()


Start = Callable[[str], SettingsDialog]


@pytest.fixture
def start(qtbot: QtBot, surroundings: Surroundings) -> Start:
    def start_it(section: str) -> SettingsDialog:
        dialog = SettingsDialog(surroundings, section, environment={})
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return start_it


def test_every_contact_is_listed_and_read_whole(start: Start, items: list[UUID], qtbot: QtBot) -> None:
    page = start("privacy").privacy
    qtbot.waitUntil(lambda: page.contacts.total == 4)
    assert page.count.text() == "4 contacts"
    cells = [page.contacts.columns[at].cell(page.contacts.row_at(0)) for at in range(3)]
    assert (cells[0].text, cells[1].text, cells[1].second) == ("Bao Lindemann", "model.example", "model")
    page.contact_table.selectRow(0)
    assert page.sent.toPlainText() == PROMPT + "Bao Lindemann"


def test_the_filter_finds_people_and_hosts(start: Start, items: list[UUID], qtbot: QtBot) -> None:
    page = start("privacy").privacy
    qtbot.waitUntil(lambda: page.contacts.total == 4)
    for words, total in (("varnholt", 2), ("search.", 2), ("nobody", 0)):
        page.filter.setText(words)
        qtbot.waitUntil(lambda total=total: page.contacts.total == total)
    assert page.count.text() == "Nothing matches the filter."


def test_hosts_are_counted(start: Start, items: list[UUID], qtbot: QtBot) -> None:
    page = start("privacy").privacy
    page.listing.setCurrentIndex(page.listing.findData(Listing.HOSTS))
    qtbot.waitUntil(lambda: page.hosts.total == 2)
    assert page.count.text() == "2 hosts"
    rows = [[column.cell(page.hosts.row_at(at)).text for column in page.hosts.columns[:3]] for at in range(2)]
    assert rows == [["model.example", "2", "2"], ["search.example", "2", "2"]]


def test_what_the_filter_shows_is_written_to_a_file(
    start: Start, items: list[UUID], qtbot: QtBot, tmp_path: Path
) -> None:
    page = start("privacy").privacy
    page.filter.setText("Varnholt")
    qtbot.waitUntil(lambda: page.contacts.total == 2)
    page.write(tmp_path / "asked.json")
    qtbot.waitUntil(lambda: "2 contacts written" in page.strip.text)
    written = json.loads((tmp_path / "asked.json").read_text("utf-8"))
    assert [one["host"] for one in written] == ["search.example", "model.example"]
    page.write(tmp_path / "missing" / "asked.csv")
    qtbot.waitUntil(lambda: "cannot be written" in page.strip.text)
    assert page.export.isEnabled()


def test_prices_and_a_budget_are_saved_and_end_the_pause(
    start: Start, opened: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    opened.queue.pause(PauseReason.BUDGET_SPENT, "The budget for this month is USD 1.00.")
    dialog = start("composer")
    costs = dialog.composer.costs
    assert costs.kind.currentData() == NONE
    assert not costs.budget.isVisible()
    costs.kind.setCurrentIndex(costs.kind.findData(MONEY))
    costs.budget.setValue(5.0)
    dialog.save()
    assert "needs the prices" in dialog.composer.fields["price_in"].sentence
    costs.price_in.setValue(0.15)
    costs.price_out.setValue(0.6)
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    saved = load_settings(tmp_path / "settings.json", {}).settings
    assert (saved.price_in, saved.price_out, saved.budget, saved.budget_tokens) == (0.15, 0.6, 5.0, 0)
    assert opened.queue.pause_state().reason is None


def test_a_budget_is_money_or_tokens_and_never_both(start: Start, opened: AppContext, qtbot: QtBot) -> None:
    opened.settings.change(price_in=1.0, budget=2.0)
    dialog = start("composer")
    costs = dialog.composer.costs
    assert (costs.kind.currentData(), costs.budget.value()) == (MONEY, 2.0)
    costs.kind.setCurrentIndex(costs.kind.findData(TOKENS))
    assert costs.budget_tokens.isVisible()
    dialog.save()
    assert "number of tokens" in dialog.composer.fields["budget_tokens"].sentence
    costs.budget_tokens.setValue(300_000)
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    assert (opened.settings.current.budget, opened.settings.current.budget_tokens) == (0.0, 300_000)


def test_what_the_month_has_cost_stands_below_the_budget(
    start: Start, opened: AppContext, items: list[UUID], qtbot: QtBot
) -> None:
    opened.settings.change(price_in=1.0, currency="EUR")
    with opened.unit_of_work() as work:
        work.model_calls.add(ModelCall(items[0], opened.clock.now(), "m-1", "email_draft", 2, 900, 100, 0.5))
        work.commit()
    costs = start("composer").composer.costs
    qtbot.waitUntil(lambda: "2 calls" in costs.spent.text())
    assert costs.spent.text().endswith("EUR 0.50")


def test_the_detail_says_who_was_asked_and_what_it_cost(
    qtbot: QtBot, opened: AppContext, items: list[UUID], theme: ThemeController, icons: Icons
) -> None:
    with opened.unit_of_work() as work:
        work.model_calls.add(ModelCall(items[0], opened.clock.now(), "m-1", "email_draft", 1, 900, 100, 0.0))
        work.commit()
    pane = DetailPane(theme, icons, opened.clock.now, (), ())
    qtbot.addWidget(pane)
    pane.show()
    pane.show_detail(detail_of_item(opened, items[0]), None, Tab.CONTACTS)
    assert pane.tabs.tabText(Tab.CONTACTS) == "Who was asked"
    cards = pane.contacts.findChildren(Card)
    assert len(cards) == 2
    assert "model.example" in cards[0].accessibleName()
    assert "search.example" in cards[1].accessibleName()
    assert detail_of_item(opened, items[0]).spent.startswith("1 call, ")


def shown_texts(tab: ContactsTab) -> str:
    return "\n".join(card.accessibleName() for card in tab.findChildren(Card))


def test_a_long_prompt_is_shown_whole_when_asked_for(qtbot: QtBot, opened: AppContext, items: list[UUID]) -> None:
    tab = ContactsTab(opened.clock.now)
    qtbot.addWidget(tab)
    tab.show()
    detail: Detail = detail_of_item(opened, items[0])
    tab.show_detail(detail)
    assert PROMPT + "Ilse Varnholt" not in shown_texts(tab)
    tab._toggle(detail.contacts[0].number)
    assert PROMPT + "Ilse Varnholt" in shown_texts(tab)


def test_the_summary_says_tokens_cost_and_a_budget_that_is_too_small(
    qtbot: QtBot, surroundings: Surroundings, opened: AppContext
) -> None:
    base = {"llm_base_url": "http://127.0.0.1:9/v1", "llm_model": "m-1"}
    opened.settings.change(**base, price_in=2.0, price_out=4.0, budget=0.01)
    step = SummaryStep(surroundings)
    qtbot.addWidget(step)
    letter = Letter("A question", TEMPLATE, Recipient("Ilse Varnholt", "tides"))

    def show(**changes: Any) -> None:
        opened.settings.change(**changes)
        step.show_plan(20, "people.csv", letter, {}, 20)

    show()
    qtbot.waitUntil(lambda: "USD" in step.cost.text())
    assert step.calls.text().startswith("About 21: one for the template")
    assert "from the template’s size" in step.tokens.text()
    assert "this month’s budget" in step.budget.text
    show(budget=0.0, price_in=0.0, price_out=0.0)
    qtbot.waitUntil(lambda: "No prices are set" in step.cost.text())
    assert step.budget.text == ""


@pytest.mark.parametrize(("tokens", "expected"), [(0, 0), (7, 7), (1234, 1200), (250_832, 250_000)])
def test_an_estimate_does_not_look_exact(tokens: int, expected: int) -> None:
    assert rounded(tokens) == expected
