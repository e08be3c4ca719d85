"""Trains the pixels of a map beside the event loop, and opens any of them as a run."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter

from PySide6.QtCore import QObject, Signal

from app.kit.background import give_way
from app.kit.beside import Beside
from app.playing.opening import Opening
from app.session.session import Session
from micrograd.maps.axes import AxisError
from micrograd.maps.canvas import Canvas
from micrograd.maps.local import Threads, TrainedTile
from micrograd.maps.plan import MapPlan, PlanError
from micrograd.maps.tiles import Outwards, tiles_of
from micrograd.maps.views import View, VisitedViews

# The canvases of so many views are kept: back and forward among them trains nothing twice.
KEPT = 8
# Training steps of a tile: a twentieth of a second, so that the first picture has several, and a
# view that is left keeps no thread.
RUN_STEPS = 300_000
Arrived = deque[TrainedTile]


class Mapping(QObject):
    """The map of a session, which changes nothing in it before a pixel is opened as a run.

    canvas: what is known of the view in sight; None before the first map. views: those that were
    visited. refused: why the last view was not looked through; "" where it was.

    `view_changed` when another view is in sight, its canvas showing what the view before knew;
    then `progressed` as pixels come, and `finished` after the last one. `refused_changed` where a
    view is refused; `opening_changed` while a pixel is being opened.
    """

    view_changed = Signal()
    progressed = Signal()
    finished = Signal()
    refused_changed = Signal()
    opening_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.canvas: Canvas | None = None
        self.views: VisitedViews | None = None
        self.refused = ""
        self._kept: dict[View, Canvas] = {}
        self._threads: Threads | None = None
        self._outwards = Outwards((), (0, 0))
        self.training, self.opening = Beside("map", self), Opening(session, self)
        self.training.delivered.connect(self._collect)
        self.training.finished.connect(self.finished)
        self.opening.advanced.connect(self.opening_changed)
        self.opening.finished.connect(self.opening_changed)
        session.opened.connect(self.cancel_opening)

    # The map, and the view in sight.

    def start(self, plan: MapPlan) -> None:
        """Begin another map; the views and the pixels of the one before are forgotten."""
        self.cancel_opening()
        self.canvas, self.views = None, VisitedViews(View(plan.x, plan.y))
        self._kept.clear()
        self._train(plan)

    def look(self, view: View) -> bool:
        """Look through another view of the same map; False where it is refused."""
        if self._show(view):
            assert self.views is not None
            self.views.visit(view)
            return True
        return False

    def zoom(self, x: float, y: float, factor: float) -> bool:
        """Look closer at a point, which stays where it is; see `View.zoomed`."""
        try:
            return self.look(self._view.zoomed(x, y, factor))
        except AxisError as error:
            return self._refuse(str(error))

    def move(self, x: float, y: float) -> bool:
        """Look so many sides of the view farther on."""
        return self.look(self._view.moved(x, y))

    def go_back(self) -> None:
        """Look through the view before, if there is one."""
        if self.views and self.views.can_go_back:
            self._show(self.views.go_back())

    def go_forward(self) -> None:
        """Look through the view after, if there is one."""
        if self.views and self.views.can_go_forward:
            self._show(self.views.go_forward())

    def resize(self, width: int, height: int) -> None:
        """Train so many pixels from now on."""
        if self.canvas and (width, height) != (self.canvas.plan.width, self.canvas.plan.height):
            self._train(replace(self.canvas.plan, width=width, height=height))

    def attend(self, column: float, row: float) -> None:
        """Train the pixels around this one first."""
        self._outwards.around = column, row

    @property
    def _view(self) -> View:
        assert self.canvas is not None
        return self.canvas.view

    def _show(self, view: View) -> bool:
        assert self.canvas is not None
        try:
            plan = replace(self.canvas.plan, x=view.x, y=view.y)
        except PlanError as error:
            return self._refuse(str(error))
        if plan.x != self.canvas.plan.x or plan.y != self.canvas.plan.y:
            self._train(plan)
        return True

    def _refuse(self, why: str) -> bool:
        """Stay where it is: here the numbers of the machine end, or those of a setting."""
        self.refused = why
        self.refused_changed.emit()
        return False

    # Its training.

    def _train(self, plan: MapPlan) -> None:
        self.cancel()
        self.canvas, self.refused = self._canvas_for(plan), ""
        all_tiles = tiles_of(plan.width, plan.height, plan.steps, run_steps=RUN_STEPS)
        tiles = self.canvas.missing(all_tiles)
        # The point stays where it is: whoever zooms looks there.
        self._outwards = Outwards(tiles, self._outwards.around)
        self._threads = Threads(plan, begin=give_way)
        self._began = perf_counter()
        self.training.start(_arriving(self._threads, self._outwards))
        self.view_changed.emit()

    def _canvas_for(self, plan: MapPlan) -> Canvas:
        """The canvas that the view had, or one that shows what is known."""
        view = View(plan.x, plan.y)
        canvas = self._kept.pop(view, None)
        if canvas is None or canvas.values.shape != (plan.height, plan.width):
            canvas = Canvas(plan, self.canvas)
        self._kept[view] = canvas
        # The oldest stands first.
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return canvas

    def cancel(self) -> None:
        """Stop at once; the pixels so far stay."""
        if self._threads:
            self._threads.cancel()
        self.training.cancel()

    def close(self) -> None:
        """Stop everything, before the window closes."""
        self.cancel()
        self.cancel_opening()
        self.training.end()

    def _collect(self, arrived: Arrived) -> None:
        assert self.canvas is not None
        while arrived:
            self.canvas.add(arrived.popleft())
        self.progressed.emit()

    @property
    def seconds_left(self) -> float | None:
        """How long the pixels to come take if they take as long; None where nothing is known."""
        if self.canvas is None or not self.training.is_running or not self.canvas.done:
            return None
        seconds = perf_counter() - self._began
        return seconds * (1.0 - self.canvas.share) / self.canvas.share

    # One pixel of it.

    def open(self, column: int, row: int) -> None:
        """Train the run of a pixel once more, and make it the current run."""
        if self.canvas is None:
            return
        plan = self.canvas.plan
        x, y = float(plan.xs[column]), float(plan.ys[row])
        name = f"{plan.x.caption} {x:.6g} · {plan.y.caption} {y:.6g}"
        self.opening.open(plan.start(x, y), plan.steps, name)
        self.opening_changed.emit()

    def cancel_opening(self) -> None:
        """Leave the runs as they are."""
        if self.opening.is_running:
            self.opening.cancel()
            self.opening_changed.emit()


def _arriving(threads: Threads, tiles: Outwards) -> Iterator[Arrived]:
    """Hand tiles out; yields those that have arrived and were not taken yet, again and again."""
    arrived: Arrived = deque()
    for trained in threads.hand_out(tiles):
        arrived.append(trained)
        yield arrived
