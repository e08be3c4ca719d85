"""State: all that training carries from step to step, as one vector of numbers.

First the data of every parameter, then the first slot of every parameter, then the second, …;
at the end the number of updates, where the optimizer counts them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from micrograd.engine import Value
from micrograd.recipe.fault import Fault
from micrograd.recipe.faults import fault_of
from micrograd.recipe.optimizers import GRADIENT_DESCENT, Optimizer
from micrograd.recipe.parts import Widths, parameters_before_last_layer, parameters_in
from micrograd.recipe.schedules import SCHEDULES, share_done, warmed_up
from micrograd.recipe.settings import TRAINING

State = list[float]


class Checkpoint(NamedTuple):
    """The state of training after a step, before anything was changed there by hand.

    grads: of all parameters, where the next step adds to them; None where it begins with 0.
    """

    step: int
    state: State
    grads: list[float] | None = None


class StepStart(NamedTuple):
    """The numbers that a step begins with. grads: None where they are not known.

    step: how many steps were done before. settings: see `LiveState`.
    """

    step: int
    state: State
    grads: list[float] | None
    settings: Mapping[str, Any]


class LiveState:
    """The state where it lives: in parameters, and in what an optimizer keeps of them.

    Gradients are read and put back beside it; each backward pass computes them anew.
    slots: of all parameters, one slot after the other. count: the number of updates.
    settings: the value of each row of `TRAINING`; a change puts another mapping in its place.
    step: how many steps were done. widths: of the network that the parameters belong to.
    """

    def __init__(
        self,
        parameters: Sequence[Value],
        optimizer: Optimizer = GRADIENT_DESCENT,
        widths: Widths = (),
    ) -> None:
        self.parameters, self.optimizer, self.step = parameters, optimizer, 0
        self.widths = widths
        self.slots = [0.0] * (len(optimizer.slots) * len(parameters))
        self.count = 0.0
        self.settings: Mapping[str, Any] = {**TRAINING, **optimizer.settings}

    def numbers(self) -> State:
        """The state as it is now."""
        counted = [self.count] if self.optimizer.counts else []
        return [parameter.data for parameter in self.parameters] + self.slots + counted

    def grads(self) -> list[float]:
        """The gradient of every parameter, as the last backward pass left it."""
        return [parameter.grad for parameter in self.parameters]

    def start(self) -> StepStart:
        """The numbers that a step would begin with now."""
        return StepStart(self.step, self.numbers(), self.grads(), self.settings)

    @property
    def rate(self) -> float:
        """The learning rate of the next update, after the schedule."""
        return scheduled_rate(self.settings, self.step)

    @property
    def rates(self) -> tuple[float, float]:
        """The same of all layers but the last, and of that."""
        return scheduled_rates(self.settings, self.step)

    @property
    def fault(self) -> Fault:
        """The line that is wrong on purpose, a row of `FAULTS`."""
        return fault_of(self.settings)

    @property
    def update(self) -> Callable[..., Any]:
        """What moves a parameter: that of the optimizer, unless a fault has another one."""
        update, fault = self.optimizer.update, self.fault
        return fault.update(update) if fault.update else update

    @property
    def frozen(self) -> frozenset[int]:
        """The indices of the parameters that updates leave as they are, with all of their slots."""
        return parameters_in(self.settings["frozen"], self.widths)

    def factors(self) -> list[tuple[float, ...]]:
        """What the next update of each parameter takes, which those of one rate share."""
        own = [self.settings[name] for name in self.optimizer.settings]
        count = self.count + self.optimizer.counts
        hidden, output = (self.optimizer.factors(rate, count, *own) for rate in self.rates)
        before = parameters_before_last_layer(self.widths)
        return [hidden] * before + [output] * (len(self.parameters) - before)

    def updated(self, index: int, grad: float) -> float:
        """The data of a parameter after the next update, if that finds this gradient."""
        data, own = self.parameters[index].data, self.slots[index :: len(self.parameters)]
        if index in self.frozen:
            return data
        updated = self.update(data, grad, *self.factors()[index], *own)
        return float(updated[0] if own else updated)

    def put(self, state: Sequence[float], grads: Iterable[float] | None = None) -> None:
        """Go to a state; grads: None where they stay. Raises ValueError for a wrong length."""
        count, kept = len(self.parameters), len(self.slots)
        if len(state) != self.optimizer.state_length(count):
            raise ValueError(f"{len(state)} numbers are not {count} and {kept} slots")
        for parameter, data in zip(self.parameters, state, strict=False):
            parameter.data = data
        self.slots[:] = state[count : count + kept]
        if self.optimizer.counts:
            self.count = state[-1]
        if grads is not None:
            for parameter, grad in zip(self.parameters, grads, strict=True):
                parameter.grad = grad


def has_ended(settings: Mapping[str, Any], step: int) -> bool:
    """True where the schedule is over, so that the rate stays as it is from here on."""
    done = share_done(float(step), float(settings["warm_up"]), float(settings["schedule_steps"]))
    return SCHEDULES[settings["schedule"]].ends and done >= 1.0


def scheduled_rate(settings: Mapping[str, Any], step: int) -> float:
    """The learning rate of the update after so many steps, of all layers but the last."""
    return scheduled_rates(settings, step)[0]


def scheduled_rates(settings: Mapping[str, Any], step: int) -> tuple[float, float]:
    """The learning rates of the update after so many steps: of all layers but the last, of that."""
    warm_up = float(settings["warm_up"])
    share = share_done(float(step), warm_up, float(settings["schedule_steps"]))
    factor = warmed_up(float(step), warm_up) * SCHEDULES[settings["schedule"]].factor(share)
    rate = settings["learning_rate"]
    return rate * factor, (settings["output_rate"] or rate) * factor
