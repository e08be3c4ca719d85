"""The one owner of state: views call the methods of its parts and listen to their signals."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from app.kit.signals import connect_all
from app.session.comparison import Comparison
from app.session.cursor import Cursor
from app.session.deeds import Deeds, Doer, deed
from app.session.edits import Edits
from app.session.examination import Examination
from app.session.plane_choice import PlaneChoice
from app.session.run_list import RunList
from app.session.sabotage import Sabotage
from app.session.sample_edits import SampleEdits
from app.session.scores import Scores
from app.session.selection import Selection
from app.session.step_scale import StepScale
from app.session.switches import Switches
from app.session.training import Training
from app.session.turns import Turns
from app.session.undo import UndoStack
from micrograd.recipe.presets import PRESETS
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import Chosen, Experiment, new_experiment
from micrograd.runs.kept_map import KeptMap


class Session(QObject, Doer):
    """The current experiment: where one stands in it, its training, its edits and its runs.

    settler: ends training in the background; whoever trains there sets it. is_running: True while
    training goes on by itself, set by whoever lets it. waiting: the edit that a gesture makes when
    it ends, or before anything else is done. step_scale, plane: the axis of steps
    and the plane of the inputs that all views share.
    comparison: the runs that are compared. turns: tells what is beside the main picture of steps.

    Signals come after the fact, and carry no state. `opened`: another experiment is there.
    `planned`: something else is typed for a sweep, or seen of the map.
    `announced`: a sentence about what was done.
    """

    opened = Signal()
    planned = Signal()
    announced = Signal(str)

    def __init__(self, experiment: Experiment | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settler: Callable[[], None] | None = None
        self.is_running = False
        self.waiting: Callable[[], None] | None = None
        self.selection = Selection(self)
        self.undo_stack = UndoStack(self)
        settle, announce = self.settle, self.announce
        self.cursor = Cursor(experiment or new_experiment(), self.selection, settle, self)
        self.scores = Scores(self.cursor)
        self.examination = Examination(self.cursor, self.scores)
        self.runs = RunList(self.cursor, self.undo_stack, settle, announce, self)
        self.step_scale = StepScale(self.cursor, self)
        self.plane = PlaneChoice(self.cursor, self.selection, self)
        # Connected before any view is: what draws steps finds the axis as it is by then.
        connect_all(self.step_scale.follow, self.cursor.step_taken, self.cursor.edited)
        connect_all(self.step_scale.read_again, self.runs.changed, self.cursor.moved)
        self.turns = Turns(self.cursor, lambda: self.is_running, self)
        self.turns.of(self).connect(self.scores.note)
        self.comparison = Comparison(self.cursor, self)
        self.training = Training(self.cursor, self.runs, self.selection)
        self.edits = Edits(self.cursor, self.runs, self.undo_stack, settle, announce)
        self.sample_edits = SampleEdits(self.cursor, self.edits, self.selection)
        self.switches = Switches(self.cursor, self.edits, self.selection, announce)
        self.deeds: Deeds = Deeds(settle, self)
        for part in (self.cursor, self.runs, self.training, self.edits, self.sample_edits):
            part.deeds = self.deeds
        self.sabotage = Sabotage(self.cursor, self.edits, self.runs, self.comparison, announce)

    @property
    def experiment(self) -> Experiment:
        """The current experiment, with all of its runs."""
        return self.cursor.experiment

    @deed
    def open(self, experiment: Experiment) -> None:
        """Leave this experiment for another one; edits of the old one can't be undone any more."""
        self.settle()
        self.cursor.open(experiment)
        self.choose_again()
        self.undo_stack.clear()
        self.step_scale.fit()
        self.runs.changed.emit()
        self.cursor.moved.emit()
        self.opened.emit()

    def choose_again(self) -> None:
        """Choose what was chosen when the experiment was left, as far as it is there."""
        chosen = self.experiment.chosen
        if chosen is None:
            return
        count = len(self.cursor.trainer.parameters)
        self.selection.choose([index for index in chosen.parameters if index < count])
        self.selection.choose_sample(min(chosen.sample, len(self.cursor.dataset) - 1))

    def keep_place(self) -> None:
        """Note in the experiment where one stands, and what is chosen."""
        self.cursor.keep_place()
        parameters, sample = tuple(self.selection.parameters), self.selection.sample
        is_anything = bool(parameters) or sample > 0
        self.experiment.chosen = Chosen(parameters, sample) if is_anything else None

    @deed
    def plan_sweep(self, texts: Mapping[str, str]) -> None:
        """Note what is typed for a sweep, by the names of the fields."""
        if dict(texts) != dict(self.experiment.sweep):
            self.experiment.sweep = dict(texts)
            self.planned.emit()

    @deed
    def keep_map(self, kept: KeptMap) -> None:
        """Note what was seen of the map."""
        if kept != self.experiment.map:
            self.experiment.map = kept
            self.planned.emit()

    @deed
    def begin_preset(self, name: str) -> None:
        """Begin a run with the whole recipe of a preset; Undo turns back to the run before."""
        self.begin_recipe(name, PRESETS[name].recipe())

    def begin_recipe(self, name: str, recipe: Recipe) -> None:
        """Begin a run with another recipe, which has this name; Undo turns back as well."""
        self.edits.start_again(f"begin {name}", **vars(recipe))

    def settle(self) -> None:
        """End training in the background, show its steps, then make a waiting edit."""
        if self.settler:
            self.settler()
        self.make_waiting_edit()

    def make_waiting_edit(self) -> None:
        """Make the edit of a gesture that has not ended yet, if there is one."""
        waiting, self.waiting = self.waiting, None
        if waiting:
            waiting()

    def announce(self, sentence: str) -> None:
        """Tell what was done. A sentence that begins with the name of a run gets its capital."""
        self.announced.emit(f"{sentence[0].upper()}{sentence[1:]}")
