"""Python's cyclic collector, held to the thread of the window."""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 100


class Collector(QObject):
    """Collects what Python would collect by itself, but in the thread that it was made in.

    Python collects in whichever thread happens to allocate. A widget that is part of a cycle
    would then be destroyed beside the event loop that still draws it, and the program crashes.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Collect from now on, instead of Python."""
        gc.disable()
        # Collections skip what exists by now: modules and the window, hardly any of it garbage.
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def look(self) -> None:
        """Collect what is due."""
        collect_what_is_due()


def collect_what_is_due() -> None:
    """Collect each generation that is due, as Python's own thresholds say."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [
        generation
        for generation, (count, threshold) in enumerate(zip(counts, thresholds, strict=True))
        if threshold and count > threshold
    ]
    # Python collects a generation only together with the younger ones.
    if 0 in due:
        gc.collect(max(generation for generation in due if set(range(generation)) <= {*due}))
