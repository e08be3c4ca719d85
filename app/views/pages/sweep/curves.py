"""Curves: the losses of all trials over the steps; one is chosen, one is pointed at."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.kit.step_places import place_of, places_of
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.loss_colors import Legend
from app.kit.widgets.parts import ElidedLabel
from app.kit.widgets.plot_axes import LogAxis
from app.kit.widgets.plots import Plot, curve_pen
from app.kit.widgets.step_axis import StepAxis
from app.playing.sweeping import Sweeping
from app.session.step_scale import LINEAR, LOG, StepScale
from app.views.pages.sweep.colors import SMALLEST, WORST, rate_color
from app.views.pages.sweep.outcomes import OutcomeFilter
from app.views.pages.sweep.table import trial_text
from micrograd.recipe.kinds import Number, Setting, Whole
from micrograd.recipe.settings import SETTINGS
from micrograd.runs.buckets import Numbers
from micrograd.sweeps.result import TrialResult

# The number of colours that tell the values of the first axis apart.
COLORS = 10
# The reach of the mouse around a curve, in pixels.
REACH = 32
# The most points of all curves together; the chosen curve is drawn from all of its points.
MOST_POINTS = 40_000
HINT = "point at a curve to read it"
ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class Curves(Plot):
    """The plot of all curves, the chosen one strong; a click chooses the curve under the mouse.

    The kind of its axis of steps is chosen for all plots alike; its range is that of the sweep.
    caption, legend: to be shown above it; the caption says what the mouse points at.
    is_logarithmic: the axis of steps that is drawn.
    """

    def __init__(
        self,
        sweeping: Sweeping,
        outcomes: OutcomeFilter,
        scale: StepScale,
        appearance: Appearance,
    ) -> None:
        super().__init__(appearance, LogAxis, StepAxis)
        self._sweeping, self._outcomes = sweeping, outcomes
        self._scale, self.is_logarithmic = scale, False
        self.getAxis("left").lowest = SMALLEST
        self.caption = ElidedLabel("sweep_curves_hint", "caption")
        self.legend = Legend("sweep_rate_legend")
        keys = (
            "Arrows choose another run of the grid, Enter opens it, L makes the steps logarithmic "
            "or linear"
        )
        describe(self, "sweep_curves", "Losses of all runs over the steps", description=keys)
        self.setMouseEnabled(x=False, y=False)
        self.curves = [pg.PlotCurveItem(antialias=False) for _ in range(COLORS)]
        self.pointed, self.chosen = pg.PlotCurveItem(), pg.PlotCurveItem()
        for item in (*self.curves, self.pointed, self.chosen):
            self.addItem(item)
        self.pointed_at: int | None = None
        self._xs, self._ys, self._owners = np.empty((3, 0))
        sweeping.started.connect(self.show_results)
        sweeping.chosen_changed.connect(self.show_choice)
        scale.changed.connect(self._follow_scale)
        outcomes.changed.connect(self.show_results)
        self.scene().sigMouseMoved.connect(self._point_at)
        self.apply_theme()

    # State to screen.

    def apply_theme(self) -> None:
        super().apply_theme()
        theme = self._appearance.theme
        for i, curve in enumerate(self.curves):
            curve.setPen(curve_pen(self, rate_color(theme, i / (COLORS - 1)), 1))
        self.pointed.setPen(curve_pen(self, theme.color("quiet"), 2))
        self.chosen.setPen(curve_pen(self, theme.color("text"), 2.5))
        self.show_results()

    def show_results(self) -> None:
        """Draw the curves of the trials that have ended."""
        results, plan = self._sweeping.results, self._sweeping.plan
        self.is_logarithmic = self._wants_logarithm
        self.getAxis("bottom").set_logarithmic(self.is_logarithmic)
        points = sum(len(result.steps) for result in results)
        lines = [self._line(result, every=-(-points // MOST_POINTS)) for result in results]
        self._xs, self._ys = _joined(lines)
        self._owners = np.repeat(np.arange(len(lines)), [len(xs) for xs, _ in lines])
        name, firsts = next(iter(plan.axes.items())) if plan else ("learning_rate", [0.0])
        colors = [round(i / max(1, len(firsts) - 1) * (COLORS - 1)) for i in range(len(firsts))]
        for i, curve in enumerate(self.curves):
            # The first axis changes fastest from trial to trial.
            shown = [line for k, line in enumerate(lines) if colors[k % len(firsts)] == i]
            _draw_lines(curve, shown)
        if plan is not None:
            self._fit(plan.steps, results)
            self._show_legend(SETTINGS[name], firsts, colors)
        self.pointed_at = None
        self.show_choice()

    def _show_legend(self, row: Setting, values: Sequence[Any], colors: Sequence[int]) -> None:
        """Name the colours of names one by one, those of numbers at both ends."""
        theme = self._appearance.theme
        shades = [rate_color(theme, color / (COLORS - 1)) for color in colors]
        if not isinstance(row.kind, Number | Whole):
            self.legend.show_names(
                [(row.text(each), shade) for each, shade in zip(values, shades, strict=True)]
            )
            return
        last = row.text(values[-1]) if len(values) > 1 else ""
        unique = list({shade.name(): shade for shade in shades}.values())
        ends = f"{row.caption}   {row.text(values[0])}", last
        self.legend.show_bar(theme, ends, unique, has_diverged=False)

    def _fit(self, steps: int, results: Sequence[TrialResult]) -> None:
        """Bring all curves into sight, except for losses far above the first ones."""
        if not len(self._ys):
            return
        first = np.median([float(result.losses[0]) for result in results if len(result.losses)])
        high = min(float(self._ys.max()), float(_on_axis(WORST * first)))
        low = min(float(self._ys.min()), high)
        margin = 0.05 + 0.05 * (high - low)
        end = place_of(steps, self.is_logarithmic)
        xs, ys = (-0.012 * end, 1.012 * end), (low - margin, high + margin)
        self.getViewBox().setRange(xRange=xs, yRange=ys, padding=0)

    def show_choice(self) -> None:
        """Draw the chosen curve strong, and name the one under the mouse."""
        result_of = self._sweeping.result_of
        chosen, pointed = (
            None if index is None else result_of(index)
            for index in (self._sweeping.chosen, self.pointed_at)
        )
        for item, result in ((self.chosen, chosen), (self.pointed, pointed)):
            item.setVisible(result is not None)
            if result is not None:
                item.setData(*self._places(result))
        self.caption.show_text(trial_text(pointed.trial, pointed) if pointed else HINT)

    @property
    def _wants_logarithm(self) -> bool:
        plan = self._sweeping.plan
        return plan is not None and self._scale.is_logarithmic_to(plan.steps)

    def _follow_scale(self) -> None:
        if self._wants_logarithm != self.is_logarithmic:
            self.show_results()

    def _places(self, result: TrialResult) -> tuple[Numbers, Numbers]:
        """The points of a curve on the axes."""
        return places_of(result.steps, self.is_logarithmic), _on_axis(result.losses)

    def _line(self, result: TrialResult, every: int) -> tuple[Numbers, Numbers]:
        """A curve on the axes: one of `every` pairs of points, and the last point.

        Without points where its outcome is not chosen.
        """
        xs, ys = self._places(result)
        kept = np.arange(len(xs)) // 2 % every == 0
        kept[-1:] = True
        kept &= self._outcomes.has(result)
        return xs[kept], ys[kept]

    # Screen to state.

    def _nearest(self, place: QPointF) -> int | None:
        """The trial whose curve is nearest to a point of the scene, if one is in reach."""
        view = self.getViewBox()
        if not len(self._xs) or not view.sceneBoundingRect().contains(place):
            return None
        here = view.mapSceneToView(place)
        pixel_x, pixel_y = view.viewPixelSize()
        distances = np.hypot((self._xs - here.x()) / pixel_x, (self._ys - here.y()) / pixel_y)
        nearest = int(distances.argmin())
        return int(self._owners[nearest]) if distances[nearest] <= REACH else None

    def _point_at(self, place: QPointF | None) -> None:
        nearest = None if place is None else self._nearest(place)
        if nearest != self.pointed_at:
            self.pointed_at = nearest
            self.show_choice()

    def leaveEvent(self, event: object) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._point_at(self.mapToScene(event.position().toPoint()))
        if self.pointed_at is not None:
            self._sweeping.choose(self.pointed_at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)
        if self.pointed_at is not None:
            self._sweeping.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in ARROWS:
            self._sweeping.move_choice(*ARROWS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._sweeping.open()
        elif key == Qt.Key.Key_L:
            self._scale.choose(LINEAR if self.is_logarithmic else LOG)
        else:
            super().keyPressEvent(event)


def _on_axis(losses: Numbers | float) -> Numbers:
    return np.log10(np.maximum(losses, SMALLEST))


def _draw_lines(curve: pg.PlotCurveItem, lines: Sequence[tuple[Numbers, Numbers]]) -> None:
    """Draw several lines as one item, which is far faster than an item for each."""
    xs, ys = _joined(lines)
    lengths = [len(line) for line, _ in lines if len(line)]
    connected = np.ones(len(xs), dtype=np.int32)
    connected[np.cumsum(lengths, dtype=int) - 1] = 0
    curve.setData(xs, ys, connect=connected)


def _joined(lines: Sequence[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    """The points of all lines, one after the other."""
    xs, ys = zip(*lines, strict=True) if lines else ([np.empty(0)], [np.empty(0)])
    return np.concatenate(xs), np.concatenate(ys)
