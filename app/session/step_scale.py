"""The axis of steps that loss plot, parameter history and timeline share."""

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from app.kit.sight_text import ALL, ranges_of, sight_text
from app.kit.step_places import place_of, places_of, roomy_end, step_at
from app.session.cursor import Cursor
from micrograd.runs.buckets import Numbers
from micrograd.runs.run import Run

# An axis is logarithmic by itself where its last step is beyond this one.
LONG = 5_000
# The most runs that are drawn beside the current one: the latest.
MOST_OTHERS = 24
# The share of the axis that is left free at both ends.
MARGIN = 0.012


class Kind(NamedTuple):
    """A choice of the axis. is_logarithmic: None where it depends on the length."""

    text: str
    tooltip: str
    is_logarithmic: bool | None


AUTOMATIC, LINEAR, LOG = "automatic", "linear", "log"
# The sight after the current run alone was fitted.
RUN = "run"
KINDS = {
    AUTOMATIC: Kind(
        "Steps: automatic",
        f"Logarithmic from {LONG:,} steps on, so that the first hundred are seen",
        None,
    ),
    LINEAR: Kind("Steps: linear", "Equal distances are equally many steps", False),
    LOG: Kind("Steps: logarithmic", "Equal distances are equal factors, step 0 at the left", True),
}


def drawn_beside(current: Run, runs: list[Run]) -> list[Run]:
    """The other runs whose curves are drawn: the latest that are not hidden."""
    return [run for run in runs if run is not current and not run.is_hidden][-MOST_OTHERS:]


class StepScale(QObject):
    """The axis of steps: the place of each step, and the range in sight.

    choice: a key of KINDS. span: the places of both ends. of_run: True where the current run alone
    was fitted last: the axis of the loss then fits that run alone. `changed` comes after the fact.
    """

    changed = Signal()

    def __init__(self, cursor: Cursor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cursor = cursor
        self.choice = AUTOMATIC
        self.is_logarithmic, self.of_run = False, False
        self.span = (0.0, 1.0)
        # The steps at both ends, where a person zoomed or panned.
        self._chosen: tuple[float, float] | None = None
        # The list of runs, the current one, and the last step of the others that are drawn.
        self._others: tuple[list[Run], Run, int] | None = None
        self.follow()

    # Places.

    def place(self, step: float) -> float:
        """The place of a step."""
        return place_of(step, self.is_logarithmic)

    def places(self, steps: Numbers) -> Numbers:
        """The places of steps."""
        return places_of(steps, self.is_logarithmic)

    def step(self, place: float) -> float:
        """The step at a place, with its fraction."""
        return step_at(place, self.is_logarithmic)

    @property
    def steps(self) -> tuple[float, float]:
        """The steps at both ends of what is seen."""
        left, right = self.span
        return self.step(left), self.step(right)

    def is_logarithmic_to(self, last: float) -> bool:
        """True where an axis of other steps, up to this one, is logarithmic by the same choice."""
        chosen = KINDS[self.choice].is_logarithmic
        return last > LONG if chosen is None else chosen

    # The range in sight.

    @property
    def follows(self) -> bool:
        """True where what is seen grows with the runs."""
        return self._chosen is None

    def follow(self) -> None:
        """See the runs as they are now."""
        first, last = self._fitted
        chosen = KINDS[self.choice].is_logarithmic
        if chosen is not None:
            is_logarithmic = chosen
        else:
            # Nothing moves by itself while a person looks at a part.
            is_logarithmic = last > LONG if self.follows else self.is_logarithmic
        if self._chosen is None:
            end = first + roomy_end(max(10, last - first))
            left, right = place_of(first, is_logarithmic), place_of(end, is_logarithmic)
            margin = MARGIN * (right - left)
            span = left - margin, right + margin
        else:
            left, right = self._chosen
            span = place_of(left, is_logarithmic), place_of(right, is_logarithmic)
        if (is_logarithmic, span) != (self.is_logarithmic, self.span):
            self.is_logarithmic, self.span = is_logarithmic, span
            self.changed.emit()

    @property
    def _fitted(self) -> tuple[int, int]:
        """The first and the last step of what is fitted."""
        run = self._cursor.run
        if self.of_run:
            return run.start.step, run.steps
        return 0, max(run.steps, self._last_of_others)

    @property
    def _last_of_others(self) -> int:
        """The last step of the other runs that are drawn: only the current one grows by itself."""
        runs, current = self._cursor.experiment.runs, self._cursor.run
        if self._others is None or self._others[0] is not runs or self._others[1] is not current:
            others = drawn_beside(current, runs)
            self._others = runs, current, max((run.steps for run in others), default=0)
        return self._others[2]

    def read_again(self) -> None:
        """See the runs as they are now, also those that are hidden or shown again."""
        self._others = None
        self.follow()

    def choose(self, choice: str) -> None:
        """Choose a kind of axis; an unknown one changes nothing."""
        if choice in KINDS and choice != self.choice:
            self.choice = choice
            self.follow()
            # An axis of other steps may turn round where this one does not.
            self.changed.emit()

    def toggle(self) -> None:
        """Choose the other of logarithmic and linear."""
        self.choose(LINEAR if self.is_logarithmic else LOG)

    def fit(self) -> None:
        """See all runs whole, and follow them from here on."""
        self._fit(False)

    def fit_run(self) -> None:
        """See the steps of the current run alone, and follow it from here on."""
        self._fit(True)

    def _fit(self, of_run: bool) -> None:
        self._chosen, self.of_run = None, of_run
        self.read_again()

    def show(self, left: float, right: float) -> None:
        """See what is between two places, until something is fitted."""
        self._chosen = self.step(left), self.step(right)
        self.follow()

    @property
    def sight(self) -> str:
        """The steps in sight: ALL, RUN, or those at both ends that a person chose."""
        if self._chosen is not None:
            return sight_text(self._chosen)
        return RUN if self.of_run else ALL

    def see(self, sight: str) -> None:
        """Have that in sight; a text that tells of no steps changes nothing."""
        if sight == self.sight:
            return
        if sight in (ALL, RUN):
            self._fit(sight == RUN)
        elif ranges := ranges_of(sight, 1):
            (self._chosen,) = ranges
            self.follow()

    def reveal(self, step: int) -> None:
        """Move along the axis until a step is seen, where a person looks at another part."""
        left, right = self.span
        place = self.place(step)
        if self._chosen is not None and not left <= place <= right:
            half = (right - left) / 2
            self.show(place - half, place + half)

    def zoom(self, factor: float) -> None:
        """Let the axis be as many times as long, around its middle."""
        left, right = self.span
        middle, half = (left + right) / 2, factor * (right - left) / 2
        self.show(middle - half, middle + half)

    def pan(self, share: float) -> None:
        """Move along the axis by a share of what is seen."""
        left, right = self.span
        self.show(left + share * (right - left), right + share * (right - left))
