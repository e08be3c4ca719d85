"""The current run on the map: where it stands, and the edit that moves it."""

from functools import partial

from PySide6.QtCore import QObject

from app.playing.opening import Opening
from app.session.gesture import Gesture
from app.session.session import Session
from micrograd.maps.axes import Axis, AxisError
from micrograd.maps.plan import MapPlan
from micrograd.maps.seen import MapChoice

Values = tuple[float, float]


class RunOnMap(QObject):
    """Reads where the current run stands, and begins or opens runs elsewhere."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.opening = Opening(session, self)
        self._gesture = Gesture(session, self)
        session.opened.connect(self.opening.cancel)

    def values(self, choice: MapChoice) -> Values | None:
        """The values that the current run has along both axes; None where it has none."""
        try:
            return self._value(choice.x), self._value(choice.y)
        except AxisError:
            return None

    def _value(self, axis: Axis) -> float:
        recipe, run = self._session.cursor.recipe, self._session.cursor.run
        if axis.setting:
            value = getattr(recipe, axis.setting.name)
            if axis.name == "output-rate" and not value:
                # The last layer has the rate of the others.
                value = recipe.learning_rate
            if not isinstance(value, int | float):
                raise AxisError(f"{axis.name} is not chosen")
            return float(value)
        if cell := axis.cell(recipe):
            return float(recipe.dataset.rows()[cell.sample][cell.column])
        parameter = axis.parameter(recipe)
        assert parameter is not None
        return run.start.data[parameter]

    # Edits.

    def begin_move(self) -> None:
        """Begin a drag of the run: all of its moves are one edit."""
        self._gesture.begin()

    def move(self, plan: MapPlan, values: Values) -> None:
        """Begin a run with the settings of a pixel, instead of the one of this drag before."""
        start = plan.start(values)
        edit = partial(self._session.edits.begin_from, start, "move on the map")
        self._gesture.change(edit, is_answered=True)

    def end_move(self) -> None:
        """End the drag."""
        self._gesture.end()

    def take_back(self) -> None:
        """End the drag as if it had not been."""
        self._gesture.take_back()

    def begin(self, plan: MapPlan, values: Values) -> None:
        """Begin a run with the settings of a pixel."""
        self._session.edits.begin_from(plan.start(values), f"begin at {plan.name_of(values)}")
