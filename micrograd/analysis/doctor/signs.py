"""Signs of illness: each finds one in what was measured, and tells it with its numbers.

A sign returns what is the matter and the evidence, as sentences; "" where it finds nothing.
"""

import math
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np

from micrograd.analysis.doctor.findings import Findings
from micrograd.analysis.health import LayerHealth, Numbers, neuron_names_of
from micrograd.data.rows import array_of
from micrograd.data.sampling import Samples
from micrograd.data.typed import shortest
from micrograd.recipe.parts import parameters_in
from micrograd.recipe.proposal import misfit, out_of_reach
from micrograd.recipe.schedules import SCHEDULES

# A loss stands still that changes by less than this share over the newest losses.
STILL, AT_A_PLATEAU = 1e-3, 2e-3
# A loss comes no further that falls by less than this share, and swings by less than SWING.
NO_FURTHER = 1e-2
# A plateau is at least so many losses long.
PLATEAU = 200
# Inputs of which one column is so many times as large as another are of very different scale.
FAR_APART = 100.0
# An update that moves no layer by more than this share of it is far too small.
TINY_UPDATE = 1e-5
# A layer with this share of dead, or saturated, neurons passes hardly anything.
MOSTLY = 0.5
# A schedule has ended where the rate is below this share of what was chosen.
NO_RATE = 1e-6
# Losses that rise and fall: between these shares of them rise, they lie apart by more than SWING,
# and the loss falls by less than SLOW_FALL.
SOME, MOST_RISES, SWING, SLOW_FALL = 0.2, 0.9, 0.1, 0.1
# The test loss of at least FEWEST_TESTED samples has risen to RISEN times its smallest, and for
# some time to more than HIGHER times; the training loss fell below LOWER times what it was there.
FEWEST_TESTED, RISEN, HIGHER, LOWER = 10, 1.5, 1.25, 0.8
# A test loss below this share of the first one is small, however much it rises.
SMALL_TEST = 0.1
# The marks of a run, and those after the smallest of them, that are needed to tell.
FEWEST_MARKS, FEWEST_LATER = 12, 6

# What takes long to find out of many samples, by the samples.
_misfits = WeakKeyDictionary[Samples, dict[tuple[str, str, str], str]]()
_sizes = WeakKeyDictionary[Samples, Numbers]()


def number(value: float) -> str:
    """A number in three figures at most, as sentences have it."""
    return shortest(float(f"{value:.3g}")).replace("-", "−")


def exploded(found: Findings) -> str:
    """A loss or a parameter that is no finite number any more."""
    error = found.divergence
    if error is None:
        return ""
    value = "not a number" if math.isnan(error.value) else "infinite"
    told = f"Training diverged at step {error.step:,}: {error.name} became {value}."
    if not error.had_finite_loss:
        return f"{told} Samples or parameters are too large for any learning rate."
    step, loss = found.best
    return f"{told} At step {step:,} the loss was {number(loss)}; the rate is too high."


def symmetric(found: Findings) -> str:
    """A hidden layer whose neurons are all the same, and so stay the same."""
    widths = found.recipe.widths
    begin = 0
    layers = []
    for nin, nout in pairwise(widths):
        end = begin + (nin + 1) * nout
        layers.append(np.array(found.data[begin:end]).reshape(nout, nin + 1))
        begin = end
    for i, (own, after) in enumerate(pairwise(layers), start=1):
        weights = after[:, :-1]
        if len(own) > 1 and (own == own[0]).all() and (weights == weights[:, :1]).all():
            are = "All parameters are 0" if not np.any(found.data) else "They begin alike"
            return (
                f"The {len(own)} neurons of layer {i} are all the same. {are}, "
                "so they have the same gradients and stay the same."
            )
    return ""


def frozen(found: Findings) -> str:
    """Nothing is left that an update may move."""
    chosen = parameters_in(found.recipe.frozen, found.recipe.widths)
    chosen |= parameters_in(found.recipe.off, found.recipe.widths)
    if len(chosen) < len(found.data) or not found.recipe.frozen:
        return ""
    return f"Nothing is trained: all {len(found.data):,} parameters are frozen."


def schedule_ended(found: Findings) -> str:
    """A schedule that has taken the rate down to nothing."""
    recipe = found.recipe
    is_over = found.rate < NO_RATE * recipe.learning_rate and found.step >= recipe.warm_up > -1
    if not is_over or recipe.schedule not in SCHEDULES or found.step == 0 or found.is_solved:
        return ""
    rate = "0" if found.rate == 0 else number(found.rate)
    return (
        f"Training stands still: the {recipe.schedule} schedule has ended, and the rate is {rate}. "
        f"The loss is {number(found.loss)}."
    )


def targets(found: Findings) -> str:
    """Targets that the loss, or the last activation, never comes to."""
    if found.is_solved or not found.trend.is_known:
        return ""
    known = _misfits.setdefault(found.samples, {})
    key = found.recipe.loss, found.recipe.activations[-1], found.recipe.normalise
    if key not in known:
        wrong = misfit(found.recipe) or out_of_reach(found.recipe)
        known[key] = wrong.reason if wrong else ""
    if not known[key]:
        return ""
    return f"{known[key]} The loss is {number(found.loss)} after {found.step:,} steps."


def inputs(found: Findings) -> str:
    """Inputs of very different scale."""
    if found.is_solved or not found.trend.is_known:
        return ""
    sizes = _sizes_of_inputs(found.samples)
    known = np.flatnonzero(sizes)
    if len(known) < 2 or sizes[known].max() < FAR_APART * sizes[known].min():
        return ""
    names = found.recipe.dataset.input_names()
    small, large = known[sizes[known].argmin()], known[sizes[known].argmax()]
    return (
        f"Inputs are of very different scale: {names[large]} is about {number(sizes[large])}, "
        f"{names[small]} about {number(sizes[small])}, so that one rate suits only one of them."
    )


def _sizes_of_inputs(samples: Samples) -> Numbers:
    """The root of the mean square of each input."""
    if samples not in _sizes:
        _sizes[samples] = np.sqrt((array_of(samples.scaled.xs) ** 2).mean(axis=0))
    return _sizes[samples]


def dead(found: Findings) -> str:
    """A layer whose relus give 0 on every sample."""
    for i, layer in enumerate(found.health.layers):
        count = len(layer.dead)
        if layer.working and count == layer.working:
            return (
                f"{_capital(_of_layer(i, layer, layer.dead))} dead: relu gives 0 on every sample, "
                "so that no gradient comes through."
            )
        is_mostly_dead = count and count >= MOSTLY * layer.neurons
        if is_mostly_dead and found.is_still(STILL) and not found.is_solved:
            return (
                f"Training stands still at a loss of {number(found.trend.last)}: "
                f"{_of_layer(i, layer, layer.dead)} dead, 0 on every sample."
            )
    return ""


def saturated(found: Findings) -> str:
    """A loss that comes no further because the outputs of a layer are at their bounds."""
    trend = found.trend
    comes_no_further = trend.is_known and abs(trend.fall) < NO_FURTHER and trend.swing < SWING
    if found.is_solved or not comes_no_further:
        return ""
    layers = [
        (i, layer)
        for i, layer in enumerate(found.health.layers)
        if layer.saturated and len(layer.saturated) >= MOSTLY * layer.working
    ]
    if not layers:
        return ""
    i, layer = max(layers, key=lambda each: len(each[1].saturated) / each[1].working)
    stands = "stands still at" if found.is_still(STILL) else "comes no further than"
    return (
        f"Training {stands} a loss of {number(trend.last)}: "
        f"{_of_layer(i, layer, layer.saturated)} saturated, {layer.activation} is flat there, "
        "and hardly any gradient comes through."
    )


def rate_too_small(found: Findings) -> str:
    """Updates so small that nothing changes."""
    trend = found.trend
    is_slow = trend.is_known and abs(trend.fall) < 10 * STILL and trend.swing < STILL
    if found.has_small_loss or not is_slow or not 0 < found.moved < TINY_UPDATE:
        return ""
    return (
        f"The rate {number(found.rate)} is far too small: an update moves the weights by "
        f"{number(found.moved)} of their size, about 0.001 is usual, and in {trend.steps:,} steps "
        f"the loss fell by {_percent(max(0.0, trend.fall))}."
    )


def bouncing(found: Findings) -> str:
    """A loss that goes up and down and comes no further, since steps go too far."""
    trend = found.trend
    if not trend.is_known or found.is_solved or trend.fall >= SLOW_FALL:
        return ""
    if not (SOME <= trend.rises <= MOST_RISES and trend.swing > SWING):
        return ""
    unit = "epoch" if trend.unit > 1 else "step"
    return (
        f"The loss bounces around {number(trend.last)}: it rose in {_percent(trend.rises)} of the "
        f"last {trend.length:,} {unit}s and fell in the others. Updates go too far."
    )


def overfitting(found: Findings) -> str:
    """A test loss that rises while the loss of training falls."""
    marks = found.marks
    if len(marks) < FEWEST_MARKS or len(found.samples.held_out) < FEWEST_TESTED:
        return ""
    best = int(marks[:, 1].argmin())
    step, least, loss = marks[best].tolist()
    step, later = int(step), marks[best + 1 :, 1]
    has_risen = len(later) >= FEWEST_LATER and (later[-len(later) // 2 :] > HIGHER * least).all()
    now = found.test_loss or 0.0
    is_large = now > max(RISEN * least, SMALL_TEST * marks[0, 1])
    if not (has_risen and is_large and found.loss < LOWER * loss):
        return ""
    return (
        f"The test loss rises while the training loss falls: from {number(least)} at step "
        f"{step:,} to {number(now)} now, and from {number(loss)} to {number(found.loss)}."
    )


def plateau(found: Findings) -> str:
    """A loss that stands still, for none of the reasons above."""
    trend = found.trend
    if trend.length < PLATEAU or found.is_solved or not found.is_still(AT_A_PLATEAU):
        return ""
    return (
        f"A plateau: in the last {trend.steps:,} steps the loss stayed at {number(trend.last)}, "
        f"it changed by {_percent(abs(trend.fall))}."
    )


def _of_layer(index: int, layer: LayerHealth, neurons: tuple[int, ...]) -> str:
    """`All 4 neurons of layer 1 are`, `3 of 4 neurons of layer 2 (2.1, 2.2, 2.4) are`."""
    if len(neurons) == layer.neurons:
        count = f"all {layer.neurons} neurons" if layer.neurons > 1 else "the neuron"
        return f"{count} of layer {index + 1} {'are' if layer.neurons > 1 else 'is'}"
    names = neuron_names_of(index, neurons)
    are = "is" if len(neurons) == 1 else "are"
    return f"{len(neurons)} of {layer.neurons} neurons of layer {index + 1} ({names}) {are}"


def _percent(share: float) -> str:
    return f"{number(100 * share)} %" if share >= 1e-4 else "less than 0.01 %"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
