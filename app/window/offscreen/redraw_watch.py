"""RedrawWatch: whether a window that nobody sees would look otherwise now than a while before."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect
from PySide6.QtWidgets import QWidget


def floating_in(window: Any) -> list[QWidget]:
    """The panels of a window that float over it."""
    panels = window.panels.values()
    return [panel for panel in panels if panel.isFloating() and not panel.isHidden()]


class RedrawWatch(QObject):
    """Knows it from Qt, which notes what has to be drawn again; nothing is drawn for it."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window = window
        # The places of floating panels when this was last asked.
        self._floating: list[tuple[QWidget, QRect]] = []
        self._is_looking = self._is_new = False
        for each in (window, *window.panels.values()):
            each.installEventFilter(self)

    def has_changed(self) -> bool:
        """Whether anything has to be drawn again since the last time that this was asked."""
        application = QCoreApplication.instance()
        assert application is not None
        self._is_looking, self._is_new = True, False
        # Filters are slow: this one hears of all events only meanwhile.
        application.installEventFilter(self)
        before, corner = self._floating, self._window.geometry().topLeft()
        panels = floating_in(self._window)
        self._floating = [(each, each.geometry().translated(-corner)) for each in panels]
        for each in (self._window, *panels):
            QCoreApplication.sendEvent(each, QEvent(QEvent.Type.UpdateRequest))
        application.removeEventFilter(self)
        self._is_looking = False
        return self._is_new or self._floating != before

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        is_window = isinstance(watched, QWidget) and watched.isWindow()
        if kind == QEvent.Type.UpdateRequest and is_window and self._is_inside(watched):
            # What Qt drew by itself would be unknown here.
            return not self._is_looking
        if self._is_looking and kind == QEvent.Type.Paint and self._is_inside(watched):
            self._is_new = True
            return True
        return False

    def _is_inside(self, watched: QObject) -> bool:
        if not isinstance(watched, QWidget):
            return False
        return watched.window() in (self._window, *self._window.panels.values())
