"""What the page shows: the spaces of a step, along some axes, at a place between the layers."""

import math
import re
from collections.abc import Callable, Collection, Sequence

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor

from app.kit.numbers import significant
from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.session.session import Session
from app.views.pages.representation.border import border_of
from app.views.pages.representation.spaces import Axes, Sights, SpaceLooker, usual_axes
from app.views.surface.marks import color_of
from micrograd.analysis.answers import Answers, answers_of
from micrograd.analysis.representation import Floats, split_place
from micrograd.analysis.surface import in_units
from micrograd.data.class_names import output_names
from micrograd.data.tasks import class_of

# The least time between two drawings while training goes on, in milliseconds.
FRAME_MS = 33
# What a text of chosen axes is made of.
PRINCIPAL = "principal"
CHOSEN = re.compile(rf"\b(\d{{1,3}}):(\d{{1,4}}-\d{{1,4}}|{PRINCIPAL})(?!\S)")
# What the dashed line says.
BORDER = "dashed: answers change"
# A key goes so far, in layers: eight of them pass through one.
KEY_STEP = 0.125


class ShownSpaces(QObject):
    """The spaces that a session's network makes of its samples, as the page shows them.

    `stepped` comes with a step, `changed` when something else looks different.
    """

    changed = Signal()
    stepped = Signal()

    def __init__(
        self, session: Session, appearance: Appearance, is_seen: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance, self._is_seen = session, appearance, is_seen
        self._looker = SpaceLooker(session)
        self._sights: Sights | None = None
        self._colored: tuple[object, list[QColor]] = (None, [])
        self._answers: tuple[object, Answers] | None = None
        self._chosen_place: float | None = None
        self._chosen: dict[int, Axes] = {}
        self._fit_to_network()
        cursor = session.cursor
        connect_all(self._fit_to_network, cursor.network_rebuilt, cursor.dataset_changed)
        self._soon = Throttle(FRAME_MS, self._tell_of_step, self)
        cursor.step_taken.connect(self._follow_step)
        changes = cursor.parameter_edited, cursor.settings_changed, appearance.changed
        connect_all(self.look_again, *changes)
        connect_all(self.look_again, session.selection.sample_changed, session.plane.changed)

    # The network, and the place in it.

    @property
    def widths(self) -> list[int]:
        """The number of inputs, then the neurons of each layer."""
        model = self._session.cursor.model
        return [model.nin, *model.nouts]

    @property
    def layers(self) -> int:
        """The number of layers: the last place."""
        return len(self.widths) - 1

    @property
    def place(self) -> float:
        """The place between the layers: 0 at the inputs, 1 behind the first layer, and so on.

        At first behind the last hidden layer: there lies what the output is told apart by.
        """
        last = self.layers
        return float(last - 1) if self._chosen_place is None else min(self._chosen_place, last)

    @property
    def chosen_place(self) -> str:
        """The place that was chosen, as a text to be remembered; "" for none."""
        return "" if self._chosen_place is None else str(self._chosen_place)

    @property
    def axes(self) -> list[Axes]:
        """For each space the two neurons along which it is seen; None for principal components."""
        usual = enumerate(map(usual_axes, self.widths))
        return [self._chosen[i] if self._fits(i) else axes for i, axes in usual]

    def _fits(self, space: int) -> bool:
        if space not in self._chosen:
            return False
        axes, width = self._chosen[space], self.widths[space]
        return width > 1 and (axes is None or max(axes) < width)

    @property
    def sights(self) -> Sights:
        """The step where the cursor stands."""
        if self._sights is None:
            self._sights = self._looker.look(self.axes)
        return self._sights

    @property
    def answers(self) -> Answers:
        """How the outputs are read."""
        trainer = self._session.cursor.trainer
        parts = trainer.samples, trainer.objective
        if self._answers is None or self._answers[0] != parts:
            self._answers = parts, answers_of(trainer)
        return self._answers[1]

    @property
    def output(self) -> int | None:
        """The output whose target colours the samples; None for classes of several outputs."""
        return None if self.answers.classes and self._session.cursor.dataset.nout > 1 else 0

    @property
    def colors(self) -> list[QColor]:
        """The colours of the samples that are drawn."""
        rows, targets = self.sights.rows, self._session.cursor.dataset.targets
        theme, answers = self._appearance.theme, self.answers
        parts = answers, theme.name, rows
        if self._colored[0] != parts:
            found = [color_of(targets[row], answers, self.output, theme) for row in rows]
            self._colored = parts, found
        return self._colored[1]

    @property
    def wrong(self) -> Collection[int]:
        """The rows of the samples whose class is not answered."""
        if not self.answers.classes:
            return ()
        rows, targets = self.sights.rows, self._session.cursor.dataset.targets
        # A layer of one neuron has a lane beside it, which is no output.
        outputs = self.sights.samples[-1].outputs[: self.widths[-1]]
        scale = self._session.cursor.trainer.samples.scales[1]
        answered = self.answers.answered(in_units(scale, outputs)).tolist()
        pairs = zip(rows, answered, strict=True)
        return {row for row, answer in pairs if answer != class_of(targets[row])}

    @property
    def border(self) -> Floats | None:
        """At the last hidden layer, where the answer of a single output changes: ends of a line."""
        if self.place != self.layers - 1:
            return None
        return border_of(self._session.cursor.model, self.answers, self.sights)

    def _fit_to_network(self) -> None:
        """Show another network, or other samples, at the same place where there is one."""
        self._looker.forget()
        self.look_again()

    def _follow_step(self) -> None:
        self._sights = None
        if self._is_seen():
            self._soon.request()

    def _tell_of_step(self) -> None:
        self.stepped.emit()

    def look_again(self) -> None:
        """The step is another one, or looks different."""
        self._sights = None
        if self._is_seen():
            self.changed.emit()

    # Choosing.

    def go_to(self, place: float) -> None:
        """Show another place between the layers; one that is no number changes nothing."""
        if math.isnan(place):
            return
        place = min(max(place, 0.0), float(self.layers))
        if place != self.place:
            self._chosen_place = place
            self.changed.emit()

    @property
    def station(self) -> int:
        """The space whose axes can be chosen: the one that is shown, or comes next."""
        return int(np.ceil(self.place))

    def choose_axes(self, axes: Axes) -> None:
        """See the space of the station along two neurons, or None for principal components."""
        self._chosen[self.station] = axes
        self.look_again()

    @property
    def chosen_axes(self) -> str:
        """The axes that were chosen, as a text to be remembered: `1:0-3 2:principal`."""
        pairs = self._chosen.items()
        return " ".join(
            f"{i}:{'-'.join(map(str, axes)) if axes else PRINCIPAL}" for i, axes in pairs
        )

    def remember_axes(self, text: str) -> None:
        """Choose the axes of such a text, as far as it is one."""
        for space, axes in CHOSEN.findall(text):
            first, _, second = axes.partition("-")
            if first != second:
                self._chosen[int(space)] = (int(first), int(second)) if second else None
        self.look_again()

    # In words.

    def neuron_names(self, space: int) -> list[str]:
        """The names of the axes that a space has: of inputs, neurons or outputs."""
        dataset = self._session.cursor.dataset
        if space == 0:
            return dataset.input_names()
        numbered = [f"neuron {i}" for i in range(1, self.widths[space] + 1)]
        if space < self.layers:
            return numbered
        pairs = zip(numbered, output_names(dataset), strict=True)
        return [f"{number} ({name})" if name else number for number, name in pairs]

    def name_of(self, space: int) -> str:
        """`inputs`, `layer 1`, `output`."""
        return "inputs" if space == 0 else "output" if space == self.layers else f"layer {space}"

    @property
    def axis_names(self) -> Sequence[str]:
        """The names of both axes at the place that is shown."""
        space = self.station
        axes, names = self.axes[space], self.neuron_names(space)
        if self.widths[space] == 1:
            return names[0], "class" if self.answers.classes else "target"
        if axes is not None:
            return names[axes[0]], names[axes[1]]
        return "principal direction 1", "principal direction 2"

    @property
    def told(self) -> str:
        """The place that is shown, in words."""
        share = split_place(self.place)[1]
        space = self.station
        name = self.name_of(space)
        if share == 0:
            told = name if space == 0 else f"outputs of {self._of_layer(space)}"
        elif share < 0.5:
            told = f"{name}: moved by its weights"
        elif share == 0.5:
            told = f"weighted sums of {self._of_layer(space)}"
        else:
            told = f"{name}: bent by {self._session.cursor.recipe.activations[space - 1]}"
        dashed = "" if self.border is None else BORDER
        return " · ".join(filter(None, (told, self._held(space), self._counted, dashed)))

    @property
    def _counted(self) -> str:
        """How many samples are drawn, where that is not all."""
        drawn, count = len(self.sights.rows), len(self._session.cursor.dataset)
        return f"{drawn:,} of {count:,} samples" if drawn < count else ""

    def _of_layer(self, space: int) -> str:
        return "the last layer" if space == self.layers else self.name_of(space)

    def _held(self, space: int) -> str:
        """How much of what the samples differ in is seen, where that is not all."""
        if self.widths[space] <= 2:
            return ""
        held = significant(100 * self.sights.planes[space].held, 3)
        kind = "principal plane" if self.axes[space] is None else "two neurons"
        return f"{kind}, {held} % of the variance"

    def press(self, key: int) -> bool:
        """Go where a key leads; False for one that leads nowhere."""
        before, share = split_place(self.place)
        places = {
            Qt.Key.Key_Left: self.place - KEY_STEP,
            Qt.Key.Key_Right: self.place + KEY_STEP,
            Qt.Key.Key_PageUp: before if share else before - 1,
            Qt.Key.Key_PageDown: before + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.layers,
        }
        if key not in places:
            return False
        # Eighths of a layer are exact, so that keys come to the layers again.
        self.go_to(round(places[Qt.Key(key)] / KEY_STEP) * KEY_STEP)
        return True
