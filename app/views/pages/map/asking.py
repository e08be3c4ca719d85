"""Asking: has the map that is seen developed in a thread, and asks anew only for another one."""

from PySide6.QtCore import QObject, Signal

from app.kit.beside import Beside
from app.playing.compiled_loop import CompiledLoop
from app.session.session import Session
from app.views.pages.map.choice import MapChoice, is_same_but_for_axes
from app.views.pages.map.developing import Developer, Drawing, Question
from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import Tile
from micrograd.maps.training import TileTraining
from micrograd.parallel.threads import Threads
from micrograd.recipe.recipe import Recipe
from micrograd.runs.kept_map import KeptColors
from micrograd.system.priority import give_way

WAITING = "The map is drawn by the compiled loop, which is not ready yet."
WITHOUT = "The map needs the compiled loop, which is not there."

# Fractions of the screen, from the left and from below.
Place = tuple[float, float]


class NoLoopError(RuntimeError):
    """No map can be drawn yet, or at all; the message is for the person."""


class Asking(QObject):
    """The question that the page asks its thread.

    plan: the map that was asked for, None for none. locked: the colours of all drawings, None to
    choose them by what is in view. `drawn` comes with a `Drawing`, as far as it is known.
    """

    drawn = Signal(object)

    def __init__(self, session: Session, compiled_loop: CompiledLoop, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._compiled_loop = session, compiled_loop
        self.plan: MapPlan | None = None
        self.locked: KeptColors | None = None
        self._asked_colors: KeptColors | None = None
        self._recipe: Recipe | None = None
        self._developer = Developer()
        self._threads: Threads[Tile, Floats] | None = None
        self.work = Beside("map", self)
        self.work.delivered.connect(self._pass_on)

    def ask(self, choice: MapChoice, room: tuple[int, int], around: Place) -> None:
        """Let the thread develop what is seen now, unless it does so already.

        room: the pixels of the screen. Raises NoLoopError, and PlanError for no map that there is.
        """
        self._compiled_loop.want()
        if not self._compiled_loop.is_loaded:
            state = self._compiled_loop.state
            is_preparing = self._compiled_loop.is_preparing
            raise NoLoopError(WAITING if is_preparing else f"{WITHOUT} {state}".strip())
        plan = choice.plan(self._shared_recipe(choice), room)
        if not self._has_asked(plan):
            self._develop(choice, plan, around)

    def _has_asked(self, plan: MapPlan) -> bool:
        if self.plan is None or self._asked_colors is not self.locked:
            return False
        return self.plan.identity() == plan.identity()

    def _shared_recipe(self, choice: MapChoice) -> Recipe:
        """The recipe of all runs; it stays while only what the axes change is another."""
        recipe, before = self._session.cursor.recipe, self._recipe
        if before is None or not is_same_but_for_axes(choice, recipe, before):
            self._recipe = recipe
        assert self._recipe is not None
        return self._recipe

    def _develop(self, choice: MapChoice, plan: MapPlan, around: Place) -> None:
        self.cancel()
        self.plan, self._asked_colors = plan, self.locked
        self.attend(around)
        self._threads = Threads(TileTraining(plan), begin=give_way)
        question = Question(choice, plan, self._threads, self.locked)
        self.work.start(self._developer.develop(question))

    def attend(self, around: Place) -> None:
        """Go outwards from here."""
        if self.plan is not None:
            self._developer.attend(around[0] * self.plan.width, around[1] * self.plan.height)

    def cancel(self) -> None:
        """Leave what is being developed at once."""
        self.work.cancel()
        if self._threads is not None:
            self._threads.cancel()
        self.plan = self._threads = None

    def end(self) -> None:
        """Cancel, and wait for the thread."""
        self.cancel()
        self.work.end()

    def _pass_on(self, drawing: object) -> None:
        assert isinstance(drawing, Drawing)
        self.drawn.emit(drawing)
