"""The step: the loss along the last update, and how far each step went beside the best."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.kit.step_places import place_of, places_of
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import yielding
from app.kit.widgets.plot_axes import LogAxis, PlotAxis
from app.kit.widgets.plots import Plot, curve_pen
from app.kit.widgets.step_axis import StepAxis
from app.views.pages.landscape.asking import StepCurve
from micrograd.analysis.landscape.field import Floats
from micrograd.analysis.landscape.step_line import MANY, TOO_FAR, Best

# The largest loss that Qt's painter can draw.
LARGEST = 1e150
# The overshoots that are told apart: farther ones are drawn at the edge.
LOWEST, HIGHEST = 1e-5, 1e3
# The height of a line of words, in pixels.
WORDS_PX = 20
# The room for the words about the best place, in pixels.
BEST_PX = 24
# Words take no larger share of the height of a plot.
MOST_WORDS = 0.45
# Room above and below the curves, as a share of their height.
ROOM = 0.12
# From this many steps on their axis is logarithmic.
LONG = 200


class ShareAxis(PlotAxis):
    """Shares of a step: 0 is `start`, 1 is `landed`."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        names = {0.0: "start", 1.0: "landed"}
        return [names.get(round(value, 9), f"×{value:g}") for value in values]


class StepPlot(Plot):
    """The loss along an update, its tangent, where it landed and where it would have been best."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, PlotAxis, ShareAxis, x="")
        describe(self, "landscape_step", "The loss along the last update")
        yielding(self, both_ways=True)
        self.setMouseEnabled(x=False, y=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.getAxis("left").highest = LARGEST
        self.curve = pg.PlotCurveItem(connect="finite")
        self.batch = pg.PlotCurveItem(connect="finite")
        self.tangent = pg.PlotCurveItem()
        self.landed = pg.ScatterPlotItem(size=13)
        self.best = pg.ScatterPlotItem(size=13, symbol="d")
        self.texts = pg.TextItem(anchor=(0.5, 1.2)), pg.TextItem(anchor=(0.5, -0.2))
        for item in (self.tangent, self.batch, self.curve, self.best, self.landed, *self.texts):
            self.addItem(item, ignoreBounds=True)
        self._shown: StepCurve | None = None
        self.apply_theme()

    def apply_theme(self) -> None:
        super().apply_theme()
        theme = self._appearance.theme
        self.curve.setPen(curve_pen(self, theme.color("text")))
        pen = curve_pen(self, theme.color("data_positive"))
        pen.setStyle(Qt.PenStyle.DashLine)
        self.batch.setPen(pen)
        self.tangent.setPen(pg.mkPen(theme["quiet"], style=Qt.PenStyle.DotLine, width=1.5))
        pen = pg.mkPen(theme["surface"], width=2)
        self.landed.setPen(pen)
        self.landed.setBrush(theme.color("accent"))
        self.best.setPen(pen)
        self.best.setBrush(theme.color("grad_positive"))
        for text, token in zip(self.texts, ("accent_text", "grad_positive_text"), strict=True):
            text.setFont(self.getAxis("left").label.font())
            text.setColor(theme.color(token))
        self.show_curve(self._shown)

    def fit_to_size(self) -> None:
        self.show_curve(self._shown)

    def show_curve(self, curve: StepCurve | None) -> None:
        """Draw a step, or nothing."""
        self._shown = curve
        items = (self.curve, self.batch, self.tangent, self.landed, self.best, *self.texts)
        for item in items:
            item.setVisible(curve is not None)
        if curve is None:
            return
        drawn = _drawable(curve.losses)
        self.curve.setData(curve.shares, drawn)
        has_batch = curve.batch_losses is not None
        followed = curve.losses if curve.batch_losses is None else curve.batch_losses
        self.batch.setVisible(has_batch)
        if has_batch:
            self.batch.setData(curve.shares, _drawable(followed))
        self.setXRange(float(curve.shares[0]), float(curve.shares[-1]), padding=0)
        low, high = self._fit(curve)
        self._show_tangent(curve, followed, low, high)
        at = np.interp([0.0, 1.0], curve.shares, drawn)
        is_finite = bool(np.isfinite(at[1]))
        for item in (self.landed, self.texts[0]):
            item.setVisible(is_finite)
        if not is_finite:
            self._show_best(curve)
            return
        self.landed.setData([1.0], [at[1]])
        self.texts[0].setText("will land" if curve.move.is_to_come else "landed")
        # Beside the point, where the curve does not go.
        is_right = (curve.shares[0] + 2 * curve.shares[-1]) / 3 < 1.0
        is_rising = drawn[-1] > at[1]
        self.texts[0].setAnchor((1.1, 1.1 if is_rising else -0.1) if is_right else (-0.1, 1.1))
        self.texts[0].setPos(1.0, at[1])
        self._show_best(curve)

    def _fit(self, curve: StepCurve) -> tuple[float, float]:
        """Bring the curve into sight, but little of what is far above start and landing."""
        every = [curve.losses] + ([] if curve.batch_losses is None else [curve.batch_losses])
        drawn = np.concatenate([_drawable(each) for each in every])
        known = drawn[np.isfinite(drawn)]
        if not len(known):
            return 0.0, 1.0
        before, landed = np.interp([0.0, 1.0], curve.shares, _drawable(curve.losses))
        low = float(known.min())
        marks = [number for number in (before, landed) if math.isfinite(number)]
        top = max(marks, default=low)
        high = min(float(known.max()), low + 2.5 * max(top - low, 1e-12 * abs(low)))
        span = max(high - low, 1e-3 * max(abs(low), abs(high)), 1e-12)
        low -= (span - (high - low)) / 2
        # The words about the best place stand below the curve.
        words = min(MOST_WORDS, px(BEST_PX) / max(1.0, self.getViewBox().height()))
        below = max(1.6 * ROOM, (1 + ROOM) * words / (1 - words))
        self.setYRange(low - below * span, low + span * (1 + ROOM), padding=0)
        return low, low + span

    def _show_tangent(self, curve: StepCurve, followed: Floats, low: float, high: float) -> None:
        start = float(np.interp(0.0, curve.shares, _drawable(followed)))
        if not (math.isfinite(start) and math.isfinite(curve.slope)):
            self.tangent.setData([], [])
            return
        # A steep tangent ends below the plot.
        ends = np.array([float(curve.shares[0]), float(curve.shares[-1])])
        if curve.slope:
            reach = 1.5 * (high - low) / abs(curve.slope)
            ends = np.clip(ends, -reach, reach)
        self.tangent.setData(ends, start + curve.slope * ends)

    def _show_best(self, curve: StepCurve) -> None:
        best = curve.batch_best or curve.best
        is_seen = best is not None and best.share <= float(curve.shares[-1])
        self.best.setVisible(is_seen)
        self.texts[1].setVisible(best is not None and not (0.8 <= best.share <= 1.25))
        if best is None:
            return
        right = float(curve.shares[-1])
        if is_seen:
            self.best.setData([best.share], [best.loss])
            self.texts[1].setText("best")
            self.texts[1].setAnchor((self._anchor_at(best.share, self.texts[1]), -0.1))
            self.texts[1].setPos(best.share, best.loss)
            return
        self.texts[1].setText(f"{_beyond(best.share)} →")
        self.texts[1].setAnchor((1.0, 1.0))
        self.texts[1].setPos(right, self.getViewBox().viewRange()[1][0])

    def _anchor_at(self, share: float, text: pg.TextItem) -> float:
        """The part of a text, from 0 to 1, that stands at a share: its middle, where it fits so."""
        left, right = self.getViewBox().viewRange()[0]
        room, width = self.getViewBox().width(), max(1.0, text.boundingRect().width())
        at = room * (share - left) / (right - left)
        return float(min(max(0.5, 1 - (room - at) / width), max(0.0, at / width)))


def _beyond(share: float) -> str:
    """The words about the best place where it lies to the right of the picture."""
    if math.isinf(share):
        return "still falling"
    return f"best: ×{share:,.0f}" if share <= MANY else f"best: beyond ×{MANY}"


def _drawable(losses: Floats) -> Floats:
    return np.where(np.isfinite(losses), np.clip(losses, -LARGEST, LARGEST), np.nan)


class OvershootPlot(Plot):
    """How many times as far as best each step went, over the steps."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, LogAxis, StepAxis, y="times best")
        describe(self, "landscape_overshoots", "How far each step went, beside the best")
        yielding(self, both_ways=True)
        self.setMouseEnabled(x=False, y=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.too_far = pg.LinearRegionItem(
            (math.log10(TOO_FAR), 99), orientation="horizontal", movable=False
        )
        self.best = pg.InfiniteLine(0.0, angle=0)
        self.dots = pg.ScatterPlotItem(size=5)
        self.now = pg.InfiniteLine(angle=90)
        self.words = pg.TextItem(anchor=(1, 1)), pg.TextItem(anchor=(1, 0))
        for item in (self.too_far, self.best, self.now, self.dots, *self.words):
            self.addItem(item, ignoreBounds=True)
        self._shown: tuple[Floats, Floats, int] | None = None
        # The dots that are drawn, shape (2, dots): most of them stay from picture to picture.
        self._drawn = np.empty((2, 0))
        self.apply_theme()

    def apply_theme(self) -> None:
        super().apply_theme()
        theme = self._appearance.theme
        color = theme.color("warning")
        self.too_far.setBrush(pg.mkBrush(color.red(), color.green(), color.blue(), 36))
        for line in self.too_far.lines:
            line.setPen(pg.mkPen(theme["warning"], style=Qt.PenStyle.DashLine))
        self.best.setPen(curve_pen(self, theme.color("grad_positive"), 1.5))
        self.dots.setBrush(theme.color("text"))
        self.dots.setPen(None)
        self.now.setPen(pg.mkPen(theme["accent"], width=1))
        tokens = "warning", "grad_positive_text"
        for text, words, token in zip(self.words, ("too far", "best"), tokens, strict=True):
            text.setFont(self.getAxis("left").label.font())
            text.setColor(theme.color(token))
            text.setText(words)
            # Dots behind the words leave them legible.
            behind = QColor(theme.color("surface"))
            behind.setAlpha(190)
            text.fill = pg.mkBrush(behind)
        self.getAxis("left").setWidth(px(60))
        if self._shown is not None:
            self.show_steps(*self._shown)

    def show_steps(self, steps: Floats, moves: Floats, step: int) -> None:
        """Draw how many times as far as best these steps went; step: the present one."""
        self._shown = steps, moves, step
        is_long = bool(len(steps)) and steps[-1] - steps[0] > LONG
        self.getAxis("bottom").set_logarithmic(is_long)
        xs = places_of(steps, is_long)
        ys = np.log10(np.clip(moves, LOWEST, HIGHEST))
        drawn = np.stack([xs, ys])
        if not np.array_equal(drawn, self._drawn):
            self._drawn = drawn
            symbols = ["t1" if move > HIGHEST else "o" for move in moves.tolist()]
            self.dots.setData(xs, ys, symbol=symbols)
        left, right = (float(xs[0]), float(xs[-1])) if len(xs) else (0.0, 1.0)
        pad = 0.03 * (right - left) or 0.5
        low = min(-0.5, float(ys.min(initial=0.0)) - 0.1)
        high = max(0.6, float(ys.max(initial=0.0)) + 0.15)
        # The words above the line have room.
        share = min(0.5, px(WORDS_PX) / max(1.0, self.getViewBox().height()))
        high = max(high, (math.log10(TOO_FAR) - low * share) / (1 - share))
        self.setRange(xRange=(left - pad, right + pad), yRange=(low, high), padding=0)
        self._show_now(place_of(step, is_long))
        self.words[0].setPos(right + pad, math.log10(TOO_FAR))
        self.words[1].setPos(right + pad, 0.0)

    def _show_now(self, place: float) -> None:
        """Move the line at the present step, where that makes half a pixel."""
        if 2 * abs(place - self.now.value()) >= self.getViewBox().viewPixelSize()[0]:
            self.now.setPos(place)


def best_of(curve: StepCurve) -> Best | None:
    """The best of the loss that the update followed: of its batch, where it has one."""
    return curve.batch_best if curve.batch_losses is not None else curve.best
