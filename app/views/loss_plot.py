"""Loss plot: the loss over the steps, what was changed when, and a reading under the mouse."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from app.numbers import plain
from app.session import Session
from app.theme import Appearance
from app.views.plots import (
    LogAxis,
    StepAxis,
    curve_pen,
    move_curve,
    roomy_end,
    set_up_plot,
    style_plot,
)
from micrograd.runs.loss_history import Kept

# The curve is drawn from two numbers for so many pixels, but never from fewer.
PIXELS_PER_POINT, FEWEST_POINTS = 2, 200
# In the logarithmic plot a loss below this is drawn here: zero has no logarithm.
SMALLEST = 1e-32
# Qt's painter can't draw larger ones in the linear plot.
LARGEST = 1e150
MOST_MARKS = 40


class LossPlot(pg.PlotWidget):
    """Draws the outline of the visible part of the curve, so a long run costs no more."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(axisItems={"left": LogAxis("left"), "bottom": StepAxis("bottom")})
        self._session, self._appearance = session, appearance
        self.is_logarithmic = True
        self.follows = True
        set_up_plot(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLabel("bottom", "step")
        self.setLabel("left", "loss")
        self.curve = pg.PlotCurveItem(segmentedLineMode="on")
        self.now = pg.ScatterPlotItem(size=9, pen=None)
        self.hover_line = pg.InfiniteLine(angle=90)
        self.hover_point = pg.ScatterPlotItem(size=8)
        self.hover_text = pg.TextItem(anchor=(0, 1))
        for item in (self.curve, self.now, self.hover_line, self.hover_point):
            self.addItem(item)
        self.addItem(self.hover_text, ignoreBounds=True)
        self.marks: list[pg.InfiniteLine] = []
        self._drawn_marks: object = None
        self._hide_reading()
        self.getViewBox().setDefaultPadding(0)
        self.getViewBox().disableAutoRange()
        self.getViewBox().sigRangeChangedManually.connect(self._stop_following)
        self.getViewBox().sigXRangeChanged.connect(self._draw_curve)
        self.scene().sigMouseMoved.connect(self._read)
        self.apply_theme()

    # State to screen.

    def apply_theme(self) -> None:
        """Draw everything in the colours of the theme."""
        theme = self._appearance.theme
        style_plot(self, theme)
        self.curve.setPen(curve_pen(self, theme.color("accent")))
        self.now.setBrush(theme.color("accent"))
        self.hover_line.setPen(pg.mkPen(theme["quiet"], style=Qt.PenStyle.DashLine))
        self.hover_point.setPen(pg.mkPen(theme["surface"], width=2))
        self.hover_point.setBrush(theme.color("text"))
        self.hover_text.setColor(theme.color("text"))
        self.hover_text.fill = pg.mkBrush(theme["field"])
        self.hover_text.border = pg.mkPen(theme["border"])
        self._drawn_marks = None
        self.getAxis("left").setLogMode(x=False, y=self.is_logarithmic)
        self.show_losses()

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Choose between a logarithmic and a linear axis for the loss."""
        self.is_logarithmic = is_logarithmic
        self.getAxis("left").setLogMode(x=False, y=is_logarithmic)
        self._drawn_marks = None
        self.fit()

    def fit(self) -> None:
        """Show the whole run, and follow it from here on."""
        self.follows = True
        self.show_losses()

    def show_losses(self) -> None:
        """Draw the run as it is now."""
        if self.follows:
            self._fit_range()
        self._draw_curve()
        self._draw_marks()

    def _fit_range(self) -> None:
        steps = self._session.steps
        low, high = self._session.history.losses.bounds()
        now = self._session.evaluation.loss
        low, high = self._on_axis(np.array([min(low, now), max(high, now)]))
        if self.is_logarithmic:
            # Whole quarters of a power of ten, so that the axis moves seldom.
            margin = 0.05 + 0.04 * (high - low)
            low, high = math.floor((low - margin) * 4) / 4, math.ceil((high + margin) * 4) / 4
        else:
            low, high = 0.0, high or 1.0
        end = roomy_end(max(10, steps))
        # The names of marks find room above the curve.
        bounds = (-0.012 * end, end * 1.012), (low, high + (high - low) * 0.1)
        if [list(each) for each in bounds] != self.getViewBox().viewRange():
            self.getViewBox().setRange(xRange=bounds[0], yRange=bounds[1], padding=0)

    def _draw_curve(self) -> None:
        (left, right), _ = self.getViewBox().viewRange()
        history = self._session.history.losses
        points = max(FEWEST_POINTS, self.width() // PIXELS_PER_POINT)
        steps, losses = history.outline(int(left) - 1, int(right) + 2, points)
        now = self._session.evaluation.loss
        if right >= self._session.steps:
            steps = np.append(steps, self._session.steps)
            losses = np.append(losses, now)
        move_curve(self.curve, steps, self._on_axis(losses))
        move_curve(self.now, np.array([self._session.steps]), self._on_axis(np.array([now])))

    def _on_axis(self, losses: np.ndarray) -> np.ndarray:
        """Losses as places on the axis; one that is infinite lies at its end."""
        drawable = np.clip(np.nan_to_num(losses, nan=LARGEST), 0, LARGEST)
        return np.log10(np.maximum(drawable, SMALLEST)) if self.is_logarithmic else drawable

    def _draw_marks(self) -> None:
        marks = self._session.run.past_events[-MOST_MARKS:]
        (left, right), _ = self.getViewBox().viewRange()
        drawn = (marks, round(right - left, -1))
        if drawn == self._drawn_marks:
            return
        self._drawn_marks = drawn
        for line in self.marks:
            self.removeItem(line)
        self.marks = []
        theme = self._appearance.theme
        named: list[float] = []
        for mark in reversed(marks):
            is_crowded = any(abs(mark.step - other) < (right - left) * 0.02 for other in named)
            line = pg.InfiniteLine(
                mark.step,
                angle=90,
                pen=pg.mkPen(theme["border"] if is_crowded else theme["disabled"], width=1),
                label=None if is_crowded else mark.text,
                labelOpts={
                    "color": theme["text"],
                    "fill": theme["field"],
                    "position": 0.94 - 0.11 * (len(named) % 3),
                    "anchors": [(1, 0.5), (1, 0.5)],
                },
            )
            line.setToolTip(f"step {mark.step:,}: {mark.text}")
            if not is_crowded:
                named.append(mark.step)
            self.addItem(line)
            self.marks.append(line)

    # Screen to state of the view.

    def _stop_following(self) -> None:
        self.follows = False

    def loss_at(self, step: int) -> Kept:
        """The loss of a step; that of the last one is of the parameters as they are now."""
        losses = self._session.history.losses
        if step < len(losses):
            return losses.at(step)
        now = self._session.evaluation.loss
        return Kept(step, step, now, now)

    def _read(self, position: QPointF) -> None:
        view = self.getViewBox()
        step = round(view.mapSceneToView(position).x())
        if not view.sceneBoundingRect().contains(position) or not 0 <= step <= self._session.steps:
            self._hide_reading()
            return
        (left, right), (low, high) = view.viewRange()
        kept = self.loss_at(step)
        ends = self._on_axis(np.array([kept.low, kept.high]))
        y = float(ends[1])
        self.hover_line.setPos(step)
        self.hover_point.setData([step, step], ends)
        self.hover_text.setText(_written(kept))
        is_high = y > (low + high) / 2
        anchor_x = self._reading_anchor((step - left) / (right - left))
        self.hover_text.setAnchor((anchor_x, -0.3 if is_high else 1.3))
        self.hover_text.setPos(step, y)
        self._show_reading(True)

    def _reading_anchor(self, share: float) -> float:
        """Which part of the text lies at the point: it is to the right of it where there is
        room, else to the left; where neither is, it slides along and is seen whole.

        share: where the point lies between the left and the right end of the view.
        """
        width = 1.05 * self.hover_text.boundingRect().width() / self.getViewBox().width()
        if width < 1 - share:
            return -0.05
        return 1.05 if width < share else share

    def leaveEvent(self, event: object) -> None:
        self._hide_reading()
        super().leaveEvent(event)

    def _hide_reading(self) -> None:
        self._show_reading(False)

    def _show_reading(self, is_shown: bool) -> None:
        for item in (self.hover_line, self.hover_point, self.hover_text):
            item.setVisible(is_shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._pan(-0.1 if event.key() == Qt.Key.Key_Left else 0.1)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.follows = False
            self.getViewBox().scaleBy(x=0.8 if event.key() == Qt.Key.Key_Plus else 1.25)
        elif event.key() == Qt.Key.Key_Home:
            self.fit()
        else:
            super().keyPressEvent(event)

    def _pan(self, share: float) -> None:
        self.follows = False
        (left, right), _ = self.getViewBox().viewRange()
        self.getViewBox().translateBy(x=share * (right - left))


def _written(kept: Kept) -> str:
    """`step 3   loss 0.5`, or where only bounds are kept `steps 4–7   loss 0.5 … 0.6`."""
    if kept.first == kept.last:
        return f"step {kept.first:,}   loss {plain(kept.low, 6)}"
    losses = f"{plain(kept.low, 6)} … {plain(kept.high, 6)}"
    return f"steps {kept.first:,}–{kept.last:,}   loss {losses}"
