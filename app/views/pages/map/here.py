"""The current run on the map: where it stands, and the edit that moves it."""

from functools import partial

from PySide6.QtCore import QObject

from app.kit.signals import connect_all
from app.playing.opening import Opening
from app.session.gesture import Gesture
from app.session.session import Session
from app.views.pages.map.asking import Asking
from app.views.pages.map.canvas import MapCanvas, Values
from app.views.pages.map.point import PointPanel
from micrograd.maps.axes import Axis, AxisError
from micrograd.maps.seen import MapChoice


class RunOnMap(QObject):
    """Reads where the current run stands, and begins, moves or opens runs elsewhere."""

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

    def act_on(self, canvas: MapCanvas, point: PointPanel, asking: Asking) -> None:
        """Let the canvas and the panel of a pixel begin, move and open runs of what is asked."""
        self._canvas, self._asking = canvas, asking
        connect_all(self._open, canvas.opened, point.open.wanted)
        point.begin_wanted.connect(self._begin)
        # All moves of a drag are one edit.
        canvas.grabbed.connect(self._gesture.begin)
        canvas.mark_moved.connect(self._move)
        canvas.let_go.connect(self._gesture.end)
        canvas.taken_back.connect(self._gesture.take_back)

    def _open(self) -> None:
        plan, values = self._asking.plan, self._canvas.point
        if self.opening.is_running:
            self.opening.cancel()
        elif plan and values:
            self.opening.open(plan, values)

    def _begin(self) -> None:
        plan, values = self._asking.plan, self._canvas.point
        if plan and values:
            told = f"begin at {plan.name_of(values)}"
            self._session.edits.begin_from(plan.start(values), told)

    def _move(self, values: Values) -> None:
        """Begin a run with the settings of a pixel, instead of the one of this drag before."""
        if plan := self._asking.plan:
            self._canvas.show_here(values)
            edit = partial(self._session.edits.begin_from, plan.start(values), "move on the map")
            self._gesture.change(edit, is_answered=True)
