"""Pen: drawing on the picture, with the mouse or with the keyboard; nothing below notices."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.kit.text_size import scaled
from app.scenes.marks.overlay import Overlay
from app.scenes.marks.painting import Stroke

# The colours of the pen as tokens of the theme, by the key of each.
COLORS: dict[int, str] = {
    Qt.Key.Key_1: "accent",
    Qt.Key.Key_2: "data_positive",
    Qt.Key.Key_3: "grad_positive",
    Qt.Key.Key_4: "warning",
}
# How far an arrow key moves the pen, in pixels, and how far with Shift.
STEP_PX, LONG_STEP_PX = 4, 32
ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
KEYS = [
    ("Drag", "Draw"),
    ("Space", "Put the pen down, or lift it, to draw with the arrows"),
    ("Arrows", "Move the pen, with Shift further"),
    ("1, 2, 3, 4", "Another colour"),
    ("Ctrl+Z, Backspace", "Take the last stroke back"),
    ("Delete", "Clear the drawing"),
    ("Esc", "Clear the drawing and put the pen away"),
]
# A stroke that begins where another has just ended comes as a double click.
BEGINS = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
PRESSES = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class Pen(QObject):
    """Draws strokes into the overlay of a window while `is_on`; `changed` comes with that.

    color: of the next stroke, a token of the theme. A drawing stays when the pen is put away, until
    it is cleared.
    """

    changed = Signal()

    def __init__(self, window: QWidget, overlay: Overlay) -> None:
        super().__init__(window)
        self._window, self._overlay = window, overlay
        self.is_on, self.color = False, "accent"
        self._is_down = False
        overlay.installEventFilter(self)
        undo = self.undo
        self._acts: dict[tuple[int, bool], Callable[[], None]] = {
            (Qt.Key.Key_Space, False): self._toggle_down,
            (Qt.Key.Key_Z, True): undo,
            (Qt.Key.Key_Backspace, False): undo,
            (Qt.Key.Key_Delete, False): self.clear,
            (Qt.Key.Key_Escape, False): self.leave,
        }

    def toggle(self) -> None:
        """Take the pen, or put it away; what was drawn stays."""
        self.is_on, self._is_down = not self.is_on, False
        under = QApplication.widgetAt(QCursor.pos())
        if self.is_on and under is not None and self._window.isAncestorOf(under):
            # Else it would go on to show what the mouse was over.
            QApplication.sendEvent(under, QEvent(QEvent.Type.Leave))
        self._overlay.take_mouse(self.is_on)
        self._overlay.setCursor(Qt.CursorShape.CrossCursor)
        application = QCoreApplication.instance()
        assert application is not None
        if self.is_on:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)
            self._overlay.nib = None
        self._overlay.show_marks()
        self.changed.emit()

    def leave(self) -> None:
        """Clear the drawing and put the pen away."""
        self.clear()
        if self.is_on:
            self.toggle()

    def undo(self) -> None:
        """Take the last stroke back."""
        self._is_down = False
        del self._overlay.strokes[-1:]
        self._overlay.show_marks()

    def clear(self) -> None:
        """Take all strokes away."""
        self._is_down = False
        self._overlay.strokes.clear()
        self._overlay.show_marks()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.is_on:
            return False
        if event.type() in PRESSES and isinstance(event, QKeyEvent):
            return self._is_of_window(watched) and self._take_key(event)
        if watched is self._overlay and isinstance(event, QMouseEvent):
            self._follow(event)
            return True
        return watched is self._overlay and event.type() == QEvent.Type.Wheel

    def _is_of_window(self, watched: QObject) -> bool:
        if isinstance(watched, QWidget):
            return watched.window() is self._window
        return watched is self._window.windowHandle()

    # The mouse.

    def _follow(self, event: QMouseEvent) -> None:
        at, left = event.position(), Qt.MouseButton.LeftButton
        if event.type() in BEGINS and event.button() == left:
            self._overlay.nib, self._is_down = None, False
            self._begin(at)
        elif event.type() == QEvent.Type.MouseMove and event.buttons() & left:
            self._draw_to(at)

    def _begin(self, at: QPointF) -> None:
        self._overlay.strokes.append(Stroke([at], self.color))
        self._overlay.show_marks()

    def _draw_to(self, at: QPointF) -> None:
        if self._overlay.strokes:
            self._overlay.extend_stroke(at)

    # The keyboard.

    def _take_key(self, event: QKeyEvent) -> bool:
        """Take a key that the pen knows; others are left to the window."""
        key, modifiers = event.key(), event.modifiers()
        has_control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        act = self._acts.get((key, has_control))
        if act is None and not has_control and key in ARROWS:
            is_long = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            act = partial(self._move, ARROWS[key], is_long)
        if act is None and not has_control and key in COLORS:
            act = partial(self._choose, COLORS[key])
        if act is None:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            act()
        return True

    def _choose(self, color: str) -> None:
        self.color = color
        self._is_down = False

    def _place(self) -> QPointF:
        return self._overlay.nib or QPointF(self._overlay.rect().center())

    def _toggle_down(self) -> None:
        self._is_down = not self._is_down
        self._overlay.nib = self._place()
        if self._is_down:
            self._begin(self._place())
        self._overlay.show_marks()

    def _move(self, direction: tuple[int, int], is_long: bool) -> None:
        at = self._place() + QPointF(*direction) * scaled(LONG_STEP_PX if is_long else STEP_PX)
        room = self._overlay.rect()
        at = QPointF(min(max(at.x(), 0), room.width()), min(max(at.y(), 0), room.height()))
        self._overlay.nib = at
        if self._is_down:
            self._draw_to(at)
        self._overlay.show_marks()
