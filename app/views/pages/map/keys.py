"""What the keys do on the canvas of a map: choose pixels, zoom and move."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.views.pages.map.canvas import MapCanvas
from app.views.pages.map.mouse import ZOOM, CanvasMouse

# A key moves the view by this share, with Shift the point by so many pixels.
PAN, FAR = 0.1, 10
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}
ZOOMS = {Qt.Key.Key_Plus: ZOOM, Qt.Key.Key_Equal: ZOOM, Qt.Key.Key_Minus: 1 / ZOOM}

# The keys of the page, as (keys, meaning), for those who look for them.
TOLD_KEYS: Mapping[str, Sequence[tuple[str, str]]] = {
    "On the map": (
        ("Wheel, +, −", "zoom; the keys around the chosen pixel"),
        ("Drag, Ctrl+arrows", "move the map"),
        ("Right drag, Shift+drag", "zoom into a box"),
        ("Arrows", "choose a pixel; with Shift farther"),
        ("Enter", "open the chosen pixel as a run, as a double click does"),
        ("Backspace, Shift+Backspace", "go back and forward through the views"),
        ("Home", "see the whole map"),
        ("Ctrl+C", "copy the numbers, while they are shown, as rows of a spreadsheet"),
    )
}


class CanvasKeys(QObject):
    """Lets the keys act on a canvas while it has the focus."""

    def __init__(self, canvas: MapCanvas, mouse: CanvasMouse) -> None:
        super().__init__(canvas)
        self._canvas, self._mouse = canvas, mouse
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        """Do what the key stands for; returns False where it stands for nothing here."""
        key, canvas = event.key(), self._canvas
        if key in ARROWS:
            self._go(*ARROWS[Qt.Key(key)], event.modifiers())
        elif key in ZOOMS:
            canvas.zoom(ZOOMS[Qt.Key(key)], canvas.middle, "keys")
        elif key == Qt.Key.Key_Home:
            canvas.whole_wanted.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and canvas.point is not None:
            canvas.opened.emit()
        else:
            return key == Qt.Key.Key_Escape and self._leave()
        return True

    def _go(self, across: int, up: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._canvas.pan(self._canvas.choice, PAN * across, PAN * up, "keys")
        else:
            far = FAR if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
            self._canvas.move_point(far * across, far * up)

    def _leave(self) -> bool:
        """Leave the drag under way, or else the chosen pixel; False where there is neither."""
        if self._mouse.stop():
            return True
        if self._canvas.point is None:
            return False
        self._canvas.choose(None)
        return True
