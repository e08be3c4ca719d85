"""What training did: the losses, the parameters, and what was changed when."""

from typing import NamedTuple

from micrograd.runs.loss_history import LossHistory
from micrograd.runs.parameter_history import ParameterHistory


class Mark(NamedTuple):
    """A change at a step: what kind of thing changed ("rate", "data", "network", …), and how."""

    step: int
    kind: str
    text: str


class History:
    """Everything that is kept of one run. `losses` has one entry per step."""

    def __init__(self, parameters: int) -> None:
        self.losses = LossHistory()
        self.parameters = ParameterHistory(parameters)
        self.marks: list[Mark] = []

    def continue_from(self, other: "History", step: int) -> None:
        """Take over the losses and marks of a run up to `step`, as another network goes on."""
        self.losses = other.losses.copy(step)
        self.parameters.begin(step)
        self.marks = list(other.marks)

    def rewind(self, steps: int) -> None:
        """Forget the losses and parameters from this step on, as when training goes back.

        A change that was made later is in force all the same: its mark comes along.
        """
        self.marks = [mark._replace(step=min(mark.step, steps)) for mark in self.marks]
        self.losses.rewind(steps)
        self.parameters.rewind(steps)

    def mark(self, step: int, kind: str, text: str) -> None:
        """Note a change; a second one of the same kind at the same step replaces the first."""
        self.marks = [m for m in self.marks if (m.step, m.kind) != (step, kind)]
        self.marks.append(Mark(step, kind, text))
