"""Scores: how well the task of the dataset is done where the cursor stands."""

from operator import is_not

from app.kit.numbers import MINUS
from app.session.cursor import Cursor
from micrograd.training.evaluation import Evaluation
from micrograd.training.score import Score, Scorer


class Scores:
    """The scores of the cursor's evaluation, each computed once, when it is asked for."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._made_for: tuple[object, ...] = ()
        self._scorer: Scorer | None = None
        self._known: tuple[Evaluation, Score] | None = None

    @property
    def scorer(self) -> Scorer:
        """The scorer of the samples and the loss."""
        dataset, loss = wanted = self._cursor.dataset, self._cursor.trainer.objective.loss
        if self._scorer is None or any(map(is_not, wanted, self._made_for)):
            self._scorer, self._known = Scorer(dataset, loss), None
            self._made_for = wanted
        return self._scorer

    @property
    def trained(self) -> Score:
        """The score of the samples that are trained on."""
        scorer, evaluation = self.scorer, self._cursor.evaluation
        if self._known is None or self._known[0] is not evaluation:
            self._known = evaluation, scorer.score(evaluation.predictions)
        return self._known[1]

    @property
    def about(self) -> str:
        """What the score counts, or why there is none."""
        return self.trained.why.capitalize() or self.scorer.about

    def is_right(self, sample: int) -> bool | None:
        """True where the class of a sample is answered; None where there are no classes."""
        return self.scorer.is_right(sample, self._cursor.evaluation.predictions[sample])


def score_text(score: Score) -> str:
    """`accuracy 98.2 % (982 of 1,000)`, `R² 0.9486`."""
    return f"{score.name} {share_text(score)}"


def share_text(score: Score) -> str:
    """`98.2 % (982 of 1,000)`, `0.9486`."""
    counted = f" ({score.text})" if score.text != score.percent else ""
    return f"{score.percent}{counted}".replace("-", MINUS)
