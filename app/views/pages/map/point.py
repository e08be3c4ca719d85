"""The pixel under the mouse, or the chosen one: its settings, its outcome, its loss curve."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.kit.beside import Beside
from app.kit.numbers import MINUS, significant
from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.fields import describe
from app.kit.widgets.panel import title_label
from app.kit.widgets.parts import ElidedLabel, fill, in_box, yielding
from app.kit.widgets.plot_axes import LogAxis, PlotAxis
from app.kit.widgets.plots import Plot, curve_pen
from app.playing.opening import Opening
from app.views.open_button import OpenButton
from app.views.pages.map.looking import Look, look
from micrograd.maps.plan import MapPlan
from micrograd.training.measures import MEASURES

# Milliseconds between two looks while the mouse moves.
LOOK_MS = 60
# Losses below are drawn as this.
LEAST = 1e-12
HINT = "A click chooses a pixel."
# Pixels between two lines, and above the buttons.
SPACING, GAP = 2, 6
DIRECTIONS = QBoxLayout.Direction
PIXEL, RUN = "The pixel", "The current run"
BEGIN_TIP = "Begin a run with these settings, at step 0"


class LossCurve(Plot):
    """The losses of a pixel's run over its steps, from large to small by powers of ten."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, LogAxis, PlotAxis, y="loss", x="step")
        describe(self, "map_loss_curve", "Loss of the pixel's run over its steps")
        yielding(self, both_ways=True)
        self.setMouseEnabled(x=False, y=False)
        self.curve = pg.PlotCurveItem()
        self.addItem(self.curve)
        self.apply_theme()

    def apply_theme(self) -> None:
        super().apply_theme()
        self.curve.setPen(curve_pen(self, self._appearance.theme.color("accent"), 1.5))

    def show_look(self, seen: Look | None) -> None:
        """Draw the curve of a run; nothing for none."""
        if seen is None or not len(seen.losses):
            self.curve.setData([], [])
            return
        with np.errstate(all="ignore"):
            levels = np.log10(np.maximum(seen.losses, LEAST))
        levels = np.where(np.isfinite(levels), levels, np.nan)
        self.curve.setData(seen.steps, levels, connect="finite")
        self.setXRange(0, seen.plan.steps, padding=0)
        low, high = np.nanmin(levels), np.nanmax(levels)
        room = max(0.15, 0.08 * (high - low))
        self.setYRange(low - room, high + room, padding=0)


class PointPanel(QWidget):
    """Tells of a pixel.

    `begin_wanted` comes with the button that begins a run there, `open.wanted` with the other one.
    """

    begin_wanted = Signal()

    def __init__(self, appearance: Appearance, opening: Opening) -> None:
        super().__init__()
        self.setObjectName("map_point")
        self.title = title_label(PIXEL)
        self.texts = [ElidedLabel(f"map_point_{name}") for name in ("x", "y", "measure", "end")]
        self.curve = LossCurve(appearance)
        self.begin = QPushButton("Begin here")
        describe(self.begin, "map_begin_button", "Begin a run at the pixel", BEGIN_TIP)
        self.begin.setAutoDefault(True)
        self.open = OpenButton(opening, "map_open_button", "Open the pixel as a run")
        self.buttons = in_box(fill(QHBoxLayout(), (self.begin, 1), (self.open, 1), spacing=6))
        # A taller curve would be no clearer, since it grows no wider.
        hold(self.curve, least_height=70, most_height=240)
        told = in_box(
            fill(QVBoxLayout(), self.title, *self.texts, GAP, self.buttons, spacing=SPACING)
        )
        hold(told, least_width=190)
        line = QBoxLayout(DIRECTIONS.TopToBottom, self)
        self._line = fill(line, told, (self.curve, 1), None)
        self._page_has_room = True
        self._line.setAlignment(told, Qt.AlignmentFlag.AlignTop)
        self.begin.clicked.connect(self.begin_wanted)
        self.show_pixel(None, None)

    def arrange(self, is_wide: bool, page_has_room: bool) -> None:
        """Stand above the curve, or beside it where the panel is wide and low.

        page_has_room: whether the page has the height for a curve.
        """
        self._line.setDirection(DIRECTIONS.LeftToRight if is_wide else DIRECTIONS.TopToBottom)
        self._page_has_room = page_has_room
        self._fit()

    def _fit(self) -> None:
        """Leave out the curve, then the buttons, then lines, where it is too low for all of it."""
        lines: list[QWidget] = [self.title, *self.texts]
        needed = [(each, each.sizeHint().height() + SPACING) for each in lines]
        needed.append((self.buttons, self.buttons.sizeHint().height() + SPACING + GAP))
        if self._line.direction() is DIRECTIONS.TopToBottom:
            needed.append((self.curve, self.curve.minimumHeight() + self._line.spacing()))
            room = self.height()
        else:
            # Beside each other they are as high as they ask for.
            room = sum(height for _, height in needed)
            self.curve.setVisible(self._page_has_room)
        for widget, height in needed:
            room -= height
            has_room = room >= 0 and (widget is not self.curve or self._page_has_room)
            widget.setVisible(has_room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_choice(self, can_open: bool, is_of_run: bool) -> None:
        """Let the chosen pixel be opened; tell whether the current run is told of."""
        for button in (self.begin, self.open):
            button.setEnabled(can_open)
        self.title.setText(RUN if is_of_run else PIXEL)

    def show_pixel(self, plan: MapPlan | None, values: tuple[float, float] | None) -> None:
        """Tell the settings of a pixel; its outcome follows."""
        if plan is None or values is None:
            for label, text in zip(self.texts, (HINT, "", "", ""), strict=True):
                label.show_text(text)
            self.curve.show_look(None)
            return
        for label, axis, value in zip(self.texts, (plan.x, plan.y), values, strict=False):
            label.show_text(f"{axis.title}  {significant(value, 9)}")
        for label in self.texts[2:]:
            label.show_text("")

    def show_look(self, seen: Look) -> None:
        """Tell what became of a pixel's run."""
        sides = seen.plan.sides
        end = "" if seen.diverged_at is None else f" at step {seen.diverged_at:,}"
        title, text = MEASURES[seen.plan.measure].title, sides.text(seen.measure)
        told = [] if sides.outcomes else [f"{title}  {text.replace('-', MINUS)}"]
        for label, line in zip(self.texts[2:], [*told, f"{seen.outcome.text}{end}"], strict=False):
            label.show_text(line)
        self.curve.show_look(seen)


class PointLooks(QObject):
    """Trains the run of the newest pixel beside the window, and tells the panel."""

    def __init__(self, panel: PointPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._panel = panel
        self._asked: tuple[MapPlan, tuple[float, float]] | None = None
        self.work = Beside("map_point", self)
        self.work.delivered.connect(self._take)
        self._throttle = Throttle(LOOK_MS, self._begin, self)

    def ask(self, plan: MapPlan | None, values: tuple[float, float] | None) -> None:
        """Look at a pixel, or at none."""
        asked = None if plan is None or values is None else (plan, values)
        if asked == self._asked:
            return
        self._asked = asked
        self._panel.show_pixel(plan, values)
        if asked is None:
            self.work.cancel()
        else:
            self._throttle.request()

    def _begin(self) -> None:
        if self._asked is not None:
            self.work.start(look(*self._asked))

    def _take(self, seen: object) -> None:
        assert isinstance(seen, Look)
        if (seen.plan, seen.values) == self._asked:
            self._panel.show_look(seen)
