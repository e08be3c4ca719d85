"""What a drag on the surface does: it pans, moves a sample, moves or turns a neuron's line."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QLineF, QPointF

from app.session.gesture import Gesture
from app.session.session import Session
from app.views.pages.surface.neurons import FirstLayerLines
from app.views.surface.lines_painter import TURNS
from app.views.surface.live import LiveSurface
from app.views.surface.sight import Sight, panned
from micrograd.analysis.neuron_lines import FirstLayer, NeuronLine

# While training goes on, each move of a sample is a change of the run, which keeps the samples of
# each: of more samples than this the last move is the only one.
MOST_KEPT = 1000


class Drag(Protocol):
    """A drag that goes on."""

    def move(self, point: QPointF) -> None:
        """Follow the mouse."""

    def end(self) -> None:
        """The button was released."""

    def take_back(self) -> None:
        """Leave everything as it was when it began."""


class Pan:
    """Moves what is in sight."""

    def __init__(self, surface: LiveSurface, sight: Sight, begin: QPointF) -> None:
        self._surface, self._sight, self._begin = surface, sight, begin

    def move(self, point: QPointF) -> None:
        """Keep the place that was pressed under the mouse."""
        sight, offset = self._sight, self._begin - point
        x = panned(sight.x, offset.x() / sight.room.width())
        self._surface.look_at(x, panned(sight.y, -offset.y() / sight.room.height()))

    def end(self) -> None:
        """Nothing is left to do."""

    def take_back(self) -> None:
        """See what was seen."""
        self._surface.look_at(self._sight.x, self._sight.y)


class SampleDrag:
    """Moves a sample: one edit, which training answers in each frame. What is in sight stays.

    place: where it is drawn, x and y; y is None where it stays. None before the first move.
    """

    def __init__(
        self,
        session: Session,
        gesture: Gesture,
        surface: LiveSurface,
        sight_now: Callable[[], Sight],
        sample: int,
        columns: list[int],
    ) -> None:
        """columns: of the dataset, which x and y stand for; y may have none.

        sight_now: a banner that comes or goes moves what is in sight.
        """
        self._session, self._gesture = session, gesture
        self._surface, self._sight_now = surface, sight_now
        self.sample, self._columns = sample, columns
        surface.hold()
        self.place: tuple[float, float | None] | None = None
        gesture.begin()

    def move(self, point: QPointF) -> None:
        """Move the sample to a point of the screen."""
        x, y = self._sight_now().place(point)
        numbers = dict(zip(self._columns, (x, y), strict=False))
        edits, count = self._session.sample_edits, len(self._session.cursor.dataset)
        # Undo may have taken the sample away.
        if self.sample >= count or edits.problem(self.sample, numbers):
            return
        self.place = x, y if len(numbers) == 2 else None
        take_sample(self._session, self._gesture, self.sample, numbers)

    def end(self) -> None:
        """Make the last edit, unless it was made."""
        self._gesture.end()
        self._surface.let_go()

    def take_back(self) -> None:
        """Put the sample back."""
        self._gesture.take_back()
        self._surface.let_go()


class LineDrag:
    """Moves the line of a neuron, or turns it around its middle: one edit of its parameters."""

    def __init__(
        self,
        session: Session,
        gesture: Gesture,
        layer: FirstLayer,
        line: NeuronLine,
        segment: QLineF,
        sight: Sight,
        begin: QPointF,
        can_turn: bool,
    ) -> None:
        """can_turn: a drag near an end of the segment turns the line."""
        self._session, self._gesture, self._layer, self._sight = session, gesture, layer, sight
        self.line = line
        place = sight.place(begin)
        self._pivot = sight.place(segment.center())
        at = QLineF(segment.p1(), begin).length() / segment.length()
        self._turns = can_turn and not TURNS < at < 1 - TURNS
        self._offset = line.sum_at(*place)
        gesture.begin()

    def move(self, point: QPointF) -> None:
        """Let the line go through the mouse."""
        place = self._sight.place(point)
        if self._turns:
            line = self._layer.turned(self.line, self._pivot, place)
        else:
            line = self.line.through(*place)
            line = line._replace(c=line.c + self._offset)
        take_line(self._session, self._gesture, self._layer, line, is_moved=not self._turns)
        self.line = line

    def end(self) -> None:
        """End the edit."""
        self._gesture.end()

    def take_back(self) -> None:
        """Give the neuron its parameters back."""
        self._gesture.take_back()


class CurveDrag:
    """Moves the bent line of a neuron by its bias, which is one edit."""

    def __init__(
        self,
        session: Session,
        gesture: Gesture,
        neurons: FirstLayerLines,
        neuron: int,
        sight: Sight,
        begin: QPointF,
    ) -> None:
        self._session, self._gesture, self._neurons = session, gesture, neurons
        self._neuron, self._sight = neuron, sight
        self._offset = neurons.sum_at(neuron, sight.place(begin))
        self.moved: dict[int, float] = {}
        gesture.begin()

    def move(self, point: QPointF) -> None:
        """Let the line go through the mouse, as far as inputs can be computed there."""
        place = self._sight.place(point)
        taken = take_curve(
            self._session, self._gesture, self._neurons, self._neuron, place, self._offset
        )
        self.moved = taken or self.moved

    def end(self) -> None:
        """End the edit."""
        self._gesture.end()

    def take_back(self) -> None:
        """Give the neuron its bias back."""
        self._gesture.take_back()


def take_curve(
    session: Session,
    gesture: Gesture,
    neurons: FirstLayerLines,
    neuron: int,
    place: Sequence[float],
    offset: float = 0.0,
) -> dict[int, float]:
    """Give a neuron the bias with which its weighted sum at a place is `offset`; returns that."""
    index = neurons.layer.parameters_of(neuron)[-1]
    bias = session.cursor.trainer.parameters[index].data
    bias += offset - neurons.sum_at(neuron, place)
    if not math.isfinite(bias):
        return {}
    gesture.change(partial(session.edits.set_parameters, {index: bias}))
    return {index: bias}


def take_sample(
    session: Session, gesture: Gesture, sample: int, numbers: Mapping[int, float]
) -> None:
    """Give a sample other numbers, by their columns; training answers."""
    is_answered = not session.is_running or len(session.cursor.dataset) <= MOST_KEPT
    gesture.change(partial(session.sample_edits.move, sample, numbers), is_answered)


def take_line(
    session: Session, gesture: Gesture, layer: FirstLayer, line: NeuronLine, is_moved: bool
) -> None:
    """Give a neuron the parameters of a line. is_moved: only its bias changes."""
    parameters = [parameter.data for parameter in session.cursor.trainer.parameters]
    numbers = layer.numbers_of(line, parameters)
    if is_moved:
        numbers = dict([*numbers.items()][-1:])
    if all(map(math.isfinite, numbers.values())):
        gesture.change(partial(session.edits.set_parameters, numbers))
