"""Scores: how well the task of the dataset is done where the cursor stands."""

from app.kit.numbers import MINUS, loss_text
from app.session.cursor import Cursor
from micrograd.training.evaluation import Evaluation
from micrograd.training.measuring import Measured, Scorers, scorers_of
from micrograd.training.score import Score


class Scores:
    """The scores of the cursor's evaluation, each computed once, when it is asked for."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._known: tuple[Scorers, Evaluation, Measured] | None = None

    @property
    def _scorers(self) -> Scorers:
        return scorers_of(self._cursor.trainer)

    @property
    def now(self) -> Measured:
        """The scores of the samples trained on, and of those held out."""
        scorers, evaluation, known = self._scorers, self._cursor.evaluation, self._known
        if known is None or known[0] is not scorers or known[1] is not evaluation:
            known = self._known = scorers, evaluation, scorers.measured(evaluation)
        return known[2]

    @property
    def about(self) -> str:
        """What the score counts, or why there is none."""
        return self.now.score.why.capitalize() or self._scorers.trained.about

    def is_right(self, sample: int) -> bool | None:
        """True where the class of a sample is answered; None where there are no classes."""
        outputs = self._cursor.evaluation.predictions[sample]
        return self._scorers.trained.is_right(sample, outputs)


def text_of(measured: Measured) -> str:
    """`accuracy 97.5 % (78 of 80) · test loss 0.25 · test accuracy 95 % (19 of 20)`."""
    parts = [f"{measured.score.name} {share_text(measured.score)}"]
    if measured.test_loss is not None and measured.test_score is not None:
        parts.append(f"test loss {loss_text(measured.test_loss)}")
        parts.append(f"test {measured.test_score.name} {share_text(measured.test_score)}")
    return " · ".join(parts)


def share_text(score: Score) -> str:
    """`98.2 % (982 of 1,000)`, `0.9486`."""
    counted = f" ({score.text})" if score.text != score.percent else ""
    return f"{score.percent}{counted}".replace("-", MINUS)
