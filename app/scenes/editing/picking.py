"""Picking: the person clicks on what a scene is to point at, in the main window."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.kit.spoken import announce
from app.kit.text_size import px
from app.kit.widgets.parts import discard, named_label
from app.scenes.parts.targets import StoredTarget
from app.scenes.playground.playground import Playground
from app.views.contract import View
from micrograd.recipe.parts import neuron_names, parameter_names

# Parts are looked for in networks and tables of at most this many: asking for each would take
# too long while the mouse moves.
MOST_PARTS = 600
SOON_MS = 20
# What names a widget as a part of Qt or of the window, and as no control.
NO_CONTROL = ("qt_", "main_window", "overlay")
WORDS = "Click on what the scene points at  ·  Esc ends"
# Pixels between the upper edge of the window and the words.
TOP_PX = 8


class Picking(QObject):
    """One choice in a window: `picked(target)` comes with a click, `ended` with that or Escape.

    The thing under the mouse is lit meanwhile, and nothing in the window hears of the mouse.
    asker: the window that asks for it, which steps aside: it may stand above what is clicked on.
    """

    picked = Signal(object)
    ended = Signal()

    def __init__(self, playground: Playground, asker: QWidget) -> None:
        super().__init__(asker)
        self._asker, self._asker_place = asker, asker.pos()
        asker.hide()
        self._playground = playground
        self._window: Any = playground.window
        self._parts = [*self._all_parts()]
        self._known: dict[Any, list[tuple[StoredTarget, QWidget, QRectF]]] = {}
        self._place = QPoint()
        # Moves that come while one is looked at are taken together.
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._light)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        QApplication.setOverrideCursor(Qt.CursorShape.CrossCursor)
        self.words = _words_over(self._window)
        self._window.raise_()
        self._window.activateWindow()

    def end(self) -> None:
        """Choose nothing any more."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        QApplication.restoreOverrideCursor()
        discard(self.words)
        self._soon.stop()
        self._window.overlay.point_at([])
        self.ended.emit()
        self._asker.show()
        # Some window systems show it lower each time, by the height of its title.
        self._asker.move(self._asker_place)
        self._asker.raise_()
        self._asker.activateWindow()

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
        """The smallest part at a place of the window, else the control there."""
        found = [*self._parts_at(place)]
        control = self._control_at(place)
        if control is not None:
            area = control.width() * control.height()
            found.append((area, StoredTarget(control=control.objectName())))
        return min(found, key=lambda each: each[0])[1] if found else None

    def _parts_at(self, place: QPoint) -> Iterator[tuple[float, StoredTarget]]:
        """The parts there that the view at the place shows, each with its area in pixels."""
        widget: QWidget | None = self._window.childAt(place)
        while widget is not None and not isinstance(widget, View):
            widget = widget.parentWidget()
        if not isinstance(widget, View):
            return
        for target, part, rect in self._shown_by(widget):
            if rect.contains(QPointF(part.mapFrom(self._window, place))):
                yield rect.width() * rect.height(), target

    def _shown_by(self, view: Any) -> list[tuple[StoredTarget, QWidget, QRectF]]:
        """The parts that a view shows, each with its place in a widget.

        Some of them take milliseconds to be found, and nothing moves while the mouse does.
        """
        if view not in self._known:
            places = ((target, view.places.get(target.kind)) for target in self._parts)
            found = ((t, place.widget, place.where(t.value)) for t, place in places if place)
            self._known[view] = [(t, part, rect) for t, part, rect in found if rect is not None]
        return self._known[view]

    def _control_at(self, place: QPoint) -> QWidget | None:
        widget: QWidget | None = self._window.childAt(place)
        while widget is not None and widget is not self._window:
            name = widget.objectName()
            if name and not name.startswith(NO_CONTROL):
                return widget
            widget = widget.parentWidget()
        return None

    def _light(self) -> None:
        target = self.target_at(self._place)
        rects: list[QRectF] = self._playground.sight.places([target]) if target else []
        self._window.overlay.point_at(rects)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = QEvent.Type
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == kinds.KeyPress:
                self.end()
            return True
        if event.type() == kinds.Wheel:
            self._known.clear()
        if not (isinstance(event, QMouseEvent) and self._is_in_window(watched)):
            return False
        place = self._window.mapFromGlobal(event.globalPosition().toPoint())
        if event.type() == kinds.MouseMove:
            self._place = place
            self._soon.start()
        elif event.type() == kinds.MouseButtonRelease:
            target = self.target_at(place)
            self.end()
            if target is not None:
                self.picked.emit(target)
        return True

    def _is_in_window(self, watched: QObject) -> bool:
        # The system's window hears of each move, most widgets only of those with a button pressed.
        if watched is self._window.windowHandle():
            return True
        return isinstance(watched, QWidget) and watched.window() is self._window


def _words_over(window: QWidget) -> QLabel:
    """What to do, at the top of a window, where it is in no way of the mouse."""
    words = named_label("picking_words", "node", WORDS)
    words.setParent(window)
    words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    words.adjustSize()
    words.move((window.width() - words.width()) // 2, px(TOP_PX))
    words.show()
    words.raise_()
    announce(words, WORDS)
    return words
