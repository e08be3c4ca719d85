"""The losses of all runs that are drawn, and the scores of the current one, as a table."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from app.kit.numbers import plain
from app.kit.signals import connect_all
from app.session.scores import score_text
from app.session.session import Session
from app.views.curve_table import NO_CURVES, CurveNumbers, CurveTable, thinned
from app.views.panels.loss.plot import LossPlot
from app.views.panels.loss.reading import range_text
from micrograd.runs.last_loss import known_loss
from micrograd.runs.run import Run
from micrograd.runs.score_history import SCORE, TEST_LOSS, TEST_SCORE

WORDS = "loss_table", "Losses and scores over the steps"


class Column(NamedTuple):
    """A curve of the table; its text is empty where a step has no number."""

    name: str
    text: Callable[[int], str]


def loss_column(run: Run, name: str) -> Column:
    """The losses of a run, and those of its past."""

    def text(step: int) -> str:
        kept = known_loss(run, step) if run.first_step <= step <= run.steps else None
        return "" if kept is None else range_text(kept)

    return Column(name, text)


def curves_of(runs: Sequence[Run], columns: Sequence[Column], is_logarithmic: bool) -> CurveNumbers:
    """These columns at the steps of some runs, the smallest loss of each among them."""
    first = min((run.first_step for run in runs), default=0)
    last = max((run.steps for run in runs), default=0)
    least = [step for run in runs if (step := _least_step(run)) is not None]
    steps = thinned(first, last, least, is_logarithmic)
    names = [column.name for column in columns]
    left_out = last + 1 - first - len(steps)
    return CurveNumbers(names, steps, lambda step, curve: columns[curve].text(int(step)), left_out)


def _least_step(run: Run) -> int | None:
    step = run.history.losses.least_step()
    return None if step is None else run.start.step + step


class LossTable(CurveTable):
    """A column for each run, the current one first, then what is measured of that.

    The panel calls `look` once the plot has chosen the runs that are drawn.
    """

    def __init__(self, session: Session, plot: LossPlot) -> None:
        self._session, self._plot = session, plot
        super().__init__(WORDS, self._read_losses)
        connect_all(self.look, session.step_scale.changed, plot.scores.measured)

    def _read_losses(self) -> CurveNumbers:
        current = self._session.cursor.run
        own = [] if current.is_hidden else [current]
        others = [each.run for each in self._plot.others.overlay.runs if each.run is not current]
        runs = [*own, *others]
        if not runs:
            return NO_CURVES
        names = [f"{run.name} loss" for run in runs] if others else ["loss"]
        columns = [loss_column(*each) for each in zip(runs, names, strict=True)]
        columns += self._score_columns() if own else []
        return curves_of(runs, columns, self._session.step_scale.is_logarithmic)

    def _score_columns(self) -> list[Column]:
        scores = self._session.scores
        if not self._plot.scores.is_shown:
            return []
        test = ("test loss", TEST_LOSS), (f"test {scores.name}", TEST_SCORE)
        wanted = (scores.name, SCORE), *(test if scores.has_test else ())
        return [Column(name, self._score_text(column)) for name, column in wanted]

    def _score_text(self, column: int) -> Callable[[int], str]:
        def text(step: int) -> str:
            mark = self._plot.scores.at(step)
            if mark is None or math.isnan(mark[column]) or step > self._session.cursor.run.steps:
                return ""
            number, name = float(mark[column]), self._session.scores.name
            return plain(number) if column == TEST_LOSS else score_text(name, number)

        return text
