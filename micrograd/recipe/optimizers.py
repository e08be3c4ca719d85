"""The table of optimizers: each moves the parameters in its own way.

All are those of `torch.optim`, to the formula, with its defaults.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

# The name of a slot that is never negative: a root is taken of it.
SQUARES = "squares"
NO_SETTINGS: Mapping[str, float] = {}


def rate_and_settings(rate: float, count: float, *settings: float) -> tuple[float, ...]:
    """The factors of an optimizer that takes the learning rate and its settings as they are."""
    return rate, *settings


def same_rate(plain: float, *settings: float) -> float:
    """The usual rate of an optimizer that moves parameters as far as plain descent."""
    return plain


def _rate_of_velocity(plain: float, momentum: float) -> float:
    """A velocity sums up gradients: an even slope of 1 comes to 1 / (1 - momentum)."""
    return plain * (1.0 - momentum)


def _rate_of_adagrad(plain: float, *settings: float) -> float:
    return 0.3


def _rate_of_steady_steps(plain: float, *settings: float) -> float:
    """The step of an optimizer that divides the gradient by its usual size is the rate itself."""
    return 0.01


class Optimizer(NamedTuple):
    """One row of the table.

    name: as it is typed and stored.
    update(data, grad, *factors, *slots): the data of one parameter after the update, in plain
    arithmetic with `math.sqrt`; with slots a tuple of the data and of each slot. The update pass
    calls it with floats, and the compiled loop is built from it.
    words: what it does, for the operation card. torch: how `torch.optim` makes it.
    slots: names of the numbers that it keeps of each parameter, such as a velocity. They begin
    with 0 and are part of the state, so that every way back to a step brings them back.
    title: as it is shown. formulas: what it does, as lines with names; those of `factors` are in
    `factor_names`.
    settings: the names of its rows in the table of settings, each with its default here.
    factors(rate, count, *settings): what all updates of a step share, in plain arithmetic.
    torch_slots: what `torch.optim` calls the slots.
    usual_rate(plain, *settings): the learning rate to begin with, where `plain` is that of plain
    descent.
    counts: True where `factors` needs the number of updates since it began, this one included;
    else `count` is 0.
    """

    name: str
    update: Callable[..., Any]
    words: str
    torch: str
    slots: tuple[str, ...] = ()
    title: str = ""
    formulas: tuple[str, ...] = ()
    settings: Mapping[str, float] = NO_SETTINGS
    factors: Callable[..., tuple[float, ...]] = rate_and_settings
    factor_names: tuple[str, ...] = ("rate",)
    counts: bool = False
    torch_slots: tuple[str, ...] = ()
    usual_rate: Callable[..., float] = same_rate

    def move(self, rate: str) -> str:
        """What an update adds to the data, with this number for the rate: `−0.1 × grad`.

        Empty where it is no single term.
        """
        _, is_single, term = self.formulas[-1].partition("data = data − ")
        return f"−{term.replace('rate ', f'{rate} ')}" if is_single else ""

    def state_length(self, parameters: int) -> int:
        """The length of the state of so many parameters."""
        return parameters * (1 + len(self.slots)) + self.counts


def _descend(data: Any, grad: Any, rate: Any) -> Any:
    return data - rate * grad


def _roll(data: Any, grad: Any, rate: Any, momentum: Any, velocity: Any) -> Any:
    velocity = momentum * velocity + grad
    return data - rate * velocity, velocity


def _look_ahead(data: Any, grad: Any, rate: Any, momentum: Any, velocity: Any) -> Any:
    velocity = momentum * velocity + grad
    return data - rate * (grad + momentum * velocity), velocity


def _adagrad(data: Any, grad: Any, rate: Any, epsilon: Any, squares: Any) -> Any:
    squares = squares + grad * grad
    return data - rate * grad / (math.sqrt(squares) + epsilon), squares


def _rmsprop(data: Any, grad: Any, rate: Any, beta2: Any, epsilon: Any, squares: Any) -> Any:
    squares = beta2 * squares + (1.0 - beta2) * grad * grad
    return data - rate * grad / (math.sqrt(squares) + epsilon), squares


def _adam(
    data: Any, grad: Any,
    rate: Any, beta1: Any, beta2: Any, epsilon: Any, scale: Any,
    mean: Any, squares: Any,
) -> Any:  # fmt: skip
    mean = beta1 * mean + (1.0 - beta1) * grad
    squares = beta2 * squares + (1.0 - beta2) * grad * grad
    return data - rate * mean / (math.sqrt(squares) / scale + epsilon), mean, squares


def _adamw(
    data: Any, grad: Any,
    rate: Any, beta1: Any, beta2: Any, epsilon: Any, scale: Any, kept: Any,
    mean: Any, squares: Any,
) -> Any:  # fmt: skip
    mean = beta1 * mean + (1.0 - beta1) * grad
    squares = beta2 * squares + (1.0 - beta2) * grad * grad
    return kept * data - rate * mean / (math.sqrt(squares) / scale + epsilon), mean, squares


def _adam_factors(
    rate: float, count: float, beta1: float, beta2: float, epsilon: float
) -> tuple[float, ...]:
    """The rate and the root with the corrections for slots that began with 0."""
    corrected = rate / (1.0 - math.pow(beta1, count))
    return corrected, beta1, beta2, epsilon, math.sqrt(1.0 - math.pow(beta2, count))


def _adamw_factors(
    rate: float, count: float, beta1: float, beta2: float, epsilon: float, decay: float
) -> tuple[float, ...]:
    corrected = rate / (1.0 - math.pow(beta1, count))
    scale = math.sqrt(1.0 - math.pow(beta2, count))
    return corrected, beta1, beta2, epsilon, scale, 1.0 - rate * decay


_SQUARES = "squares = β2 × squares + (1 − β2) × grad²"
_MEAN = "mean = β1 × mean + (1 − β1) × grad"
_ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
_TORCH_ADAM = (
    "model.parameters(), lr={learning_rate!r}, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}"
)

GRADIENT_DESCENT = Optimizer(
    "gradient-descent",
    _descend,
    "The update takes the rate times the gradient away: a step against it, as it points uphill.",
    "SGD(model.parameters(), lr={learning_rate!r})",
    title="gradient descent",
    formulas=("data = data − rate × grad",),
)
_ROWS = (
    GRADIENT_DESCENT,
    Optimizer(
        "momentum",
        _roll,
        "The velocity remembers the gradients so far, as a ball that rolls downhill; the "
        "parameter moves along it.",
        "SGD(model.parameters(), lr={learning_rate!r}, momentum={momentum!r})",
        title="momentum",
        formulas=("velocity = momentum × velocity + grad", "data = data − rate × velocity"),
        slots=("velocity",),
        torch_slots=("momentum_buffer",),
        settings={"momentum": 0.9},
        usual_rate=_rate_of_velocity,
        factor_names=("rate", "momentum"),
    ),
    Optimizer(
        "nesterov",
        _look_ahead,
        "The velocity remembers the gradients so far; the parameter moves as far as the "
        "velocity will carry it, and by its gradient.",
        "SGD(model.parameters(), lr={learning_rate!r}, momentum={momentum!r}, nesterov=True)",
        title="Nesterov momentum",
        formulas=(
            "velocity = momentum × velocity + grad",
            "data = data − rate × (grad + momentum × velocity)",
        ),
        slots=("velocity",),
        torch_slots=("momentum_buffer",),
        settings={"momentum": 0.9},
        usual_rate=_rate_of_velocity,
        factor_names=("rate", "momentum"),
    ),
    Optimizer(
        "adagrad",
        _adagrad,
        "The squares of all gradients so far add up: the more a parameter has moved, the less "
        "it moves now.",
        "Adagrad(model.parameters(), lr={learning_rate!r}, eps={epsilon!r})",
        title="Adagrad",
        formulas=("squares = squares + grad²", "data = data − rate × grad / (√squares + ε)"),
        slots=(SQUARES,),
        torch_slots=("sum",),
        settings={"epsilon": 1e-10},
        usual_rate=_rate_of_adagrad,
        factor_names=("rate", "ε"),
    ),
    Optimizer(
        "rmsprop",
        _rmsprop,
        "A running mean of the squared gradients divides the gradient, so that steep and flat "
        "parameters move alike.",
        "RMSprop(model.parameters(), lr={learning_rate!r}, alpha={beta2!r}, eps={epsilon!r})",
        title="RMSprop",
        formulas=(_SQUARES, "data = data − rate × grad / (√squares + ε)"),
        slots=(SQUARES,),
        torch_slots=("square_avg",),
        settings={"beta2": 0.99, "epsilon": 1e-8},
        usual_rate=_rate_of_steady_steps,
        factor_names=("rate", "β2", "ε"),
    ),
    Optimizer(
        "adam",
        _adam,
        "The mean of the gradients says where to, that of their squares how far.",
        f"Adam({_TORCH_ADAM})",
        title="Adam",
        formulas=(_MEAN, _SQUARES, "data = data − rate* × mean / (√squares / scale + ε)"),
        slots=("mean", SQUARES),
        torch_slots=("exp_avg", "exp_avg_sq"),
        settings=_ADAM,
        usual_rate=_rate_of_steady_steps,
        factors=_adam_factors,
        factor_names=("rate*", "β1", "β2", "ε", "scale"),
        counts=True,
    ),
    Optimizer(
        "adamw",
        _adamw,
        "Adam, and every update also takes the parameter a little closer to 0.",
        f"AdamW({_TORCH_ADAM}, weight_decay={{weight_decay!r}})",
        title="AdamW",
        formulas=(_MEAN, _SQUARES, "data = kept × data − rate* × mean / (√squares / scale + ε)"),
        slots=("mean", SQUARES),
        torch_slots=("exp_avg", "exp_avg_sq"),
        settings={**_ADAM, "weight_decay": 0.01},
        usual_rate=_rate_of_steady_steps,
        factors=_adamw_factors,
        factor_names=("rate*", "β1", "β2", "ε", "scale", "kept"),
        counts=True,
    ),
)
OPTIMIZERS = {row.name: row for row in _ROWS}
