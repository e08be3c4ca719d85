"""RedrawWatch: whether a window that nobody sees would look otherwise now than a while before."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget


class RedrawWatch(QObject):
    """Knows it from Qt, which notes what has to be drawn again; nothing is drawn for it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._is_looking = self._is_new = False
        window.installEventFilter(self)

    def has_changed(self) -> bool:
        """Whether anything has to be drawn again since the last time that this was asked."""
        application = QCoreApplication.instance()
        assert application is not None
        self._is_looking, self._is_new = True, False
        # Filters are slow: this one hears of all events only meanwhile.
        application.installEventFilter(self)
        QCoreApplication.sendEvent(self._window, QEvent(QEvent.Type.UpdateRequest))
        application.removeEventFilter(self)
        self._is_looking = False
        return self._is_new

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.UpdateRequest and watched is self._window:
            # What Qt drew by itself would be unknown here.
            return not self._is_looking
        if self._is_looking and kind == QEvent.Type.Paint and self._is_inside(watched):
            self._is_new = True
            return True
        return False

    def _is_inside(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and watched.window() is self._window
