"""Trials: a copy of the network is trained for a moment, to see which remedy works."""

import math
from collections.abc import Generator, Iterable
from typing import NamedTuple

from micrograd.analysis.doctor.findings import Findings
from micrograd.analysis.doctor.remedy import Remedy
from micrograd.recipe.network import draw_network
from micrograd.training.divergence import DivergenceError
from micrograd.training.measuring import measured
from micrograd.training.trainer import trainer_for

# A trial has at most MOST steps. Fewer than FEWEST tell nothing: it has these where that takes no
# more than PATIENCE times as long as it may.
MOST, FEWEST, PATIENCE = 2000, 50, 8
# A score that is larger by this much is a success, whatever the loss.
BETTER_SCORE = 0.05


class Outcome(NamedTuple):
    """What a copy came to. loss: infinite where it diverged."""

    loss: float
    test_loss: float
    score: float


DIVERGED = Outcome(math.inf, math.inf, -math.inf)


def outcome(found: Findings, remedy: Remedy) -> Outcome | None:
    """Train a copy as a remedy says; None where that takes too long to tell anything."""
    recipe = remedy.recipe(found.recipe)
    model = draw_network(recipe)
    step = 0 if remedy.is_anew else found.step if remedy.step is None else remedy.step
    if not remedy.is_anew:
        data = found.data if step == found.step else found.state_at(step)
        parameters = model.parameters()
        if data is None or len(data) != len(parameters):
            return None
        for parameter, number in zip(parameters, data, strict=True):
            parameter.data = number
    trainer = trainer_for(recipe, model, found.engine())
    if trainer.steps_within(PATIENCE * found.trial_s) < FEWEST:
        return None
    steps = min(MOST, max(FEWEST, trainer.steps_within(found.trial_s)))
    trainer.steps = step
    try:
        trainer.run(steps)
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
    """Find the remedy by which a copy comes furthest; yields after each that was tried.

    One that keeps weights is taken before one that draws them anew.

    share: of the loss as it is, and as it would be by going on, that a copy has to come below.
    by_test: the loss of the samples held out counts. Where nothing can be tried, the first remedy
    is returned, unproven; where everything was tried in vain, none.
    """
    remedies = list(remedies)
    reference = _reference(found, by_test)
    yield
    known: list[tuple[tuple[bool, float, float], int]] = []
    is_any_tried = False
    for i, remedy in enumerate(remedies):
        came_to = outcome(found, remedy)
        if came_to is None:
            continue
        is_any_tried = True
        loss = came_to.test_loss if by_test else came_to.loss
        has_same_loss = remedy.recipe(found.recipe).loss == found.recipe.loss
        has_less = has_same_loss and loss <= share * reference.loss
        if has_less or (not by_test and came_to.score >= reference.score + BETTER_SCORE):
            known.append(((not remedy.is_anew, round(came_to.score, 2), -loss), i))
        yield
    if known:
        return Choice(remedies[max(known)[1]], True)
    return Choice(remedies[0] if remedies and not is_any_tried else None, False)


def _reference(found: Findings, by_test: bool) -> Outcome:
    """What a copy has to be better than: the network as it is, and what it comes to by itself."""
    loss = (found.test_loss if by_test else found.loss) or 0.0
    now = Outcome(loss, loss, found.score if found.score is not None else -math.inf)
    if found.divergence:
        # There is no going on; the loss at the end may be anything.
        return Outcome(found.best[1], math.inf, math.inf)
    on = outcome(found, Remedy())
    if on is None or on is DIVERGED:
        return now
    loss = min(now.loss, on.test_loss if by_test else on.loss)
    return Outcome(loss, loss, max(now.score, on.score))
