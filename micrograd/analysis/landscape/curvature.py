"""The direction in which the loss is curved the most, by Lanczos iteration on gradients alone."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from micrograd.analysis.landscape.field import Floats

Gradient = Callable[[Floats], Floats]

# Half the distance of the two gradients whose difference is a Hessian-vector product, for
# parameters of size 1: the cube root of the spacing of floats balances the error of the difference,
# which falls with its square, against rounding. Products are exact to about nine digits.
REACH = float(np.cbrt(np.finfo(float).eps))
# Iterations end when what is left of Hessian times direction, beside curvature times direction, is
# this share of the largest curvature in magnitude, or at the latest.
TOLERANCE, MOST_ITERATIONS = 1e-7, 100
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

    Lanczos iteration (Golub & Van Loan, Matrix Computations, 4th edition, 10.1): products of the
    Hessian with directions that stand at right angles to all before, until the small tridiagonal
    matrix that they make has the eigenvector that is looked for.

    free: True for each parameter that may move. across: a direction of length 1 that the result is
    at right angles to. Raises ArithmeticError where gradients are not finite.
    """
    keep = _projection(free, across)

    def product(vector: Floats) -> Floats:
        return keep(hessian_product(gradient, at, vector))

    start = keep(np.random.default_rng(SEED).normal(size=len(at)))
    return _lanczos(product, start / np.linalg.norm(start))


def _projection(free: Floats, across: Floats | None) -> Callable[[Floats], Floats]:
    def keep(vector: Floats) -> Floats:
        kept: Floats = np.where(free, vector, 0.0)
        if across is not None:
            kept = kept - float(across @ kept) * across
        return kept

    return keep


def _lanczos(product: Gradient, start: Floats) -> Sharpest:
    """The eigenvector of the largest eigenvalue; start is of length 1."""
    basis, diagonal, beside = [start], list[float](), list[float]()
    while True:
        image = product(basis[-1])
        if not np.isfinite(image).all():
            raise ArithmeticError("the gradient is not finite here")
        diagonal.append(float(basis[-1] @ image))
        values, vectors = _eigenvectors(diagonal, beside)
        rest = _across_all(image, np.array(basis))
        length = float(np.linalg.norm(rest))
        missing = length * abs(vectors[-1, -1])
        enough = missing <= TOLERANCE * np.abs(values).max()
        if enough or len(basis) == min(len(start), MOST_ITERATIONS):
            found = vectors[:, -1] @ np.array(basis)
            return Sharpest(found / np.linalg.norm(found), float(values[-1]))
        beside.append(length)
        basis.append(rest / length)


def _eigenvectors(diagonal: list[float], beside: list[float]) -> tuple[Floats, Floats]:
    """Eigenvalues and eigenvectors of the symmetric matrix with these two diagonals."""
    values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, -1))
    return values, vectors


def _across_all(vector: Floats, basis: Floats) -> Floats:
    """The rest of a vector across all of a basis; taken twice, as rounding leaves some of it."""
    for _ in range(2):
        vector = vector - basis.T @ (basis @ vector)
    return vector
