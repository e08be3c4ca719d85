"""Tells when the panels of a window have other room, by its events."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QMainWindow

# What changes the room there is. Window systems differ in which of the first two events comes first
# when a window is maximised.
ROOM_EVENTS = (
    QEvent.Type.Resize,
    QEvent.Type.WindowStateChange,
    QEvent.Type.FontChange,
    QEvent.Type.ContentsRectChange,
)
BUTTON_EVENTS = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease)


class RoomWatch(QObject):
    """Watches a window.

    `changed` comes with another size or text, `shown` when the program shows the window, and
    `divided` when the person drags the line between two panels.
    """

    changed = Signal()
    shown = Signal()
    divided = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in BUTTON_EVENTS and isinstance(event, QMouseEvent):
            # A drag of a line between two panels ends near that line.
            if self._window.isSeparator(event.position().toPoint()):
                self.divided.emit()
        elif kind in ROOM_EVENTS:
            self.changed.emit()
        elif kind == QEvent.Type.Show and not event.spontaneous():
            self.shown.emit()
        return False
