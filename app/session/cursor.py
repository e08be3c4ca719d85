"""Cursor: the step of a run that is shown, and every number at that step."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.session.approach import Approach
from app.session.deeds import Doer, deed
from app.session.selection import Selection
from micrograd.data.dataset import Dataset
from micrograd.engine import Value
from micrograd.nn import MLP
from micrograd.recipe.network import drawn_from
from micrograd.recipe.recipe import Recipe
from micrograd.recipe.settings import TRAINING
from micrograd.runs.events import Event
from micrograd.runs.experiment import Experiment
from micrograd.runs.last_loss import note_end
from micrograd.runs.recording import record_step
from micrograd.runs.restore import restore
from micrograd.runs.run import Run, Start
from micrograd.runs.segments import have_same_network
from micrograd.training.changeable import OF_GRAPH, UPDATE_SETTINGS
from micrograd.training.divergence import DivergenceError
from micrograd.training.evaluation import Evaluation
from micrograd.training.loss_graph import LossGraph, node_count
from micrograd.training.phases import Phase
from micrograd.training.trainer import Trainer

# Nodes of the largest graph that is shown: a larger one takes seconds to build.
MOST_NODES = 250_000


class Cursor(QObject, Doer):
    """A step of the current run or, before that began, of one of its ancestors.

    owner: the run that trained up to this step. trainer: the trainer at this step.
    divergence: the error of the step that could not be trained; None lets training go on.
    settle: ends training in the background, see `Session.settle`. approach: waits for far steps.

    `step_taken` comes whenever numbers changed, by training or by moving. `moved` comes after the
    person went to another step or run, with the signals of all that differs there. `edited` comes
    with each of the four signals declared above it.
    """

    step_taken = Signal()
    moved = Signal()
    diverged = Signal()
    network_rebuilt = Signal()
    dataset_changed = Signal()
    settings_changed = Signal()
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
        self.approach = Approach()
        self._evaluation: Evaluation | None = None
        self.divergence: DivergenceError | None = None
        own = self.network_rebuilt, self.dataset_changed, self.settings_changed
        for signal in (*own, self.parameter_edited):
            signal.connect(self.edited)
        self.experiment = experiment
        self._stand(self.run.place, self.run.owner_of(self.run.place).start.trainer())

    # Moving.

    def go_to(self, step: int, then: Callable[[], object] = lambda: None) -> None:
        """Stand at a step of the current run or its past, the nearest one; see `come_near`.

        then: called once the cursor stands there.
        """
        self._settle()
        step = min(max(step, self.run.first_step), self.run.steps)
        self.come_near(self.run, step, partial(self._arrive, step, then))

    def come_near(self, run: Run, step: int, arrive: Callable[[], object]) -> None:
        """Call `arrive` once it takes no time to stand at a step of a run, see `Approach`."""
        self.approach.to(run, step, arrive, self.show_progress)

    def _arrive(self, step: int, then: Callable[[], object]) -> None:
        self._turn_to(step)
        then()

    @deed
    def _turn_to(self, step: int) -> None:
        self.move(self.run, step)
        self.moved.emit()

    def move(self, run: Run, step: int) -> None:
        """Make a run the current one, at one of its steps, and tell of all that differs there."""
        trainer, samples, drawn = self.trainer, self.trainer.samples, drawn_from(self.recipe)
        settings = trainer.settings
        if run is not self.run:
            self.keep_place()
            note_end(self.run, trainer, self._evaluation)
        self.experiment.current = run
        owner = run.owner_of(step)
        if not have_same_network(owner, self.owner):
            # No view shows the graph of the old network any more.
            trainer.release()
            trainer = owner.start.trainer()
        rebuilt = trainer is not self.trainer or drawn_from(owner.recipe) != drawn
        self._stand(step, trainer)
        self._selection.keep_within(len(trainer.parameters), len(self.dataset))
        if rebuilt:
            self.network_rebuilt.emit()
        if rebuilt or trainer.settings != settings:
            self.settings_changed.emit()
        is_other_graph = any(trainer.settings[name] != settings[name] for name in OF_GRAPH)
        if rebuilt or trainer.samples is not samples or is_other_graph:
            self._tell_of_other_data()
        self.show_progress()

    def open(self, experiment: Experiment) -> None:
        """Stand in another experiment, at the step where it was left."""
        self.experiment = experiment
        self.move(self.run, self.run.place)

    def keep_place(self) -> None:
        """Note this step in the current run, as the step where it was left."""
        self.run.place = self.steps

    def leave_step(self) -> None:
        """Go back to the start of the step under way."""
        if not self.trainer.is_between_steps:
            restore(self.trainer, self.owner, self.steps)
            self._bound_divergence()

    def start_here(self) -> Start:
        """The start of a run that begins at this step."""
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
            # The file was edited by hand, or trained on another computer.
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
        """Let an event happen at the end of the current run, where the cursor stands."""
        run = self.run
        if event.kind not in UPDATE_SETTINGS:
            self.leave_step()
        event.apply(self.trainer)
        if run.is_untrained and run.parent is None and not run.events:
            run.start = run.start.changed(event)
        else:
            run.add_event(event)
            if event not in run.events:
                # The event undid an earlier one: the run is as before both.
                restore(self.trainer, run, self.steps)
                self._bound_divergence()
        self._evaluation = self.divergence = None
        if event.kind in TRAINING:
            self.settings_changed.emit()
        if event.edits:
            self.parameter_edited.emit()
        elif event.kind not in UPDATE_SETTINGS:
            self._selection.keep_within(len(self.trainer.parameters), len(self.dataset))
            self._tell_of_other_data()

    def _tell_of_other_data(self) -> None:
        """Tell the views that the samples, the graph and the chosen parts of both are others."""
        self.dataset_changed.emit()
        self._selection.tell_of_all()

    def forget_evaluation(self, evaluation: Evaluation | None = None) -> None:
        """Drop the evaluation of the old parameters. evaluation: that of the new ones, if known."""
        self._evaluation = evaluation

    def end_step(self) -> None:
        """Record a step that the trainer ended; after a step of the past, follow the run."""
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

    def show_progress(self) -> None:
        """Tell the views that numbers changed."""
        if self._selection.node is not None:
            self._selection.keep_node_of(len(self.graph.order))
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
        """The samples at this step."""
        return self.trainer.dataset

    @property
    def recipe(self) -> Recipe:
        """The recipe in force at this step."""
        return self.owner.recipe_at(self.steps)

    @property
    def model(self) -> MLP:
        """The network at this step."""
        return self.trainer.model

    @property
    def steps(self) -> int:
        """The number of this step."""
        return self.trainer.steps

    @property
    def is_at_the_end(self) -> bool:
        """True at the last step of the current run."""
        return self.steps == self.run.steps

    @property
    def is_in_the_past(self) -> bool:
        """True after going back to an earlier step: training on from there begins a branch."""
        return self._went_back and self.steps < self.run.steps

    @property
    def phase(self) -> Phase | None:
        """The phase of the last operation done, None before the first."""
        return self.trainer.phase

    @property
    def graph(self) -> LossGraph:
        """The graph of the loss."""
        return self.trainer.graph

    @property
    def node_count(self) -> int:
        """The number of nodes that the graph has, or would have if it were built."""
        return node_count(self.model, self.trainer.samples.batch_size, self.trainer.objective)

    @property
    def has_large_graph(self) -> bool:
        """True where the graph is too large to be shown and walked through."""
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
            order = self.graph.order
            return order[selection.node] if selection.node < len(order) else None
        return None if selection.current is None else self.trainer.parameters[selection.current]

    def choose_value(self, value: Value) -> None:
        """Choose a node of the graph; a parameter is chosen as a parameter."""
        parameters = self.trainer.parameters
        if value in parameters:
            self._selection.choose([parameters.index(value)])
        else:
            self._selection.choose_node(self.graph.index[value], len(self.graph.order))
