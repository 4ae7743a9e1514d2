"""The palette, the style sheet built from it, and the icons coloured by it."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from scribe_desktop.config.paths import resources_dir
from scribe_desktop.config.settings import Theme
from scribe_desktop.gui.action_specs import specs
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController, load_tokens, style_sheet
from scribe_desktop.gui.view_menu import fill_view_menu

STYLES = resources_dir() / "styles"


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(colour: QColor) -> float:
        parts = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
            for part in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_every_token_of_the_style_sheet_is_filled(dark: bool) -> None:
    tokens = load_tokens(STYLES / "tokens.json", dark)
    sheet = style_sheet((STYLES / "scribe.qss").read_text("utf-8"), tokens, resources_dir() / "icons")
    assert "${" not in sheet
    assert tokens.colours["accent"] in sheet


@pytest.mark.parametrize("dark", [False, True])
def test_words_can_be_read_on_their_grounds(dark: bool) -> None:
    tokens = load_tokens(STYLES / "tokens.json", dark)
    grounds = dict.fromkeys(("window", "surface", "sidebar", "selection"), ("text", "textMuted"))
    grounds |= {f"{tone}Surface": (tone, "text") for tone in ("accent", "success", "warning", "danger")}
    grounds |= {"evidence": ("text",), "accent": ("onAccent",)}
    for ground, inks in grounds.items():
        for ink in inks:
            assert contrast(tokens.colour(ink), tokens.colour(ground)) >= 4.5, (ink, ground)


def test_style_sheet_names_no_colour_of_its_own() -> None:
    assert not re.search(r"#[0-9a-fA-F]{6}\b", (STYLES / "scribe.qss").read_text("utf-8"))


def test_theme_switches_while_the_program_runs(theme: ThemeController, qapp: QApplication) -> None:
    light = theme.tokens.colours["surface"]
    changes: list[bool] = []
    theme.changed.connect(lambda: changes.append(theme.tokens.dark))

    theme.choose(Theme.DARK)

    assert changes == [True]
    assert theme.tokens.colours["surface"] != light
    assert theme.tokens.colours["surface"] in qapp.styleSheet()


def test_system_choice_follows_the_system(theme: ThemeController, qapp: QApplication) -> None:
    theme.choose(Theme.SYSTEM)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens.dark
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert not theme.tokens.dark


def test_icons_take_the_colour_of_the_theme(theme: ThemeController, icons: Icons) -> None:
    def ink() -> str:
        image = icons.pixmap("running", "accent").toImage()
        return image.pixelColor(image.width() // 2, image.height() // 2).name().upper()

    assert ink() == theme.tokens.colours["accent"].upper()
    theme.choose(Theme.DARK)
    assert ink() == theme.tokens.colours["accent"].upper()


def test_every_action_has_an_icon_that_exists_and_a_shortcut_of_its_own() -> None:
    missing = [one.icon for one in specs() if not (resources_dir() / "icons" / f"{one.icon}.svg").exists()]
    shortcuts = [one.shortcut for one in specs()]
    assert not missing
    assert all(shortcuts)
    assert len(set(shortcuts)) == len(shortcuts)


def test_menu_shows_the_colours_that_were_chosen_elsewhere(qtbot: QtBot, theme: ThemeController) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    fill_view_menu(menu, theme, lambda place: None, lambda tab: None, theme.choose)
    colours = {one.text(): one for one in menu.findChildren(QMenu)[0].actions()}
    assert colours["Light"].isChecked()
    theme.choose(Theme.DARK)
    assert [words for words, one in colours.items() if one.isChecked()] == ["Dark"]
    theme.choose(Theme.SYSTEM)
    assert [words for words, one in colours.items() if one.isChecked()] == ["As the system"]
