"""The training of the current experiment: along the one sequence of operations, and back."""

from concurrent.futures import Executor

from PySide6.QtCore import QObject, Signal

from app.selection import Selection
from micrograd.compiled import CompiledTrainer
from micrograd.compiled.trainer import Run
from micrograd.data import Dataset
from micrograd.engine import Value
from micrograd.evaluation import Evaluation
from micrograd.loss_graph import LossGraph, node_count
from micrograd.network import Experiment, NetworkConfig, new_experiment
from micrograd.nn import MLP
from micrograd.phases import Phase, PhasePass
from micrograd.runs.history import History
from micrograd.trainer import DivergenceError

# A graph of more nodes takes seconds to build, and nobody could look at it.
MOST_NODES = 250_000


class Training(QObject):
    """The current experiment, what is looked at in it, and every way to move on or back.

    `step_taken` comes once for each call that trained, however many steps that were.
    """

    step_taken = Signal()
    diverged = Signal()
    announced = Signal(str)

    def __init__(self, experiment: Experiment | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.experiment = experiment or new_experiment()
        self.selection = Selection(self)
        self.divergence: DivergenceError | None = None
        self._evaluation: Evaluation | None = None

    # What there is to see.

    @property
    def dataset(self) -> Dataset:
        return self.experiment.dataset

    @property
    def config(self) -> NetworkConfig:
        return self.experiment.config

    @property
    def trainer(self) -> CompiledTrainer:
        return self.experiment.trainer

    @property
    def model(self) -> MLP:
        return self.experiment.trainer.model

    @property
    def history(self) -> History:
        return self.experiment.history

    @property
    def steps(self) -> int:
        return self.trainer.steps

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

    # Training.

    def advance(self, operations: int) -> bool:
        """Do some operations, not past a phase; True if that ended a step.

        Says nothing: whoever calls it ends with `show_progress`. After a divergence it does
        nothing more until something was changed or the person tries again.
        """
        try:
            ended_step = self.trainer.advance(operations)
        except DivergenceError as error:
            self._diverge(error)
            return False
        if self.phase is Phase.UPDATE:
            # Only then do parameters change, and with them what the network makes of the data.
            self._evaluation = None
        if ended_step:
            self._record_step()
        return ended_step

    # The same beside the event loop: nothing of it is seen before it is collected.

    def begin_run(self, executor: Executor, steps: int) -> None:
        """Let a thread of `executor` train at most so many steps."""
        parameters = self.history.parameters
        self.trainer.begin_run(executor, steps, parameters.room, parameters.width)

    def collect_run(self, ends: bool = False) -> Run | None:
        """Take over what a run has trained, once it has finished; None before.

        ends: let it end after the step before the one that it is at. Says nothing, as `advance`.
        """
        run = self.trainer.end_run() if ends else self.trainer.finished_run()
        if run is None:
            return None
        losses = run.outcome.losses
        self.history.losses.extend(losses)
        self.history.parameters.extend(run.outcome.pieces, len(losses))
        self._evaluation = run.evaluation
        try:
            self.trainer.accept(run)
        except DivergenceError as error:
            self._diverge(error)
        return run

    def _diverge(self, error: DivergenceError) -> None:
        self.divergence = error
        self.history.rewind(self.steps)
        self._evaluation = None

    def show_progress(self) -> None:
        """Tell the views that training went on."""
        self.step_taken.emit()
        if self.divergence:
            self.diverged.emit()

    def step(self) -> None:
        """Finish the step under way, or do one."""
        self.divergence = None
        self.finish_step()
        self.show_progress()

    def finish_step(self) -> None:
        """Go to the end of the step, without telling."""
        if self.trainer.is_between_steps:
            self._do_step()
            return
        while not self.divergence and not self.advance(self.trainer.phase_length):
            pass

    def _do_step(self) -> None:
        try:
            self.trainer.step()
        except DivergenceError as error:
            self._diverge(error)
            return
        self._evaluation = None
        self._record_step()

    def step_phase(self) -> None:
        """Finish the phase under way, or do one."""
        self.divergence = None
        self.advance(self.trainer.phase_length)
        self.show_progress()

    def step_operation(self) -> None:
        """Do one operation."""
        self.divergence = None
        self.advance(1)
        self._follow_operation()
        self.show_progress()

    def take_back(self, operations: int = 1) -> None:
        """Take operations back, not past the phase; a step just finished is opened again."""
        if not self.trainer.can_retreat:
            return
        self.divergence = None
        if self.trainer.retreat(operations):
            self.history.rewind(self.steps)
        self._evaluation = None
        self._follow_operation()
        self.show_progress()

    def seek(self, done: int, current: PhasePass | None = None) -> None:
        """Go to where so many operations of a pass are done: the last pass, unless another
        is given; nothing happens where that one is neither under way nor the next."""
        trainer = self.trainer
        current = current or trainer.last_pass or trainer.next_pass
        if current is not trainer.last_pass and current is not trainer.next_pass:
            return
        if done > current.position:
            self.divergence = None
            self.advance(done - current.position)
            self._follow_operation()
            self.show_progress()
        elif done < current.position:
            self.take_back(current.position - done)

    def refuse_to_walk(self) -> None:
        """Say why operations can't be done one by one."""
        self.announced.emit(
            f"A step of {self.node_count:,} nodes can't be gone through one by one: "
            "Step and Run train it as a whole."
        )

    def _follow_operation(self) -> None:
        """Look at the sample whose operation was done last."""
        last_pass = self.trainer.last_pass
        if last_pass is None or last_pass.node is None:
            return
        sample = self.graph.places[self.graph.index[last_pass.node]].sample
        if sample is not None:
            self.selection.choose_sample(sample)

    def _record_step(self) -> None:
        trainer = self.trainer
        assert trainer.loss is not None
        self.history.losses.append(trainer.loss)
        grads = [parameter.grad for parameter in trainer.parameters]
        self.history.parameters.record(trainer.data_before_update, grads)
