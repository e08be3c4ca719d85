"""The border at which the output changes its answer, in the plane of the last hidden layer."""

import numpy as np

from app.views.pages.representation.spaces import Sights
from micrograd.analysis.answers import Answers
from micrograd.analysis.representation import Floats, border_in
from micrograd.nn import ACTIVATIONS, MLP


def border_of(model: MLP, answers: Answers, sights: Sights) -> Floats | None:
    """The ends of the line, shape (2, 2); None where it is not in sight, and for other outputs."""
    neuron, boundary = model.layers[-1].neurons[0], answers.boundary
    if boundary is None or neuron.is_off:
        return None
    bend = ACTIVATIONS[neuron.activation][1]
    # The weighted sum at which the output is at its boundary, where that is simple.
    level = next((z for z in (0.0, boundary) if bend(z) == boundary), None)
    if level is None:
        return None
    plane = sights.planes[-2]
    # A layer of one neuron has a lane beside it, which weighs nothing.
    weights = np.zeros(len(plane.center))
    weights[: len(neuron.w)] = [weight.data for weight in neuron.w]
    return border_in(plane, weights, neuron.b.data - level).across(sights.frames[-2][1])
