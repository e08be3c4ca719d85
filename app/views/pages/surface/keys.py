"""The keys of the surface: they move samples and lines, and what is in sight."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QLineF, QObject, Qt, SignalInstance
from PySide6.QtGui import QKeyEvent

from app.session.gesture import Gesture
from app.session.session import Session
from app.views.pages.surface.drags import take_curve, take_line, take_sample
from app.views.pages.surface.neurons import FirstLayerLines
from app.views.surface.lines_painter import segment_of
from app.views.surface.live import LiveSurface
from app.views.surface.sight import Sight, number_at, panned

ZOOM_STEP = 1.2
# A key moves a sample or a line by this share of what is in sight, with Shift by a tenth of it;
# what is in sight moves by so many times as much.
SHARE, FINE, PAN = 0.02, 0.1, 5
# A key turns a line by so many degrees.
DEGREES = 3.6
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
KEYS = {
    "On the surface": [
        ("Arrows", "Move the chosen sample, finely with Shift"),
        ("Page Up, Page Down", "The sample before or after"),
        ("Insert, Delete", "Add a sample there, remove the chosen one"),
        ("N", "Choose the next neuron of layer 1"),
        ("Alt+Up, Alt+Down", "Move the line of the chosen neuron"),
        ("Alt+Left, Alt+Right", "Turn the line of the chosen neuron"),
        ("Escape", "Take back what is being dragged"),
        ("+, −, F", "Zoom in, zoom out, show all samples"),
        ("Ctrl+Arrows", "Move what is in sight"),
    ]
}


class Keyed(Protocol):
    """The view that the keys act on."""

    surface: LiveSurface
    neurons: FirstLayerLines

    @property
    def refused(self) -> SignalInstance: ...

    @property
    def sight(self) -> Sight: ...

    def columns_of_sample(self) -> list[int]: ...

    def add_here(self) -> None: ...

    def remove_sample(self) -> None: ...

    def zoom(self, factor: float) -> None: ...

    def fit(self) -> None: ...


class SurfaceKeys(QObject):
    """Does what a key says. Keys in a row are one edit: a pause ends it."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._gesture = Gesture(session, self)

    def press(self, event: QKeyEvent, view: Keyed) -> bool:
        """Take a key; False for one that means nothing to the view."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        slots: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_PageUp: partial(self._choose_next, -1),
            Qt.Key.Key_PageDown: partial(self._choose_next, 1),
            Qt.Key.Key_Insert: view.add_here,
            Qt.Key.Key_Delete: view.remove_sample,
            Qt.Key.Key_N: view.neurons.choose_next,
            Qt.Key.Key_Plus: partial(view.zoom, ZOOM_STEP),
            Qt.Key.Key_Equal: partial(view.zoom, ZOOM_STEP),
            Qt.Key.Key_Minus: partial(view.zoom, 1 / ZOOM_STEP),
            Qt.Key.Key_F: view.fit,
        }
        if key in ARROWS:
            self._move(view, *ARROWS[key], modifiers)
        elif key in slots:
            slots[key]()
        else:
            return False
        return True

    def _move(self, view: Keyed, right: int, up: int, modifiers: Qt.KeyboardModifier) -> None:
        share = SHARE * (FINE if modifiers & Qt.KeyboardModifier.ShiftModifier else 1)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            surface, by = view.surface, PAN * share
            surface.look_at(panned(surface.x, by * right), panned(surface.y, by * up))
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            self._move_line(view, share * up, right * share / SHARE * DEGREES)
        else:
            self._move_sample(view, share * right, share * up)

    def _move_sample(self, view: Keyed, right: float, up: float) -> None:
        session = self._session
        # The key before may wait for its frame: this one moves on from there.
        session.make_waiting_edit()
        sample, dataset = session.selection.sample, session.cursor.dataset
        row = [*dataset.xs[sample], *dataset.targets[sample]]
        numbers = {}
        moves = zip(
            view.columns_of_sample(), (right, up), (view.sight.x, view.sight.y), strict=False
        )
        for column, share, ends in moves:
            # The width of a range alone may be too large for a float.
            by = number_at(share, ends) - ends[0] if share else 0.0
            numbers[column] = row[column] + by
        if problem := session.sample_edits.problem(sample, numbers):
            view.refused.emit(problem)
        elif numbers != {column: row[column] for column in numbers}:
            take_sample(session, self._gesture, sample, numbers)

    def _move_curve(self, view: Keyed, up: float, degrees: float) -> None:
        """Move the bent line of the chosen neuron, from its place nearest to the middle."""
        if not up and not view.surface.is_curve:
            view.refused.emit("a line that computed inputs bend is moved by its bias, not turned")
            return
        sight, right = view.sight, 0.0 if up else degrees / DEGREES * SHARE
        for neuron in view.neurons.chosen()[-1:]:
            if place := view.neurons.nearest_on(neuron, sight):
                x = place[0] + number_at(right, sight.x) - sight.x[0]
                y = place[1] + number_at(up, sight.y) - sight.y[0]
                take_curve(self._session, self._gesture, view.neurons, neuron, (x, y))

    def _move_line(self, view: Keyed, up: float, degrees: float) -> None:
        neurons = view.neurons
        if neurons.has_curves:
            self._move_curve(view, up, degrees)
            return
        chosen = neurons.chosen()[-1:]
        line = next((each for each in neurons.lines() if each.neuron in chosen), None)
        segment = segment_of(view.sight, line) if line else None
        if line is None or segment is None:
            return
        layer, sight = neurons.layer, view.sight
        pivot = sight.place(segment.center())
        if view.surface.is_curve or up:
            # A line along one input is upright: it is moved across.
            right = 0.0 if up else degrees / DEGREES * SHARE
            line = line.through(
                pivot[0] + number_at(right, sight.x) - sight.x[0],
                pivot[1] + number_at(up, sight.y) - sight.y[0],
            )
        else:
            end = QLineF(segment.center(), segment.p2())
            end.setAngle(end.angle() - degrees)
            line = layer.turned(line, pivot, sight.place(end.p2()))
        take_line(
            self._session, self._gesture, layer, line, is_moved=bool(up) or view.surface.is_curve
        )

    def _choose_next(self, offset: int) -> None:
        selection, count = self._session.selection, len(self._session.cursor.dataset)
        selection.choose_sample((selection.sample + offset) % count)
