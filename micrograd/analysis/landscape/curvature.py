"""The direction in which the loss is curved the most, by power iteration on gradients alone."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from micrograd.analysis.landscape.field import Floats

Gradient = Callable[[Floats], Floats]

# Half the distance of the two gradients whose difference is a Hessian-vector product, for
# parameters of size 1: the cube root of the spacing of floats balances the error of the difference,
# which falls with its square, against rounding. Products are exact to about nine digits.
REACH = float(np.cbrt(np.finfo(float).eps))
# Iterations end when the curvature changes by less than this share, or at the latest.
TOLERANCE, MOST_ITERATIONS = 1e-9, 200
# The start is drawn by this seed, so that the same parameters give the same direction.
SEED = 0


class Sharpest(NamedTuple):
    """An eigenvector of the Hessian, of length 1, and its eigenvalue: the loss's curvature."""

    direction: Floats
    curvature: float


def hessian_product(gradient: Gradient, at: Floats, vector: Floats) -> Floats:
    """The Hessian times a vector, by a central difference of gradients."""
    length = float(np.linalg.norm(vector))
    if not length:
        return np.zeros_like(at)
    reach = REACH * max(1.0, float(np.abs(at).max())) / length
    ahead, behind = gradient(at + reach * vector), gradient(at - reach * vector)
    product: Floats = (ahead - behind) / (2 * reach)
    return product


def sharpest_direction(
    gradient: Gradient, at: Floats, free: Floats, across: Floats | None = None
) -> Sharpest:
    """The direction of the largest curvature, upward where there is one.

    Power iteration finds the eigenvalue that is largest in magnitude. Where that is negative, the
    Hessian is shifted by it, so that the second iteration finds the largest one. A close second
    eigenvalue leaves a mixture of both directions, whose curvature is right to several digits.

    free: True for each parameter that may move. across: a direction of length 1 that the result is
    at right angles to. Raises ArithmeticError where gradients are not finite.
    """
    keep = _projection(free, across)

    def product(vector: Floats) -> Floats:
        return keep(hessian_product(gradient, at, vector))

    start = keep(np.random.default_rng(SEED).normal(size=len(at)))
    found = _power_iteration(product, start)
    if found.curvature < 0:
        shift = found.curvature
        other = _power_iteration(lambda vector: product(vector) - shift * vector, start)
        found = Sharpest(other.direction, other.curvature + shift)
    return found


def _projection(free: Floats, across: Floats | None) -> Callable[[Floats], Floats]:
    def keep(vector: Floats) -> Floats:
        kept: Floats = np.where(free, vector, 0.0)
        if across is not None:
            kept = kept - float(across @ kept) * across
        return kept

    return keep


def _power_iteration(product: Gradient, start: Floats) -> Sharpest:
    vector, curvature = start / np.linalg.norm(start), 0.0
    for _ in range(MOST_ITERATIONS):
        image = product(vector)
        before, curvature = curvature, float(vector @ image)
        length = float(np.linalg.norm(image))
        if not np.isfinite(length):
            raise ArithmeticError("the gradient is not finite here")
        if not length:
            break
        vector = image / length
        if abs(curvature - before) <= TOLERANCE * abs(curvature):
            break
    return Sharpest(vector, curvature)
