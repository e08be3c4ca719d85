"""Map page: a picture whose every pixel is a training run of the current experiment."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.kit.background import give_way
from app.kit.beside import Beside
from app.kit.numbers import counted
from app.kit.progress import duration
from app.kit.signals import connect_all
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.panel import title_label
from app.kit.widgets.parts import CENTER, ElidedLabel, fill, in_box, named_label, thin_bar
from app.playing.compiled_loop import CompiledLoop
from app.session.session import Session
from app.views.contract import View
from app.views.pages.map.canvas import MapCanvas
from app.views.pages.map.choice import MapChoice, first_choice, is_same_but_for_axes, usual_axis
from app.views.pages.map.developing import Developer, Drawing, Question
from app.views.pages.map.form import MapForm
from app.views.pages.map.here import RunOnMap
from app.views.pages.map.legend import MapLegend
from app.views.pages.map.point import PointLooks, PointPanel
from app.views.pages.map.tools import MapTools
from app.views.pages.map.views import Views
from micrograd.compiled import library
from micrograd.maps.axes import Axis
from micrograd.maps.colors import MapScale
from micrograd.maps.local import Threads
from micrograd.maps.plan import MapPlan, PlanError
from micrograd.recipe.recipe import Recipe

SMALLEST = QSize(460, 330)
# What explains the picture stands beside it, so wide, or below it, so high: where more is left. So
# much of the height is for the form and the lines around the picture.
BESIDE, BELOW, AROUND = 236, 170, 110
# Milliseconds between two questions while the map is moved.
ASK_MS = 30
FULL = 1000
CAVEAT = (
    "What the map does not show: what one would use. Most of these rates are far beyond that, and "
    "the fine structure belongs to this one start and these samples."
)
ENDED = "The numbers of the machine end here: closer in, neighbouring pixels would be the same run."
WRONG = "There is no such map: something above is wrong."
WAITING = "The map is drawn by the compiled loop, which is not ready yet."
WITHOUT = "The map needs the compiled loop, which is not there."

Asked = tuple[MapPlan, MapScale | None]


class MapPage(QWidget, View):
    """The form above, the picture below it, what explains it at the right.

    choice: what is seen. drawing: the newest picture of it.
    """

    keys: ClassVar[Mapping[str, Sequence[tuple[str, str]]]] = {
        "On the map": (
            ("Wheel, +, −", "zoom; the keys around the chosen pixel"),
            ("Drag, Ctrl+arrows", "move the map"),
            ("Right drag, Shift+drag", "zoom into a box"),
            ("Arrows", "choose a pixel; with Shift farther"),
            ("Enter", "open the chosen pixel as a run, as a double click does"),
            ("Backspace, Shift+Backspace", "go back and forward through the views"),
            ("Home", "see the whole map"),
        )
    }

    def __init__(
        self, session: Session, appearance: Appearance, compiled_loop: CompiledLoop
    ) -> None:
        super().__init__()
        self.setObjectName("map_page")
        self.setAccessibleName("A map of what can be trained")
        self._session, self._compiled_loop = session, compiled_loop
        self.views = Views(first_choice())
        self.drawing: Drawing | None = None
        self.controls = MapTools(appearance, self)
        self.tools = self.controls.widget
        self.form = MapForm(self.choice)
        self.canvas = MapCanvas(appearance, self.choice)
        self.legend = MapLegend(appearance)
        self.run = RunOnMap(session, self)
        self.point = PointPanel(appearance, self.run.opening)
        self.looks = PointLooks(self.point, self)
        self.first_focus = self.canvas
        self._recipe: Recipe | None = None
        self._developer = Developer()
        self._threads: Threads | None = None
        self._asked: Asked | None = None
        self._locked: MapScale | None = None
        self._has_ended = False
        self.work = Beside("map", self)
        self._throttle = Throttle(ASK_MS, self._ask, self)
        # A canvas that is hidden while it is being shown would stay half visible.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._throttle.request)
        self._lay_out()
        self._connect()

    @property
    def choice(self) -> MapChoice:
        """What is seen."""
        return self.views.now

    # Layout.

    def _lay_out(self) -> None:
        self.hint = named_label("map_hint", "quiet", "", CENTER, wraps=True)
        self.hint.hide()
        self.status = ElidedLabel("map_status", "quiet")
        self.progress = thin_bar("map_progress", "Share of the pixels that are trained", FULL, 4)
        kept = self.progress.sizePolicy()
        # The picture keeps its size when it is done.
        kept.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(kept)
        parts = (self.canvas, 1), (self.hint, 1), self.progress, self.status
        picture = fill(QVBoxLayout(), *parts, spacing=2)
        self.measure_title = title_label("")
        self.caveat = named_label("map_caveat", "caption", CAVEAT, wraps=True)
        explained = in_box(fill(QVBoxLayout(), self.measure_title, self.legend, None))
        hold(explained, width=BESIDE)
        directions = QBoxLayout.Direction
        self._beside = fill(
            QBoxLayout(directions.TopToBottom), explained, (self.point, 1), spacing=14
        )
        self._line = fill(
            QBoxLayout(directions.LeftToRight), (picture, 1), in_box(self._beside), spacing=14
        )
        rows = self.form, (self._line, 1), self.caveat
        fill(QVBoxLayout(self), *rows, spacing=8, margins=(0, 4, 0, 0))

    def _arrange(self) -> None:
        directions = QBoxLayout.Direction
        is_wide = px(BESIDE) * (self.height() - px(AROUND)) < px(BELOW) * self.width()
        self._line.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        self._beside.setDirection(directions.TopToBottom if is_wide else directions.LeftToRight)
        self.point.arrange(not is_wide)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(SMALLEST.width()), px(SMALLEST.height()))

    def end(self) -> None:
        self._cancel()
        self.run.cancel_opening()
        self.work.end()
        self.looks.work.end()

    # State to screen.

    def _connect(self) -> None:
        cursor, tools = self._session.cursor, self.controls
        connect_all(self._request, cursor.edited, cursor.moved, self._session.runs.changed)
        connect_all(self._list_names, cursor.network_rebuilt, cursor.dataset_changed)
        cursor.settings_changed.connect(self._list_names)
        self._compiled_loop.changed.connect(self._request)
        self.form.changed.connect(self._take_choice)
        self.canvas.view_wanted.connect(self._see_part)
        self.canvas.whole_wanted.connect(self.see_whole)
        self.canvas.ended.connect(self._tell_end)
        self.canvas.resized.connect(self._request)
        tools.back.clicked.connect(lambda: self.go(-1))
        tools.forward.clicked.connect(lambda: self.go(1))
        tools.whole.clicked.connect(self.see_whole)
        tools.lock.toggled.connect(self._lock)
        connect_all(self._show_point, self.canvas.hovered, self.canvas.chosen)
        self.canvas.opened.connect(self._open)
        self.point.open_wanted.connect(self._open)
        self.point.begin_wanted.connect(self._begin)
        self.canvas.grabbed.connect(self.run.begin_move)
        self.canvas.mark_moved.connect(self._move)
        self.canvas.let_go.connect(self.run.end_move)
        self.canvas.taken_back.connect(self.run.take_back)
        self.work.delivered.connect(self._take_drawing)
        self._list_names()
        self._show_choice()

    def _list_names(self) -> None:
        self.form.list_names(self._session.cursor.recipe)

    def _request(self) -> None:
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._request()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._cancel()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._request()

    def _show_choice(self) -> None:
        """Show what is chosen, and develop it."""
        self._has_ended = False
        self.form.show_choice(self.choice)
        self.canvas.show_choice(self.choice)
        self.controls.back.setEnabled(self.views.can_go_back)
        self.controls.forward.setEnabled(self.views.can_go_forward)
        self._request()

    def _ask(self) -> None:
        """Let the thread develop what is seen now, unless it does so already."""
        if not self.isVisible() or self.form.choice is None:
            return
        self.canvas.show_here(self.run.values(self.choice))
        if library.loaded() is None:
            state = self._compiled_loop.state
            self._refuse(
                WAITING if self._compiled_loop.is_preparing else f"{WITHOUT} {state}".strip()
            )
            return
        try:
            plan = self.choice.plan(self._shared_recipe(), self.canvas.room)
        except PlanError as error:
            self.form.show_mistake(error)
            self._refuse(WRONG)
            return
        self.form.show_mistake(None)
        self._hint("")
        if self._asked is None or not _is_same(self._asked, (plan, self._locked)):
            self._develop(plan)
        self._show_point()

    def _shared_recipe(self) -> Recipe:
        """The recipe of all runs; it stays while only what the axes change is another."""
        recipe, before = self._session.cursor.recipe, self._recipe
        if before is None or not is_same_but_for_axes(self.choice, recipe, before):
            self._recipe = recipe
        assert self._recipe is not None
        return self._recipe

    def _develop(self, plan: MapPlan) -> None:
        self._cancel()
        self._attend(plan)
        threads = Threads(plan, begin=give_way)
        self._asked, self._threads = (plan, self._locked), threads
        question = Question(self.choice, plan, threads, self._locked)
        self.work.start(self._developer.develop(question))

    def _attend(self, plan: MapPlan) -> None:
        """Go outwards from the pointer, or else from the middle."""
        across, up = self.canvas.pointer or (0.5, 0.5)
        self._developer.attend(across * plan.width, up * plan.height)

    def _cancel(self) -> None:
        """Leave what is being developed at once."""
        self.work.cancel()
        if self._threads is not None:
            self._threads.cancel()
        self._asked = self._threads = None

    def _show_point(self) -> None:
        """Tell of the pixel under the mouse, else of the chosen one; develop what is there."""
        if self._plan:
            self._attend(self._plan)
        canvas, can_open = self.canvas, self._plan is not None and self.canvas.point is not None
        is_of_run = canvas.pixel is not None and canvas.pixel == canvas.here
        self.point.show_choice(can_open, is_of_run)
        self.looks.ask(self._plan, canvas.pixel if self._plan else None)

    @property
    def _plan(self) -> MapPlan | None:
        """The map that is seen, while there is one."""
        return None if self._asked is None else self._asked[0]

    def _refuse(self, reason: str) -> None:
        self._cancel()
        self.drawing = None
        self.canvas.show_drawing(None)
        self._hint(reason)
        self._show_texts()

    def _hint(self, text: str) -> None:
        self.hint.setText(text)
        self.hint.setVisible(bool(text))
        self.canvas.setVisible(not text)

    def _take_drawing(self, drawing: object) -> None:
        assert isinstance(drawing, Drawing)
        self.drawing = drawing
        self.canvas.show_drawing(drawing)
        self._show_texts()

    def _show_texts(self) -> None:
        drawing = self.drawing
        self.controls.lock.setEnabled(drawing is not None)
        self.progress.setVisible(drawing is not None and not drawing.has_all)
        if drawing is None:
            self.legend.show_legend(())
            self.measure_title.setText("")
            self.status.show_text("")
            return
        self.legend.show_legend(drawing.scale.legend())
        self.measure_title.setText(self.form.measure.currentText())
        count = drawing.picture.values.size
        self.progress.setValue(round(FULL * drawing.trained / count))
        self.status.show_text(ENDED if self._has_ended else _status(drawing))

    def _tell_end(self) -> None:
        self._has_ended = True
        self._show_texts()

    # Screen to state.

    def _take_choice(self) -> None:
        choice = self.form.choice
        if choice is None:
            self._refuse(WRONG)
        elif choice != self.choice:
            self._see(choice)
        else:
            self._request()

    def _see(self, choice: MapChoice, gesture: str = "") -> None:
        if not choice.is_same_picture(self.choice):
            self.controls.lock.setChecked(False)
        self.views.see(choice, gesture)
        self._show_choice()

    def _see_part(self, x: Axis, y: Axis, gesture: str) -> None:
        self._see(self.choice.seen(x, y), gesture)

    def see_whole(self) -> None:
        """See the usual ranges of both axes."""
        whole = self.choice.seen(*(usual_axis(a.name) for a in (self.choice.x, self.choice.y)))
        if whole != self.choice:
            self._see(whole)

    def go(self, by: int) -> None:
        """Go back, by -1, or forward, by 1, through what was seen."""
        self.views.go(by)
        self._show_choice()

    def _open(self) -> None:
        if self.run.opening.is_running:
            self.run.cancel_opening()
            self.point.show_opening()
        elif self._plan and self.canvas.point:
            self.run.open(self._plan, self.canvas.point)

    def _begin(self) -> None:
        if self._plan and self.canvas.point:
            self.run.begin(self._plan, self.canvas.point)

    def _move(self, values: tuple[float, float]) -> None:
        if self._plan:
            self.canvas.show_here(values)
            self.run.move(self._plan, values)

    def _lock(self, is_locked: bool) -> None:
        self._locked = self.drawing.scale if is_locked and self.drawing else None
        self._request()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace:
            has_shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.go(1 if has_shift else -1)
        else:
            super().keyPressEvent(event)


def _is_same(
    asked: tuple[MapPlan, MapScale | None], other: tuple[MapPlan, MapScale | None]
) -> bool:
    (plan, scale), (new, new_scale) = asked, other
    return scale is new_scale and plan.identity() == new.identity()


def _status(drawing: Drawing) -> str:
    """`43 %, 12 s left · 640 × 480 runs of 500 steps`."""
    plan = drawing.question.plan
    runs = f"{plan.width:,} × {plan.height:,} runs of {counted(plan.steps, 'step')}"
    if drawing.has_all:
        return runs
    percent = f"{100 * drawing.trained / drawing.picture.values.size:.0f} %"
    left = "" if drawing.left_s is None else f", {duration(drawing.left_s)} left"
    return f"{percent}{left} · {runs}"
