"""The part of the composer's settings about money: the model's prices, a monthly budget, and what was spent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QSpinBox

from scribe_desktop.config.settings import Settings
from scribe_desktop.domain.spending import CallTotals
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.parts import Choice, Surroundings, Tasks
from scribe_desktop.gui.dialogs.settings_dialog_pages import Page
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import spent_words, tr

NONE, MONEY, TOKENS = "none", "money", "tokens"


class CostFields:
    """A form of its own below the model's on the composer's page."""

    names = ("price_in", "price_out", "currency", "budget_kind", "budget", "budget_tokens")

    def __init__(self, page: Page, surroundings: Surroundings) -> None:
        self._page = page
        self._context = surroundings.context
        self._tasks = Tasks(surroundings.background, page)
        self._shown = True
        self.price_in, self.price_out = _amount(tr("not set"), 4), _amount(tr("not set"), 4)
        self.currency = QLineEdit()
        self.currency.setMaxLength(8)
        self.currency.setMaximumWidth(110)
        self.kind = Choice()
        self.kind.addItem(tr("No budget"), NONE)
        self.kind.addItem(tr("Money a month"), MONEY)
        self.kind.addItem(tr("Tokens a month"), TOKENS)
        self.kind.currentIndexChanged.connect(self._show_what_fits)
        self.budget = _amount("", 2)
        self.budget_tokens = QSpinBox()
        self.budget_tokens.setRange(0, 2_000_000_000)
        self.budget_tokens.setSingleStep(100_000)
        self.budget_tokens.setGroupSeparatorShown(True)
        self.budget_tokens.setMaximumWidth(180)
        self.budget_tokens.setMinimumHeight(30)
        self.spent = label("", muted=True)
        self.spent.setAccessibleName(tr("What the model has cost this month"))
        self._heading = label(tr("Cost"), name="heading")
        page.column.addWidget(self._heading)
        self._form = form = page.new_form()
        sent = tr("For a million tokens that are sent to the model.")
        received = tr("For a million tokens that it answers.")
        page.add("price_in", tr("&Price, sent"), self.price_in, sent, form)
        page.add("price_out", tr("Price, &received"), self.price_out, received, form)
        page.add("currency", tr("C&urrency"), self.currency, form=form)
        hint = tr("Before a call could go beyond it, the queue pauses and says so.")
        page.add("budget_kind", tr("&Budget"), self.kind, hint, form)
        page.add("budget", tr("&Limit a month"), self.budget, form=form)
        page.add("budget_tokens", tr("&Limit a month"), self.budget_tokens, form=form)
        page.align()
        page.column.addWidget(self.spent)
        costs = self._context.costs
        self._tasks.run(costs.months, self._show_spent, self._on_failed, key="spent")

    def load(self, settings: Settings) -> None:
        """Show these."""
        self.price_in.setValue(settings.price_in)
        self.price_out.setValue(settings.price_out)
        self.currency.setText(settings.currency)
        self.budget.setValue(settings.budget)
        self.budget_tokens.setValue(settings.budget_tokens)
        kind = MONEY if settings.budget else TOKENS if settings.budget_tokens else NONE
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self._show_what_fits()

    def lock(self, decided: Mapping[str, str]) -> None:
        """What the environment decides of the budget decides which sort of budget it is, too."""
        variable = decided.get("budget") or decided.get("budget_tokens")
        if variable:
            self._page.fields["budget_kind"].lock(tr("Set by {variable}.").format(variable=variable))

    def values(self) -> dict[str, Any]:
        """What the person chose."""
        kind = self.kind.currentData()
        return {
            "price_in": round(self.price_in.value(), 4),
            "price_out": round(self.price_out.value(), 4),
            "currency": self.currency.text().strip() or Settings().currency,
            "budget": round(self.budget.value(), 2) if kind == MONEY else 0.0,
            "budget_tokens": self.budget_tokens.value() if kind == TOKENS else 0,
        }

    def wrong(self) -> dict[str, str]:
        """A budget that limits nothing, or cannot be counted."""
        values, kind = self.values(), self.kind.currentData()
        if kind == MONEY and not (values["price_in"] or values["price_out"]):
            return {"price_in": tr("A budget in money needs the prices. Without them, choose tokens a month.")}
        if kind == MONEY and not values["budget"]:
            return {"budget": tr("Give an amount, or choose “No budget”.")}
        if kind == TOKENS and not values["budget_tokens"]:
            return {"budget_tokens": tr("Give a number of tokens, or choose “No budget”.")}
        return {}

    def show(self, shown: bool) -> None:
        """Show the rows, or hide them where no model writes."""
        self._shown = shown
        self._show_what_fits()

    @Slot()
    def _show_what_fits(self) -> None:
        kind = self.kind.currentData()
        for name in self.names:
            if name in self._page.fields:
                fits = {"budget": kind == MONEY, "budget_tokens": kind == TOKENS}.get(name, True)
                self._form.setRowVisible(self._page.fields[name], self._shown and fits)
        self._heading.setVisible(self._shown)
        self.spent.setVisible(self._shown and bool(self.spent.text()))

    def _show_spent(self, months: list[tuple[datetime, CallTotals]]) -> None:
        prices = self._context.costs.prices
        lines = [f"{_month(start)}: {spent_words(totals, prices)}" for start, totals in months]
        self.spent.setText("\n".join(lines[:3]) or tr("No model has been asked yet."))
        self.spent.setToolTip("\n".join(lines) if len(lines) > 3 else "")
        self._show_what_fits()

    def _on_failed(self, error: ScribeError) -> None:
        self.spent.setText(error.message)
        self._show_what_fits()


def _month(start: datetime) -> str:
    local = start.astimezone()
    return f"{QLocale().standaloneMonthName(local.month)} {local.year}"


def _amount(when_zero: str, decimals: int) -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setRange(0.0, 1_000_000.0)
    made.setDecimals(decimals)
    made.setSpecialValueText(when_zero)
    made.setMaximumWidth(180)
    made.setMinimumHeight(30)
    return made
