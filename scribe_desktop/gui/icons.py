"""Icons from resources/icons, coloured when they are loaded: one drawing serves both themes and every scale."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from scribe_desktop.gui.theme import ThemeController

SCALES = (1.0, 2.0, 3.0)


class Icons:
    """Draws icons by name in a token's colour; what was drawn once is kept until the theme changes."""

    def __init__(self, folder: Path, theme: ThemeController) -> None:
        self._folder = folder
        self._theme = theme
        self._drawings: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        theme.changed.connect(self._pixmaps.clear)

    def icon(self, name: str, colour: str = "text", size: int = 20) -> QIcon:
        """An icon for a button or menu, muted while disabled. Raises FileNotFoundError for an unknown name."""
        icon = QIcon()
        for scale in SCALES:
            icon.addPixmap(self.pixmap(name, colour, size, scale))
            icon.addPixmap(self.pixmap(name, "textMuted", size, scale), QIcon.Mode.Disabled)
        return icon

    def pixmap(self, name: str, colour: str = "text", size: int = 20, scale: float = 1.0) -> QPixmap:
        """A drawing of `size` logical pixels for a screen of that scale."""
        key = (name, colour, size, scale)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._draw(*key)
        return found

    def application_icon(self) -> QIcon:
        """The program's own icon, in the sizes that desktops ask for."""
        icon = QIcon()
        for path in sorted(self._folder.glob("scribe-*.png")):
            icon.addFile(str(path))
        return icon

    def _draw(self, name: str, colour: str, size: int, scale: float) -> QPixmap:
        if name not in self._drawings:
            self._drawings[name] = (self._folder / f"{name}.svg").read_bytes()
        value = self._theme.tokens.colours[colour].encode()
        renderer = QSvgRenderer(QByteArray(self._drawings[name].replace(b"currentColor", value)))
        pixels = round(size * scale)
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        return pixmap
