"""What PyTorch comes to: `python -m tests.pytorch_reference` writes it, where torch is installed.

Every loss x every optimizer x three networks, and every schedule, in doubles, with `torch.nn` and
`torch.optim` alone: nothing of micrograd trains here. The tests compare with the file, so that they
need no torch.
"""

import json
import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from torch.optim import lr_scheduler

FILE = Path(__file__).parent / "micrograd" / "recipe" / "pytorch_reference.json"
STEPS, KEPT = 300, (0, 1, 2, 10, 100, 299)
ABOUT = (
    "Made by `python -m tests.pytorch_reference` with PyTorch {version}, in float64. losses: those "
    "before the updates {kept}. parameters: the sum of all and the sum of their squares after "
    "{steps} steps. rates: those of the same updates for a rate of 1, over 100 steps."
)
# Samples, inputs, hidden layers, activation of these, penalty and its strength.
NETWORKS: dict[str, tuple[int, int, tuple[int, ...], str, str, float]] = {
    "3-[4,4,1]": (4, 3, (4, 4), "tanh", "none", 0.0),
    "2-[8,3]": (7, 2, (8,), "sigmoid", "l1", 0.002),
    "2-[16,16,1]": (9, 2, (16, 16), "relu", "l2", 0.003),
}
ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "linear": lambda values: values,
}
# The loss, what its targets are, and whether the last layer is linear.
LOSSES: dict[str, tuple[Callable[..., torch.Tensor], str, bool]] = {
    "sum-squared": (torch.nn.MSELoss(reduction="sum"), "numbers", False),
    "mean-squared": (torch.nn.MSELoss(), "numbers", False),
    "mean-absolute": (torch.nn.L1Loss(), "numbers", False),
    "huber": (torch.nn.HuberLoss(), "large numbers", True),
    "hinge": (lambda outputs, ys: functional.relu(1 - ys * outputs).mean(), "signs", True),
    "binary-cross-entropy": (torch.nn.BCEWithLogitsLoss(), "classes", True),
    "cross-entropy": (torch.nn.CrossEntropyLoss(), "one of the outputs", True),
}
TARGETS: dict[str, Callable[[random.Random, int], list[float]]] = {
    "numbers": lambda chance, n: [chance.uniform(-1, 1) for _ in range(n)],
    "large numbers": lambda chance, n: [chance.uniform(-4, 4) for _ in range(n)],
    "signs": lambda chance, n: [chance.choice([-1.0, 1.0]) for _ in range(n)],
    "classes": lambda chance, n: [chance.choice([0.0, 1.0]) for _ in range(n)],
    "one of the outputs": lambda chance, n: [
        float(i == chosen) for chosen in [chance.randrange(n)] for i in range(n)
    ],
}
OPTIMIZERS: dict[str, tuple[float, Callable[..., torch.optim.Optimizer]]] = {
    "gradient-descent": (0.02, torch.optim.SGD),
    "momentum": (0.005, lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9)),
    "nesterov": (0.005, lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9, nesterov=True)),
    "adagrad": (0.01, torch.optim.Adagrad),
    "rmsprop": (0.002, torch.optim.RMSprop),
    "adam": (0.005, torch.optim.Adam),
    "adamw": (0.005, torch.optim.AdamW),
}
SCHEDULES: dict[str, Callable[[torch.optim.Optimizer], Any]] = {
    "constant": lambda optimizer: lr_scheduler.ConstantLR(optimizer, 1.0),
    "linear": lambda optimizer: lr_scheduler.LinearLR(optimizer, 1.0, 0.1, 100),
    "step": lambda optimizer: lr_scheduler.StepLR(optimizer, 100, 0.1),
    "exponential": lambda optimizer: lr_scheduler.ExponentialLR(optimizer, 0.1 ** (1 / 100)),
    "cosine": lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, 100),
}

Layer = tuple[torch.Tensor, torch.Tensor]


def case(network: str, loss: str, optimizer: str) -> dict[str, Any]:
    """All that is trained, and what it comes to."""
    samples, nin, hidden, activation, penalty, strength = NETWORKS[network]
    _, kind, is_linear = LOSSES[loss]
    nout = 3 if network == "2-[8,3]" else 2 if loss == "cross-entropy" else 1
    chance = random.Random(f"{network} {loss}")
    xs = [[round(chance.uniform(-2, 2), 3) for _ in range(nin)] for _ in range(samples)]
    targets = [[round(y, 3) for y in TARGETS[kind](chance, nout)] for _ in range(samples)]
    last = "linear" if is_linear else "tanh"
    about = {
        "network": network,
        "loss": loss,
        "optimizer": optimizer,
        # A sum has as many times the slope of a mean.
        "learning_rate": OPTIMIZERS[optimizer][0] / (samples if loss == "sum-squared" else 1),
        "penalty": penalty,
        "penalty_strength": strength,
        "layers": [*hidden, nout],
        "activations": [*[activation] * len(hidden), last],
        "rows": [[*x, *y] for x, y in zip(xs, targets, strict=True)],
    }
    inputs, ys = (torch.tensor(rows, dtype=torch.float64) for rows in (xs, targets))
    return about | trained(about, inputs, ys)


def trained(about: dict[str, Any], xs: torch.Tensor, ys: torch.Tensor) -> dict[str, Any]:
    """The losses of `STEPS` steps, and the last parameters."""
    layers = drawn_layers(xs.shape[1], about["layers"])
    parameters = [parameter for layer in layers for parameter in layer]
    _, make = OPTIMIZERS[about["optimizer"]]
    optimizer, losses = make(parameters, lr=about["learning_rate"]), []
    for _ in range(STEPS):
        outputs = xs
        for (weight, bias), name in zip(layers, about["activations"], strict=True):
            outputs = ACTIVATIONS[name](functional.linear(outputs, weight, bias))
        loss = LOSSES[about["loss"]][0](outputs, ys)
        loss = loss + about["penalty_strength"] * penalty_of(layers, about["penalty"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    numbers = [number for layer in layers for number in by_neuron(layer)]
    squares = [number * number for number in numbers]
    sums = [math.fsum(numbers), math.fsum(squares)]
    return {"losses": losses, "all_parameters": numbers, "parameters": sums}


def drawn_layers(nin: int, widths: list[int]) -> list[Layer]:
    """Weights and biases, drawn by neuron, each bias last, between -1 and 1."""
    chance, layers = random.Random(5), []
    for width in widths:
        rows = [[chance.uniform(-1, 1) for _ in range(nin + 1)] for _ in range(width)]
        both = torch.tensor(rows, dtype=torch.float64)
        layers.append((both[:, :-1].clone(), both[:, -1].clone()))
        nin = width
    for parameter in (parameter for layer in layers for parameter in layer):
        parameter.requires_grad_()
    return layers


def penalty_of(layers: list[Layer], penalty: str) -> torch.Tensor:
    """The sum of the weights' sizes or of their squares; biases are spared."""
    weights = torch.cat([weight.flatten() for weight, _ in layers])
    sums = {"l1": weights.abs(), "l2": weights**2, "none": torch.zeros(1)}
    return sums[penalty].sum()


def by_neuron(layer: Layer) -> list[float]:
    """The parameters of a layer in the order of micrograd."""
    weight, bias = layer
    return torch.cat([weight, bias[:, None]], dim=1).flatten().tolist()


def cases() -> Iterator[dict[str, Any]]:
    """Every loss x every optimizer x every network."""
    for network in NETWORKS:
        for loss in LOSSES:
            for optimizer in OPTIMIZERS:
                yield case(network, loss, optimizer)


def rates(schedule: str) -> list[float]:
    """The learning rate of each update."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler, found = SCHEDULES[schedule](optimizer), []
    for _ in range(STEPS):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def main() -> None:
    """Write the file."""
    found = []
    for each in cases():
        del each["all_parameters"]
        found.append(each | {"losses": [each["losses"][i] for i in KEPT]})
    about = ABOUT.format(version=torch.__version__, kept=list(KEPT), steps=STEPS)
    document = {
        "about": about,
        "steps": KEPT,
        "rates": {name: [rates(name)[i] for i in KEPT] for name in SCHEDULES},
    }
    lines = [f"{json.dumps(name)}: {json.dumps(part)}" for name, part in document.items()]
    of_cases = ",\n".join(map(json.dumps, found))
    text = ",\n".join([*lines, f'"cases": [\n{of_cases}\n]'])
    FILE.write_text(f"{{\n{text}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
