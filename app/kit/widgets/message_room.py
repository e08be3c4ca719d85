"""Room for messages about what was typed, so that they move nothing when they come and go."""

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.kit.widgets.fields import MessageLine
from app.kit.widgets.parts import fill, in_box


def message_area(*messages: MessageLine) -> QWidget:
    """A place for messages, with room for a line that is always kept."""
    area = in_box(fill(QVBoxLayout(), *messages, None, spacing=2))
    area.setMinimumHeight(area.fontMetrics().height())
    return area


class MessageOver(MessageLine):
    """A message that lies over a part of its view that has no room to spare.

    It leaves the half with the keyboard free. A click puts it away.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setProperty("over", True)
        self._is_at_the_top = False
        self._part: QWidget

    def lie_over(self, part: QWidget) -> None:
        """Lie over this part from now on; no layout asks for the room of a message."""
        self._part = part
        self.setParent(part)
        part.installEventFilter(self)

    def say(self, text: str) -> None:
        super().say(text)
        if text:
            self._is_at_the_top = self._has_keyboard_at_the_end()
            self._place()
            self.raise_()

    def _place(self) -> None:
        part = self._part
        width = part.width()
        height = min(self.heightForWidth(width), part.height())
        top = 0 if self._is_at_the_top else part.height() - height
        self.setGeometry(0, top, width, height)

    def _has_keyboard_at_the_end(self) -> bool:
        focus, part = QApplication.focusWidget(), self._part
        if focus is None or not part.isAncestorOf(focus):
            return False
        return focus.mapTo(part, QPoint()).y() > part.height() / 2

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and not self.isHidden():
            self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.say("")
