"""Two parts of a page, one above the other, with a divider that mouse and keys move.

In a low page they stand side by side.
"""

from collections.abc import Callable
from re import fullmatch

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from app.kit.spoken import Separator
from app.kit.text_size import px, scaled
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe

# Pixels: of the divider, of its grip, and of a move by a key.
HANDLE_PX, GRIP_PX, KEY_PX = 9, 36, 16
# The part below takes at most this share of the height by itself, and leaves the part above the
# height that this one wishes for.
MOST_BELOW = 0.49
# A height as text: `240`, or `163.636` where the text had 110 %.
HEIGHT = r"[0-9]{1,5}(\.[0-9]{1,6})?"
# The share of the second part where they stand side by side.
BESIDE = 0.5
TIP = "Drag to share the height, or press up and down; Home or a double click shares it anew"


class Divider(QSplitter):
    """Two parts. The one below keeps its height when the page grows, as long as both fit.

    natural: the height of the part below before anyone moved the divider, in pixels.
    wished: the height of the part above that comes first where there is little room, in pixels.
    below: the height that a person gave it; None before. `shared` comes with each other sharing.
    """

    shared = Signal()

    def __init__(
        self,
        above: QWidget,
        below: QWidget,
        natural: Callable[[], int],
        wished: Callable[[], int],
        appearance: Appearance,
        name: str,
        accessible: str,
    ) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._natural, self._wished, self._appearance = natural, wished, appearance
        self.below: int | None = None
        self._shared_for = -1
        self.setObjectName(f"{name}_parts")
        self.setHandleWidth(HANDLE_PX)
        self.setChildrenCollapsible(False)
        for part in (above, below):
            self.addWidget(part)
        describe(self.handle(1), name, accessible, TIP)
        self.splitterMoved.connect(self._note)

    def createHandle(self) -> QSplitterHandle:
        return DividerHandle(self, self._appearance)

    def read(self) -> str:
        """The height that a person gave the part below, in pixels at 100 % text; empty before."""
        return "" if self.below is None else f"{self.below / scaled(1):.6g}"

    def choose(self, text: str) -> None:
        """Give the part below a height that `read` returned."""
        self.below = px(float(text)) if fullmatch(HEIGHT, text) else None
        self.share()

    def move_by(self, pixels: int) -> None:
        """Move the divider down; where the parts stand side by side, to the right."""
        if self.is_beside:
            first, second = self.sizes()
            self.setSizes([first + pixels, second - pixels])
            return
        self.below = max(0, self.sizes()[1] - pixels)
        self.share()
        # What the limits of the parts left of it: a key the other way acts at once.
        self.below = self.sizes()[1]

    @property
    def is_beside(self) -> bool:
        """True where the parts stand side by side."""
        return self.orientation() == Qt.Orientation.Horizontal

    def turn(self, is_beside: bool) -> None:
        """Put the parts side by side, or one above the other."""
        if is_beside != self.is_beside:
            directions = Qt.Orientation
            self.setOrientation(directions.Horizontal if is_beside else directions.Vertical)
            self.share()

    def share(self) -> None:
        """Share the height as it was chosen, or as the parts need it."""
        if self.is_beside:
            room = self.width() - self.handleWidth()
            self.setSizes([round((1 - BESIDE) * room), round(BESIDE * room)])
            self.shared.emit()
            return
        room = self.height() - self.handleWidth()
        self._shared_for = self._natural()
        below = self.below
        if below is None:
            most = min(int(MOST_BELOW * room), max(0, room - self._wished()))
            below = min(self._shared_for, most)
        self.setSizes([max(0, room - below), below])
        self.shared.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share()

    def event(self, event: QEvent) -> bool:
        was_handled = super().event(event)
        is_other = event.type() == QEvent.Type.LayoutRequest and self._natural() != self._shared_for
        if is_other and self.below is None:
            self.share()
        return was_handled

    def _note(self) -> None:
        if not self.is_beside:
            self.below = self.sizes()[1]
        self.shared.emit()


class DividerHandle(QSplitterHandle):
    """The divider itself: a line with a grip, lit under the mouse and with the focus."""

    spoken = Separator

    def __init__(self, divider: Divider, appearance: Appearance) -> None:
        super().__init__(Qt.Orientation.Vertical, divider)
        self._divider, self._appearance = divider, appearance
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        appearance.changed.connect(self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        back, on = (
            (keys.Key_Left, keys.Key_Right)
            if self._divider.is_beside
            else (keys.Key_Up, keys.Key_Down)
        )
        moves = {back: -KEY_PX, on: KEY_PX}
        key = Qt.Key(event.key())
        if key in moves:
            self._divider.move_by(moves[key])
        elif key == Qt.Key.Key_Home:
            self._divider.choose("")
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._divider.choose("")

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._appearance.theme, QPainter(self)
        is_lit = self.underMouse() or self.hasFocus()
        room = QRectF(self.rect())
        if self._divider.is_beside:
            # The same, turned by a right angle.
            painter.translate(room.width(), 0)
            painter.rotate(90)
            room = room.transposed()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = room.toRect().center()
        painter.fillRect(QRectF(0, middle.y(), room.width(), 1), theme.color("border"))
        painter.setBrush(theme.color("accent" if self.hasFocus() else "quiet"))
        height = 3 if is_lit else 2
        painter.drawRoundedRect(
            QRectF(middle.x() - GRIP_PX / 2, middle.y() + 0.5 - height / 2, GRIP_PX, height), 1, 1
        )
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
