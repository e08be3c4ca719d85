"""The curves beside that of the loss: scores on an axis of their own, the loss of a test."""

from collections.abc import Callable, Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.kit.sliced import Sliced
from app.kit.text_size import px
from app.kit.theme import Theme
from app.kit.throttle import READING_MS
from app.kit.widgets.plot_axes import LABEL_PX, PlotAxis
from app.kit.widgets.plots import LiveCurve, curve_pen, move_curve
from app.session.session import Session
from app.views.panels.loss.curves import MOST_PAST
from micrograd.runs.buckets import Numbers
from micrograd.runs.score_history import IS_ACCURACY, SCORE, STEP, TEST_LOSS, TEST_SCORE, mark_of
from micrograd.runs.score_marks import marking
from micrograd.runs.segments import segments_of
from micrograd.training.score import ACCURACY

# The parts of the height of the plot at which a score is 0, and 1.
BOTTOM, TOP = 0.04, 0.9
AXIS_PX = 40
WIDTH = 1.5
# The most marks that are drawn of a run.
MOST_DRAWN = 512
TICKS = (0.0, 0.5, 1.0)


class ScoreAxis(PlotAxis):
    """The axis of a score from 0 to 1, which fills the height of the plot at any zoom."""

    texts = ("0 %", "50 %", "100 %")

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        # The one in the middle leaves first.
        ticks = TICKS if size >= len(TICKS) * px(LABEL_PX) else (TICKS[0], TICKS[-1])
        return [(high - low, on_height(np.array(ticks), (low, high)).tolist())]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return list(self.texts) if len(values) == len(TICKS) else [self.texts[0], self.texts[-1]]

    def show_name(self, name: str) -> None:
        """Write percents for an accuracy, numbers for an R²."""
        texts = ("0 %", "50 %", "100 %") if name == ACCURACY else ("≤ 0", "0.5", "1")
        if texts != self.texts:
            self.texts = texts
            self.picture = None
            self.update()


def on_height(scores: Numbers, span: tuple[float, float]) -> Numbers:
    """Scores as heights in a plot that goes from the lower to the upper end of a span."""
    low, high = span
    shares = BOTTOM + (TOP - BOTTOM) * np.clip(scores, 0.0, 1.0)
    return low + (high - low) * shares


class ScoreCurves(QObject):
    """Score and test curves of the current run and its past; marks that lack are measured.

    `measured` comes when there are more of them.
    """

    measured = Signal()

    def __init__(self, plot: pg.PlotWidget, session: Session) -> None:
        super().__init__(plot)
        self._plot, self._session = plot, session
        self.is_shown = True
        self.axis: ScoreAxis = plot.getAxis("right")
        self.score, self.test_score, self.test_loss = (LiveCurve() for _ in range(3))
        for curve in (self.score, self.test_score, self.test_loss):
            plot.addItem(curve)
        self._work = Sliced(self)
        self._work.advanced.connect(self.measured)
        self._work.finished.connect(self.measured)
        self._later = QTimer(self, singleShot=True, interval=READING_MS)
        self._later.timeout.connect(self._measure)
        self._measured_for: object = None

    # Drawing.

    def show(self, is_shown: bool) -> None:
        """Show or hide all of it."""
        self.is_shown = is_shown
        self._plot.showAxis("right", is_shown)
        self._measured_for = None

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the colours of the theme; a test is dashed."""
        quiet = theme.color("quiet")
        self.score.setPen(curve_pen(self._plot, quiet, WIDTH))
        self.test_score.setPen(dashed(curve_pen(self._plot, quiet, WIDTH)))
        self.axis.setWidth(px(AXIS_PX))

    def test_bounds(self) -> list[float]:
        """The smallest and the largest loss of the test, for the axis of the loss; or none."""
        if not self.is_shown or not self._session.scores.has_test:
            return []
        losses = self._rows(-np.inf, np.inf)[:, TEST_LOSS]
        losses = losses[np.isfinite(losses)]
        return [float(losses.min()), float(losses.max())] if len(losses) else []

    def draw(self, on_axis: Callable[[Numbers], Numbers]) -> None:
        """Draw what is visible. on_axis: losses as heights."""
        rows = self._drawn_rows() if self.is_shown else np.empty((0, 5))
        heights = tuple(self._plot.getViewBox().viewRange()[1])
        for curve, column in ((self.score, SCORE), (self.test_score, TEST_SCORE)):
            self._move(curve, rows, column, lambda scores: on_height(scores, heights))
        self._move(self.test_loss, rows, TEST_LOSS, on_axis)
        if self.is_shown:
            self.axis.show_name(self._session.scores.name)
            self._measure()

    def at(self, step: int) -> Numbers | None:
        """The last mark up to a step; None where there is none, or nothing is shown."""
        rows = self._rows(step, step) if self.is_shown else np.empty((0, 5))
        rows = rows[rows[:, STEP] <= step]
        return rows[rows[:, STEP].argmax()] if len(rows) else None

    def color_test_loss(self, pen_of_loss: object) -> None:
        """Draw the loss of the test as that of the run is drawn, but dashed."""
        self.test_loss.setPen(dashed(pg.mkPen(pen_of_loss)))

    def _rows(self, left: float, right: float) -> Numbers:
        """The marks between two steps, of the past and of the run itself, its end included."""
        run, scores = self._session.cursor.run, self._session.scores
        scores.note()
        if run.is_hidden:
            return np.empty((0, 5))
        segments = [each for each in segments_of(run)[-MOST_PAST:] if each.last >= left]
        parts = []
        for each, first, last in segments:
            rows = each.history.scores.between(max(first, left), min(last, right))
            parts.append(rows[(rows[:, STEP] >= first) & (rows[:, STEP] <= last)])
        if end := scores.end_of(run):
            parts.append(np.array([mark_of(*end)]))
        rows = np.concatenate([*parts, np.empty((0, 5))])
        is_accuracy = scores.name == ACCURACY
        return rows[rows[:, IS_ACCURACY] == is_accuracy]

    def _drawn_rows(self) -> Numbers:
        """The visible marks, no two of them in the same part of the axis."""
        scale = self._session.step_scale
        rows, (left, right) = self._rows(*scale.steps), scale.span
        if len(rows) <= MOST_DRAWN:
            return rows
        parts = (scale.places(rows[:, STEP]) - left) // ((right - left) / MOST_DRAWN)
        # The last mark is that of the present.
        return rows[np.append(np.diff(parts) > 0, True)]

    def _move(
        self,
        curve: LiveCurve,
        rows: Numbers,
        column: int,
        to_heights: Callable[[Numbers], Numbers],
    ) -> None:
        rows = rows[~np.isnan(rows[:, column])]
        drawn = curve.getData()[0]
        if not len(rows) and (drawn is None or not len(drawn)):
            # Most runs have no test: nothing is done for its curves.
            return
        places = self._session.step_scale.places(rows[:, STEP])
        move_curve(curve, places, to_heights(rows[:, column]))

    # Measuring.

    def _measure(self) -> None:
        """Measure what lacks, while no training needs the time."""
        if not self.is_shown:
            return
        if self._session.is_running:
            self._work.cancel()
            self._measured_for = None
            if not self._later.isActive():
                self._later.start()
            return
        run = self._session.cursor.run
        segments = segments_of(run)[-MOST_PAST:]
        wanted = [(each.run, each.run.history, each.last) for each in segments]
        if wanted != self._measured_for:
            self._measured_for = wanted
            self._work.start_soon(self._marking())

    def _marking(self) -> Iterator[None]:
        for segment in segments_of(self._session.cursor.run)[-MOST_PAST:]:
            yield from marking(segment)


def dashed(pen: pg.QtGui.QPen) -> pg.QtGui.QPen:
    """The pen with dashes."""
    pen.setStyle(Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 3])
    return pen
