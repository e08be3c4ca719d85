"""SurfaceEditor: the surface with the lines of the neurons; samples and lines can be dragged."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QShowEvent, QWheelEvent

from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.widgets.held_label import HeldLabel, Span
from app.session.gesture import Gesture
from app.session.session import Session
from app.views.pages.surface.drags import CurveDrag, Drag, LineDrag, Pan, SampleDrag
from app.views.pages.surface.keys import KEYS, ZOOM_STEP, SurfaceKeys
from app.views.pages.surface.neurons import NOTHING_MOVED, FirstLayerLines
from app.views.surface.marks import SampleMarks
from app.views.surface.reading import read_place, read_sample
from app.views.surface.sight import zoomed
from app.views.surface.view import SurfaceView

# A press becomes a drag when the mouse moves farther than this.
DRAG_PX = 4


class SurfaceEditor(SurfaceView):
    """The surface to look at and to change.

    is_adding: a click adds a sample, with the
    targets that `new_targets` tells. `refused(reason)` says why something was not done, "" when
    that is over.
    """

    refused = Signal(str)

    def __init__(self, session: Session, appearance: Appearance, readout: HeldLabel) -> None:
        super().__init__(session, appearance, "surface_view")
        self._readout = readout
        self.neurons = FirstLayerLines(session, self.surface)
        self.surface.lies_elsewhere = lambda before, now: self.neurons.lie_elsewhere(
            before, now, self.sight
        )
        self.is_adding = False
        self.new_targets: Callable[[], Sequence[float] | None] = lambda: None
        self._mouse: QPointF | None = None
        self._pressed: QPointF | None = None
        self._drag: Drag | None = None
        self._gesture = Gesture(session, self)
        self._keys = SurfaceKeys(session, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        keys = "; ".join(f"{key}: {words.lower()}" for key, words in KEYS["On the surface"])
        self.keys_told = keys
        self._tell_what_is_seen()
        cursor, selection = session.cursor, session.selection
        self.surface.refitted.connect(self._forget_hovered)
        chosen = selection.parameters_changed, selection.sample_changed
        edits = cursor.parameter_edited, cursor.settings_changed
        connect_all(self.update, *chosen, *edits)
        steps = session.turns.of(self, self.isVisible)
        connect_all(self.show_readout, *chosen, *edits, steps, cursor.dataset_changed)

    def draw_over(self, painter: QPainter) -> None:
        dragged = self._drag.line if isinstance(self._drag, LineDrag) else None
        moved = self._drag.moved if isinstance(self._drag, CurveDrag) else NOTHING_MOVED
        self.neurons.draw(painter, self.sight, self._appearance.theme, dragged, moved)

    def _forget_hovered(self) -> None:
        """Another dataset or network is there: the mouse has not moved over it yet."""
        self.hovered = self.neurons.hovered = None

    def show_lines(self, shows_lines: bool) -> None:
        """Draw the lines of the neurons, or not."""
        self.neurons.are_shown, self.neurons.hovered = shows_lines, None
        self.update()

    # Reading.

    def shown_marks(self) -> SampleMarks:
        marks, drag = self.surface.marks, self._drag
        if not isinstance(drag, SampleDrag) or drag.place is None or drag.sample not in marks.rows:
            return marks
        i, (x, y) = [*marks.rows].index(drag.sample), drag.place
        xs, ys = [*marks.xs], [*marks.ys]
        xs[i], ys[i] = x, ys[i] if y is None else y
        return marks._replace(xs=xs, ys=ys)

    def hover(self, point: QPointF | None) -> None:
        self._mouse = point
        neuron = None
        if point is not None and self.sight.room.contains(point):
            super().hover(point)
            neuron = self.neurons.neuron_at(point, self.sight) if self.hovered is None else None
            if neuron is not None:
                self.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            self.hovered = None
            self.unsetCursor()
        if neuron != self.neurons.hovered:
            self.neurons.hovered = neuron
            self.update()
        self.show_readout()

    def show_readout(self) -> None:
        """Write out what the mouse is on, or else the chosen sample."""
        if self.isVisible() or self._readout.isVisible():
            self._readout.say(*self._described())

    def _described(self) -> list[Span]:
        session, theme, answers = self._session, self._appearance.theme, self.surface.answers
        if self.neurons.hovered is not None:
            return [(self.neurons.read(self.neurons.hovered), None)]
        axes, drag = self.surface.axes, self._drag
        sample = drag.sample if isinstance(drag, SampleDrag) else self.hovered
        if self._mouse is not None and sample is None:
            place = self.sight.place(self._mouse)[: len(axes)]
            inputs = self.surface.plane.inputs_at(*place)
            return read_place(session, answers, axes, inputs, theme)
        last = len(session.cursor.dataset) - 1
        sample = self.surface.sample if sample is None else min(sample, last)
        return read_sample(session, answers, axes, sample, theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_readout()

    # The mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if event.button() is not Qt.MouseButton.LeftButton or not self.sight.room.contains(point):
            return
        self._pressed = point
        sample, neuron = self.sample_at(point), self.neurons.neuron_at(point, self.sight)
        if sample is not None:
            self._session.selection.choose_sample(sample)
        elif neuron is not None:
            self.neurons.choose(neuron)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._pressed is None:
            self.hover(point)
            return
        if self._drag is None and (point - self._pressed).manhattanLength() > DRAG_PX:
            self._drag = self._drag_from(self._pressed)
        if self._drag is not None:
            self._drag.move(point)
            self._mouse = point
            self.update()
            self.show_readout()

    def _drag_from(self, point: QPointF) -> Drag:
        sample, line = self.sample_at(point), self.neurons.at(point, self.sight)
        if sample is not None:
            parts = self._session, self._gesture, self.surface, lambda: self.sight
            return SampleDrag(*parts, sample, self.columns_of_sample())
        if line is not None:
            can_turn = not self.surface.is_curve
            layer = self.neurons.layer
            of_line = layer, *line
            return LineDrag(self._session, self._gesture, *of_line, self.sight, point, can_turn)
        if (neuron := self.neurons.neuron_at(point, self.sight)) is not None:
            edits = self._session, self._gesture, self.neurons
            return CurveDrag(*edits, neuron, self.sight, point)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        return Pan(self.surface, self.sight, point)

    def columns_of_sample(self) -> list[int]:
        """The columns that x and y of a sample stand for; a class does not change by dragging."""
        axes, dataset = self.surface.axes, self._session.cursor.dataset
        if len(axes) == 2 or self.surface.answers.classes:
            return [*axes]
        return [*axes, dataset.nin + (self.surface.output or 0)]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed is None:
            return
        pressed, drag = self._pressed, self._drag
        self._pressed = self._drag = None
        if drag is not None:
            drag.end()
        elif self.is_adding and self.sample_at(pressed) is None:
            self.add_at(pressed)
        self.hover(event.position())
        self.update()

    def _take_drag_back(self, drag: Drag) -> None:
        """End a drag as if it had not been; the button is still pressed."""
        self._pressed = self._drag = None
        drag.take_back()
        self.unsetCursor()
        self.update()
        self.show_readout()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(ZOOM_STEP ** (event.angleDelta().y() / 120), event.position())

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Magnify by a factor around a point, the middle unless given."""
        room = self.sight.room
        at = at or room.center()
        right = (at.x() - room.left()) / max(1.0, room.width())
        up = (room.bottom() - at.y()) / max(1.0, room.height())
        surface = self.surface
        surface.look_at(zoomed(surface.x, factor, right), zoomed(surface.y, factor, up))
        self.update()

    # Edits.

    def add_at(self, point: QPointF) -> None:
        """Add a sample at a point of the screen."""
        self._add(*self.sight.place(point))

    def _add(self, x: float, y: float) -> None:
        targets = self.new_targets()
        if targets is None:
            return
        if self.surface.is_curve:
            inputs = self.surface.plane.inputs_at(x)
            if not self.surface.answers.classes:
                targets = [*targets]
                targets[self.surface.output or 0] = y
        else:
            inputs = self.surface.plane.inputs_at(x, y)
        self._try(partial(self._session.sample_edits.add, inputs, targets))

    def add_here(self) -> None:
        """Add a sample at the place of the chosen one, to be moved from there."""
        marks, chosen = self.surface.marks, self._session.selection.sample
        i = [*marks.rows].index(chosen)
        self._add(marks.xs[i], marks.ys[i])

    def remove_sample(self) -> None:
        """Remove the chosen sample."""
        self._try(partial(self._session.sample_edits.remove, self._session.selection.sample))

    def _try(self, edit: Callable[[], None]) -> None:
        try:
            edit()
        except ValueError as error:
            self.refused.emit(str(error))
        else:
            self.refused.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drag is not None:
            self._take_drag_back(self._drag)
        elif not self._keys.press(event, self):
            super().keyPressEvent(event)

    def fit(self) -> None:
        """Show all samples."""
        self.surface.fit()
        self.update()
