"""Loss plot: the losses of all runs over the steps, and what was changed when."""

import math
from operator import is_not

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Signal

from app.kit.theme import Appearance
from app.kit.widgets.plot_axes import LogAxis
from app.kit.widgets.plots import Dot, LiveCurve, curve_pen, fit_height, move_curve
from app.session.session import Session
from app.views.panels.loss.curves import LARGEST, SMALLEST, on_axis, outline, points_of
from app.views.panels.loss.epoch_axis import EpochAxis
from app.views.panels.loss.marks import LossMarks
from app.views.panels.loss.overlay import LossOverlay
from app.views.panels.loss.reading import LossReading, lines_at
from app.views.panels.loss.score_curves import WIDTH, ScoreAxis, ScoreCurves
from app.views.step_plot import StepPlot
from micrograd.runs.epochs import EpochCount
from micrograd.runs.last_loss import next_loss
from micrograd.runs.segments import own_segment

# A plot lower than this many pixels has no room for words.
LOW_PX = 150


class LossPlot(StepPlot):
    """A plot of the outlines of what is visible of the curves, so that a long run costs no more.

    `read_at(step)` comes with the step under the mouse, None where there is none.
    """

    read_at = Signal(object)

    def __init__(self, session: Session, appearance: Appearance) -> None:
        scale = session.step_scale
        super().__init__(scale, appearance, LogAxis, right=ScoreAxis, top=EpochAxis)
        self._session = session
        self._epochs = EpochCount()
        self.is_logarithmic = True
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
        self.reading = LossReading(self, appearance.theme, self.scale)
        self._marks = LossMarks(self, self.scale)
        self._number = 0
        # The loss of the next step, and what it is of.
        self._next_known: tuple[tuple[object, ...], int, float] = (None,) * 3, -1, math.nan
        self.getViewBox().sigRangeChanged.connect(self._draw_curves)
        self.scale.changed.connect(self._follow_axis)
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
        self._marks.forget()
        self.show_losses()

    def show_scores(self, is_shown: bool) -> None:
        """Show the score on an axis of its own, and what is known of a test; or nothing of it."""
        self.scores.show(is_shown)

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Choose between a logarithmic and a linear axis for the loss."""
        self.is_logarithmic = is_logarithmic
        self.getAxis("left").setLogMode(x=False, y=is_logarithmic)
        self._bound_axis()
        self._marks.forget()
        self.show_losses()

    def _bound_axis(self) -> None:
        axis = self.getAxis("left")
        axis.lowest = SMALLEST if self.is_logarithmic else -math.inf
        axis.highest = LARGEST[self.is_logarithmic]

    def _follow_axis(self) -> None:
        """Draw on another axis; while training goes on only where somebody sees it."""
        if self.isVisible() or not self._session.is_running:
            self.show_losses()

    def show_losses(self) -> None:
        """Draw the runs as they are now."""
        self.others.choose(self._session.experiment)
        self.show_axis()
        self._fit_height()
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
            axis.show_paces(self._epochs.paces(self._session.cursor.run))

    def _show_measured(self) -> None:
        if self.scores.test_bounds():
            self._fit_height()
        self._draw_curves()

    # The axis of the loss.

    def _fit_height(self) -> None:
        """Bring all of what is seen into sight; of the current run alone, where that was fitted."""
        if not self.scale.follows:
            self._draw_curves()
            fit_height(self, self._seen_heights())
            return
        low, high = self._on_axis(np.array(self._loss_bounds()))
        if self.is_logarithmic:
            # Whole quarters of a power of ten, so that the axis moves seldom.
            margin = 0.05 + 0.04 * (high - low)
            low, high = math.floor((low - margin) * 4) / 4, math.ceil((high + margin) * 4) / 4
        else:
            low, high = 0.0, high or 1.0
        # The names of marks find room above the curve.
        heights = [low, high + (high - low) * 0.1]
        if heights != self.getViewBox().viewRange()[1]:
            self.setYRange(*heights, padding=0)

    def _loss_bounds(self) -> tuple[float, float]:
        """The smallest and the largest loss of the runs that are fitted."""
        run, now = self._session.cursor.run, self._next_loss
        bounds = [(now, now)]
        if not self.scale.of_run:
            bounds.append(self.others.bounds)
        if not run.is_hidden:
            bounds.append(run.history.losses.bounds())
            if self._session.cursor.steps < run.steps:
                bounds.append((next_loss(run), next_loss(run)))
            bounds += [(loss, loss) for loss in self.scores.test_bounds()]
        lows, highs = zip(*bounds, strict=True)
        return min(lows), max(highs)

    def _seen_heights(self) -> list[np.ndarray]:
        """The heights of what is drawn between the ends of the axis of steps."""
        left, right = self.scale.span
        drawn = [self.curve.getData(), self.scores.test_loss.getData()]
        if not self.scale.of_run:
            drawn += [(curve.steps, curve.heights) for curve in self.others.curves]
        return [y[(x >= left) & (x <= right)] for x, y in drawn if x is not None]

    @property
    def _next_loss(self) -> float:
        """The loss that a step more would find, as all others of the curve were found."""
        cursor, trainer = self._session.cursor, self._session.cursor.trainer
        # An edit draws the plot several times, and of a batch the loss has to be added up.
        here, step = (cursor.evaluation, trainer.samples, trainer.objective), trainer.steps
        known, at_step, _ = self._next_known
        if step != at_step or any(map(is_not, here, known)):
            self._next_known = here, step, trainer.loss_to_come_of(cursor.evaluation)
        return self._next_known[2]

    # Curves and marks.

    def _draw_curves(self) -> None:
        session, theme, scale = self._session, self._appearance.theme, self.scale
        run = session.cursor.run
        self.others.draw(scale, self.is_logarithmic, self, theme)
        if self._number != run.number:
            self._number = run.number
            self.curve.setPen(curve_pen(self, theme.of_run(run.number)))
            self.scores.color_test_loss(curve_pen(self, theme.of_run(run.number), WIDTH))
        place, now = session.cursor.steps, self._next_loss
        points, end = points_of(self.width()), now if run.steps == place else None
        axis = scale.steps, points, scale.is_logarithmic
        steps, losses = outline(own_segment(run), *axis, end)
        if run.is_hidden:
            steps, losses = np.empty(0), np.empty(0)
        move_curve(self.curve, scale.places(steps), self._on_axis(losses))
        self.scores.draw(self._on_axis)
        self.now.setPos(scale.place(place), self._on_axis(np.array([now]))[0])
        is_in_the_past = session.cursor.steps < run.steps
        self.place.setVisible(is_in_the_past)
        if is_in_the_past:
            self.place.setValue(scale.place(place))

    def _on_axis(self, losses: np.ndarray) -> np.ndarray:
        return on_axis(losses, self.is_logarithmic)

    @property
    def marks(self) -> list[pg.InfiniteLine]:
        """The lines at the changes."""
        return self._marks.lines

    def _draw_marks(self) -> None:
        has_names = not self._is_low
        self._marks.draw(self._session.cursor.run, self._appearance.theme, has_names)

    # Screen to state of the view.

    def _read(self, position: QPointF) -> None:
        view, session = self.getViewBox(), self._session
        step = round(self.scale.step(view.mapSceneToView(position).x()))
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

    def fit_to_size(self) -> None:
        # A title that is only hidden would come back with text of another size.
        self.name_axis("bottom", "" if self._is_low else "step")
        self._show_epochs()
        self._draw_marks()

    @property
    def _is_low(self) -> bool:
        """True where there is no room for words: the timeline names the changes, too."""
        return self.height() < LOW_PX
