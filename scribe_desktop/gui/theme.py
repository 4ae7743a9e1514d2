"""Colours, sizes and the style sheet, built from resources/styles/tokens.json; light, dark or as the system has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from scribe_desktop.config.settings import Theme


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one theme looks like. `colours` by token name ("textMuted") as #RRGGBB; sizes in logical pixels."""

    dark: bool
    colours: Mapping[str, str]
    radius: Mapping[str, int]
    space: tuple[int, ...]
    base_size: float
    small_size: float
    title_size: float
    row_height: int
    header_height: int

    def colour(self, name: str) -> QColor:
        """The colour of a token. Raises KeyError when there is none of that name."""
        return QColor(self.colours[name])


def load_tokens(path: Path, dark: bool, base_size: float | None = None) -> Tokens:
    """Read one theme from the token file. `base_size` is the platform's text size when it is larger."""
    data = json.loads(path.read_text("utf-8"))
    kinds, rows = data["type"], data["row"]
    base = max(float(kinds["base"]), base_size or 0.0)
    scale = base / float(kinds["base"])
    return Tokens(
        dark=dark,
        colours=data["dark" if dark else "light"],
        radius=data["radius"],
        space=tuple(data["space"]),
        base_size=base,
        small_size=float(kinds["small"]) * scale,
        title_size=float(kinds["title"]) * scale,
        row_height=round(rows["queue"] * scale),
        header_height=round(rows["header"] * scale),
    )


def style_sheet(template: str, tokens: Tokens, icons: Path) -> str:
    """The style sheet with every `${token}` filled. Raises KeyError for a token that does not exist."""
    values = {
        **tokens.colours,
        "radiusControl": tokens.radius["control"],
        "radiusCard": tokens.radius["card"],
        "radiusChip": tokens.radius["chip"],
        "base": round(tokens.base_size),
        "small": round(tokens.small_size),
        "title": round(tokens.title_size),
        "header": tokens.header_height,
        "icons": icons.as_posix(),
        "theme": "dark" if tokens.dark else "light",
    }
    return Template(template).substitute(values)


def palette_of(tokens: Tokens) -> QPalette:
    """The palette for what Qt draws itself."""
    roles = {
        QPalette.ColorRole.Window: "window",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "window",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.PlaceholderText: "textMuted",
        QPalette.ColorRole.Button: "button",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.ToolTipBase: "surface",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "onAccent",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.Mid: "line",
    }
    palette = QPalette()
    for role, name in roles.items():
        palette.setColor(role, tokens.colour(name))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, tokens.colour("textMuted"))
    return palette


class ThemeController(QObject):
    """Dresses the application, and again whenever the person or the system chooses otherwise.

    Signals:
        changed: the tokens are others now; whoever paints by hand paints again.
        chosen(Theme): the person chose, here or there; the tokens may be the same as before.
    """

    changed = Signal()
    chosen = Signal(object)

    def __init__(self, application: QApplication, resources: Path, choice: Theme = Theme.SYSTEM) -> None:
        super().__init__(application)
        self._application = application
        self._styles = resources / "styles"
        self._icons = resources / "icons"
        self._template = (self._styles / "scribe.qss").read_text("utf-8")
        self._platform_pixels = float(QFontInfo(application.font()).pixelSize())
        self._choice = choice
        self._tokens: Tokens | None = None
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self.choose(choice)

    @property
    def tokens(self) -> Tokens:
        """The theme in force."""
        assert self._tokens is not None
        return self._tokens

    @property
    def choice(self) -> Theme:
        """What the person chose."""
        return self._choice

    def choose(self, choice: Theme) -> None:
        """Light, dark, or follow the system; at once, the window's frame included where the platform allows it."""
        self._choice = choice
        hints = self._application.styleHints()
        if choice is Theme.SYSTEM:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if choice is Theme.DARK else Qt.ColorScheme.Light)
        self._apply(hints.colorScheme())
        self.chosen.emit(choice)

    @Slot(Qt.ColorScheme)
    def _on_system_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._choice is Theme.SYSTEM:
            self._apply(scheme)

    def _apply(self, system: Qt.ColorScheme) -> None:
        dark = system is Qt.ColorScheme.Dark if self._choice is Theme.SYSTEM else self._choice is Theme.DARK
        if self._tokens is not None and self._tokens.dark is dark:
            return
        self._tokens = load_tokens(self._styles / "tokens.json", dark, self._platform_pixels)
        font = QFont(self._application.font())
        font.setPixelSize(round(self._tokens.base_size))
        self._application.setFont(font)
        self._application.setPalette(palette_of(self._tokens))
        self._application.setStyleSheet(style_sheet(self._template, self._tokens, self._icons))
        self.changed.emit()
