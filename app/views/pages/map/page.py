"""Map page: a picture whose every pixel is a training run of the current experiment."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.kit.signals import connect_all
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.playing.compiled_loop import CompiledLoop
from app.session.session import Session
from app.views.contract import AsTable, View
from app.views.pages.map.arranging import PageArranger
from app.views.pages.map.asking import Asking, NoLoopError
from app.views.pages.map.canvas import MapCanvas
from app.views.pages.map.captions import MapCaptions
from app.views.pages.map.choice import is_same_but_for_axes, whole_of_choice
from app.views.pages.map.developing import Drawing
from app.views.pages.map.form import MapForm
from app.views.pages.map.here import RunOnMap
from app.views.pages.map.keys import TOLD_KEYS, CanvasKeys
from app.views.pages.map.machines import MachinesRow
from app.views.pages.map.mouse import CanvasMouse
from app.views.pages.map.numbers import MapNumbers
from app.views.pages.map.point import PointLooks, PointPanel
from app.views.pages.map.shown import ShownMap
from app.views.pages.map.tools import MapTools
from app.views.pages.map.views import Views
from micrograd.maps.axes import Axis
from micrograd.maps.presets import MAPS
from micrograd.maps.seen import MapChoice, whole_of
from micrograd.runs.plan import PlanError

SMALLEST = QSize(400, 120)
# Milliseconds between two questions while the map is moved.
ASK_MS = 30
NOT_PICTURED = "A picture of the window has no map: the view Map trains all of its pixels."
WRONG = "There is no such map: something above is wrong."
MIDDLE = 0.5, 0.5


class MapPage(QWidget, View):
    """The parts of the page, and how they act on each other.

    choice: what is seen. drawing: the newest picture of it.
    """

    keys = TOLD_KEYS

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        compiled_loop: CompiledLoop,
        actions: Mapping[str, QAction],
    ) -> None:
        super().__init__()
        self.setObjectName("map_page")
        self.setAccessibleName("A map of what can be trained")
        self._session, self._compiled_loop = session, compiled_loop
        self.views = Views(session.experiment.map, session.cursor.recipe)
        self.drawing: Drawing | None = None
        self.controls = MapTools(appearance, actions, self)
        self.tools = self.controls.widget
        self.form = MapForm(self.choice)
        self.machines = MachinesRow(self.controls.machines)
        self.choices = {"map_scheduler": self.machines.choice}
        self.canvas = MapCanvas(appearance, self.choice)
        CanvasKeys(self.canvas, CanvasMouse(self.canvas))
        self.numbers = MapNumbers(self.canvas, appearance)
        self.captions = MapCaptions(appearance)
        self.run = RunOnMap(session, self)
        self.point = PointPanel(appearance, self.run.opening)
        self.looks = PointLooks(self.point, self)
        self.first_focus = self.canvas
        self.as_table = AsTable(self.controls.numbers, self.numbers, self.canvas)
        self._has_ended = False
        self.asking = Asking(session, compiled_loop, self)
        self._throttle = Throttle(ASK_MS, self._ask, self)
        # A canvas that is hidden while it is being shown would stay half visible.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._throttle.request)
        self._shown = ShownMap(self.canvas, self.numbers, self.captions.hint)
        parts = self.form, self.machines, self._shown.parts, self.captions, self.point
        self._arranger = PageArranger(self, *parts)
        self._connect()

    @property
    def choice(self) -> MapChoice:
        """The axes, measure and steps in sight."""
        return self.views.now

    def minimumSizeHint(self) -> QSize:
        width = max(px(SMALLEST.width()), super().minimumSizeHint().width())
        return QSize(width, px(SMALLEST.height()))

    def be_pictured(self) -> None:
        self._shown.tell(NOT_PICTURED)

    def end(self) -> None:
        self.run.opening.cancel()
        self.asking.end()
        self.looks.work.end()

    # State to screen.

    def _connect(self) -> None:
        cursor, tools = self._session.cursor, self.controls
        connect_all(self._request, cursor.edited, cursor.moved, self._session.runs.changed)
        connect_all(self._list_names, cursor.network_rebuilt, cursor.dataset_changed)
        cursor.network_rebuilt.connect(self._follow_recipe)
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
        tools.numbers.toggled.connect(self._shown.show_numbers)
        tools.preset_chosen.connect(self.see_preset)
        connect_all(self._show_point, self.canvas.hovered, self.canvas.chosen)
        self.numbers.copied.connect(self._session.announce)
        self.run.act_on(self.canvas, self.point, self.asking)
        self.asking.drawn.connect(self._take_drawing)
        self.asking.told.connect(self.machines.tell)
        self.asking.failed.connect(self.machines.say)
        self.machines.changed.connect(self.asking.train_at)
        self.machines.changed.connect(self._request)
        self._session.opened.connect(self.take_kept)
        self._list_names()
        self.take_kept()

    def take_kept(self) -> None:
        """See what the experiment has kept of its map."""
        kept = self._session.experiment.map
        self.views = Views(kept, self._session.cursor.recipe)
        self.canvas.choose(None)
        self.asking.locked = kept.colors if kept else None
        with QSignalBlocker(self.controls.lock):
            self.controls.lock.setChecked(self.asking.locked is not None)
        self._show_choice()

    def _follow_recipe(self) -> None:
        """See the map of a preset that was begun elsewhere, while nobody has seen another one."""
        if self._session.experiment.map is None:
            self.take_kept()

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
        self.asking.cancel()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arranger.arrange()
        self._request()

    def _show_choice(self) -> None:
        """Show what is chosen, and develop it."""
        self._has_ended = False
        self.form.show_choice(self.choice)
        self.captions.show_choice(self.choice)
        self.canvas.show_choice(self.choice)
        self.controls.back.setEnabled(self.views.can_go_back)
        self.controls.forward.setEnabled(self.views.can_go_forward)
        self._request()

    def _ask(self) -> None:
        """Let the thread develop what is seen now."""
        if not self.isVisible() or self.form.choice is None:
            return
        self.canvas.show_here(self.run.values(self.choice))
        try:
            self.asking.ask(self.choice, self.canvas.room, self.canvas.pointer or MIDDLE)
        except NoLoopError as error:
            self._refuse(str(error))
            return
        except PlanError as error:
            self.form.show_mistake(error)
            self._refuse(WRONG)
            return
        self.form.show_mistake(None)
        self._shown.tell("")
        self._show_point()

    def _show_point(self) -> None:
        """Tell of the pixel under the mouse, else of the chosen one; develop what is there."""
        canvas, plan = self.canvas, self.asking.plan
        self.asking.attend(canvas.pointer or MIDDLE)
        is_of_run = canvas.pixel is not None and canvas.pixel == canvas.here
        self.point.show_choice(plan is not None and canvas.point is not None, is_of_run)
        self.looks.ask(plan, canvas.pixel if plan else None)

    def _refuse(self, reason: str) -> None:
        self.asking.cancel()
        self.drawing = None
        self._shown.show_drawing(None)
        self._shown.tell(reason)
        self._show_texts()
        self._show_point()

    def _take_drawing(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self._shown.show_drawing(drawing)
        self._show_texts()

    def _show_texts(self) -> None:
        self.controls.lock.setEnabled(self.drawing is not None)
        self.captions.show_drawing(self.drawing, self._has_ended)

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
        before = self.choice
        self.views.see(choice, gesture)
        self._come_from(before)

    def _see_part(self, x: Axis, y: Axis, gesture: str) -> None:
        self._see(self.choice.seen(x, y), gesture)

    def see_whole(self) -> None:
        """See the usual ranges of both axes."""
        whole = whole_of_choice(self.choice, self._session.cursor.recipe)
        if whole != self.choice:
            self._see(whole)

    def see_preset(self, name: str) -> None:
        """See a map that is known; its recipe begins a run, which Undo takes back."""
        row, recipe = MAPS[name], MAPS[name].recipe()
        choice = whole_of(row)
        if not is_same_but_for_axes(choice, self._session.cursor.recipe, recipe):
            self._session.begin_recipe(row.title, recipe)
        self._see(choice)

    def go(self, by: int) -> None:
        """Go back, by -1, or forward, by 1, through what was seen."""
        before = self.choice
        self.views.go(by)
        self._come_from(before)

    def _come_from(self, before: MapChoice) -> None:
        """Show another choice, and let the experiment keep it."""
        if not self.choice.is_same_picture(before):
            self.controls.lock.setChecked(False)
        self._keep()
        self._show_choice()

    def _keep(self) -> None:
        self._session.keep_map(self.views.kept(self.asking.locked))

    def _lock(self, is_locked: bool) -> None:
        self.asking.locked = self.drawing.scale.kept if is_locked and self.drawing else None
        self._keep()
        self._request()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace:
            has_shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.go(1 if has_shift else -1)
        else:
            super().keyPressEvent(event)
