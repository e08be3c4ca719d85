"""Scores: how well the task of the dataset is done where the cursor stands."""

import math
from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple
from weakref import WeakKeyDictionary

from app.kit.numbers import MINUS, loss_text
from app.kit.throttle import READING_MS
from app.session.cursor import Cursor
from micrograd.runs.events import Event
from micrograd.runs.run import Run
from micrograd.training.evaluation import Evaluation
from micrograd.training.measuring import Measured, Scorers, measured, scorers_of
from micrograd.training.score import ACCURACY, Score

# With more samples than these a score takes a millisecond, too long for each frame.
MANY = 5000


class Scores:
    """The scores of the cursor's evaluation, each computed once, when it is asked for."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._noted: _Noted | None = None
        self._noted_at = 0.0
        # The step, the change before it, and what was measured.
        self._ends = WeakKeyDictionary[Run, tuple[int, Event | None, Measured]]()

    @property
    def _scorers(self) -> Scorers:
        return scorers_of(self._cursor.trainer)

    @property
    def name(self) -> str:
        """`accuracy` or `R²`, without measuring anything."""
        return self._scorers.trained.name

    @property
    def has_test(self) -> bool:
        """True where samples are held out."""
        return self._scorers.held_out is not None

    @property
    def now(self) -> Measured:
        """The scores of the samples trained on, and of those held out."""
        return measured(self._cursor.trainer, self._cursor.evaluation)

    # The history of what was measured.

    def note(self) -> None:
        """Keep what is shown in the history of its run, as soon as nobody can change it any more.

        Of many samples only some of the steps that training shows are measured.
        """
        cursor = self._cursor
        if not cursor.trainer.is_between_steps or self._is_too_soon():
            return
        if self._noted:
            self._keep(self._noted)
        run, step = cursor.owner, cursor.steps
        self._noted = _Noted(run, step, _last_event(run, step), self.now)
        if step == run.steps:
            self._ends[run] = step, self._noted.event, self._noted.measured
        self._keep(self._noted)

    def _is_too_soon(self) -> bool:
        """True where a score takes long and was measured just before."""
        if len(self._cursor.dataset) <= MANY:
            return False
        noted = self._noted
        is_same = noted and (noted.run, noted.step) == (self._cursor.owner, self._cursor.steps)
        now = perf_counter()
        if not is_same and now - self._noted_at < READING_MS / 1000:
            return True
        self._noted_at = now
        return False

    def _keep(self, noted: "_Noted") -> None:
        run, step, event, measured = noted
        if step < run.steps and event is _last_event(run, step):
            run.history.scores.keep(step, measured)

    def end_of(self, run: Run) -> tuple[int, Measured] | None:
        """What was measured last at the end of a run, and its step; None for nothing."""
        step, event, measured = self._ends.get(run, (-1, None, None))
        is_known = measured and step <= run.steps and event is _last_event(run, step)
        return (step, measured) if measured and is_known else None

    @property
    def is_solved(self) -> bool:
        """True where the run did the task by the steps that it trained since the last change."""
        cursor, run = self._cursor, self._cursor.run
        changed = max([run.start.step, *(event.step for event in run.events[-1:])])
        if run.steps <= changed:
            return False
        found = self.now if cursor.is_at_the_end else self._measured_at_end(run)
        return found is not None and found.score.is_done

    def _measured_at_end(self, run: Run) -> Measured | None:
        end = self.end_of(run)
        return end[1] if end and end[0] == run.steps else None

    @property
    def about(self) -> str:
        """What the score counts, or why there is none."""
        return self.now.score.why.capitalize() or self._scorers.trained.about

    def is_right(self, sample: int, evaluation: Evaluation | None = None) -> bool | None:
        """True where the class of a sample is answered; None where there are no classes.

        evaluation: of another step than that where the cursor stands.
        """
        shown = evaluation or self._cursor.evaluation
        return self._scorers.trained.is_right(sample, shown.predictions[sample])

    def answer(self, sample: int, evaluation: Evaluation) -> str:
        """The name of the class that a sample is answered with; "" where there is none."""
        return self._scorers.trained.answer(evaluation.predictions[sample])


class _Noted(NamedTuple):
    """What was shown last. event: the last change up to the step."""

    run: Run
    step: int
    event: Event | None
    measured: Measured


def _last_event(run: Run, step: int) -> Event | None:
    count = run.events_until(step)
    return run.events[count - 1] if count else None


def share_text(score: Score) -> str:
    """`98.2 % (982 of 1,000)`, `0.9486`."""
    counted = f" ({score.text})" if score.text != score.percent else ""
    return f"{score.percent}{counted}".replace("-", MINUS)


def percent_text(score: Score) -> str:
    """`98.2 %`, `0.9486`."""
    return score.percent.replace("-", MINUS)


def text_of(measured: Measured) -> str:
    """`accuracy 97.5 % (78 of 80) · test loss 0.25 · test accuracy 95 % (19 of 20)`."""
    return " · ".join(f"{name} {text}" for name, text in parts_of(measured))


def parts_of(
    measured: Measured, written: Callable[[Score], str] = share_text
) -> list[tuple[str, str]]:
    """The name and the text of each thing that was measured. written: the text of a score."""
    parts = [(measured.score.name, written(measured.score))]
    if measured.test_loss is not None and measured.test_score is not None:
        parts.append(("test loss", loss_text(measured.test_loss)))
        parts.append((f"test {measured.test_score.name}", written(measured.test_score)))
    return parts


def score_text(name: str, number: float) -> str:
    """A number of the axis of a score: `98.2 %` of an accuracy, never rounded up, or `0.9486`."""
    if name == ACCURACY:
        return f"{math.floor(1000 * number + 1e-9) / 10:g} %"
    return Score(name, number, 0).text.replace("-", MINUS)
