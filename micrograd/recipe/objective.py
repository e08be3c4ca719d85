"""Objective: what training makes small, a loss of the samples and a penalty on the weights."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from micrograd.engine import Number, Value, operate
from micrograd.nn import MLP
from micrograd.recipe.faults import fault_of
from micrograd.recipe.losses import SQUARED_ERRORS, Loss
from micrograd.recipe.penalties import NO_PENALTY, PENALTIES, Penalty


class Objective(NamedTuple):
    """The sum or mean of the loss's terms, plus strength x the penalty's sum.

    What it computes is a graph where it is given `Value`s, and a float with the same bits where it
    is given floats.
    """

    loss: Loss = SQUARED_ERRORS
    penalty: Penalty = NO_PENALTY
    strength: float = 0.0

    def terms(self, outputs: Sequence[Any], target: Sequence[Any]) -> list[Any]:
        """The terms of one sample."""
        return self.loss.terms(outputs, [self.encoded(y) for y in target])

    def encoded(self, target: Any) -> Any:
        """A target as the terms take it."""
        return target if isinstance(target, Value) else self.loss.encode(target)

    def total(
        self, predictions: Sequence[Sequence[Value]], targets: Sequence[Sequence[Number]]
    ) -> Value:
        """The loss of all samples, one prediction and one target for each, as a graph's root."""
        pairs = zip(predictions, targets, strict=True)
        terms = [term for pair in pairs for term in self.terms(*pair)]
        total: Value = self.of_samples(running_sums(terms, Value(0))[-1], len(terms))
        return total

    def of_samples(self, total: Any, terms: int) -> Any:
        """The loss of the samples, from the sum of their terms and the number of these."""
        return total * (1.0 / terms) if self.loss.is_mean else total

    def penalized(self, model: MLP) -> list[Value]:
        """The parameters that the penalty counts: all weights, or none."""
        layers = model.layers if self.penalty.operation else ()
        return [weight for layer in layers for neuron in layer.neurons for weight in neuron.w]

    def penalties(self, weights: Iterable[Any]) -> list[Any]:
        """The penalty's term of each weight."""
        return [operate(self.penalty.operation, weight) for weight in weights]

    def with_penalty(self, loss: Any, total: Any, strength: Any) -> Any:
        """The whole loss, from that of the samples and the sum of the penalty's terms."""
        return loss + total * strength


def objective_of(loss: Loss, settings: Mapping[str, Any]) -> Objective:
    """The objective of a loss, with the penalty of the settings by their names.

    A fault of the settings may turn a mean into a sum.
    """
    if fault_of(settings).swaps_mean:
        loss = loss._replace(is_mean=not loss.is_mean)
    return Objective(loss, PENALTIES[settings["penalty"]], settings["penalty_strength"])


# The specification's: the sum of squared errors alone.
PLAIN = Objective()


def running_sums(terms: Iterable[Any], start: Any) -> list[Any]:
    """((0 + term) + term) + …: the 0, then the sum after each term; the last is the total."""
    return list(accumulate(terms, initial=start))
