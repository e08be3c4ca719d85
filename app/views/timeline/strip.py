"""The strip of the timeline: a slider over all steps of the current run."""

import sys

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QContextMenuEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QMenu, QSizePolicy

from app.kit.plain_text import menu_text, set_tooltip
from app.kit.signals import connect_all
from app.kit.spoken import Reading, Slid
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.step_menu import StepMenu, take_key
from app.views.timeline.layout import NEAR, Mark, Scale, branches_of, marks_of, words_at
from app.views.timeline.painter import (
    BRANCH_BOTTOM,
    BRANCH_TOP,
    HANDLE_RADIUS,
    HEIGHT,
    MARK_Y,
    Picture,
    paint,
    picture_of,
    small,
    words_of,
)
from micrograd.runs.differences import titled
from micrograd.runs.events import Event
from micrograd.runs.run import Run

# Steps asked for within this time are one move: a frame of the screen.
FRAME_MS = 16
# What the handle needs beside the track at least, in pixels: at the left, at the right.
MARGINS = (HANDLE_RADIUS + 4, HANDLE_RADIUS + 4)
# The reach of the mouse in pixels, to grab the handle.
GRAB = 9
# Qt's sliders count in 32 bits: in a longer run one unit of the value is several steps.
MOST_UNITS = 2**31 - 1
# Steps that an arrow key goes, without and with Shift.
FEW, MANY = 1, 100
STRIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
# Stands for the last step, even if training moves it meanwhile.
THE_END = sys.maxsize


class TimelineStrip(QAbstractSlider):
    """A slider that goes to a step by drag, click or key, and follows a run that grows."""

    spoken = Slid

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session, self._appearance = session, appearance
        self.scale = Scale(0, 0, *MARGINS)
        self._margins, self._is_aligned = MARGINS, False
        self.marks: list[Mark] = []
        self._branches: list[tuple[int, Run]] | None = None
        self._marked: tuple[list[Event], Scale] | None = None
        self.picture: Picture | None = None
        self._is_following = False
        self._held_at: float | None = None
        self._wanted: int | None = None
        self._soon = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._soon.timeout.connect(self._go)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(100)
        self.setMouseTracking(True)
        self.step_menu = StepMenu(session.step_scale, self)
        self.menu = QMenu(self)
        self.menu.setObjectName("branches_menu")
        self.menu.triggered.connect(self._turn_to_chosen)
        self.valueChanged.connect(self._slide)
        session.step_scale.changed.connect(self.follow)
        changes = session.runs.changed, session.cursor.edited, session.opened, appearance.changed
        connect_all(self._look_again, *changes)
        self._look_again()

    # State to screen.

    @property
    def _shift(self) -> int:
        """How much lower all is than at normal text: large words need the room above."""
        return max(0, px(2 * MARK_Y) - 2 * MARK_Y)

    def _look_again(self) -> None:
        self.setFont(small(self.font()))
        self.setFixedHeight(HEIGHT + self._shift)
        self._branches = self._marked = None
        self.follow()

    def set_margins(self, left: int, right: int, is_aligned: bool = False) -> None:
        """Let the track begin and end so many pixels from the edges; the handle overhangs it.

        is_aligned: each step stands where it does on the axis above; else the whole run is seen.
        """
        if (self._margins, self._is_aligned) != ((left, right), is_aligned):
            self._margins, self._is_aligned = (left, right), is_aligned
            self.follow()

    def follow(self) -> None:
        """Show the present run; paint only if it looks different."""
        if not self.isVisible():
            return
        run, (left, right) = self._session.cursor.run, self._margins
        axis = self._session.step_scale
        self.scale = Scale(
            run.first_step,
            run.steps,
            left,
            self.width() - right,
            axis.span if self._is_aligned else None,
            axis.is_logarithmic,
        )
        self._follow_value()
        self._place_marks()
        picture = self._draw()
        if picture != self.picture:
            self.picture = picture
            self.update()

    def _follow_value(self) -> None:
        scale = self.scale
        self._is_following = True
        self.setRange(0, (scale.last - scale.first) // self._unit)
        self.setPageStep(max(1, self.maximum() // 10))
        self.setValue((self._session.cursor.steps - scale.first) // self._unit)
        self._is_following = False

    @property
    def _unit(self) -> int:
        """Steps per unit of the slider's value."""
        return 1 + (self.scale.last - self.scale.first) // MOST_UNITS

    def _place_marks(self) -> None:
        """Lay out the marks again if any of them would move."""
        events = self._session.cursor.run.past_events
        if self._marked is not None:
            before, scale = self._marked
            is_same = scale._replace(last=0) == self.scale._replace(last=0)
            stays = scale.span or self.scale.x(scale.last) == scale.right
            if before == events and is_same and stays:
                return
        self._marked = events, self.scale
        self.marks = marks_of(events, self.scale)

    def _draw(self) -> Picture:
        if self._branches is None:
            self._branches = branches_of(self._session.experiment)
        words = words_of(self.marks, QFontMetrics(self.font()), self.width())
        parts = self.scale, self._branches, self.marks, words
        return picture_of(self._session.cursor, self._appearance.theme, *parts)

    def told(self) -> Reading:
        """The step that is shown, for screen readers."""
        first, last, here = self.scale.first, self.scale.last, self._session.cursor.steps
        return Reading(here, first, last, 1, f"step {here:,} of {last:,}")

    def take(self, number: float) -> None:
        """Go to a step, as a screen reader asks for it."""
        self.go_to(round(number))

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        # Qt repaints the strip for every step here; only screen readers need to hear of it.
        if QAccessible.isActive():
            super().sliderChange(change)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.picture is not None:
            painter = QPainter(self)
            painter.translate(0, self._shift)
            paint(painter, self.picture, self._appearance.theme, self.hasFocus())
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.follow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_again()

    def hideEvent(self, event: QHideEvent) -> None:
        self._soon.stop()
        self._held_at = self._wanted = None
        super().hideEvent(event)

    # Screen to state.

    def go_to(self, step: int) -> None:
        """Go to a step. Of several steps within one frame only the last one counts."""
        # A move pauses training first, so the last step is known only then.
        self._wanted = step if step < self._session.cursor.run.steps else THE_END
        if not self._soon.isActive():
            self._go()

    def go_by(self, steps: int) -> None:
        """Go forward by a number of steps, or back if it is negative."""
        session = self._session
        is_within = not session.cursor.trainer.is_between_steps and steps < 0
        here = session.cursor.steps + is_within if self._wanted is None else self._wanted
        self.go_to(here + steps)

    def _go(self) -> None:
        step, self._wanted = self._wanted, None
        if step is not None:
            self._session.cursor.go_to(step)
            self._session.step_scale.reveal(self._session.cursor.steps)
            # The move may have taken long: waiting mouse moves and keys come before the next one.
            self._soon.start()

    def _slide(self, value: int) -> None:
        """Follow a value that was set from outside, by a screen reader for example."""
        if not self._is_following:
            is_end = value == self.maximum()
            self.go_to(THE_END if is_end else self.scale.first + value * self._unit)

    def go_to_sight(self, direction: int) -> None:
        """Go to the nearest change or branch before (-1) or after (1) this step, or to the end."""
        here = self._session.cursor.steps
        sights = [event.step for mark in self.marks for event in mark.events]
        sights += [self.scale.first, self.scale.last, *(step for step, _ in self._branches or [])]
        ahead = [step for step in sights if (step - here) * direction > 0]
        if ahead:
            self.go_to(min(ahead, key=lambda step: abs(step - here)))

    def turn_to(self, runs: list[Run], place: QPoint) -> None:
        """Turn to a run, or ask with a menu to which of several. place: in the strip, in pixels."""
        if len(runs) == 1:
            self._session.runs.make_current(runs[0])
        elif runs:
            self.menu.clear()
            for run in runs:
                self.menu.addAction(menu_text(titled(run))).setData(run)
            self.menu.popup(self.mapToGlobal(place))

    def _turn_to_chosen(self, action: QAction) -> None:
        self._session.runs.make_current(action.data())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        here = self._session.cursor.steps
        ends = {Qt.Key.Key_Home: self.scale.first, Qt.Key.Key_End: THE_END}
        if key in STRIDES and held & Qt.KeyboardModifier.ControlModifier:
            self.go_to_sight(STRIDES[key])
        elif key in STRIDES:
            is_far = held & Qt.KeyboardModifier.ShiftModifier
            self.go_by(STRIDES[key] * (MANY if is_far else FEW))
        elif key in ends:
            self.go_to(ends[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            runs = [run for step, run in self._branches or [] if step == here]
            self.turn_to(runs, QPoint(self.scale.x(here), BRANCH_BOTTOM))
        elif not take_key(self._session.step_scale, event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.step_menu.popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position().toPoint()
        if leaving := self.branches_at(place.x(), place.y()):
            self.turn_to([run for _, run in leaving], place)
            return
        x, handle = event.position().x(), self.scale.x(self._session.cursor.steps)
        is_held = abs(x - handle) <= GRAB
        self._held_at = x - handle if is_held else 0.0
        if not is_held:
            self.go_to(self.scale.step(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            # It was let go while a dialog had the mouse.
            self._held_at = None
        if self._held_at is not None:
            self.go_to(self.scale.step(event.position().x() - self._held_at))
        x, y = event.position().toPoint().toTuple()
        set_tooltip(self, self.reading(x, y))
        shapes = Qt.CursorShape
        self.setCursor(shapes.PointingHandCursor if self.branches_at(x, y) else shapes.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held_at = None

    def branches_at(self, x: int, y: int) -> list[tuple[int, Run]]:
        """The runs whose ticks are at a pixel, with the steps where they leave the line."""
        if y < BRANCH_TOP:
            return []
        return [each for each in self._branches or [] if abs(self.scale.x(each[0]) - x) <= NEAR]

    def reading(self, x: int, y: int) -> str:
        """Describe what is at a pixel of the strip."""
        return words_at(x, self.branches_at(x, y), self.marks, self.scale)
