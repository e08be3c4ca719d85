"""Scores: how well the task of the dataset is done where the cursor stands."""

from app.kit.numbers import MINUS
from app.session.cursor import Cursor
from micrograd.training.evaluation import Evaluation
from micrograd.training.score import Score, Scorer, scorer_of


class Scores:
    """The scores of the cursor's evaluation, each computed once, when it is asked for."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._known: tuple[Scorer, Evaluation, Score] | None = None

    @property
    def scorer(self) -> Scorer:
        """The scorer of the samples and the loss."""
        cursor = self._cursor
        return scorer_of(cursor.dataset, cursor.trainer.objective.loss)

    @property
    def trained(self) -> Score:
        """The score of the samples that are trained on."""
        scorer, evaluation = self.scorer, self._cursor.evaluation
        known = self._known
        if known is None or known[0] is not scorer or known[1] is not evaluation:
            known = self._known = scorer, evaluation, scorer.score(evaluation.predictions)
        return known[2]

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
