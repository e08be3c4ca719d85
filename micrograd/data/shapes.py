"""The rules of the generators: each makes rows of (samples, noise, rng), inputs before targets.

Noise is the standard deviation of a normal distribution: of the inputs where there are classes,
of the target where a number is to be hit. More noise moves the same points further.
"""

import math
from collections.abc import Callable, Sequence
from random import Random

from micrograd.data.columns import usual_names
from micrograd.data.dataset import four_samples
from micrograd.expression.formula import Formula

Rows = list[list[float]]

# The corners of XOR: the classes take turns.
CORNERS = ((-1.0, -1.0), (-1.0, 1.0), (1.0, 1.0), (1.0, -1.0))
# The centre of one Gaussian; that of the other is opposite.
CENTRE = 0.75
INNER_RADIUS = 0.5
# Times that an arm of the spirals goes round.
TURNS = 1.75
# Squares of a checkerboard in a row.
SQUARES = 4
# The inputs of the paper's network, and as many neurons in its hidden layer.
PAPER_WIDTH = 16
# Curves of one input go from -REACH to REACH.
REACH = 1.5


def four_samples_again(samples: int, noise: float, rng: Random) -> Rows:
    """The four samples in turns."""
    four = four_samples()
    pairs = [(four.xs[i % 4], four.targets[i % 4]) for i in range(samples)]
    return [[*_moved(x, noise, rng), *y] for x, y in pairs]


def xor(samples: int, noise: float, rng: Random) -> Rows:
    """The corners of a square in turns: 1 where the signs of the inputs differ, else -1."""
    corners = [CORNERS[i % 4] for i in range(samples)]
    return [[*_moved(x, noise, rng), -x[0] * x[1]] for x in corners]


def two_gaussians(samples: int, noise: float, rng: Random) -> Rows:
    """Two clouds whose centres lie opposite each other."""
    return _two_classes(samples, noise, rng, lambda y, i, count: (y * CENTRE, y * CENTRE))


def moons(samples: int, noise: float, rng: Random) -> Rows:
    """Two half circles of radius 1, the lower one moved by (1, 0.5): `make_moons`."""

    def point(y: float, i: int, count: int) -> tuple[float, float]:
        x1, x2 = _at(1.0, math.pi * i / max(1, count - 1))
        return (1.0 - x1, 0.5 - x2) if y > 0 else (x1, x2)

    return _two_classes(samples, noise, rng, point)


def circles(samples: int, noise: float, rng: Random) -> Rows:
    """A circle around a smaller one: `make_circles`."""

    def point(y: float, i: int, count: int) -> tuple[float, float]:
        return _at(INNER_RADIUS if y > 0 else 1.0, 2 * math.pi * i / count)

    return _two_classes(samples, noise, rng, point)


def spirals(samples: int, noise: float, rng: Random) -> Rows:
    """Two arms from the middle to radius 1, half a turn apart; the middle itself has no class."""

    def point(y: float, i: int, count: int) -> tuple[float, float]:
        radius = (i + 1) / count
        return _at(radius, 2 * math.pi * TURNS * radius + (math.pi if y > 0 else 0.0))

    return _two_classes(samples, noise, rng, point)


def checkerboard(samples: int, noise: float, rng: Random) -> Rows:
    """Points spread evenly over the squares of each colour in turns.

    Noise moves a point after its class is known.
    """
    points = []
    for i in range(samples):
        row = rng.randrange(SQUARES)
        column = 2 * rng.randrange(SQUARES // 2) + (row + i) % 2
        points.append([2 * (each + rng.random()) / SQUARES - 1 for each in (column, row)])
    return [[*_moved(x, noise, rng), 2.0 * (i % 2) - 1] for i, x in enumerate(points)]


def blobs(samples: int, noise: float, rng: Random, classes: int) -> Rows:
    """Clouds around points of the unit circle, one for each class."""
    rows = []
    for i in range(samples):
        chosen = i % classes
        centre = _at(1.0, math.pi / 2 + 2 * math.pi * chosen / classes)
        one_hot = [float(each == chosen) for each in range(classes)]
        rows.append([*_moved(centre, noise, rng), *one_hot])
    return rows


def sine(samples: int, noise: float, rng: Random) -> Rows:
    """One and a half waves."""
    return _curve(samples, noise, rng, lambda x: math.sin(math.pi * x))


def line(samples: int, noise: float, rng: Random) -> Rows:
    """A straight line."""
    return _curve(samples, noise, rng, lambda x: 0.8 * x - 0.2)


def step(samples: int, noise: float, rng: Random) -> Rows:
    """A jump at 0."""
    return _curve(samples, noise, rng, lambda x: 0.5 if x >= 0 else -0.5)


def ripple(samples: int, noise: float, rng: Random) -> Rows:
    """Waves around the middle of a square, at points that are drawn evenly."""
    points = [(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in range(samples)]
    targets = [math.cos(2 * math.pi * math.hypot(*x)) for x in points]
    return [[*x, *_moved([y], noise, rng)] for x, y in zip(points, targets, strict=True)]


def trainability(samples: int, noise: float, rng: Random) -> Rows:
    """The data of Sohl-Dickstein 2024, arXiv 2402.06184: nothing but normal numbers.

    There a network of n = PAPER_WIDTH inputs and hidden neurons computes tanh(√2 X W1 / √n) W2 / n.
    Here inputs are multiplied by √(2/n) and targets by n instead, so that tanh(X' W1) W2 has n
    times its outputs: the loss, and every gradient of it, is n² times as large. With rates that
    are n² times smaller a run has the same parameters at every step, and the same losses but for
    that factor; as n is a power of 2, the factor rounds nothing.
    """
    n, factor = PAPER_WIDTH, math.sqrt(2 / PAPER_WIDTH)
    inputs = [[factor * rng.gauss(0, 1) for _ in range(n)] for _ in range(samples)]
    targets = [n * rng.gauss(0, 1) for _ in range(samples)]
    return [[*x, *_moved([y], noise, rng)] for x, y in zip(inputs, targets, strict=True)]


def formula(
    samples: int, noise: float, rng: Random, formula: str, inputs: int, low: float, high: float
) -> Rows:
    """Targets that a formula of x1, x2, … makes, for inputs that are drawn evenly.

    Noise moves the targets, or the inputs of classes after these are known.
    """
    rule = Formula(formula, usual_names(inputs, 0))
    points = [[rng.uniform(low, high) for _ in range(inputs)] for _ in range(samples)]
    targets = [rule(point) for point in points]
    pairs = list(zip(points, targets, strict=True))
    if rule.is_class:
        return [[*_moved(x, noise, rng), y] for x, y in pairs]
    return [[*x, *_moved([y], noise, rng)] for x, y in pairs]


def _two_classes(
    samples: int,
    noise: float,
    rng: Random,
    point: Callable[[float, int, int], tuple[float, float]],
) -> Rows:
    """The classes -1 and 1 in turns.

    point(y, i, count): the place of a sample of class y, the i-th of `count`, counted from 0.
    """
    rows = []
    for each in range(samples):
        i, is_second = divmod(each, 2)
        y, count = 2.0 * is_second - 1, (samples + 1 - is_second) // 2
        rows.append([*_moved(point(y, i, count), noise, rng), y])
    return rows


def _curve(samples: int, noise: float, rng: Random, target: Callable[[float], float]) -> Rows:
    """Inputs at even distances, each with its target."""
    rows = []
    for i in range(samples):
        x = REACH * (2 * i / max(1, samples - 1) - 1)
        rows.append([x, *_moved([target(x)], noise, rng)])
    return rows


def _moved(point: Sequence[float], noise: float, rng: Random) -> list[float]:
    """A point with noise; without noise it keeps its bits."""
    return [rng.gauss(each, noise) if noise else each for each in point]


def _at(radius: float, angle: float) -> tuple[float, float]:
    return radius * math.cos(angle), radius * math.sin(angle)
