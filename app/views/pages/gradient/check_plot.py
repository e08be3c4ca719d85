"""The gradient check of one value: both numbers, the verdict, and the error against h."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.kit.numbers import signed
from app.kit.plain_text import in_color
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill, named_label, rich_label, yielding
from app.kit.widgets.plot_axes import LogAxis
from app.kit.widgets.plots import Plot, curve_pen
from app.views.pages.gradient.reading import GradientSnapshot
from micrograd.analysis.gradient_check import GradientCheck, Verdict, check_gradient

# An error of 0 is drawn as this one, because 0 has no logarithm.
SMALLEST = 1e-17

# The pixels below the points that are kept free for texts.
WRITING = 44

FORMULA = (
    "The central difference asks the loss itself: move this number by ±h, and divide how much "
    "the loss changes by 2h. The backward pass has to find the same."
)

CHECK_TIP = "Compare this gradient with central differences; in so large a graph it takes a moment"

# The shares of the width of words and plot, and the pixels between them, and between words.
LEFT, RIGHT, GAP, SPACING = 2, 3, 12, 6

# A mark, readable without colour, and words for each verdict; the table is sorted in this order.
WORDS = {
    Verdict.DISAGREES: "✗ disagrees",
    Verdict.UNDEFINED: "? undefined",
    Verdict.KINK: "? at a corner",
    Verdict.UNRESOLVED: "? unresolved",
    Verdict.AGREES: "✓ agrees",
}

SIDES = (("round-off", 0), ("truncation", 1))


class CheckPlot(Plot):
    """The relative error against h, both logarithmic; the h of the verdict is marked."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, LogAxis, LogAxis, y="relative error", x="step h")
        self._check: GradientCheck | None = None
        meaning = "Small steps h suffer from round-off, large ones from truncation"
        describe(self, "check_plot", "Relative error over h", description=meaning)
        yielding(self, both_ways=True)
        self.setMouseEnabled(x=False, y=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.getAxis("left").lowest = SMALLEST
        self.curve = pg.PlotDataItem(symbol="o", symbolSize=4)
        self.used = pg.ScatterPlotItem(size=11)
        self.used_text = pg.TextItem(anchor=(0.5, 0))
        self.sides = [pg.TextItem(text, anchor=(anchor, 1)) for text, anchor in SIDES]
        for item in (self.curve, self.used, self.used_text, *self.sides):
            self.addItem(item, ignoreBounds=True)
        self.apply_theme()

    def apply_theme(self) -> None:
        super().apply_theme()
        self.getAxis("bottom").setHeight(px(34))
        theme = self._appearance.theme
        self.curve.setPen(curve_pen(self, theme.color("quiet"), 1.5))
        self.curve.setSymbolBrush(theme.color("text"))
        self.curve.setSymbolPen(None)
        self.used.setBrush(pg.mkBrush(None))
        self.used.setPen(curve_pen(self, theme.color("accent")))
        font = self.getAxis("left").label.font()
        for item in (self.used_text, *self.sides):
            item.setFont(font)
            item.setColor(theme.color("quiet"))
        self.used_text.setColor(theme.color("accent_text"))

    def show_check(self, check: GradientCheck) -> None:
        """Draw the errors of one check."""
        self._check = check
        points = [(h, max(e, SMALLEST)) for h, e in check.curve if math.isfinite(e)]
        is_exact = all(e == SMALLEST for _, e in points)
        xs, ys = np.log10(np.array(points).reshape(-1, 2)).T
        self.curve.setData(xs, ys)
        for item in (self.curve, self.used, self.used_text):
            item.setVisible(bool(points))
        for item in self.sides:
            item.setVisible(not is_exact)
        if points:
            self.used_text.setText("equal at every h" if is_exact else f"h = {check.step:.0e}")
            self._place_items(check, xs, ys)

    def _place_items(self, check: GradientCheck, xs: np.ndarray, ys: np.ndarray) -> None:
        """Bring all points into sight, with room for the texts below them."""
        view = self.getViewBox()
        high = max(math.ceil(ys.max()), -2) + 0.5
        pixel = (high - float(ys.min())) / max(40.0, view.height() - WRITING)
        low = float(ys.min()) - WRITING * pixel
        left, right = float(xs.min()) - 0.4, float(xs.max()) + 0.4
        view.setRange(xRange=(left, right), yRange=(low, high), padding=0)
        for item, x in zip(self.sides, (left, right), strict=True):
            item.setPos(x, low)
        x, y = np.log10([check.step, max(check.relative_error, SMALLEST)])
        self.used.setData([x], [y])
        self.used_text.setAnchor((1 if x > left + 0.8 * (right - left) else 0.5, 0))
        self.used_text.setPos(x, y - 5 * pixel)

    def fit_to_size(self) -> None:
        if self._check is not None:
            self.show_check(self._check)


class OneCheck(QWidget):
    """The check of the chosen value: numbers and a verdict at the left, the plot at the right."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._reading: GradientSnapshot | None = None
        self.check: GradientCheck | None = None
        self.numbers = rich_label("check_numbers")
        self.verdict = rich_label("check_verdict", wraps=True)
        self.formula = named_label("check_formula", "caption", FORMULA, wraps=True)
        self.check_button = QToolButton()
        self.check_button.setText("Check this one")
        describe(self.check_button, "check_one_button", "Check this one", CHECK_TIP)
        self.check_button.clicked.connect(self.run)
        self.plot = CheckPlot(appearance)
        appearance.changed.connect(self.show_check)
        button = fill(QHBoxLayout(), self.check_button, None)
        items = self.verdict, self.numbers, button, self.formula
        left = fill(QVBoxLayout(), *items, None, spacing=SPACING)
        fill(QHBoxLayout(self), (left, LEFT), (self.plot, RIGHT), spacing=GAP)
        self.plot.setMinimumSize(200, 90)

    def show_reading(self, reading: GradientSnapshot, is_slow: bool) -> None:
        """Check this reading, or offer to if that is slow."""
        self._reading, self.check = reading, None
        self.check_button.setVisible(is_slow)
        if is_slow:
            self.show_check()
        else:
            self.run()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_formula()

    def _fit_formula(self) -> None:
        """Explain the central difference where all of the explanation has room."""
        width = round((self.width() - GAP) * LEFT / (LEFT + RIGHT))
        above = self.verdict.heightForWidth(width) + self.numbers.sizeHint().height() + 3 * SPACING
        self.formula.setVisible(above + self.formula.heightForWidth(width) <= self.height())

    def run(self) -> None:
        """Check the shown reading."""
        reading = self._reading
        if reading is not None:
            self.check = check_gradient(
                reading.tape, reading.node, reading.gradient, reading.numbers, reading.right
            )
            self.show_check()

    def show_check(self) -> None:
        """Show the check, or that there is none yet."""
        check = self.check
        self.plot.setVisible(check is not None)
        self.numbers.setVisible(check is not None)
        if check is None:
            self.verdict.setText("Not checked at these parameters yet.")
            return
        self.plot.show_check(check)
        self.numbers.setText(self._table(check))
        token = "warning" if check.verdict is Verdict.DISAGREES else "text"
        color = self._appearance.theme[token]
        word = in_color(WORDS[check.verdict][0], color, "font-weight:bold")
        self.verdict.setText(f"{word}&nbsp; {in_color(check.verdict.value, color)}")
        self._fit_formula()

    def _table(self, check: GradientCheck) -> str:
        theme = self._appearance.theme
        grads = ("autograd", check.autograd), ("central difference", check.central_difference)
        rows = [(name, signed(x, 8), theme.signed("grad", x, text=True)) for name, x in grads]
        rows.append(("relative error", error_text(check.relative_error), theme.color("text")))
        cells = "".join(
            f"<tr><td style='padding-right:12px'>{in_color(name, theme['quiet'])}</td>"
            f"<td align='right'>{in_color(text, color)}</td></tr>"
            for name, text, color in rows
        )
        return f"<table cellspacing='0' cellpadding='1'>{cells}</table>"


def error_text(error: float) -> str:
    """Write a relative error: `3.1e−09`, or `0` if both numbers are equal."""
    return "–" if math.isnan(error) else "0" if error == 0 else f"{error:.1e}".replace("-", "−")
