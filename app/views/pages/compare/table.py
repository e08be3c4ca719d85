"""The table of compared runs: what came of them, and the settings in which they differ."""

from collections.abc import Callable, Sequence

from app.kit.numbers import loss_text, plain
from app.session.comparison import Comparison
from app.session.scores import percent_text
from app.session.session import Session
from app.views.panels.runs.differences import DifferencesModel
from micrograd.runs.differences import Difference, differences
from micrograd.runs.outcome import Outcome, outcome_of, smallest_loss
from micrograd.runs.run import Run
from micrograd.training.score import Score

NOTHING = "–"


class CompareModel(DifferencesModel):
    """A column for each compared run; the losses of all but the first one as factors, too."""

    def __init__(self, session: Session, comparison: Comparison) -> None:
        super().__init__(session)
        self._comparison = comparison

    def _compared(self) -> list[Run]:
        return self._comparison.runs

    def _rows(self, runs: Sequence[Run]) -> list[Difference]:
        return [*self._outcomes(runs), *differences(runs)]

    def outcome(self, run: Run) -> Outcome:
        """What came of a run; of the current one what all views show."""
        cursor = self._session.cursor
        if run is cursor.owner and cursor.steps == run.steps:
            return Outcome(cursor.evaluation.loss, self._session.scores.now)
        return outcome_of(run)

    def _outcomes(self, runs: Sequence[Run]) -> list[Difference]:
        outcomes = [self.outcome(run) for run in runs]
        rows = [
            _row("steps", [f"{run.steps:,}" for run in runs]),
            _row("last loss", _losses([each.loss for each in outcomes])),
            _row("smallest loss", _losses([smallest_loss(run) for run in runs])),
        ]
        for caption, score in _SCORES.items():
            rows.append(_row(caption, [score(each) for each in outcomes]))
        return [row for row in rows if set(row.texts) != {NOTHING}]


def _row(caption: str, texts: list[str]) -> Difference:
    return Difference(caption, texts, texts)


def _losses(losses: Sequence[float]) -> list[str]:
    """Losses, and how many times as large each is as the first."""
    first, *others = losses
    texts = [loss_text(first)]
    for loss in others:
        factor = f" (× {plain(loss / first, 3)})" if first > 0 else ""
        texts.append(f"{loss_text(loss)}{factor}")
    return texts


def _score(score: Score | None) -> str:
    return NOTHING if score is None else f"{score.name} {percent_text(score)}"


def _test_loss(outcome: Outcome) -> str:
    loss = outcome.measured.test_loss
    return NOTHING if loss is None else loss_text(loss)


_SCORES: dict[str, Callable[[Outcome], str]] = {
    "score": lambda outcome: _score(outcome.measured.score),
    "test loss": _test_loss,
    "test score": lambda outcome: _score(outcome.measured.test_score),
}
