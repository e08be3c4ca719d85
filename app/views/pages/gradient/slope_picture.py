"""Draws the slope: the loss as one number varies, its tangent, and the next step."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from app.kit.numbers import plain, shortest, signed
from app.kit.plain_text import in_color
from app.kit.sight_text import ALL, ranges_of, sight_text
from app.kit.sliced import Sliced
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import yielding
from app.kit.widgets.plot_axes import PlotAxis
from app.kit.widgets.plots import Plot, curve_pen
from app.session.session import Session
from app.views.pages.gradient.reading import GradientSnapshot, LossCurve
from app.walking.wrong_arithmetic import wrong_update_formula

# The largest loss that Qt's painter can draw.
LARGEST = 1e150
# Lengths in pixels: half the tangent, room above and below the curve, the arrow and its head.
TANGENT, ABOVE, BELOW, ARROW, HEAD = 80, 16, 28, 12, 9
WHY_CONSTANT = "an input, a target or a constant: it belongs to the dataset"
WHY_FIXED = "an intermediate result follows from the parameters"


class LossAxis(PlotAxis):
    """An axis without numbers below zero, where no loss is, only room for marks."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        texts = super().tickStrings(values, scale, spacing)
        return [text if value >= 0 else " " for text, value in zip(texts, values, strict=True)]


class SlopePicture(Plot):
    """The plot of a reading: the loss as a curve, a point on it, the tangent and the next step."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(appearance, LossAxis, x="")
        self._session = session
        self.reading: GradientSnapshot | None = None
        # The reading of point and tangent: an older one while a new curve is computed.
        self._marked: GradientSnapshot | None = None
        # The last curve that was finished, and the last one that was begun.
        self._finished: LossCurve | None = None
        self._begun: LossCurve | None = None
        self._is_dragged = False
        describe(self, "slope_plot", "The slope of the loss")
        yielding(self, both_ways=True)
        self.getAxis("left").highest = LARGEST
        self.setMouseEnabled(x=True, y=False)
        self._make_items()
        self.work = Sliced(self)
        self.work.advanced.connect(self._draw_growing)
        self.work.finished.connect(self._draw_finished)
        # What a person chose to see, and what is to be seen as soon as there is a reading.
        self._sight, self._wanted = ALL, ""
        self.getViewBox().sigRangeChangedManually.connect(self._note_sight)
        self.getViewBox().sigXRangeChanged.connect(self._compute)
        self.getViewBox().sigRangeChanged.connect(self._draw_marks)
        self.apply_theme()

    def _make_items(self) -> None:
        self.curve = pg.PlotCurveItem(connect="finite")
        self.drop = pg.PlotCurveItem()
        self.tangent = pg.PlotCurveItem()
        self.step_line = pg.PlotCurveItem()
        self.step_head = pg.ArrowItem(headLen=HEAD, headWidth=HEAD, tailLen=None, pxMode=True)
        self.point = pg.ScatterPlotItem(size=13)
        self.step_text = pg.TextItem()
        lines = self.drop, self.tangent, self.step_line
        self._marks = (*lines, self.point, self.step_head, self.step_text)
        for item in (self.curve, *self._marks):
            self.addItem(item, ignoreBounds=True)

    # State to screen.

    def apply_theme(self) -> None:
        super().apply_theme()
        self.getAxis("bottom").setHeight(px(34))
        theme = self._appearance.theme
        self.curve.setPen(curve_pen(self, theme.color("text")))
        self.drop.setPen(pg.mkPen(theme["quiet"], style=Qt.PenStyle.DotLine))
        self.step_line.setPen(curve_pen(self, theme.color("accent"), 3))
        self.step_head.setStyle(brush=theme.color("accent"), pen=None)
        self.step_text.setFont(self.getAxis("left").label.font())
        self.step_text.setColor(theme.color("text"))
        self.step_text.fill = pg.mkBrush(theme["surface"])
        self._draw_marks()

    def show_reading(self, reading: GradientSnapshot) -> None:
        """Draw a reading: its curve as soon as it is computed, and its point with it."""
        before, self.reading = self.reading, reading
        if self._is_dragged or not self._has_curve_of(reading):
            self._marked = reading
        is_other = before is None or before.tape is not reading.tape or before.node != reading.node
        if is_other:
            self.work.cancel()
            self._is_dragged = False
            self.name_axis("bottom", reading.label)
            self.setAccessibleDescription(self.explanation)
        (left, right), _ = self.getViewBox().viewRange()
        if is_other or (not self._is_dragged and not left <= reading.x <= right):
            self.fit()
        else:
            self._compute()
        self._draw_marks()
        if self._wanted:
            self.see(self._wanted)

    @property
    def sight(self) -> str:
        """The range in sight: ALL, or the ends of the axis that a person chose."""
        return self._wanted or self._sight

    def see(self, sight: str) -> None:
        """Have that in sight, once there is a reading; other texts change nothing."""
        ranges = ranges_of(sight, 1)
        if not (ranges or sight == ALL):
            return
        self._wanted = "" if sight == self._sight else sight
        if not self._wanted or self.reading is None:
            return
        self._wanted = ""
        if ranges:
            self.setXRange(*ranges[0], padding=0)
            self._note_sight()
        else:
            self.fit()

    def _note_sight(self) -> None:
        self._sight = sight_text(self.getViewBox().viewRange()[0])

    def fit(self) -> None:
        """Bring the point to the middle, with room on both sides."""
        self._sight = ALL
        reading = self.reading
        if reading is None or not math.isfinite(reading.x):
            return
        reach = max(1.0, 0.5 * abs(reading.x))
        self.setXRange(reading.x - reach, reading.x + reach, padding=0)
        self._compute()

    @property
    def can_drag(self) -> bool:
        """True for a parameter."""
        return self.reading is not None and self.reading.parameter is not None

    @property
    def explanation(self) -> str:
        """A hint that says how to move the point, or that it can't be moved."""
        return "can't be dragged" if self.why_fixed else "drag the point, or press ← →"

    @property
    def why_fixed(self) -> str:
        """The reason why the point can't be dragged; empty if it can."""
        if self.reading is None or self.can_drag:
            return ""
        return WHY_CONSTANT if self.reading.is_leaf else WHY_FIXED

    def next_step(self, reading: GradientSnapshot) -> float:
        """The distance that the next update moves a parameter, if it finds this slope."""
        if reading.parameter is None:
            return 0.0
        # Adding 0.0 removes the sign of a negative zero.
        return self._session.cursor.trainer.next_move(reading.parameter, reading.gradient) + 0.0

    def _name_of_step(self, reading: GradientSnapshot) -> str:
        """The word for such a step: the next one may have other samples than the slope is of."""
        trainer = self._session.cursor.trainer
        is_next = list(reading.rows) == list(trainer.rows_of(trainer.steps))
        return "next step" if is_next else "with these samples"

    # The curve.

    def _compute(self) -> None:
        """Begin a new curve, unless it is drawn already or another one is being computed."""
        reading = self.reading
        if reading is None or self.work.is_running:
            return
        curve = LossCurve(reading, *self.getViewBox().viewRange()[0])
        if self._finished is not None and curve.key == self._finished.key:
            self._marked = reading
        else:
            self._begun = curve
            self.work.start(curve.compute())

    def _has_curve_of(self, reading: GradientSnapshot) -> bool:
        return self._finished is not None and self._finished.is_of(reading)

    def _draw_growing(self) -> None:
        """Draw an unfinished curve, unless an older one of its node is shown."""
        if self._begun is not None and not self._has_curve_of(self._begun.reading):
            self._draw_curve()

    def _draw_finished(self) -> None:
        assert self._begun is not None
        self._finished, self._marked = self._begun, self._begun.reading
        self._draw_curve()
        self._compute()

    @property
    def points(self) -> list[tuple[float, float]]:
        """The numbers and losses of the curve, from left to right, as far as they are computed."""
        return sorted(self._begun.points) if self._begun else []

    def _draw_curve(self, is_resized: bool = False) -> None:
        xs, ys = np.array(self.points).reshape(-1, 2).T
        ys = np.where(np.isfinite(ys), np.clip(ys, -LARGEST, LARGEST), np.nan)
        self.curve.setData(xs, ys)
        self._fit_height(ys[np.isfinite(ys)], is_resized)
        self._draw_marks()

    def _fit_height(self, losses: np.ndarray, is_resized: bool) -> None:
        """Bring the curve into sight; an axis that fits well stays."""
        if not len(losses):
            return
        low, high = float(losses.min()), float(losses.max())
        span = max(high - low, 1e-3 * max(abs(low), abs(high)), 1e-12)
        room = max(40.0, self.getViewBox().height() - ABOVE - BELOW)
        bottom, top = self.getViewBox().viewRange()[1]
        pixel = (top - bottom) / max(1.0, self.getViewBox().height())
        fits = bottom + 0.8 * BELOW * pixel <= low and high <= top and span > 0.6 * room * pixel
        if is_resized or not fits:
            below, above = BELOW * span / room, ABOVE * span / room
            self.setYRange(low - below, high + above, padding=0)

    # The point, its tangent and the next step.

    def _draw_marks(self) -> None:
        reading = self._marked
        is_drawn = reading is not None and reading.is_finite and abs(reading.loss) < LARGEST
        for item in self._marks:
            item.setVisible(is_drawn)
        if reading is not None and is_drawn:
            self._draw_point(reading)
            self._draw_step(reading)

    def _pixel(self) -> tuple[float, float]:
        """The width and height of a pixel in the plot's units."""
        width, height = self.getViewBox().viewPixelSize()
        return width or 1.0, height or 1.0

    def _draw_point(self, reading: GradientSnapshot) -> None:
        """Draw the point and its tangent, whose length on the screen is constant."""
        theme, x, y = self._appearance.theme, reading.x, reading.loss
        brush = theme.color("accent" if self.can_drag else "quiet")
        ring = "text" if self.hasFocus() else "surface"
        self.point.setData([x], [y], brush=brush, pen=pg.mkPen(theme[ring], width=2))
        width, height = self._pixel()
        reach = TANGENT * width / math.hypot(1, reading.gradient * width / height)
        rise = reach * reading.gradient
        self.tangent.setPen(curve_pen(self, theme.signed("grad", reading.gradient), 2.5))
        self.tangent.setData([x - reach, x + reach], [y - rise, y + rise])

    def _draw_step(self, reading: GradientSnapshot) -> None:
        """Draw a dotted line down to the axis, and there an arrow to where the next step goes."""
        (left, right), (bottom, _) = self.getViewBox().viewRange()
        width, height = self._pixel()
        x, step = reading.x, self.next_step(reading)
        axis = bottom + ARROW * height
        end = min(max(x + step, left), right)
        self.drop.setData([x, x], [axis, reading.loss])
        self.step_line.setData([x, end], [axis, axis])
        self.step_head.setPos(end, axis)
        for item in (self.step_line, self.step_text):
            item.setVisible(self.can_drag)
        self.step_head.setVisible(self.can_drag and step != 0)
        angle = 180 if step > 0 else 0
        if self.step_head.opts["angle"] != angle:
            self.step_head.setStyle(angle=angle)
        self._draw_step_text(self._name_of_step(reading), step, (x, end), axis, width)

    def _draw_step_text(
        self, name: str, step: float, arrow: tuple[float, float], y: float, pixel: float
    ) -> None:
        """Write the longest form of the step that fits beside the arrow."""
        trainer = self._session.cursor.trainer
        gap = (HEAD + 2) * pixel
        (left, right), _ = self.getViewBox().viewRange()
        after, before = max(arrow) + gap, min(arrow) - gap
        is_after = right - after >= before - left
        room = right - after if is_after else before - left
        # A schedule makes rates of many digits.
        rate = shortest(float(f"{trainer.scheduled_rate:.4g}"))
        formula = wrong_update_formula(trainer.fault, trainer.optimizer.move(rate))
        number = signed(step, 5)
        forms = f"{name} {formula} = {number}", f"{name} {formula}", formula
        short = f"{name} {number}", name
        for text in (*forms, *short) if formula and step else short:
            self.step_text.setText(text)
            if self.step_text.boundingRect().width() * pixel <= room:
                break
        self.step_text.setAnchor((0 if is_after else 1, 0.5))
        self.step_text.setPos(after if is_after else before, y)

    def readout(self) -> str:
        """The numbers of the plot as a line of rich text."""
        reading, theme = self.reading, self._appearance.theme
        if reading is None:
            return ""
        numbers = [
            ("data", signed(reading.x), theme.signed("data", reading.x, text=True)),
            ("loss", plain(reading.loss), theme.color("text")),
            ("slope", signed(reading.gradient), theme.signed("grad", reading.gradient, text=True)),
        ]
        if self.can_drag:
            step, name = signed(self.next_step(reading), 5), self._name_of_step(reading)
            numbers.append((name, step, theme.color("text")))
        quiet, small = theme["quiet"], f"font-size:{px(11)}px"
        parts = [
            f"{in_color(_unbroken(name), quiet, small)}&nbsp;{in_color(_unbroken(text), color)}"
            for name, text, color in numbers
        ]
        why = f"<br>{in_color(self.why_fixed, quiet, small)}" if self.why_fixed else ""
        return " &nbsp; ".join(parts) + why

    def fit_to_size(self) -> None:
        if self.reading is not None:
            self._draw_curve(is_resized=True)


def _unbroken(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}")
