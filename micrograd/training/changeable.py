"""ChangeableSequence: training steps whose settings and samples can change on the way."""

from collections.abc import Mapping
from typing import Any

from micrograd.data.dataset import Dataset
from micrograd.data.sampling import Samples, Sampling
from micrograd.nn import MLP
from micrograd.recipe.fault import Fault
from micrograd.recipe.objective import Objective
from micrograd.recipe.optimizers import Optimizer
from micrograd.recipe.settings import SETTINGS, TRAINING, feeding
from micrograd.training.phases import Phase
from micrograd.training.sequence import StepSequence
from micrograd.training.state import has_ended
from micrograd.training.step_engine import StepEngine

OF_GRAPH, OF_SAMPLES = feeding("graph"), feeding("samples")
# Those that the updates alone read: another value holds from the update under way on.
UPDATE_SETTINGS = feeding("rate", "update")


class ChangeableSequence(StepSequence):
    """A sequence of steps that goes on with other settings from any moment on.

    engine: see `Trainer`.
    """

    def __init__(
        self,
        model: MLP,
        dataset: Dataset,
        objective: Objective,
        optimizer: Optimizer,
        engine: StepEngine,
    ) -> None:
        samples = Samples(dataset, order_of=engine.shuffled)
        super().__init__(model, samples, objective, optimizer)
        self.engine = engine

    def setting(self, name: str) -> Any:
        """The value of a setting that can change in the course of training."""
        if name in OF_SAMPLES:
            return getattr(self.samples.sampling, name)
        return self.dataset if name == "dataset" else self._live.settings[name]

    def change(self, name: str, value: Any) -> None:
        """Give such a setting another value; another objective restarts the step under way.

        Raises ValueError for a bad value, TypeError where there is no such setting.
        """
        if name == "dataset":
            self.dataset = value
            return
        if name not in TRAINING and name not in OF_SAMPLES:
            raise TypeError(f"training has no setting {name}")
        self.beside.end()
        try:
            value = SETTINGS[name].fitted(value, (self.model.nin, *self.model.nouts))
        except ValueError as error:
            raise ValueError(f"{SETTINGS[name].caption}: {error}") from None
        if name in OF_GRAPH:
            self._restart_with_other_graph()
        if name in TRAINING:
            self._live.settings = {**self._live.settings, name: value}
        if name in OF_GRAPH:
            self._graphs.change(self.settings)
            self.engine.forget_graph()
        elif name in OF_SAMPLES:
            self._take_samples(self.samples.sampling._replace(**{name: value}))
        else:
            self._restart_update()

    def _take_samples(self, sampling: Sampling) -> None:
        if not self.samples.would_be_same(sampling):
            self._restart_with_other_graph()
            self._graphs.samples = Samples(self.dataset, sampling, self.engine.shuffled)
        self.samples.sampling = sampling

    def _restart_with_other_graph(self) -> None:
        """Leave the graph as it is made now: the step under way is given up with it."""
        self._give_up_step()
        self._seen.forget_graph()

    def _restart_update(self) -> None:
        """A step has one rate: what was done with another one is not done again."""
        self._can_reopen = False
        if self._seen.graph and self._next_phase is Phase.UPDATE:
            self._seen.update.retreat(len(self.parameters))
            self.phase = self._phase_before

    @property
    def settings(self) -> Mapping[str, Any]:
        """The values of all rows of `TRAINING`."""
        return self._live.settings

    @property
    def fault(self) -> Fault:
        """The line that is wrong on purpose, a row of `FAULTS`."""
        return self._live.fault

    @property
    def learning_rate(self) -> float:
        """The factor of the gradient in the update, before the schedule; above zero, finite."""
        rate: float = self._live.settings["learning_rate"]
        return rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self.change("learning_rate", rate)

    @property
    def scheduled_rate(self) -> float:
        """The learning rate of the update to come, after the schedule."""
        return self._live.rate

    @property
    def schedule_has_ended(self) -> bool:
        """True where the learning rate changes no more by itself."""
        return has_ended(self.settings, self._live.step)

    def next_move(self, index: int, grad: float) -> float:
        """How far the next update moves a parameter, if that finds this gradient."""
        return self._live.updated(index, grad) - self.parameters[index].data

    @property
    def dataset(self) -> Dataset:
        """The samples trained on. A new one restarts the step that is under way."""
        return self.samples.dataset

    @dataset.setter
    def dataset(self, dataset: Dataset) -> None:
        dataset.check_fit(self.model.nin, self.model.nouts[-1])
        self._restart_with_other_graph()
        if dataset is not self.samples.dataset:
            sampling = self.samples.sampling
            self._graphs.samples = Samples(dataset, sampling, self.engine.shuffled)
