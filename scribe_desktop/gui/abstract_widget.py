"""Widgets that say what their subclasses must have, and cannot be made without it."""

from __future__ import annotations

from abc import ABCMeta
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:

    class _OfQt(type):
        """The metaclass of widgets, as far as a type checker knows it."""

else:
    _OfQt = type(QWidget)  # Qt's widgets have a metaclass of their own, which type checkers do not know


class AbstractWidget(ABCMeta, _OfQt):
    """The metaclass of a widget with abstract methods. Making one that lacks some raises TypeError."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Make a widget; Qt's own way of making one would not look for what is missing."""
        if cls.__abstractmethods__:
            missing = ", ".join(sorted(cls.__abstractmethods__))
            raise TypeError(f"{cls.__name__} lacks {missing}")
        return super().__call__(*args, **kwargs)
