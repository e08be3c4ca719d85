"""The table of compared runs: what came of them, and the settings in which they differ."""

from collections.abc import Sequence

from app.kit.numbers import loss_text, significant
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
        measured = [each.measured for each in outcomes]
        rows = [
            _row("steps", [f"{run.steps:,}" for run in runs]),
            _row("last loss", _losses([each.loss for each in outcomes])),
            _row("smallest loss", _losses([smallest_loss(run) for run in runs])),
            _scores("", [each.score for each in measured]),
            _row("test loss", [_test_loss(each.test_loss) for each in measured]),
            _scores("test ", [each.test_score for each in measured]),
        ]
        return [row for row in rows if set(row.texts) != {NOTHING}]


def _row(caption: str, texts: list[str]) -> Difference:
    return Difference(caption, texts, texts)


def _losses(losses: Sequence[float]) -> list[str]:
    """Losses, and how many times as large each is as the first."""
    first, *others = losses
    texts = [loss_text(first)]
    for loss in others:
        factor = f" (× {significant(loss / first, 3)})" if first > 0 else ""
        texts.append(f"{loss_text(loss)}{factor}")
    return texts


def _scores(before: str, scores: Sequence[Score | None]) -> Difference:
    """A row of scores; where all have one name it is that of the row."""
    names = {score.name for score in scores if score is not None}
    caption = names.pop() if len(names) == 1 else "score"
    is_named = bool(names)
    texts = [
        NOTHING if each is None else f"{each.name} " * is_named + percent_text(each)
        for each in scores
    ]
    return _row(f"{before}{caption}", texts)


def _test_loss(loss: float | None) -> str:
    return NOTHING if loss is None else loss_text(loss)
