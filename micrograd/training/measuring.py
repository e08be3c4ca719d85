"""Measuring: what is known of a network beside its loss, of what it trains on and of the rest."""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from micrograd.data.dataset import Dataset
from micrograd.data.rows import ArrayRows
from micrograd.data.sampling import Samples
from micrograd.recipe.losses import Loss
from micrograd.training.evaluation import Evaluation
from micrograd.training.score import Score, Scorer
from micrograd.training.trainer import Trainer


class Scorers(NamedTuple):
    """The scorer of the samples trained on, and that of those held out, if there are any."""

    trained: Scorer
    held_out: Scorer | None

    def measured(self, evaluation: Evaluation) -> "Measured":
        """The scores of an evaluation."""
        of_test = self.held_out and self.held_out.score(evaluation.predictions)
        return Measured(
            self.trained.score(evaluation.predictions), evaluation.test_loss, of_test or None
        )


class Measured(NamedTuple):
    """Measures of some parameters. score: of the samples trained on.

    test_loss, test_score: of the samples held out; None where there are none.
    """

    score: Score
    test_loss: float | None
    test_score: Score | None

    def __str__(self) -> str:
        """`accuracy 78 of 80, test loss 0.25, test accuracy 19 of 20`."""
        if self.test_score is None:
            return str(self.score)
        return f"{self.score}, test loss {self.test_loss!r}, test {self.test_score}"


_known = WeakKeyDictionary[Samples, dict[Loss, Scorers]]()


def scorers_of(trainer: Trainer) -> Scorers:
    """The scorers of a trainer's samples and loss, made once."""
    samples, loss = trainer.samples, trainer.objective.loss
    of_samples = _known.setdefault(samples, {})
    if loss not in of_samples:
        of_samples[loss] = scorers_for(samples, loss)
    return of_samples[loss]


def scorers_for(samples: Samples, loss: Loss) -> Scorers:
    """The scorers of some samples, made anew."""
    # A scale that targets share does not change R²; classes are not scaled.
    dataset, targets = samples.dataset, samples.scaled.targets
    make = scorer_class(dataset)
    if not samples.held_out:
        return Scorers(make(dataset, loss, None, targets), None)
    parts = samples.training, samples.held_out
    return Scorers(*(make(dataset, loss, rows, targets) for rows in parts))


def scorer_class(dataset: Dataset) -> type[Scorer]:
    """The class of scorers for these samples."""
    if not isinstance(dataset.targets, ArrayRows):
        return Scorer
    from micrograd.training.array_score import ArrayScorer

    return ArrayScorer


# What was measured last: several views ask for the same.
_last: list[tuple[Scorers, Evaluation, Measured]] = []


def measured(trainer: Trainer, evaluation: Evaluation | None = None) -> Measured:
    """Measure the parameters as they are. evaluation: theirs, where it is known."""
    scorers, evaluation = scorers_of(trainer), evaluation or trainer.evaluate()
    known = _last[0] if _last else None
    if known is None or known[0] is not scorers or known[1] is not evaluation:
        known = scorers, evaluation, scorers.measured(evaluation)
        _last[:] = [known]
    return known[2]
