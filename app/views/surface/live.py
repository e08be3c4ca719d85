"""The surface of a session's network, made anew with every step that is shown."""

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, QSizeF, Signal
from PySide6.QtWidgets import QWidget

from app.kit.sight_text import ALL, ranges_of, sight_text
from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.surface.marks import MOST_SAMPLES, SampleMarks, drawn_rows, marks_of
from app.views.surface.picture import PictureMaker, Request, SurfacePicture
from app.views.surface.sight import Range, in_equal_units
from micrograd.analysis.answers import Answers, answers_of
from micrograd.analysis.probe import probe_of
from micrograd.analysis.surface import Plane, roomy
from micrograd.data.rows import taken_rows
from micrograd.training.step_engine import Probe

# Points along each side of a surface, the fewest of them, and those of a curve.
SIDE, LEAST_SIDE, CURVE = 100, 12, 400
# How often a parameter may be used for one picture, by the compiled loop and by the engine: what
# both do in some 2 milliseconds. The picture of a network that stands still may take longer, by
# this factor.
MOST_USES, MOST_SLOW_USES, PATIENCE = 5_000_000, 20_000, 8
# While training runs a picture is drawn again where one of its 255 shades is another by more than
# this: no eye tells two neighbours apart.
SAME_SHADE = 1
# The most computed inputs there are for one picture: Python does these.
MOST_COMPUTED = 3_000


class LiveSurface(QObject):
    """The outputs of a network as they are seen.

    x, y: the ranges in sight; along one input y is the range of the outputs. `changed` comes where
    it looks different. lies_elsewhere: whether what a view draws over the second of two pictures
    lies visibly elsewhere than over the first.
    """

    changed = Signal()
    refitted = Signal()

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        view: QWidget,
        is_small: bool = False,
    ) -> None:
        """view: its parent, which shows it. is_small: fill a small place with the samples."""
        super().__init__(view)
        self._session, self._appearance = session, appearance
        self._is_small = is_small
        self._maker, self._coarse_maker = PictureMaker(), PictureMaker()
        self._picture: SurfacePicture | None = None
        self._aspect, self._is_fitted = 1.0, True
        # The aspect at which ranges are held, whatever becomes of it and of the samples.
        self._held_aspect: float | None = None
        self._axes = self.axes
        self._chosen_output: int | None = None
        self.x: Range = (0.0, 1.0)
        self.y: Range = (0.0, 1.0)
        self.lies_elsewhere: Callable[[Request, Request], bool] = lambda before, now: False
        # Whether the picture is that of an earlier step, which looks like that of this one.
        self._is_earlier = False
        self._made_for: tuple[object, ...] = ()
        self._probe: Probe
        self._marked: tuple[object, SampleMarks] | None = None
        self.show_dataset()
        cursor = session.cursor
        give = session.turns.of if is_small else session.turns.of_main
        give(self, view.isVisible).connect(self._follow_step)
        session.turns.caught_up.connect(self._be_exact)
        connect_all(self.show_dataset, cursor.dataset_changed, cursor.network_rebuilt)
        connect_all(self.ask, cursor.parameter_edited, cursor.settings_changed, appearance.changed)
        session.selection.sample_changed.connect(self.changed)
        session.plane.changed.connect(self._follow_plane)

    # Axes, output and ranges in sight.

    @property
    def answers(self) -> Answers:
        """How the outputs are read."""
        return self._answers

    @property
    def axes(self) -> tuple[int, ...]:
        """The inputs along which it is seen, one or two."""
        return self._session.plane.axes

    @property
    def output(self) -> int | None:
        """The output that is seen; None for the classes of all outputs."""
        nout = self._session.cursor.dataset.nout
        if self._chosen_output is not None and self._chosen_output < nout:
            return self._chosen_output
        return None if self._answers.classes and nout > 1 else 0

    @property
    def is_curve(self) -> bool:
        """True where there is one input to vary."""
        return len(self.axes) == 1

    @property
    def sample(self) -> int:
        """The chosen sample; the last one while that is being taken away."""
        return min(self._session.selection.sample, len(self._session.cursor.dataset) - 1)

    @property
    def plane(self) -> Plane:
        """The piece of the plane that is in sight."""
        plane = self._session.plane.around_samples()
        return plane._replace(ranges=(self.x, self.y)[: len(plane.axes)])

    @property
    def marks(self) -> SampleMarks:
        """The samples as they are drawn."""
        samples, theme = self._session.cursor.trainer.samples, self._appearance.theme
        chosen = self.sample
        rows_of = chosen if len(samples.dataset) > MOST_SAMPLES else 0
        parts = samples, self.axes, self._answers, self.output, theme, rows_of
        if self._marked is None or self._marked[0] != parts:
            rows = drawn_rows(len(samples.dataset), chosen)
            seen = self.axes, self._answers, self.output, theme, self._is_small
            made = marks_of(samples, rows, *seen)
            self._marked = parts, made
        return self._marked[1]

    def choose_output(self, output: int | None) -> None:
        """See another output, None for classes."""
        self._chosen_output = output
        self.fit() if self.is_curve else self.ask()

    # The ranges in sight.

    def resize(self, size: QSizeF) -> None:
        """Fill a rectangle of this size."""
        self._aspect = size.width() / max(1.0, size.height())
        if self._is_fitted and self._held_aspect is None:
            self.fit()

    def hold(self) -> None:
        """See the same ranges until `let_go`, wherever samples go meanwhile."""
        self._held_aspect = self._aspect

    def let_go(self) -> None:
        """See all samples again, as far as that was so before."""
        is_as_wide, self._held_aspect = self._held_aspect == self._aspect, None
        if self._is_fitted and not is_as_wide:
            self.fit()
        self.show_dataset()

    def look_at(self, x: Range, y: Range) -> None:
        """See these ranges until `fit`."""
        self.x, self.y, self._is_fitted = x, y, False
        self.ask()

    def fit(self) -> None:
        """See all samples."""
        self._is_fitted = True
        self.x, self.y = self._fitted()
        self.ask()

    @property
    def sight(self) -> str:
        """The ranges in sight: ALL, or the ends of both that a person chose."""
        return ALL if self._is_fitted else sight_text((*self.x, *self.y))

    def see(self, sight: str) -> None:
        """Have that in sight; a text that tells of no ranges changes nothing."""
        if sight == ALL and not self._is_fitted:
            self.fit()
        elif ranges := ranges_of(sight, 2):
            self.look_at(*ranges)

    def _fitted(self) -> list[Range]:
        ranges = [*self._session.plane.around_samples().ranges]
        if len(ranges) == 1:
            return [*ranges, roomy(*self._heights(), 0.2)]
        return ranges if self._is_small else in_equal_units(ranges, self._aspect)

    def _heights(self) -> Range:
        """The range of what a curve is compared with."""
        output = self.output
        return self._answers.ranges[output or 0] if output is not None else (0.0, 1.0)

    # Following the session.

    def show_dataset(self) -> None:
        """See the samples as they are now; ranges stay where all of them are well in sight."""
        self._answers, self._axes = answers_of(self._session.cursor.trainer), self.axes
        if self._is_fitted and self._held_aspect is None:
            fitted = self._fitted()
            if not all(_holds(*pair) for pair in zip((self.x, self.y), fitted, strict=True)):
                self.x, self.y = fitted
        self.refitted.emit()
        self.ask()

    def _follow_plane(self) -> None:
        if self.axes == self._axes:
            self.ask()
            return
        self._axes = self.axes
        self.fit()
        self.refitted.emit()

    @property
    def picture(self) -> SurfacePicture:
        """The picture of the step that is shown, made when somebody looks."""
        if self._picture is None:
            self._picture = self._maker.make(self._request())
        return self._picture

    def coarse(self, points: int) -> SurfacePicture:
        """The picture of the step that is shown with this many points along each axis."""
        rows = 1 if self.is_curve else points
        return self._coarse_maker.make(self._request()._replace(columns=points, rows=rows))

    def ask(self) -> None:
        """Let the next look have another picture."""
        self._picture = None
        self.changed.emit()

    @property
    def _is_seen(self) -> bool:
        view = self.parent()
        return isinstance(view, QWidget) and view.isVisible()

    def _follow_step(self) -> None:
        """Have the picture of another step; late in a run it seldom looks different.

        While training runs the one that is drawn stays until what changed can be seen, however
        slowly that adds up.
        """
        before, self._picture, self._is_earlier = self._picture, None, False
        if not self._is_seen:
            return
        is_running = self._session.is_running
        within = SAME_SHADE if is_running else 0
        if before is None or not self._looks_the_same(before, within):
            self.changed.emit()
        elif is_running:
            self._picture, self._is_earlier = before, True

    def _looks_the_same(self, before: SurfacePicture, within: int) -> bool:
        now = self.picture
        return now.looks_as(before, within) and not self.lies_elsewhere(before.request, now.request)

    def _be_exact(self) -> None:
        """Have the picture of the very step at which training ends."""
        if self._is_earlier and not self._session.is_running:
            self._follow_step()

    def _request(self) -> Request:
        cursor, marks = self._session.cursor, self.marks
        trainer = cursor.trainer
        parts = trainer.model, trainer.samples, trainer.objective
        made_for = *parts, trainer.setting("off"), trainer.engine.is_compiled
        if made_for != self._made_for:
            self._made_for, self._probe = made_for, probe_of(trainer)
            self._answers = answers_of(trainer)
        columns, rows = self._points(len(trainer.parameters))
        evaluation = cursor.evaluation
        return Request(
            self._probe,
            [parameter.data for parameter in trainer.parameters],
            self.plane,
            trainer.samples,
            columns,
            rows,
            self._answers,
            self.output,
            self._appearance.theme,
            marks.rows,
            taken_rows(evaluation.predictions, marks.rows),
            marks.classes,
        )

    def _points(self, parameters: int) -> tuple[int, int]:
        """Columns and rows of points for which there is time."""
        uses = MOST_USES if self._probe.is_compiled else MOST_SLOW_USES
        patience = 1 if self._session.is_running else PATIENCE
        most = patience * uses // max(1, parameters)
        if any(self._session.cursor.dataset.formulas):
            most = min(most, MOST_COMPUTED)
        if self.is_curve:
            return max(LEAST_SIDE, min(CURVE, most)), 1
        side = max(LEAST_SIDE, min(SIDE, math.isqrt(most)))
        return side, side


def _holds(now: Range, fitted: Range) -> bool:
    """True where a range holds all of another, and is not much wider."""
    is_inside = now[0] <= fitted[0] and fitted[1] <= now[1]
    return is_inside and now[1] / 2 - now[0] / 2 <= 1.5 * (fitted[1] / 2 - fitted[0] / 2)
