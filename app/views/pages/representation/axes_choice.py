"""The choice of the axes along which the space of a layer is seen."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.kit.widgets.fields import describe
from app.kit.widgets.parts import NarrowChoice, fill, named_label
from app.views.pages.representation.shown import ShownSpaces

PRINCIPAL = "principal {}"
ABOUT = "The neuron that is drawn {}, or a principal component: where samples differ most"


class AxesChoice(QWidget):
    """Two lists of the neurons of a layer; in both a principal component comes first."""

    def __init__(self, shown: ShownSpaces) -> None:
        super().__init__()
        self._shown = shown
        self._listed: tuple[int, tuple[str, ...]] = (-1, ())
        self.across, self.up = NarrowChoice(9), NarrowChoice(9)
        describe(self.across, "axis_across", "Axis across", ABOUT.format("from left to right"))
        describe(self.up, "axis_up", "Axis upwards", ABOUT.format("upwards"))
        self.across.activated.connect(self._choose_across)
        self.up.activated.connect(self._choose_up)
        times = named_label("axes_times", "quiet", "×")
        fill(QHBoxLayout(self), self.across, times, self.up)
        shown.changed.connect(self.show_axes)
        self.show_axes()

    def show_axes(self) -> None:
        """List the axes of the layer that is shown, and show which are chosen."""
        shown = self._shown
        space = shown.station
        names = tuple(shown.neuron_names(space))
        if self._listed != (space, names):
            self._listed = space, names
            for number, field in ((1, self.across), (2, self.up)):
                planes = [PRINCIPAL.format(number)] if len(names) > 1 else []
                field.clear()
                field.addItems([*planes, *names])
        axes = shown.axes[space]
        has_choice = len(names) > 1
        places = (0, 0) if axes is None or not has_choice else (axes[0] + 1, axes[1] + 1)
        for field, place in zip((self.across, self.up), places, strict=True):
            field.setEnabled(has_choice)
            field.setCurrentIndex(place)

    def _choose_across(self, index: int) -> None:
        self._choose(index - 1, is_across=True)

    def _choose_up(self, index: int) -> None:
        self._choose(index - 1, is_across=False)

    def _choose(self, neuron: int, is_across: bool) -> None:
        """Draw a neuron along an axis; where the other one has it, both change their places."""
        if neuron < 0:
            self._shown.choose_axes(None)
            return
        axes = self._shown.axes[self._shown.station]
        across, up = axes or ((neuron, 0 if neuron else 1) if is_across else (0, neuron))
        if is_across:
            across, up = neuron, across if neuron == up else up
        else:
            across, up = up if neuron == across else across, neuron
        self._shown.choose_axes((across, up))
