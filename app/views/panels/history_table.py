"""The history of the chosen parameters as a table: data and grad at some steps."""

from collections.abc import Callable, Sequence
from typing import Literal

from app.kit.numbers import signed
from app.session.session import Session
from app.views.curve_table import NO_CURVES, CurveNumbers, CurveTable, between, thinned
from micrograd.recipe.parts import parameter_names
from micrograd.runs.segments import same_network_segments

WORDS = "history_table", "History of the chosen parameters"
Kind = Literal["data", "grad"]
KINDS: tuple[Kind, ...] = ("data", "grad")


class HistoryTable(CurveTable):
    """Two columns for each parameter. The panel calls `look`.

    shown: asked for the indices of the parameters. last(index): the data of one at the end of the
    current run, which has no gradients there.
    """

    def __init__(
        self,
        session: Session,
        shown: Callable[[], Sequence[int]],
        last: Callable[[int], float],
    ) -> None:
        self._session, self._shown, self._last = session, shown, last
        super().__init__(WORDS, self._read_history)

    def _read_history(self) -> CurveNumbers:
        columns = [(index, kind) for index in self._shown() for kind in KINDS]
        if not columns:
            return NO_CURVES
        cursor = self._session.cursor
        segments = same_network_segments(cursor.run, cursor.owner)
        short = parameter_names((cursor.model.nin, *cursor.model.nouts))
        names = [f"{short[i]} {kind}" for i, kind in columns]
        spoken = [f"{cursor.trainer.parameters[i].label} {kind}" for i, kind in columns]
        first, last = segments[0].first, segments[-1].last
        is_logarithmic = self._session.step_scale.is_logarithmic
        steps = thinned(first, last, is_logarithmic=is_logarithmic)

        def text(step: float, column: int) -> str:
            index, kind = columns[column]
            if step == last and kind == "data" and segments[-1].run is cursor.run:
                return signed(self._last(index))
            run = next((each.run for each in segments if step < each.last), segments[-1].run)
            kept = run.history.parameters.at(index, kind, int(step))
            return between(*kept, signed) if kept else ""

        return CurveNumbers(names, steps, text, last + 1 - first - len(steps), spoken)
