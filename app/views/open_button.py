"""OpenButton: makes one of many runs the current one, on the pages of sweeps and of maps."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from app.kit.plain_text import set_tooltip
from app.kit.widgets.fields import describe
from app.playing.opening import Opening

OPEN = "Open as a run"
OPEN_TIP = "Train it once more with everything kept, and make it the current run (Enter)"
CANCEL_TIP = "Leave the runs as they are"


class OpenButton(QPushButton):
    """`wanted` comes with a click. While a run is being opened a click cancels that."""

    wanted = Signal()

    def __init__(self, opening: Opening, name: str, accessible: str) -> None:
        super().__init__()
        self._opening = opening
        describe(self, name, accessible)
        # Enter presses it while it has the focus, as the space bar does.
        self.setAutoDefault(True)
        self.clicked.connect(self._open_or_cancel)
        opening.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        is_running = self._opening.is_running
        self.setText(f"Cancel · {self._opening.progress.text}" if is_running else OPEN)
        set_tooltip(self, CANCEL_TIP if is_running else OPEN_TIP)

    def _open_or_cancel(self) -> None:
        if self._opening.is_running:
            self._opening.cancel()
        else:
            self.wanted.emit()
