"""The lines of the neurons of the first layer, as they are now: drawn, found, read and chosen."""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter

from app.kit.text_size import scaled
from app.kit.theme import Theme
from app.session.session import Session
from app.views.surface.curves_painter import CurvesPainter, distance_to_curve, ends_in_pixels
from app.views.surface.lines_painter import (
    NEAR,
    LinesPainter,
    Marked,
    distance_to,
    lie_apart,
    segment_of,
)
from app.views.surface.live import LiveSurface
from app.views.surface.picture import Request, ink_on
from app.views.surface.sight import Sight
from micrograd.analysis.neuron_curves import NeuronCurve, first_sums, neuron_curves
from micrograd.analysis.neuron_lines import FirstLayer, NeuronLine
from micrograd.analysis.surface import scaled_points

# A line that moves by fewer pixels is not seen to move.
SEEN = 0.5
NOTHING_MOVED: Mapping[int, float] = MappingProxyType({})


class FirstLayerLines:
    """are_shown: whether lines are drawn. hovered: the neuron whose line is under the mouse."""

    def __init__(self, session: Session, surface: LiveSurface) -> None:
        self._session, self._surface = session, surface
        self.are_shown = True
        self.hovered: int | None = None

    @property
    def layer(self) -> FirstLayer:
        """The first layer over what is in sight."""
        trainer = self._session.cursor.trainer
        return FirstLayer(self._surface.plane, trainer.samples, trainer.model.nouts[0])

    def lines(self) -> list[NeuronLine]:
        """The lines at the step of the surface."""
        if not self.are_shown:
            return []
        return self.layer.lines(self._surface.picture.request.parameters)

    def lie_elsewhere(self, before: Request, now: Request, sight: Sight) -> bool:
        """True where a line lies so far from where it was that one sees it; a curve always does."""
        if not self.are_shown:
            return False
        if self.has_curves:
            return True
        then = self.layer.lines(before.parameters)
        return lie_apart(sight, then, self.layer.lines(now.parameters), scaled(SEEN))

    def at(self, point: QPointF, sight: Sight) -> tuple[NeuronLine, QLineF] | None:
        """The nearest line under a point, and its part in sight."""
        found, nearest = None, scaled(NEAR)
        for line in self.lines():
            segment = segment_of(sight, line)
            if segment is not None and distance_to(segment, point) < nearest:
                found, nearest = (line, segment), distance_to(segment, point)
        return found

    def neuron_at(self, point: QPointF, sight: Sight) -> int | None:
        """The neuron whose line, or curve, is under a point."""
        if not self.has_curves:
            line = self.at(point, sight)
            return line[0].neuron if line else None
        box = self._box_of_curves(sight)
        distances = [
            (distance_to_curve(curve, box, point), curve.neuron) for curve in self.curves()
        ]
        distance, neuron = min(distances, default=(math.inf, 0))
        return neuron if distance < scaled(NEAR) else None

    # Curves, where inputs are computed.

    @property
    def has_curves(self) -> bool:
        """True where the lines are bent, since inputs are computed from others."""
        return any(self._session.cursor.dataset.formulas)

    def curves(self, moved: Mapping[int, float] = NOTHING_MOVED) -> list[NeuronCurve]:
        """The curves with the parameters as they are, or others by their indices."""
        if not (self.are_shown and self.has_curves):
            return []
        trainer, picture = self._session.cursor.trainer, self._surface.picture
        parameters = [each.data for each in trainer.parameters]
        for index, number in moved.items():
            parameters[index] = number
        sums = first_sums(picture.points, parameters, trainer.model.nouts[0])
        return neuron_curves(sums.reshape(len(sums), *picture.outputs.shape[1:]))

    def _box_of_curves(self, sight: Sight) -> QRectF:
        """The place of the picture that the curves are found on."""
        ranges = self._surface.picture.plane.ranges
        return sight.box(ranges[0], ranges[1] if len(ranges) == 2 else sight.y)

    def nearest_on(self, neuron: int, sight: Sight) -> tuple[float, float] | None:
        """The place of a neuron's curve that is nearest to the middle of what is in sight."""
        curve = next((each for each in self.curves() if each.neuron == neuron), None)
        if curve is None:
            return None
        middles = ends_in_pixels(curve, self._box_of_curves(sight)).mean(axis=1)
        center = sight.room.center()
        nearest = np.hypot(*(middles - (center.x(), center.y())).T).argmin()
        return sight.place(QPointF(*middles[nearest]))

    def sum_at(self, neuron: int, place: Sequence[float]) -> float:
        """The weighted sum of a neuron at a place; no number where an input can't be computed."""
        trainer, plane = self._session.cursor.trainer, self._surface.plane
        inputs = plane.inputs_at(*place[: len(plane.axes)])
        points = scaled_points(trainer.samples, np.array([inputs]))
        indices = self.layer.parameters_of(neuron)
        own = [trainer.parameters[index].data for index in indices]
        return float(first_sums(points, own, 1)[0, 0])

    # Drawing and choosing.

    def draw(
        self,
        painter: QPainter,
        sight: Sight,
        theme: Theme,
        dragged: NeuronLine | None,
        moved: Mapping[int, float],
    ) -> None:
        """Draw them; the one that is being dragged where the mouse is.

        moved: the parameters of a curve that is dragged, by their indices.
        """
        switches, surface = self._session.switches, self._surface
        ink = "text" if surface.is_curve else ink_on(surface.answers)
        states = map(self._whole_neurons, (switches.frozen, switches.off))
        marked = Marked(self.chosen(), self.hovered, *states)
        if self.has_curves:
            box = self._box_of_curves(sight)
            CurvesPainter(painter, sight.room, box, theme, ink).draw(self.curves(moved), marked)
            return
        lines = self.lines()
        if dragged is not None:
            lines = [dragged if line.neuron == dragged.neuron else line for line in lines]
        LinesPainter(painter, sight, theme, ink).draw(lines, marked)

    def chosen(self) -> list[int]:
        """The neurons of the first layer that have some of the chosen parameters."""
        width = self._session.cursor.model.nin + 1
        neurons = {index // width for index in self._session.selection.parameters}
        return sorted(n for n in neurons if n < self._session.cursor.model.nouts[0])

    def _whole_neurons(self, parameters: frozenset[int]) -> Sequence[int]:
        """The neurons of which all parameters are among these."""
        if not parameters:
            return ()
        layer = self.layer
        neurons = range(self._session.cursor.model.nouts[0])
        return [n for n in neurons if parameters.issuperset(layer.parameters_of(n))]

    def choose(self, neuron: int) -> None:
        """Choose the parameters of a neuron."""
        self._session.selection.choose([*self.layer.parameters_of(neuron)])

    def choose_next(self) -> None:
        """Choose those of the neuron after the chosen one."""
        chosen = self.chosen()
        self.choose((chosen[-1] + 1) % self._session.cursor.model.nouts[0] if chosen else 0)

    def read(self, neuron: int) -> str:
        """What a line says, in words."""
        indices = self.layer.parameters_of(neuron)
        label = self._session.cursor.trainer.parameters[indices[-1]].label.removesuffix(" · b")
        states = (
            (self._session.switches.off, "switched off"),
            (
                self._session.switches.frozen,
                "frozen",
            ),
        )
        told = "".join(f", {word}" for state, word in states if state.issuperset(indices))
        return f"{label}{told}: its weighted sum is 0 on this line, above 0 on the shaded side"
