"""A small micrograd with the bits of the large one, for scripts that need nothing installed.

The script has the text of everything here, after the imports. It fills the tables with the rows
that it uses, by their names; so it can be trained as a script for `micrograd` is.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from itertools import accumulate
from operator import add, mul
from typing import Any, NamedTuple

from micrograd.recipe.schedules import share_done, warmed_up


class Operation(NamedTuple):
    """The result of some operands; its derivative by each of them, of the result and these."""

    forward: Callable[..., float]
    local_derivatives: Callable[..., tuple[float, ...]]


class Loss(NamedTuple):
    """What a sample adds to the loss, a target as that takes it, whether the mean is the loss."""

    terms: Callable[..., list[Any]]
    encode: Callable[[float], float]
    is_mean: bool


class Optimizer(NamedTuple):
    """One parameter's update, what all updates of a step share, and the settings that this needs.

    slots: how many numbers are kept of each parameter. counts: True where updates are counted.
    """

    update: Callable[..., Any]
    factors: Callable[..., tuple[float, ...]]
    slots: int
    counts: bool
    settings: Mapping[str, float]


OPERATIONS: dict[str, Operation] = {}
LOSSES: dict[str, Loss] = {}
OPTIMIZERS: dict[str, Optimizer] = {}
SCHEDULES: dict[str, Callable[[float], float]] = {}
# What takes samples from a dataset, by the names of its functions.
SAMPLING: dict[str, Callable[..., Any]] = {}
# The operation that makes the penalty's term of a weight; "" for no penalty.
PENALTIES: dict[str, str] = {}


class Value:
    """A number that remembers how it was made, so that it can tell its gradient."""

    def __init__(self, data, operands=(), operation=None):
        self.data, self.grad, self.label = float(data), 0.0, ""
        self.operands, self.operation = operands, operation

    def __add__(self, other):
        return operate("+", self, other)

    def __radd__(self, other):
        return self + other

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        return operate("*", self, other)

    def __rmul__(self, other):
        return self * other

    def forward(self):
        """Compute the number anew from the operands as they are now."""
        self.data = self.operation.forward(*[operand.data for operand in self.operands])

    def backward(self):
        """Add upstream gradient x local derivative to each operand's grad (the chain rule)."""
        numbers = [operand.data for operand in self.operands]
        slopes = self.operation.local_derivatives(self.data, *numbers)
        for operand, slope in zip(self.operands, slopes, strict=True):
            operand.grad += slope * self.grad


def operate(name, *operands):
    """A new value that an operation of the table makes."""
    operation = OPERATIONS[name]
    values = [value if isinstance(value, Value) else Value(value) for value in operands]
    return Value(operation.forward(*[value.data for value in values]), tuple(values), operation)


def topological_order(root):
    """Every value that `root` depends on, operands before results."""
    order, visited, stack = [], set(), [(root, False)]
    while stack:
        node, operands_done = stack.pop()
        if operands_done:
            order.append(node)
        elif node not in visited:
            visited.add(node)
            stack.append((node, True))
            stack.extend((operand, False) for operand in reversed(node.operands))
    return order


class Neuron:
    """activation(w · x + b), or 0 where it is off"""

    def __init__(self, nin, activation, rng):
        self.activation, self.is_off = activation, False
        self.w = [Value(rng.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(rng.uniform(-1, 1))

    def __call__(self, x):
        total = reduce(add, map(mul, self.w, x), 0.0) + self.b
        output = total if self.activation == "linear" else operate(self.activation, total)
        return operate("off", output) if self.is_off else output

    def parameters(self):
        return [*self.w, self.b]


class Layer:
    """Neurons that see the same inputs."""

    def __init__(self, nin, nout, activation, rng):
        self.neurons = [Neuron(nin, activation, rng) for _ in range(nout)]

    def parameters(self):
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


class MLP:
    """A multilayer perceptron with one activation, or one for each layer."""

    def __init__(self, nin, nouts, activations, rng):
        names = [activations] * len(nouts) if isinstance(activations, str) else activations
        widths = zip([nin, *nouts], nouts, names, strict=False)
        self.layers = [Layer(inputs, width, name, rng) for inputs, width, name in widths]

    def __call__(self, x):
        for layer in self.layers:
            x = [neuron(x) for neuron in layer.neurons]
        return x

    def neurons(self):
        return [neuron for layer in self.layers for neuron in layer.neurons]

    def parameters(self):
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def names(self):
        """The name of every parameter: `2.1.w3`, `2.1.b` for neuron 1 in layer 2."""
        return [
            f"{i}.{j}.{own}"
            for i, layer in enumerate(self.layers, 1)
            for j, neuron in enumerate(layer.neurons, 1)
            for own in [*(f"w{k}" for k in range(1, len(neuron.w) + 1)), "b"]
        ]


class Dataset(NamedTuple):
    """Samples as pairs of inputs and targets."""

    pairs: list[tuple[list[float], list[float]]]

    @classmethod
    def from_rows(cls, rows, nout=1):
        return cls([(row[: len(row) - nout], row[len(row) - nout :]) for row in rows])


class Trainer:
    """Trains a network step by step."""

    def __init__(
        self, model, dataset, *, learning_rate, loss="sum-squared", optimizer="gradient-descent",
        penalty="none", penalty_strength=0.001, schedule="constant", schedule_steps=1000, warm_up=0,
        output_rate=0.0, frozen=(), off=(), batch_size=0, test_share=0.0, normalise="none", seed=0,
        **settings,
    ):  # fmt: skip
        self.model, self.loss, self.optimizer = model, LOSSES[loss], OPTIMIZERS[optimizer]
        self.parameters, self.names = model.parameters(), model.names()
        self.steps, self.count, self.order, self.pairs = 0, 0.0, None, None
        self.slots = [0.0] * (self.optimizer.slots * len(self.parameters))
        self.settings = {
            "dataset": dataset, "learning_rate": learning_rate, "penalty": penalty,
            "penalty_strength": penalty_strength, "schedule": schedule,
            "schedule_steps": schedule_steps, "warm_up": warm_up, "output_rate": output_rate,
            "batch_size": batch_size,
            "test_share": test_share, "normalise": normalise, "seed": seed,
            **self.optimizer.settings, **settings, "frozen": frozen, "off": off,
        }  # fmt: skip

    def change(self, name, value):
        """Give a setting another value."""
        self.settings[name], self.order, self.pairs = value, None, None

    def resume(self, steps, state, grads):
        """Go on after so many steps: with these parameters, slots, and number of updates."""
        state = list(state)
        if self.optimizer.counts:
            self.count = state.pop()
        self.steps, self.slots = steps, state[len(self.parameters) :]
        for parameter, data in zip(self.parameters, state, strict=False):
            parameter.data = data

    def trained_on(self):
        """The samples that are not held out, normalised."""
        pairs = self.settings["dataset"].pairs
        every = [target for _, target in pairs]
        if share := self.settings["test_share"]:
            held_out = {*SAMPLING["held_out_rows"](len(pairs), share, self.settings["seed"])}
            pairs = [pair for row, pair in enumerate(pairs) if row not in held_out]
        if (normalise := self.settings["normalise"]) != "none":
            columns = [*zip(*pairs, strict=True)]
            both = zip(SAMPLING["scales_of"](normalise, *columns, every), columns, strict=True)
            columns = [scale.applied(rows) if scale else rows for scale, rows in both]
            pairs = [*zip(*columns, strict=True)]
        return pairs

    def samples(self):
        """The samples of the step to come: those of its batch."""
        if self.pairs is None:
            self.pairs, self.epoch = self.trained_on(), None
        count, size = len(self.pairs), self.settings["batch_size"]
        if not 0 < size < count:
            return self.pairs
        epoch, batch = divmod(self.steps, -(-count // size))
        if epoch != self.epoch:
            order = SAMPLING["shuffled"](count, self.settings["seed"], epoch)
            self.epoch, self.shuffled = epoch, [self.pairs[i] for i in order]
        return self.shuffled[batch * size : (batch + 1) * size]

    def graph(self):
        """The loss of the samples of a step, with the penalty."""
        for i, layer in enumerate(self.model.layers, 1):
            for j, neuron in enumerate(layer.neurons, 1):
                neuron.is_off = is_in(f"{i}.{j}", self.settings["off"])
        pairs, loss = self.samples(), self.loss
        outputs = [(self.model(x), [loss.encode(y) for y in target]) for x, target in pairs]
        terms = [term for output, target in outputs for term in loss.terms(output, target)]
        total = sum_of(terms)
        total = total * (1.0 / len(terms)) if loss.is_mean else total
        penalty = PENALTIES[self.settings["penalty"]]
        if not penalty:
            return total
        weights = [weight for neuron in self.model.neurons() for weight in neuron.w]
        strength = Value(self.settings["penalty_strength"])
        return total + sum_of(operate(penalty, weight) for weight in weights) * strength

    def step(self):
        """A forward pass for the loss, zero grad, a backward pass, an update."""
        # Another batch has another graph.
        if self.order is None or self.settings["batch_size"]:
            self.order = topological_order(self.graph())
        made = [value for value in self.order if value.operands]
        for value in made:
            value.forward()
        for value in self.order:
            value.grad = 0.0
        made[-1].grad = 1.0
        for value in reversed(made):
            value.backward()
        self.update()
        return made[-1].data

    def update(self):
        """Move every parameter as the optimizer says."""
        self.count += self.optimizer.counts
        own = [self.settings[name] for name in self.optimizer.settings]
        rates = [self.rate(setting) for setting in ("learning_rate", "output_rate")]
        hidden, output = [self.optimizer.factors(rate, self.count, *own) for rate in rates]
        before = len(self.parameters) - len(self.model.layers[-1].parameters())
        for i, (parameter, name) in enumerate(zip(self.parameters, self.names, strict=True)):
            if is_in(name, self.settings["frozen"]):
                continue
            factors = hidden if i < before else output
            places = slice(i, None, len(self.parameters))
            slots = self.slots[places]
            moved = self.optimizer.update(parameter.data, parameter.grad, *factors, *slots)
            parameter.data, *self.slots[places] = moved if slots else (moved,)
        self.steps += 1

    def rate(self, setting):
        """A rate of the next update, after the schedule; an output rate of 0 is the usual rate."""
        step, warm_up = float(self.steps), float(self.settings["warm_up"])
        share = share_done(step, warm_up, float(self.settings["schedule_steps"]))
        factor = warmed_up(step, warm_up) * SCHEDULES[self.settings["schedule"]](share)
        return (self.settings[setting] or self.settings["learning_rate"]) * factor


def is_in(name, parts):
    """True for a name in one of the parts: `2` is a layer, `2.1` a neuron of it."""
    return any(f"{name}.".startswith(f"{part}.") for part in parts)


def sum_of(terms):
    """((0 + term) + term) + …"""
    return list(accumulate(terms, initial=Value(0)))[-1]
