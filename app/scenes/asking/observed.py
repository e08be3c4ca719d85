"""The curves of quantities over the steps, as far as they are known."""

from collections.abc import Callable, Collection

import numpy as np

from app.scenes.asking.axes import Curve
from app.scenes.parts.form import ScriptError
from app.scenes.playground.playground import Playground
from app.scenes.playground.quantities import quantity

# The most steps of a curve: a small plot shows no more.
MOST_STEPS = 300


def losses(playground: Playground, first: int, last: int) -> Curve:
    """The losses of the current run, which remembers all of them, from one step to another."""
    cursor = playground.session.cursor
    first, last = max(first, cursor.run.first_step), min(last, cursor.steps)
    count = min(MOST_STEPS, last - first + 1)
    steps = np.unique(np.linspace(first, last, max(0, count)).round())
    return Curve(steps, np.array([_loss(playground, int(step)) for step in steps]))


def _loss(playground: Playground, step: int) -> float:
    cursor = playground.session.cursor
    # No step was trained yet with the parameters at the end.
    is_end = step == cursor.steps and cursor.is_at_the_end
    return cursor.evaluation.loss if is_end else cursor.run.loss_at(step).high


# The quantities that a run remembers, by name; others are known where they were looked at.
REMEMBERED: dict[str, Callable[[Playground, int, int], Curve]] = {"loss": losses}


class Observed:
    """The curves of some quantities in a window; `note` looks at those that no run remembers."""

    def __init__(self, playground: Playground, names: Collection[str]) -> None:
        self._playground = playground
        self._seen: dict[str, dict[int, float]] = {
            name: {} for name in names if name not in REMEMBERED
        }

    def note(self) -> None:
        """Take the numbers as they are now; those of later steps are of the past before."""
        step = self._playground.session.cursor.steps
        for name, seen in self._seen.items():
            for later in [each for each in seen if each > step]:
                del seen[later]
            try:
                seen[step] = float(quantity(name, "of").read(self._playground))
            except ScriptError:
                # It comes later, such as the loss of samples that are not held out yet.
                seen.pop(step, None)

    def curve(self, name: str, first: int, last: int) -> Curve:
        """The known values of a quantity from one step to another, at most MOST_STEPS of them."""
        if name in REMEMBERED:
            return REMEMBERED[name](self._playground, first, last)
        seen = self._seen[name]
        steps = np.array(sorted(step for step in seen if first <= step <= last), float)
        if len(steps) > MOST_STEPS:
            steps = steps[np.linspace(0, len(steps) - 1, MOST_STEPS).astype(int)]
        return Curve(steps, np.array([seen[int(step)] for step in steps], float))
