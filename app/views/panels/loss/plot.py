"""Loss plot: the losses of all runs over the steps, and what was changed when."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent

from app.kit.numbers import cut
from app.kit.plain_text import line_format, set_tooltip
from app.kit.theme import Appearance
from app.kit.widgets.plots import (
    Dot,
    LiveCurve,
    LogAxis,
    Plot,
    StepAxis,
    curve_pen,
    move_curve,
    roomy_end,
)
from app.session.session import Session
from app.views.panels.loss.curves import LARGEST, SMALLEST, on_axis, outline, points_of
from app.views.panels.loss.overlay import LossOverlay
from app.views.panels.loss.reading import LossReading, lines_at
from app.views.panels.loss.score_curves import WIDTH, ScoreAxis, ScoreCurves
from micrograd.runs.events import Event
from micrograd.runs.last_loss import next_loss
from micrograd.runs.segments import own_segment

# The most changes that are marked: the latest.
MOST_MARKS = 40
# The distance in pixels between names of marks, which stand one below the other.
LABEL_PX = 20
# A plot lower than this many pixels has no room for words.
LOW_PX = 150
# A key moves the view by this share of its width, or widens it by this factor.
PANS = {Qt.Key.Key_Left: -0.1, Qt.Key.Key_Right: 0.1}
ZOOMS = {Qt.Key.Key_Plus: 0.8, Qt.Key.Key_Minus: 1.25}


class EpochAxis(StepAxis):
    """An axis that counts epochs, without room for a name beside it."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [f"epoch {text}" for text in super().tickStrings(values, scale, spacing)]


class LossPlot(Plot):
    """A plot of the outlines of what is visible of the curves, so that a long run costs no more.

    `read_at(step)` comes with the step under the mouse, None where there is none.
    """

    read_at = Signal(object)

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(appearance, LogAxis, StepAxis, right=ScoreAxis, top=EpochAxis)
        self._session = session
        self.is_logarithmic = True
        self.follows = True
        self.others = LossOverlay()
        self.curve = LiveCurve()
        self.place = pg.InfiniteLine(angle=90)
        self.now = Dot(9)
        self._bound_axis()
        self.addItem(self.others, ignoreBounds=True)
        self.scores = ScoreCurves(self, session)
        self.scores.measured.connect(self._show_measured)
        for item in (self.curve, self.place, self.now):
            self.addItem(item)
        self.show_scores(True)
        self.reading = LossReading(self, appearance.theme)
        self.marks: list[pg.InfiniteLine] = []
        self._drawn_marks: object = None
        self._number = 0
        self.getViewBox().sigRangeChangedManually.connect(self._stop_following)
        self.getViewBox().sigRangeChanged.connect(self._draw_curves)
        self.scene().sigMouseMoved.connect(self._read)
        self.apply_theme()

    # State to screen.

    def apply_theme(self) -> None:
        super().apply_theme()
        theme = self._appearance.theme
        self.now.setBrush(theme.color("accent"))
        self.place.setPen(pg.mkPen(theme["accent"], width=1))
        self.reading.apply_theme(theme)
        self.scores.apply_theme(theme)
        self.others.forget()
        self._number = 0
        self._drawn_marks = None
        self.show_losses()

    def show_scores(self, is_shown: bool) -> None:
        """Show the score on an axis of its own, and what is known of a test; or nothing of it."""
        self.scores.show(is_shown)

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Choose between a logarithmic and a linear axis for the loss."""
        self.is_logarithmic = is_logarithmic
        self.getAxis("left").setLogMode(x=False, y=is_logarithmic)
        self._bound_axis()
        self._drawn_marks = None
        self.fit()

    def _bound_axis(self) -> None:
        axis = self.getAxis("left")
        axis.lowest = SMALLEST if self.is_logarithmic else -math.inf
        axis.highest = LARGEST[self.is_logarithmic]

    def fit(self) -> None:
        """Show the whole run, and follow it from here on."""
        self.follows = True
        self.show_losses()

    def show_losses(self) -> None:
        """Draw the runs as they are now."""
        self.others.choose(self._session.experiment)
        if self.follows:
            self._fit_range()
        self._draw_curves()
        self._draw_marks()
        self._show_epochs()

    def _show_epochs(self) -> None:
        """Count the epochs above the plot, where a step is only a part of one."""
        samples, axis = self._session.cursor.trainer.samples, self.getAxis("top")
        is_shown = samples.has_batches and not self._is_low
        if is_shown != axis.isVisible():
            self.showAxis("top", is_shown)
        if is_shown:
            axis.setScale(1 / samples.steps_per_epoch)

    def _show_measured(self) -> None:
        if self.follows and self.scores.test_bounds():
            self._fit_range()
        self._draw_curves()

    def _fit_range(self) -> None:
        run, others = self._session.cursor.run, self.others
        now = self._next_loss
        bounds = [others.bounds, (now, now)]
        if not run.is_hidden:
            bounds.append(run.history.losses.bounds())
            if self._session.cursor.steps < run.steps:
                bounds.append((next_loss(run), next_loss(run)))
            bounds += [(loss, loss) for loss in self.scores.test_bounds()]
        lows, highs = zip(*bounds, strict=True)
        low, high = self._on_axis(np.array([min(lows), max(highs)]))
        if self.is_logarithmic:
            # Whole quarters of a power of ten, so that the axis moves seldom.
            margin = 0.05 + 0.04 * (high - low)
            low, high = math.floor((low - margin) * 4) / 4, math.ceil((high + margin) * 4) / 4
        else:
            low, high = 0.0, high or 1.0
        end = roomy_end(max(10, self._last_step))
        # The names of marks find room above the curve.
        spans = (-0.012 * end, end * 1.012), (low, high + (high - low) * 0.1)
        if [list(each) for each in spans] != self.getViewBox().viewRange():
            self.getViewBox().setRange(xRange=spans[0], yRange=spans[1], padding=0)

    @property
    def _next_loss(self) -> float:
        """The loss that a step more would find, as all others of the curve were found."""
        cursor = self._session.cursor
        return cursor.trainer.loss_to_come_of(cursor.evaluation)

    @property
    def _last_step(self) -> int:
        """The last step of all that is drawn."""
        return max(
            segment.last
            for segment in [own_segment(self._session.cursor.run), *self.others.overlay.segments]
        )

    def _draw_curves(self) -> None:
        (left, right), _ = self.getViewBox().viewRange()
        session, theme = self._session, self._appearance.theme
        run = session.cursor.run
        self.others.draw((left, right), self.is_logarithmic, self, theme)
        if self._number != run.number:
            self._number = run.number
            self.curve.setPen(curve_pen(self, theme.of_run(run.number)))
            self.scores.color_test_loss(curve_pen(self, theme.of_run(run.number), WIDTH))
        place, now = session.cursor.steps, self._next_loss
        points, end = points_of(self.width()), now if run.steps == place else None
        steps, losses = outline(own_segment(run), left, right, points, end)
        if run.is_hidden:
            steps, losses = np.empty(0), np.empty(0)
        move_curve(self.curve, steps, self._on_axis(losses))
        self.scores.draw((left, right), self._on_axis)
        self.now.setPos(place, self._on_axis(np.array([now]))[0])
        is_in_the_past = session.cursor.steps < run.steps
        self.place.setVisible(is_in_the_past)
        if is_in_the_past:
            self.place.setValue(session.cursor.steps)

    def _on_axis(self, losses: np.ndarray) -> np.ndarray:
        return on_axis(losses, self.is_logarithmic)

    def _draw_marks(self) -> None:
        events = self._session.cursor.run.past_events[-MOST_MARKS:]
        (left, right), _ = self.getViewBox().viewRange()
        drawn = (events, round(right - left, -1), self.width(), self.height())
        if drawn == self._drawn_marks:
            return
        self._drawn_marks = drawn
        for line in self.marks:
            self.removeItem(line)
        self.marks = []
        named: list[int] = []
        for event in reversed(events):
            is_crowded = any(abs(event.step - other) < (right - left) * 0.02 for other in named)
            line = self._new_mark(event, is_crowded)
            if not (is_crowded or self._is_low):
                self._name_mark(line, event.text, len(named) % 3)
                named.append(event.step)
            self.addItem(line)
            self.marks.append(line)

    def _new_mark(self, event: Event, is_crowded: bool) -> pg.InfiniteLine:
        theme = self._appearance.theme
        color = theme["border"] if is_crowded else theme["disabled"]
        line = pg.InfiniteLine(event.step, angle=90, pen=pg.mkPen(color, width=1))
        set_tooltip(line, f"step {event.step:,}: {event.text}")
        return line

    def _name_mark(self, line: pg.InfiniteLine, text: str, row: int) -> None:
        """Write what was changed beside its line, at the top of the plot."""
        theme, view = self._appearance.theme, self.getViewBox()
        font = self.getAxis("bottom").label.font()
        (left, right), _ = view.viewRange()
        # The name stands at the left of its line unless it would reach beyond the plot.
        room = view.width() * (line.value() - left) / (right - left)
        advance = QFontMetrics(font).horizontalAdvance
        side = 1 if advance(text) + LABEL_PX < room else 0
        text = cut(text, (room if side else view.width() - room) - LABEL_PX / 2, advance)
        label = pg.InfLineLabel(
            line,
            line_format(text),
            position=1 - LABEL_PX * (row + 0.6) / max(1, view.height()),
            anchors=[(side, 0.5), (side, 0.5)],
            color=theme["text"],
            fill=theme["field"],
        )
        label.setFont(font)

    # Screen to state of the view.

    def _stop_following(self) -> None:
        self.follows = False

    def _read(self, position: QPointF) -> None:
        view, session = self.getViewBox(), self._session
        step = round(view.mapSceneToView(position).x())
        lines = []
        if view.sceneBoundingRect().contains(position):
            lines = lines_at(session, self.others.overlay, step)
        self.read_at.emit(step if lines else None)
        if not lines:
            self.reading.hide()
        elif self.others.overlay.segments:
            self.reading.show(lines, step, session.cursor.run, self.is_logarithmic)
        else:
            self.reading.show_only(lines[0].kept, step, self.is_logarithmic)

    def leaveEvent(self, event: object) -> None:
        self.reading.hide()
        self.read_at.emit(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        view, key = self.getViewBox(), event.key()
        if key == Qt.Key.Key_Home:
            self.fit()
        elif key in PANS:
            self.follows = False
            view.translateBy(x=PANS[Qt.Key(key)] * view.viewRect().width())
        elif key in ZOOMS:
            self.follows = False
            view.scaleBy(x=ZOOMS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def fit_to_size(self) -> None:
        self.getAxis("bottom").showLabel(not self._is_low)
        self._show_epochs()
        self._draw_marks()

    @property
    def _is_low(self) -> bool:
        """True where there is no room for words: the timeline names the changes, too."""
        return self.height() < LOW_PX
