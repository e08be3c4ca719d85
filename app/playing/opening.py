"""Trains one of many runs once more, with everything recorded, and lists it as a run."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.kit.sliced import Sliced
from app.session.run_list import fitting_name
from app.session.session import Session
from micrograd.runs.plan import Plan
from micrograd.runs.recording import train_from_its_start
from micrograd.runs.run import Run


class Opening(Sliced):
    """The work that opens a trial of a sweep, or a pixel of a map, as the current run.

    `changed` comes when it begins, goes on, ends or is cancelled.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._opened: Run | None = None
        self._name = ""
        self.finished.connect(self._list)
        self.advanced.connect(self.changed)
        self.finished.connect(self.changed)

    def open(self, plan: Plan, values: Sequence[Any]) -> None:
        """Train the run with these values once more, and make it the current one."""
        self._opened, self._name = Run(0, plan.start(values)), plan.name_of(values)
        self.start(train_from_its_start(self._opened, plan.steps))
        self.changed.emit()

    def cancel(self) -> None:
        """Leave the runs as they are."""
        was_running = self.is_running
        super().cancel()
        if was_running:
            self.changed.emit()

    def _list(self) -> None:
        assert self._opened is not None
        list_trained(self._session, self._opened, self._name)


def list_trained(session: Session, trained: Run, name: str) -> None:
    """List a run that was trained from its start, as the current one."""
    # The run is numbered when it is ready: a cancelled one leaves no gap.
    run = session.experiment.new_run(trained.start)
    run.name = fitting_name(name)
    run.history, run.place = trained.history, trained.steps
    session.runs.add(run, opened_text(run))
    session.announce(f"{run.name} is in the list of runs now, and the current one.")


def opened_text(run: Run) -> str:
    """What Undo calls it that a run was opened."""
    return f"open {run.name}"
