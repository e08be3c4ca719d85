"""PyTorch and JAX, where they are installed: imported when they are asked for."""

from time import perf_counter

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

    def run(steps: int) -> Run:
        parameters = [torch.tensor(a, requires_grad=True) for layer in layers for a in layer]
        pairs = list(zip(parameters[::2], parameters[1::2], strict=True))
        began = perf_counter()
        for _ in range(steps):
            values = x
            for weight, bias in pairs:
                values = torch.tanh(torch.nn.functional.linear(values, weight, bias))
            loss = ((values - y) ** 2).sum()
            loss.backward()
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
        for weight, bias in parameters:
            values = jax.numpy.tanh(values @ weight.T + bias)
        return ((values - y) ** 2).sum()

    def step(parameters, _):
        loss, grads = jax.value_and_grad(loss_of)(parameters)
        return jax.tree.map(lambda data, grad: data - rate * grad, parameters, grads), loss

    def train(parameters, steps):
        return jax.lax.scan(step, parameters, length=steps)

    compiled = jax.jit(train, static_argnums=1)

    def run(steps: int) -> Run:
        first = jax.tree.map(jax.numpy.asarray, layers)
        began = perf_counter()
        _, losses = compiled(first, steps)
        return Run.since(began, steps, float(losses[-1]))

    return run
