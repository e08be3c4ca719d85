"""Whole layouts of a window: those of the last start, and the one that it goes back to."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QMainWindow

from app.window.panels.dock_sizes import DockSizes


class Layouts(NamedTuple):
    """The layouts of a window from one start to the next.

    states: of each arrangement that was used, by its name. arranged: the names of those in which
    the person has moved a panel or sized one; the table shares out the room of the others.
    last: the name of the arrangement at the end, "" if unknown. size: that of the window then.
    """

    states: Mapping[str, QByteArray]
    arranged: Collection[str]
    last: str = ""
    size: QSize | None = None


class _Awaited(NamedTuple):
    """A layout, the arrangement it was taken in, by its name, and the size of the window then."""

    arrangement: str
    state: QByteArray
    size: QSize
    is_after_presentation: bool


class AwaitedLayout:
    """The layout that is due as soon as the window has its size from then; there is one at most.

    Qt gives panels other sizes while the window is larger or smaller, so they are given once more.
    """

    def __init__(self, window: QMainWindow, sizes: DockSizes) -> None:
        self._window, self._sizes = window, sizes
        self._awaited: _Awaited | None = None

    @property
    def is_after_presentation(self) -> bool:
        """Whether the window has not yet its size from before a presentation."""
        return self._awaited is not None and self._awaited.is_after_presentation

    def wait(
        self, arrangement: str, state: QByteArray, size: QSize, is_after_presentation: bool = False
    ) -> None:
        """Wait for a size, in place of the one that was waited for."""
        self._awaited = _Awaited(arrangement, state, size, is_after_presentation)

    def forget(self) -> None:
        """Wait no more: the person has changed the layout since."""
        self._awaited = None

    def give(self, arrangement: str) -> None:
        """Give the panels their sizes where it is time.

        arrangement: the name of the one that the panels stand in. In another one than then they
        keep the sizes that they have.
        """
        awaited = self._awaited
        if awaited is None or awaited.size != self._window.size() or not self._window.isVisible():
            return
        self._awaited = None
        if awaited.arrangement == arrangement:
            # Else the room around the panels would change once more after that.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            self._sizes.give_from(awaited.state)
