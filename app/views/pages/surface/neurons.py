"""The lines of the neurons of the first layer, as they are now: drawn, found, read and chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainter

from app.kit.text_size import scaled
from app.kit.theme import Theme
from app.session.session import Session
from app.views.surface.lines_painter import NEAR, LinesPainter, distance_to, segment_of
from app.views.surface.live import LiveSurface
from app.views.surface.picture import ink_on
from app.views.surface.sight import Sight
from micrograd.analysis.neuron_lines import FirstLayer, NeuronLine


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

    def at(self, point: QPointF, sight: Sight) -> tuple[NeuronLine, QLineF] | None:
        """The nearest line under a point, and its part in sight."""
        found, nearest = None, scaled(NEAR)
        for line in self.lines():
            segment = segment_of(sight, line)
            if segment is not None and distance_to(segment, point) < nearest:
                found, nearest = (line, segment), distance_to(segment, point)
        return found

    def draw(
        self, painter: QPainter, sight: Sight, theme: Theme, dragged: NeuronLine | None
    ) -> None:
        """Draw them; the one that is being dragged where the mouse is."""
        lines = self.lines()
        if dragged is not None:
            lines = [dragged if line.neuron == dragged.neuron else line for line in lines]
        switches, surface = self._session.switches, self._surface
        ink = "text" if surface.is_curve else ink_on(surface.answers)
        LinesPainter(painter, sight, theme, ink).draw(
            lines,
            self.chosen(),
            self.hovered,
            self._whole_neurons(switches.frozen),
            self._whole_neurons(switches.off),
        )

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
