"""CurvePlot: a small plot on which a person draws what the next steps will be."""

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent

from app.kit.numbers import significant
from app.kit.text_size import hold, scaled
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.plot_axes import LogAxis
from app.kit.widgets.plots import Dot, Plot, curve_pen
from app.kit.widgets.step_axis import StepAxis
from app.scenes.asking.axes import Curve, CurveAxes, heights_of
from app.scenes.asking.guess import Guess
from micrograd.runs.buckets import Numbers

# The height of the plot in pixels, and the least where there is little room.
HEIGHT_PX, LEAST_PX = 168, 110
# How far a key moves a point, in parts of the height of the plot; Shift makes it so many times.
KEY_SHARE, WITH_SHIFT = 1 / 40, 5
# The room above and below the range, in parts of it: lines at its ends are seen whole.
MARGIN = 0.03
LINE_PX, GUESS_PX = 2.0, 2.5
# The colour of the guess, among those of curves.
GUESS_SERIES = 1
KEY = Qt.Key
# What the keys do to a guess. The number is 1, or WITH_SHIFT.
KEYS: dict[Qt.Key, Callable[[Guess, int], object]] = {
    KEY.Key_Left: lambda guess, _: guess.choose(guess.point - 1),
    KEY.Key_Right: lambda guess, _: guess.choose(guess.point + 1),
    KEY.Key_Home: lambda guess, _: guess.choose(0),
    KEY.Key_End: lambda guess, _: guess.choose(len(guess.points) - 1),
    KEY.Key_Up: lambda guess, times: guess.lift(times * KEY_SHARE),
    KEY.Key_Down: lambda guess, times: guess.lift(-times * KEY_SHARE),
    KEY.Key_Delete: lambda guess, _: guess.clear(),
    KEY.Key_Backspace: lambda guess, _: guess.clear(),
}
ABOUT = (
    "Draw with the mouse; or go to a point with Left and Right, and move it with Up and Down, "
    "with Shift further. Delete begins again."
)


class CurvePlot(Plot):
    """Mouse and keys draw the guess until `end`. `drawn` comes with each change of it.

    guess: what is drawn. axes: what is seen.
    """

    drawn = Signal()

    def __init__(self, appearance: Appearance, name: str, known: Curve, axes: CurveAxes) -> None:
        super().__init__(appearance, LogAxis, StepAxis, y=name)
        describe(self, "predicted_curve", f"Prediction of the {name}", ABOUT, ABOUT)
        self.axes, self._known = axes, known
        self.guess = Guess(axes, float(axes.heights(known.values[-1:])[0]))
        self._is_open = True
        # The step and the height at which the mouse was last, while it draws a stroke.
        self._pen: tuple[float, float] | None = None
        # The last point that the mouse drew; None where keys drew it.
        self._drawn: tuple[float, float] | None = None
        self.getAxis("left").setLogMode(x=False, y=axes.is_log)
        self.setMouseEnabled(x=False, y=False)
        hold(self, least_height=LEAST_PX, most_height=HEIGHT_PX)
        self.region = pg.LinearRegionItem((axes.first, axes.last), movable=False)
        self.known, self.drawing, self.truth = (pg.PlotCurveItem() for _ in range(3))
        self.now, self.point = Dot(scaled(8)), Dot(scaled(10))
        for item in (self.region, self.known, self.drawing, self.truth, self.now, self.point):
            self.addItem(item)
        self.setXRange(axes.begin, axes.last, padding=0.01)
        self._show_range(axes.low, axes.high)
        self.known.setData(known.steps, heights_of(known.values, axes.is_log))
        self.now.setPos(axes.first, self.guess.start)
        self.apply_theme()
        self._show_guess()

    # State to screen.

    def apply_theme(self) -> None:
        super().apply_theme()
        theme = self._appearance.theme
        own = theme.series(GUESS_SERIES)
        for curve in (self.known, self.truth):
            curve.setPen(curve_pen(self, theme.color("text"), scaled(LINE_PX)))
        self.drawing.setPen(pg.mkPen(own, width=scaled(GUESS_PX), style=Qt.PenStyle.DashLine))
        self.region.setBrush(theme.color("field"))
        for line in self.region.lines:
            line.setPen(pg.mkPen(theme["border"]))
        self.now.setBrush(theme.color("accent"))
        self.point.setBrush(own)

    def show_truth(self, truth: Curve) -> None:
        """Draw the real curve over the guess, and see all of it."""
        heights = heights_of(truth.values, self.axes.is_log)
        self.truth.setData(truth.steps, heights)
        if len(heights):
            low, high = float(heights.min()), float(heights.max())
            self._show_range(min(self.axes.low, low), max(self.axes.high, high))

    def end(self) -> None:
        """Take no more strokes and keys: what was drawn stands, to its end."""
        self._is_open, self._pen = False, None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if self.guess.is_drawn:
            self.guess.heights[:] = self.guess.whole()
        self._show_guess()

    @property
    def reading(self) -> str:
        """What was drawn last in words, or the chosen point, such as `step 25: 0.31`."""
        step, height = self._drawn or (self.guess.point_step, self.guess.point_height)
        value = float(self.axes.values(self._on_plot(height))[0])
        return f"step {round(step):,}: {significant(value, 2)}"

    def _on_plot(self, height: float) -> Numbers:
        return np.clip([height], self.axes.low, self.axes.high)

    def _show_range(self, low: float, high: float) -> None:
        self.setYRange(low, high, padding=MARGIN)

    def _show_guess(self) -> None:
        self.drawing.setData(*self.guess.line())
        self.point.setPos(self.guess.point_step, self.guess.point_height)
        self.point.setVisible(self._is_open and self.hasFocus() and self._drawn is None)

    def _redraw(self) -> None:
        self._show_guess()
        self.setAccessibleDescription(f"{self.reading}. {ABOUT}")
        self.drawn.emit()

    # Screen to state.

    def draw_to(self, place: QPointF) -> None:
        """Draw on to a place in pixels of the plot."""
        at = self.getViewBox().mapSceneToView(self.mapToScene(place.toPoint()))
        now = float(at.x()), float(at.y())
        if self._pen or now[0] > self.axes.first:
            self.guess.stroke(self._pen, now)
            self.guess.choose_near(now[0])
            self._pen = now
            self._drawn = min(max(now[0], self.axes.first), self.axes.last), now[1]
            self._redraw()

    def begin_again(self) -> None:
        """Forget what was drawn."""
        self.guess.clear()
        self._drawn = None
        self._redraw()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_open and event.button() == Qt.MouseButton.LeftButton:
            self.draw_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_open and event.buttons() & Qt.MouseButton.LeftButton:
            self.draw_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pen = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A plot would zoom.
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._act_of(event)
        if act is None:
            # Enter and the rest are for the card; a view of graphics would scroll.
            event.ignore()
            return
        self._drawn = None
        act(self.guess, WITH_SHIFT if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        self._redraw()

    def event(self, event: QEvent) -> bool:
        # These keys draw here, whatever they do elsewhere in the window.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(self._act_of(event) is not None)
            return event.isAccepted()
        return super().event(event)

    def _act_of(self, event: QKeyEvent) -> Callable[[Guess, int], object] | None:
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        return None if held or not self._is_open else KEYS.get(Qt.Key(event.key()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_guess()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_guess()
