"""PyTorch and JAX, where they are installed: imported when they are asked for."""

from time import process_time

import numpy as np

from tests.benchmarks.contestants import Racer, Run, UnavailableError
from tests.benchmarks.problem import Problem

Layers = list[tuple[np.ndarray, np.ndarray]]


def arrays(problem: Problem) -> tuple[Layers, np.ndarray, np.ndarray]:
    """Weights and biases layer by layer, the inputs, the targets."""
    layers = [
        (
            np.array([[w.data for w in neuron.w] for neuron in layer.neurons]),
            np.array([neuron.b.data for neuron in layer.neurons]),
        )
        for layer in problem.model().layers
    ]
    dataset = problem.dataset()
    return layers, np.array(dataset.xs), np.array(dataset.targets)


def pytorch(problem: Problem) -> Racer:
    """PyTorch, eager, in doubles on one thread: the training loop of its tutorial."""
    try:
        import torch
    except ImportError as error:
        raise UnavailableError(str(error)) from None

    torch.set_num_threads(1)
    layers, xs, targets = arrays(problem)
    x, y, rate = torch.tensor(xs), torch.tensor(targets), problem.learning_rate
    functional, classes = torch.nn.functional, y.clamp(min=0)

    def loss_of(values):
        if problem.is_logistic:
            return functional.binary_cross_entropy_with_logits(values, classes)
        return ((values - y) ** 2).sum()

    def run(steps: int) -> Run:
        parameters = [torch.tensor(a, requires_grad=True) for layer in layers for a in layer]
        pairs = list(zip(parameters[::2], parameters[1::2], strict=True))
        adam = torch.optim.Adam(parameters, rate) if problem.is_adam else None
        began = process_time()
        for _ in range(steps):
            values = x
            for i, (weight, bias) in enumerate(pairs, 1):
                values = functional.linear(values, weight, bias)
                if i < len(pairs) or not problem.is_logistic:
                    values = torch.tanh(values)
            loss = loss_of(values)
            loss.backward()
            if adam:
                adam.step()
                adam.zero_grad()
                continue
            with torch.no_grad():
                for parameter in parameters:
                    parameter -= rate * parameter.grad
                    parameter.grad = None
        return Run.since(began, steps, loss.item())

    return run


def jax(problem: Problem) -> Racer:
    """JAX: `jit` around a `scan` over the steps, in doubles; compiling is not counted."""
    try:
        import jax
    except ImportError as error:
        raise UnavailableError(str(error)) from None

    jax.config.update("jax_enable_x64", True)
    layers, xs, targets = arrays(problem)
    x, y, rate = jax.numpy.asarray(xs), jax.numpy.asarray(targets), problem.learning_rate

    def loss_of(parameters):
        values = x
        for i, (weight, bias) in enumerate(parameters, 1):
            values = values @ weight.T + bias
            if i < len(parameters) or not problem.is_logistic:
                values = jax.numpy.tanh(values)
        if not problem.is_logistic:
            return ((values - y) ** 2).sum()
        rest = jax.numpy.log1p(jax.numpy.exp(-abs(values)))
        return (jax.numpy.maximum(values, 0) - values * (y > 0) + rest).mean()

    def descend(state, grads, _):
        return jax.tree.map(lambda data, grad: data - rate * grad, state[0], grads), *state[1:]

    def move_by_adam(state, grads, number):
        data, means, squares = state
        means = jax.tree.map(lambda m, g: 0.9 * m + (1 - 0.9) * g, means, grads)
        squares = jax.tree.map(lambda s, g: 0.999 * s + (1 - 0.999) * g * g, squares, grads)
        corrected, scale = rate / (1 - 0.9**number), jax.numpy.sqrt(1 - 0.999**number)

        def moved(x, m, s):
            return x - corrected * m / (jax.numpy.sqrt(s) / scale + 1e-8)

        return jax.tree.map(moved, data, means, squares), means, squares

    move = move_by_adam if problem.is_adam else descend

    def step(state, number):
        loss, grads = jax.value_and_grad(loss_of)(state[0])
        return move(state, grads, number), loss

    def train(parameters, steps):
        slots = 2 * problem.is_adam * (jax.tree.map(jax.numpy.zeros_like, parameters),)
        return jax.lax.scan(step, (parameters, *slots), 1.0 + jax.numpy.arange(steps))

    compiled = jax.jit(train, static_argnums=1)

    def run(steps: int) -> Run:
        first = jax.tree.map(jax.numpy.asarray, layers)
        began = process_time()
        _, losses = compiled(first, steps)
        return Run.since(began, steps, float(losses[-1]))

    return run
