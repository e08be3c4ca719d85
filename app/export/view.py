"""What pictures and films need of a view of an experiment that is never on screen."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter

from app.export.options import ExportOptions
from app.session.session import Session
from micrograd.runs.experiment import Experiment


class ExportedView(Protocol):
    """One view of an experiment. `close` it in the end.

    session: a session of its own, which it shows. title: what a list of views calls it.
    """

    session: Session
    title: str

    def go_to(self, step: int) -> None:
        """Show a step of the current run as it was then: nothing later is known."""

    def choose(self, choices: Mapping[str, str]) -> None:
        """Choose otherwise in it: texts of `View.choices`, by their names."""

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Fill a rectangle with the view."""

    def close(self) -> None:
        """Leave nothing behind."""


# Makes the view that the options name, with a layout of this size in pixels.
# The window passes it down, since no export may import the window.
MakeView = Callable[[Experiment, ExportOptions, QSize], ExportedView]
