"""Where one stands: a step of a run, and everything that is to be seen there."""

from PySide6.QtCore import QObject, Signal

from app.session.selection import Selection
from micrograd.compiled import CompiledTrainer
from micrograd.data.dataset import Dataset
from micrograd.engine import Value
from micrograd.nn import MLP
from micrograd.recipe.recipe import Recipe
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.history import History
from micrograd.runs.restore import restore
from micrograd.runs.run import Run, Start
from micrograd.runs.segments import have_same_network
from micrograd.training.evaluation import Evaluation
from micrograd.training.loss_graph import LossGraph, node_count
from micrograd.training.phases import Phase
from micrograd.training.trainer import DivergenceError

# A graph of more nodes takes seconds to build, and nobody could look at it.
MOST_NODES = 250_000


class Place(QObject):
    """A step of the current run or, before that began, of one of its ancestors.

    owner: the run that trained up to this step.

    `about_to_change` comes before something changes, so that training that goes on beside is
    brought to an end first; every other signal comes after the fact, and none carries state.
    `step_taken` comes whenever numbers changed, by training or by moving; `moved` after the person
    went to another step or run, with the signals of all that differs there; `runs_changed` when
    there are other runs, or one of them has another name, look or turn.
    """

    about_to_change = Signal()
    step_taken = Signal()
    moved = Signal()
    runs_changed = Signal()
    network_rebuilt = Signal()
    dataset_changed = Signal()
    learning_rate_changed = Signal()
    parameter_edited = Signal()
    diverged = Signal()
    announced = Signal(str)

    def __init__(self, experiment: Experiment | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.experiment = experiment or new_experiment()
        self.selection = Selection(self)
        self.divergence: DivergenceError | None = None
        self._evaluation: Evaluation | None = None
        self._stand(self.run.place, self.run.owner_of(self.run.place).start.trainer())

    # Moving.

    def go_to(self, step: int) -> None:
        """Show the window as it was at a step of the current run, or of what it branched off.

        A step before the first or after the last one is the first or the last.
        """
        self.about_to_change.emit()
        self.move(self.run, min(max(step, self.run.first_step), self.run.steps))
        self.moved.emit()

    def move(self, run: Run, step: int) -> None:
        """Make a run the current one, at a step of it."""
        before, trainer = self.run, self._trainer
        dataset, seed, rate = self.dataset, self.recipe.seed, trainer.learning_rate
        if run is not before:
            before.place = self.steps
        self.experiment.current = run
        owner = run.owner_of(step)
        if not have_same_network(owner, self.owner):
            # Of the one before only what can be restored is kept.
            trainer.release()
            trainer = owner.start.trainer()
        rebuilt = trainer is not self._trainer or owner.recipe.seed != seed
        self._stand(step, trainer)
        self.selection.keep_within(len(trainer.parameters), len(self.dataset))
        if rebuilt:
            self.network_rebuilt.emit()
        if rebuilt or trainer.learning_rate != rate:
            self.learning_rate_changed.emit()
        if rebuilt or self.dataset is not dataset:
            self._tell_of_other_data()
        self.step_taken.emit()
        if self.divergence:
            self.diverged.emit()
        if run is not before:
            self.runs_changed.emit()

    def _tell_of_other_data(self) -> None:
        """There are other samples, and the graph is another one: what is chosen in them, too."""
        self.dataset_changed.emit()
        self.selection.parameters_changed.emit()
        self.selection.node_changed.emit()
        self.selection.sample_changed.emit()

    def keep_place(self) -> None:
        """Let the current run know where one stands, as before it is written to a file."""
        self.run.place = self.steps

    def begin_branch(self) -> None:
        """Let a new run begin at this place, and be the current one."""
        branch = self.experiment.new_run(self.start_here(), self.owner)
        self.experiment.add(branch)
        self.move(branch, branch.start.step)
        self.announce_branch(branch)

    def announce_branch(self, branch: Run) -> None:
        """Say that a run began at a step of another one."""
        assert branch.parent is not None
        step = f"{branch.start.step:,}"
        self.announce(f"{branch.name} branches off {branch.parent.name} at step {step}.")

    def announce(self, sentence: str) -> None:
        """Say what was done. The sentence may begin with a run's name: it gets its capital."""
        self.announced.emit(f"{sentence[0].upper()}{sentence[1:]}")

    def start_here(self) -> Start:
        """What a run that begins at this place begins with."""
        self.leave_step()
        parameters = self.trainer.parameters
        return Start(
            self.steps,
            self.recipe,
            tuple(parameter.data for parameter in parameters),
            tuple(parameter.grad for parameter in parameters),
        )

    def leave_step(self) -> None:
        """Stand where the step under way began."""
        if not self.trainer.is_between_steps:
            restore(self.trainer, self.owner, self.steps)
            self._hold()

    def _stand(self, step: int, trainer: CompiledTrainer) -> None:
        self.owner = self.run.owner_of(step)
        self._trainer = trainer
        self._evaluation = self.divergence = None
        try:
            restore(trainer, self.owner, step)
        except DivergenceError as error:
            # Only where a file was written by hand, or on another computer.
            self.divergence = error
        self._went_back = self.steps < self.run.steps
        self._hold()

    def _hold(self) -> None:
        """A divergence does not go back from where a branch begins: that is the past of it."""
        if self.steps == self.owner.start.step or self.experiment.has_branch(
            self.owner, self.steps
        ):
            self._trainer.forget_finite()

    # What there is to see here.

    @property
    def run(self) -> Run:
        """The current run, whose timeline is shown."""
        return self.experiment.current

    @property
    def dataset(self) -> Dataset:
        """The samples at this place."""
        return self._trainer.dataset

    @property
    def recipe(self) -> Recipe:
        """What is trained with at this place."""
        return self.owner.recipe_at(self.steps)

    @property
    def trainer(self) -> CompiledTrainer:
        """What stands at this place."""
        return self._trainer

    @property
    def model(self) -> MLP:
        """The network that is trained."""
        return self._trainer.model

    @property
    def history(self) -> History:
        """What is kept of the run that this place belongs to."""
        return self.owner.history

    @property
    def steps(self) -> int:
        """The step of this place."""
        return self._trainer.steps

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
        return node_count(self.model, len(self.dataset))

    @property
    def has_large_graph(self) -> bool:
        """True where the graph is too large to be looked at and walked through."""
        return self.node_count > MOST_NODES

    @property
    def chosen_value(self) -> Value | None:
        """The chosen node of the graph, or the current parameter; None where nothing is chosen."""
        selection = self.selection
        if selection.node is not None:
            return self.graph.order[selection.node]
        return None if selection.current is None else self.trainer.parameters[selection.current]

    def choose_value(self, value: Value) -> None:
        """Choose a node of the graph: as a parameter where it is one."""
        parameters = self.trainer.parameters
        if value in parameters:
            self.selection.choose([parameters.index(value)])
        else:
            self.selection.choose_node(self.graph.index[value])

    @property
    def evaluation(self) -> Evaluation:
        """Predictions, errors and loss with the parameters as they are now."""
        if self._evaluation is None:
            self._evaluation = self.trainer.evaluate()
        return self._evaluation
