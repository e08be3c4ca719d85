"""Room for messages about what was typed, so that they move nothing when they come and go."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.kit.numbers import cut
from app.kit.plain_text import one_line, set_tooltip
from app.kit.text_size import px
from app.kit.widgets.fields import MessageLine
from app.kit.widgets.parts import MOST_PX

# The least width of a message beside a field, in pixels at 100 %.
BESIDE_PX = 120


class CutMessage(MessageLine):
    """A message that is cut to the room that it has. full_text: all of it, as its tooltip has it.

    `said` comes with another message, and when it ends.
    """

    said = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.full_text = ""

    def say(self, text: str) -> None:
        self.full_text = text
        set_tooltip(self, text)
        super().say(text)
        self.said.emit()


class ShortMessage(CutMessage):
    """A message in one line."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setWordWrap(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Cut the message to its width."""
        advance = self.fontMetrics().horizontalAdvance
        self.setText(cut(one_line(self.full_text), self.contentsRect().width(), advance))


class MessageArea(QWidget):
    """A line for messages, which has the newest one; the one before comes back when it ends.

    The line is kept while nothing is said, unless `keep_line` lets it go.
    """

    def __init__(self, *messages: ShortMessage) -> None:
        super().__init__()
        # The newest is the last one.
        self._told: list[ShortMessage] = []
        self._keeps_line = True
        for message in messages:
            message.setParent(self)
            message.said.connect(partial(self._take, message))

    def keep_line(self, is_kept: bool) -> None:
        """Keep the line while nothing is said, or give it away."""
        if is_kept != self._keeps_line:
            self._keeps_line = is_kept
            self.updateGeometry()

    def _take(self, message: ShortMessage) -> None:
        self._told = [each for each in self._told if each is not message]
        if message.full_text:
            self._told.append(message)
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        for message in self._told:
            height = self.fontMetrics().height() if message is self._told[-1] else 0
            message.setGeometry(0, 0, self.width(), height)
            message.fit()

    def sizeHint(self) -> QSize:
        has_line = self._keeps_line or self._told
        return QSize(0, self.fontMetrics().height() if has_line else 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
            self._place()


class MessageOver(CutMessage):
    """A message that lies over a part of its view that has no room to spare.

    It leaves the field with the keyboard free. A click puts it away.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setProperty("over", True)
        # The place of the field with the keyboard in the part; empty if it is elsewhere.
        self._field = QRect()
        self._part: QWidget

    def lie_over(self, part: QWidget) -> None:
        """Lie over this part from now on; no layout asks for the room of a message."""
        self._part = part
        self.setParent(part)
        part.installEventFilter(self)

    def say(self, text: str) -> None:
        super().say(text)
        if text:
            self._field = QRect()
            self._place()
            self.raise_()

    def _place(self) -> None:
        self._find_field()
        self.setText(self.full_text)
        room, is_below = self._room(self.heightForWidth(MOST_PX))

        def height_of(text: str) -> int:
            self.setText(text)
            return self.heightForWidth(room.width())

        text = cut(self.full_text, room.height(), height_of)
        height = min(height_of(text), room.height())
        top = room.bottom() + 1 - height if is_below else room.top()
        self.setGeometry(room.left(), top, room.width(), height)

    def _find_field(self) -> None:
        focus, part = QApplication.focusWidget(), self._part
        if focus is not None and part.isAncestorOf(focus):
            self._field = QRect(focus.mapTo(part, QPoint()), focus.size())

    def _room(self, line: int) -> tuple[QRect, bool]:
        """The room that it may take, and whether it lies at the bottom there. line: its height."""
        whole, field = self._part.rect(), self._field
        if field.isEmpty():
            return whole, True
        is_below = field.top() <= whole.height() / 2
        rows = whole.adjusted(0, field.bottom() + 1, 0, 0) if is_below else QRect(whole)
        if not is_below:
            rows.setBottom(field.top() - 1)
        if rows.height() >= line:
            return rows, is_below
        # A strip of one row has room beside the field only.
        left, right = QRect(whole), QRect(whole)
        left.setRight(field.left() - 1)
        right.setLeft(field.right() + 1)
        beside = max(right, left, key=QRect.width)
        return (beside if beside.width() >= px(BESIDE_PX) else whole), True

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
