"""Picking: the person clicks on what a scene is to point at, in the main window."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.scenes.playground import Playground
from app.scenes.targets import StoredTarget
from micrograd.recipe.parts import neuron_names, parameter_names

# Of larger networks and tables only the controls are looked for: asking for each part would take
# too long while the mouse moves.
MOST_PARTS = 600
# What names a widget as a part of Qt or of the window, and as no control.
NO_CONTROL = ("qt_", "main_window", "overlay")


class Picking(QObject):
    """One choice in a window: `picked(target)` comes with a click, `ended` with that or Escape.

    The thing under the mouse is lit meanwhile, and nothing in the window hears of the mouse.
    """

    picked = Signal(object)
    ended = Signal()

    def __init__(self, playground: Playground, parent: QObject) -> None:
        super().__init__(parent)
        self._playground = playground
        self._window: Any = playground.window
        self._parts = [*self._all_parts()]
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._window.raise_()
        self._window.activateWindow()

    def end(self) -> None:
        """Choose nothing any more."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._window.overlay.point_at([])
        self.ended.emit()

    def _all_parts(self) -> Iterator[StoredTarget]:
        """What the views may show, by name."""
        cursor = self._playground.session.cursor
        widths = cursor.recipe.widths
        names = parameter_names(widths)
        if len(names) + len(cursor.dataset) > MOST_PARTS:
            return
        yield from (StoredTarget(parameter=name) for name in names)
        yield from (StoredTarget(neuron=name) for name in neuron_names(widths))
        yield from (StoredTarget(sample=i + 1) for i in range(len(cursor.dataset)))

    def target_at(self, place: QPoint) -> StoredTarget | None:
        """What is at a place of the window: the smallest part there, else the control."""
        found: list[tuple[float, StoredTarget]] = []
        for target in self._parts:
            for rect in self._playground.places([target]):
                if rect.contains(QPointF(place)):
                    found.append((rect.width() * rect.height(), target))
        control = self._control_at(place)
        if control is not None:
            area = control.width() * control.height()
            found.append((area, StoredTarget(control=control.objectName())))
        return min(found, key=lambda each: each[0])[1] if found else None

    def _control_at(self, place: QPoint) -> QWidget | None:
        widget: QWidget | None = self._window.childAt(place)
        while widget is not None and widget is not self._window:
            name = widget.objectName()
            if name and not name.startswith(NO_CONTROL):
                return widget
            widget = widget.parentWidget()
        return None

    def _light(self, place: QPoint) -> None:
        target = self.target_at(place)
        rects: list[QRectF] = self._playground.places([target]) if target else []
        self._window.overlay.point_at(rects)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = QEvent.Type
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == kinds.KeyPress:
                self.end()
            return True
        if not (isinstance(event, QMouseEvent) and self._is_in_window(watched)):
            return False
        place = self._window.mapFromGlobal(event.globalPosition().toPoint())
        if event.type() == kinds.MouseMove:
            self._light(place)
        elif event.type() == kinds.MouseButtonRelease:
            target = self.target_at(place)
            self.end()
            if target is not None:
                self.picked.emit(target)
        return True

    def _is_in_window(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and watched.window() is self._window
