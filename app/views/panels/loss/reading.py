"""The reading under the mouse in the loss plot: the loss of every run that is drawn."""

from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from app.kit.numbers import MINUS, cut, plain
from app.kit.plain_text import in_color
from app.kit.text_size import px
from app.kit.theme import Theme
from app.session.session import Session
from app.session.step_scale import StepScale
from app.views.curve_table import between
from app.views.panels.loss.curves import Overlay, on_axis
from micrograd.runs.differences import label
from micrograd.runs.last_loss import known_loss
from micrograd.runs.loss_history import LossRange
from micrograd.runs.run import Run

# The most lines of the box, and the most characters of a name in it.
MOST_LINES, LONGEST_NAME = 10, 24
# How a run was trained is told in the box while that takes no more than this share of the plot, at
# least so many pixels of it.
WIDEST, LEAST_LABEL = 0.6, 60
GAP = "   "
# Heights in pixels.
TEXT_PX, LINE_HEIGHT = 11, 15
# Smaller losses are written with a power of ten.
SMALLEST_DECIMAL = 0.001


class Line(NamedTuple):
    """The loss of one run. run: None for the only one that is drawn, which needs no name."""

    run: Run | None
    kept: LossRange


def lines_at(session: Session, overlay: Overlay, step: int) -> list[Line]:
    """The losses of a step, the highest first, as the curves lie."""
    run = session.cursor.run
    owner = run.owner_of(step)
    drawn = {part.run: known_loss(part.run, step) for part in overlay.runs if part.first <= step}
    if not run.is_hidden and owner not in drawn:
        drawn[owner] = known_loss(run, step)
    lines = [Line(each, kept) for each, kept in drawn.items() if kept is not None]
    return sorted(lines, key=lambda line: -line.kept.high)


class LossReading:
    """A vertical line at a step, a point on each curve there, and a box of text."""

    def __init__(self, plot: pg.PlotWidget, theme: Theme, scale: StepScale) -> None:
        self._plot, self._theme, self._scale = plot, theme, scale
        self.line = pg.InfiniteLine(angle=90)
        self.point = pg.ScatterPlotItem(size=8)
        self.text = pg.TextItem(anchor=(0, 1))
        plot.addItem(self.line)
        plot.addItem(self.point)
        plot.addItem(self.text, ignoreBounds=True)
        # The text lies above the names of marks, which are added later.
        self.text.setZValue(1)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Draw everything in the colours of the theme."""
        self._theme = theme
        self.line.setPen(pg.mkPen(theme["quiet"], style=Qt.PenStyle.DashLine))
        self.point.setPen(pg.mkPen(theme["surface"], width=2))
        self.text.setColor(theme.color("text"))
        self.text.fill = pg.mkBrush(theme["field"])
        self.text.border = pg.mkPen(theme["border"])

    def hide(self) -> None:
        """Hide all of it."""
        self._set_visible(False)

    def _set_visible(self, is_shown: bool) -> None:
        for item in (self.line, self.point, self.text):
            item.setVisible(is_shown)

    def show(self, lines: list[Line], step: int, current: Run, is_logarithmic: bool) -> None:
        """Show these losses of a step, each in the colour of its run."""
        self._place_points(lines, step, is_logarithmic)
        view = self._plot.getViewBox()
        room = int(view.height() / px(LINE_HEIGHT)) - 1
        rows = [f"step {step:,}"]
        shown = _shown(lines, current, min(MOST_LINES, room))
        trained = self._labels(shown, WIDEST * view.width())
        for line, told in zip(shown, trained, strict=True):
            texts = (_named(line), self._color(line)), (told, self._theme["quiet"])
            rows.append("".join(in_color(_unbroken(text), color) for text, color in texts if text))
        if len(lines) >= len(rows):
            rows.append(f"and {len(lines) - len(rows) + 1} more")
        self.text.setHtml(f"<div style='font-size:{px(TEXT_PX)}px'>{'<br>'.join(rows)}</div>")
        self.text.setAnchor((self._anchor(step), 0.5))
        self.text.setPos(self._scale.place(step), view.viewRect().center().y())
        self._set_visible(True)

    def show_only(self, kept: LossRange, step: int, is_logarithmic: bool) -> None:
        """Show the loss of the only run that is drawn."""
        y = float(on_axis(np.array([kept.high]), is_logarithmic)[0])
        self._place_points([Line(None, kept)], step, is_logarithmic)
        self.text.setText(_written(kept))
        is_high = y > self._plot.getViewBox().viewRect().center().y()
        self.text.setAnchor((self._anchor(step), -0.3 if is_high else 1.3))
        self.text.setPos(self._scale.place(step), y)
        self._set_visible(True)

    def _place_points(self, lines: list[Line], step: int, is_logarithmic: bool) -> None:
        place = self._scale.place(step)
        self.line.setPos(place)
        ends = np.array([(line.kept.low, line.kept.high) for line in lines]).ravel()
        brushes = [pg.mkBrush(self._color(line)) for line in lines for _ in range(2)]
        self.point.setData(
            np.full(len(ends), float(place)), on_axis(ends, is_logarithmic), brush=brushes
        )

    def _labels(self, lines: list[Line], room: float) -> list[str]:
        """How each run was trained, as far as there is room in so many pixels; else nothing."""
        font = QFont(self._plot.font())
        font.setPixelSize(px(TEXT_PX))
        width = QFontMetricsF(font).horizontalAdvance
        left = room - max((width(_named(line) + GAP) for line in lines), default=0.0)
        if left < px(LEAST_LABEL):
            return [""] * len(lines)
        runs = [line.run for line in lines if line.run]
        return [GAP + cut(label(run), left, width) for run in runs]

    def _color(self, line: Line) -> str:
        """The colour of the run; the only one that is drawn has that of text."""
        if line.run is None:
            return self._theme["text"]
        return self._theme.of_run(line.run.number).name()

    def _anchor(self, step: int) -> float:
        """The share of the text that lies before the step. The text stands right of the step, or
        left of it if there is no room; if there is none on either side, all of it is seen."""
        view = self._plot.getViewBox()
        (left, right), _ = view.viewRange()
        share = (self._scale.place(step) - left) / (right - left)
        width = 1.05 * self.text.boundingRect().width() / view.width()
        if width < 1 - share:
            return -0.05
        return 1.05 if width < share else share


def _shown(lines: list[Line], current: Run, room: int) -> list[Line]:
    """The lowest losses, as many as there is room for, and that of the current run."""
    if len(lines) <= room:
        return lines
    # The last line says how many more there are.
    shown = lines[len(lines) - max(1, room - 1) :]
    own = [line for line in lines if line.run is current and line not in shown]
    return [*own, *shown[len(own) :]]


def _named(line: Line) -> str:
    """`run 2   0.0123`, or where only bounds are kept `run 2   0.5 … 0.6`."""
    assert line.run is not None
    name = cut(line.run.name, LONGEST_NAME, len)
    return f"{name}{GAP}{range_text(line.kept)}"


def _unbroken(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _written(kept: LossRange) -> str:
    """`step 3   loss 0.5`, or where only bounds are kept `steps 4–7   loss 0.5 … 0.6`."""
    if kept.first == kept.last:
        return f"step {kept.first:,}{GAP}loss {range_text(kept)}"
    return f"steps {kept.first:,}–{kept.last:,}{GAP}loss {range_text(kept)}"


def range_text(kept: LossRange) -> str:
    """`0.5`, or where only bounds are kept `0.5 … 0.6`."""
    return between(kept.low, kept.high, _loss)


def _loss(number: float) -> str:
    """A loss with at least four figures, so that those of several runs can be compared."""
    is_small = 0 < number < SMALLEST_DECIMAL
    return f"{number:.3e}".replace("-", MINUS) if is_small else plain(number, 6)
