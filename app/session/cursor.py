"""Cursor: the step of a run that is shown, and everything that is to be seen there."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.session.selection import Selection
from micrograd.data.dataset import Dataset
from micrograd.engine import Value
from micrograd.nn import MLP
from micrograd.recipe.recipe import Recipe
from micrograd.runs.events import Event
from micrograd.runs.experiment import Experiment
from micrograd.runs.recording import record_step
from micrograd.runs.restore import restore
from micrograd.runs.run import Run, Start
from micrograd.runs.segments import have_same_network
from micrograd.training.divergence import DivergenceError
from micrograd.training.evaluation import Evaluation
from micrograd.training.loss_graph import LossGraph, node_count
from micrograd.training.phases import Phase
from micrograd.training.trainer import Trainer

# The largest graph that can be looked at, in nodes: a larger one takes seconds to build.
MOST_NODES = 250_000


class Cursor(QObject):
    """A step of the current run or, before that began, of one of its ancestors.

    owner: the run that trained up to this step. trainer: the trainer at this step.
    settle: ends training in the background, see `Session.settle`.

    `step_taken` comes whenever numbers changed, by training or by moving. `moved` comes after the
    person went to another step or run, with the signals of all that differs there. `edited` comes
    with each of the four signals declared above it.
    """

    step_taken = Signal()
    moved = Signal()
    diverged = Signal()
    network_rebuilt = Signal()
    dataset_changed = Signal()
    learning_rate_changed = Signal()
    parameter_edited = Signal()
    edited = Signal()

    def __init__(
        self,
        experiment: Experiment,
        selection: Selection,
        settle: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._selection, self._settle = selection, settle
        self._evaluation: Evaluation | None = None
        self.divergence: DivergenceError | None = None
        for signal in (
            self.network_rebuilt,
            self.dataset_changed,
            self.learning_rate_changed,
            self.parameter_edited,
        ):
            signal.connect(self.edited)
        self.experiment = experiment
        self._stand(self.run.place, self.run.owner_of(self.run.place).start.trainer())

    # Moving.

    def go_to(self, step: int) -> None:
        """Stand at a step of the current run or its past; the nearest one where there is none."""
        self._settle()
        self.move(self.run, min(max(step, self.run.first_step), self.run.steps))
        self.moved.emit()

    def move(self, run: Run, step: int) -> None:
        """Make a run the current one, at a step of it. Tells of everything that differs there."""
        trainer, dataset, seed = self.trainer, self.dataset, self.recipe.seed
        rate = trainer.learning_rate
        if run is not self.run:
            self.keep_place()
        self.experiment.current = run
        owner = run.owner_of(step)
        if not have_same_network(owner, self.owner):
            # Nothing shows the graph of the old network from here on.
            trainer.release()
            trainer = owner.start.trainer()
        rebuilt = trainer is not self.trainer or owner.recipe.seed != seed
        self._stand(step, trainer)
        self._selection.keep_within(len(trainer.parameters), len(self.dataset))
        if rebuilt:
            self.network_rebuilt.emit()
        if rebuilt or trainer.learning_rate != rate:
            self.learning_rate_changed.emit()
        if rebuilt or self.dataset is not dataset:
            self._tell_of_other_data()
        self.show_progress()

    def open(self, experiment: Experiment) -> None:
        """Stand in another experiment, where that was left."""
        self.experiment = experiment
        self.move(self.run, self.run.place)

    def keep_place(self) -> None:
        """Let the current run know where one stands, as before it is written to a file."""
        self.run.place = self.steps

    def leave_step(self) -> None:
        """Stand where the step under way began."""
        if not self.trainer.is_between_steps:
            restore(self.trainer, self.owner, self.steps)
            self._bound_divergence()

    def start_here(self) -> Start:
        """What a run that begins at this place begins with."""
        self.leave_step()
        trainer = self.trainer
        return Start(self.steps, self.recipe, tuple(trainer.state), tuple(trainer.grads))

    def _stand(self, step: int, trainer: Trainer) -> None:
        self.owner = self.run.owner_of(step)
        self.trainer = trainer
        self._evaluation = self.divergence = None
        try:
            restore(trainer, self.owner, step)
        except DivergenceError as error:
            # The file was written by hand, or on another computer.
            self.divergence = error
        self._went_back = self.steps < self.run.steps
        self._bound_divergence()

    def _bound_divergence(self) -> None:
        """A divergence never goes back past the start of a branch."""
        has_branch = self.experiment.has_branch(self.owner, self.steps)
        if has_branch or self.steps == self.owner.start.step:
            self.trainer.forget_finite()

    # Events and steps.

    def happen(self, event: Event) -> None:
        """Let an event happen at the end of the current run, where one stands."""
        run = self.run
        if event.kind != "learning_rate":
            # A step under way begins again: its numbers are those before the event.
            self.leave_step()
        event.apply(self.trainer)
        if run.is_untrained and run.parent is None and not run.events:
            # An event before the first step changes what the run begins with.
            run.start = run.start.changed(event)
        else:
            run.add_event(event)
            if event not in run.events:
                # The event took an earlier one back: the run is as before both.
                restore(self.trainer, run, self.steps)
                self._bound_divergence()
        self._evaluation = self.divergence = None
        if event.kind == "learning_rate":
            self.learning_rate_changed.emit()
        elif event.kind == "parameter":
            self.parameter_edited.emit()
        else:
            self._selection.keep_within(len(self.trainer.parameters), len(self.dataset))
            self._tell_of_other_data()

    def _tell_of_other_data(self) -> None:
        """Tell the views that the samples, the graph and what is chosen in them are others."""
        self.dataset_changed.emit()
        self._selection.parameters_changed.emit()
        self._selection.node_changed.emit()
        self._selection.sample_changed.emit()

    def forget_evaluation(self, evaluation: Evaluation | None = None) -> None:
        """Drop what was computed with the old parameters. evaluation: that of the new ones."""
        self._evaluation = evaluation

    def end_step(self) -> None:
        """Record a new step that the trainer ended; follow the run after one of the past."""
        if self.steps > self.run.steps:
            record_step(self.run, self.trainer)
        elif self._went_back:
            owner = self.run.owner_of(self.steps)
            has_events = owner.events_until(self.steps) > owner.events_until(self.steps - 1)
            if has_events or owner is not self.owner:
                self.go_to(self.steps)
            self._went_back = self.steps < self.run.steps
        self._bound_divergence()

    def reopen_step(self) -> None:
        """Follow the trainer back into an ended step, which another run may have trained."""
        self.owner = self.run.owner_of(self.steps)
        # Steps before the start of the run are the past of another one.
        self._went_back |= self.owner is not self.run

    def diverge(self, error: DivergenceError) -> None:
        """Stand at the last step whose loss is finite."""
        # The failed step has overwritten numbers of the step that is shown.
        restore(self.trainer, self.owner, self.steps)
        self._bound_divergence()
        self.divergence = error
        self._evaluation = None

    def try_again(self) -> None:
        """Training may go on after a divergence."""
        self.divergence = None

    def show_progress(self) -> None:
        """Tell the views that numbers changed."""
        self.step_taken.emit()
        if self.divergence:
            self.diverged.emit()

    # State.

    @property
    def run(self) -> Run:
        """The current run, whose timeline is shown."""
        return self.experiment.current

    @property
    def dataset(self) -> Dataset:
        """The samples at this place."""
        return self.trainer.dataset

    @property
    def recipe(self) -> Recipe:
        """The recipe in force at this step."""
        return self.owner.recipe_at(self.steps)

    @property
    def model(self) -> MLP:
        """The network that is trained."""
        return self.trainer.model

    @property
    def steps(self) -> int:
        """The step of this place."""
        return self.trainer.steps

    @property
    def is_at_the_end(self) -> bool:
        """True at the last step of the current run."""
        return self.steps == self.run.steps

    @property
    def is_in_the_past(self) -> bool:
        """True where an earlier step was gone back to: training on from there is a branch."""
        return self._went_back and self.steps < self.run.steps

    @property
    def phase(self) -> Phase | None:
        """The phase that was executed last, None before the first."""
        return self.trainer.phase

    @property
    def graph(self) -> LossGraph:
        """The graph of the loss that is being trained."""
        return self.trainer.graph

    @property
    def node_count(self) -> int:
        """How many nodes the graph has, or would have."""
        return node_count(self.model, len(self.dataset), self.trainer.loss_function)

    @property
    def has_large_graph(self) -> bool:
        """True where the graph is too large to be looked at and walked through."""
        return self.node_count > MOST_NODES

    @property
    def evaluation(self) -> Evaluation:
        """Predictions, errors and loss with the parameters as they are now."""
        if self._evaluation is None:
            self._evaluation = self.trainer.evaluate()
        return self._evaluation

    @property
    def chosen_value(self) -> Value | None:
        """The chosen node of the graph, or the current parameter; None where nothing is chosen."""
        selection = self._selection
        if selection.node is not None:
            return self.graph.order[selection.node]
        return None if selection.current is None else self.trainer.parameters[selection.current]

    def choose_value(self, value: Value) -> None:
        """Choose a node of the graph: as a parameter where it is one."""
        parameters = self.trainer.parameters
        if value in parameters:
            self._selection.choose([parameters.index(value)])
        else:
            self._selection.choose_node(self.graph.index[value])
