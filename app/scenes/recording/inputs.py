"""Notices what the person does with mouse and keys, as long as somebody wants to know."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

BEGUN = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.KeyPress,
    QEvent.Type.Wheel,
}
USED = {
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.KeyRelease,
    QEvent.Type.Wheel,
}


class Inputs(QObject):
    """Tells by `used` that a click, a key or the wheel has had its effect.

    `begun(widget, event)` comes before that.
    control: the object name of the control that got it; "" for what has no name.
    """

    begun = Signal(QWidget, QEvent)
    used = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.control = ""
        # What an event does is done by the time that the event loop comes to the timer.
        self._after = QTimer(self, singleShot=True, interval=0)
        self._after.timeout.connect(self.used)

    def listen(self, listens: bool) -> None:
        """Begin to listen, or end it."""
        application = QApplication.instance()
        assert application is not None
        if listens:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)
            self._after.stop()

    def look_after_drop(self, is_floating: bool) -> None:
        """Tell by `used` that a panel was dropped: it takes a moment to its place."""
        if not is_floating:
            self._after.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in BEGUN and isinstance(watched, QWidget):
            self.begun.emit(watched, event)
        if event.type() in USED and isinstance(watched, QWidget):
            # What a control leaves to those around it comes here again for each of them.
            if not self._after.isActive():
                self.control = _name_of(watched)
            self._after.start()
        return False


def _name_of(widget: QWidget | None) -> str:
    while widget is not None and not widget.isWindow():
        name = widget.objectName()
        if name and not name.startswith("qt_"):
            return name
        widget = widget.parentWidget()
    return ""
