"""Asking: has the map that is seen developed in a thread, and asks anew only for another one."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from app.kit.beside import Beside
from app.playing.compiled_loop import CompiledLoop
from app.session.session import Session
from app.views.pages.map.choice import is_same_but_for_axes
from app.views.pages.map.developing import Developer, Drawing, Question
from micrograd.maps.plan import MapPlan
from micrograd.maps.seen import MapChoice
from micrograd.maps.tiles import RUN_STEPS
from micrograd.maps.training import TileTraining
from micrograd.parallel.address import ClusterError
from micrograd.parallel.workplace import Workplace
from micrograd.recipe.recipe import Recipe
from micrograd.runs.kept_map import KeptColors
from micrograd.system.priority import give_way

WAITING = (
    "The map is drawn by the fast loop for many runs. It is being made ready, which takes some "
    "twenty seconds the first time."
)
WITHOUT = "The map needs the fast loop for many runs, which is not there."

# Fractions of the screen, from the left and from below.
Place = tuple[float, float]


class NoLoopError(RuntimeError):
    """No map can be drawn yet, or at all; the message is for the person."""


class Asking(QObject):
    """The question that the page asks its thread.

    plan: the map that was asked for, None for none. locked: the colours of all drawings, None to
    choose them by what is in view. `drawn` comes with a `Drawing`, as far as it is known; `told`
    with what is new of the scheduler, `failed` when it can't help.
    """

    drawn = Signal(object)
    told = Signal(str)
    failed = Signal(str)

    def __init__(self, session: Session, compiled_loop: CompiledLoop, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._compiled_loop = session, compiled_loop
        self.plan: MapPlan | None = None
        self.locked: KeptColors | None = None
        self._asked_colors: KeptColors | None = None
        self._recipe: Recipe | None = None
        self._developer = Developer()
        self._place = Workplace(tell=self.told.emit, begin=give_way)
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
        workers = self._place.workers(TileTraining(plan))
        run_steps = RUN_STEPS if self._place.address else None
        question = Question(choice, plan, workers, self.locked, run_steps)
        self.work.start(self._developed(question))

    def _developed(self, question: Question) -> Iterator[Drawing | ClusterError | None]:
        """The drawings of a question; the last thing is an error where the cluster has one."""
        try:
            yield from self._developer.develop(question)
        except ClusterError as error:
            yield error

    def train_at(self, address: str) -> None:
        """Let the workers of a scheduler train what is asked from here on, or threads for ""."""
        self.cancel()
        self._place.address = address

    def attend(self, around: Place) -> None:
        """Go outwards from here."""
        if self.plan is not None:
            self._developer.attend(around[0] * self.plan.width, around[1] * self.plan.height)

    def cancel(self) -> None:
        """Leave what is being developed at once."""
        self.work.cancel()
        self._place.cancel()
        self.plan = None

    def end(self) -> None:
        """Cancel, and wait for the thread."""
        self.cancel()
        self.work.end()
        self._place.close()

    def _pass_on(self, made: object) -> None:
        if isinstance(made, ClusterError):
            self.failed.emit(str(made))
            return
        assert isinstance(made, Drawing)
        self.drawn.emit(made)
