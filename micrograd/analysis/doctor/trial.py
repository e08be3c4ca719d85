"""Trials: a copy of the network is trained for a moment, to see which remedy works.

All of it is done in slices of a few milliseconds, so that a window can go on drawing in between.
"""

import math
from collections.abc import Generator, Iterable, Sequence
from typing import NamedTuple

from micrograd.analysis.doctor.findings import Findings
from micrograd.analysis.doctor.remedy import Remedy
from micrograd.recipe.network import draw_network
from micrograd.recipe.recipe import Recipe
from micrograd.training.divergence import DivergenceError
from micrograd.training.measuring import measured
from micrograd.training.step_cost import expected_step_s
from micrograd.training.trainer import Trainer, trainer_for

# A trial has at most MOST steps. Fewer than FEWEST tell nothing: it has these where that takes no
# more than PATIENCE times as long as it may.
MOST, FEWEST, PATIENCE = 2000, 50, 8
# Seconds of training in a slice.
SLICE_S = 0.003
# A score that is larger by this much is a success, whatever the loss.
BETTER_SCORE = 0.05
# The settings that a trainer can't take anew: what it prepares depends on them.
OF_FORM = ("layers", "activations", "loss", "optimizer")


class Outcome(NamedTuple):
    """What a copy came to. loss: infinite where it diverged."""

    loss: float
    test_loss: float
    score: float


DIVERGED = Outcome(math.inf, math.inf, -math.inf)


class Copies:
    """Copies of the network that remedies are tried on.

    Those of one form take turns with one trainer: to prepare its graph takes as long as thousands
    of steps.
    """

    def __init__(self, found: Findings) -> None:
        self._found = found
        # By their form: the trainer, and the numbers that its optimizer begins with.
        self._trainers: dict[tuple[object, ...], tuple[Trainer, Sequence[float]]] = {}
        self._data_at = {found.step: found.data}

    def copy(self, remedy: Remedy) -> Trainer | None:
        """A trainer where a remedy begins; None where it takes long to come there."""
        recipe = remedy.recipe(self._found.recipe)
        step = self._found.step if remedy.step is None else remedy.step
        if remedy.is_anew:
            step, data = 0, [parameter.data for parameter in draw_network(recipe).parameters()]
        elif (known := self._data_of(step)) is not None:
            data = [*known]
        else:
            return None
        trainer, slots = self._trainer_of(recipe)
        if len(data) != len(trainer.parameters):
            return None
        trainer.take_settings(recipe)
        trainer.resume(step, [*data, *slots], [0.0] * len(data))
        return trainer

    def _data_of(self, step: int) -> Sequence[float] | None:
        if step not in self._data_at:
            trainer, _ = self._trainer_of(self._found.recipe)
            data = self._found.state_at(trainer, step)
            if data is None:
                return None
            self._data_at[step] = data
        return self._data_at[step]

    def _trainer_of(self, recipe: Recipe) -> tuple[Trainer, Sequence[float]]:
        form = tuple(getattr(recipe, name) for name in OF_FORM)
        if form not in self._trainers:
            own, found = self._found.engine, self._found.recipe
            is_alike = (recipe.layers, recipe.activations) == (found.layers, found.activations)
            engine = own.twin() if is_alike else type(own)()
            trainer = trainer_for(recipe, draw_network(recipe), engine)
            self._trainers[form] = trainer, trainer.state[len(trainer.parameters) :]
        return self._trainers[form]


def outcome(
    found: Findings, remedy: Remedy, copies: Copies
) -> Generator[None, None, Outcome | None]:
    """Train a copy as a remedy says; None where that takes too long to tell anything."""
    samples, is_compiled = found.recipe.samples_of_step, found.engine.is_compiled
    most_s = PATIENCE * found.trial_s
    # A copy of a large network takes a while to be made.
    if FEWEST * expected_step_s(len(found.data), samples, is_compiled) > most_s:
        return None
    trainer = copies.copy(remedy)
    if trainer is None or trainer.steps_within(most_s) < FEWEST:
        return None
    yield
    end = trainer.steps + min(MOST, max(FEWEST, trainer.steps_within(found.trial_s)))
    try:
        while trainer.steps < end:
            trainer.run(min(end - trainer.steps, trainer.steps_within(SLICE_S)))
            yield
        now = trainer.evaluate()
    except (DivergenceError, ValueError):
        return DIVERGED
    score = measured(trainer, now).score.value
    test_loss = math.inf if now.test_loss is None else now.test_loss
    return Outcome(now.loss, test_loss, -math.inf if score is None else score)


class Choice(NamedTuple):
    """The remedy that is offered. is_proven: True where a copy got well by it."""

    remedy: Remedy | None
    is_proven: bool


def best_remedy(
    found: Findings, remedies: Iterable[Remedy], share: float, by_test: bool = False
) -> Generator[None, None, Choice]:
    """Find the remedy by which a copy comes furthest; yields after each slice of the work.

    One that keeps weights is taken before one that draws them anew.

    share: of the loss as it is, and as it would be by going on, that a copy has to come below.
    by_test: the loss of the samples held out counts. Where nothing can be tried, the first remedy
    is returned, unproven; where everything was tried in vain, none.
    """
    remedies, copies = list(remedies), Copies(found)
    yield
    reference = yield from _reference(found, by_test, copies)
    known: list[tuple[tuple[bool, float, float], int]] = []
    is_any_tried = False
    for i, remedy in enumerate(remedies):
        came_to = yield from outcome(found, remedy, copies)
        if came_to is None:
            continue
        is_any_tried = True
        loss = came_to.test_loss if by_test else came_to.loss
        has_same_loss = remedy.recipe(found.recipe).loss == found.recipe.loss
        has_less = has_same_loss and loss <= share * reference.loss
        if has_less or (not by_test and came_to.score >= reference.score + BETTER_SCORE):
            known.append(((not remedy.is_anew, round(came_to.score, 2), -loss), i))
    if known:
        return Choice(remedies[max(known)[1]], True)
    return Choice(remedies[0] if remedies and not is_any_tried else None, False)


def _reference(found: Findings, by_test: bool, copies: Copies) -> Generator[None, None, Outcome]:
    """What a copy has to be better than: the network as it is, and what it comes to by itself."""
    loss = (found.test_loss if by_test else found.loss) or 0.0
    now = Outcome(loss, loss, found.score if found.score is not None else -math.inf)
    if found.divergence:
        # There is no going on; the loss at the end may be anything.
        return Outcome(found.best[1], math.inf, math.inf)
    on = yield from outcome(found, Remedy(), copies)
    if on is None or on is DIVERGED:
        return now
    loss = min(now.loss, on.test_loss if by_test else on.loss)
    return Outcome(loss, loss, max(now.score, on.score))
