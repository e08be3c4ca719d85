"""Time from frame to frame at full speed, and from a click to its repaint."""

import itertools
from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tests.benchmarks.report import rounded, spread, table
from tests.benchmarks.window import close_window, open_window, wait

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton, QWidget

    from app.window.main_window import MainWindow

# The two buttons that are clicked in turns on each page.
BUTTONS = {
    "network": ("show_gradients_button", "show_weights_button"),
    "graph": ("graph_unfold_button", "graph_fold_button"),
}
CLICK_MS = 257


class FrameClock:
    """Notes when a frame begins: when the window is told of training, once a frame."""

    def __init__(self, window: "MainWindow") -> None:
        self.moments: list[float] = []
        window.session.cursor.step_taken.connect(self._note)

    def _note(self) -> None:
        self.moments.append(perf_counter())

    def milliseconds(self, since: float = 0.0) -> list[float]:
        """The length of each frame that began after a moment of `perf_counter`."""
        pairs = itertools.pairwise(self.moments)
        return [(b - a) * 1000 for a, b in pairs if a >= since]


class Clicker:
    """Clicks two buttons in turns, and notes how long their picture takes to be repainted."""

    def __init__(self, buttons: "list[QAbstractButton]", picture: "QWidget") -> None:
        from PySide6.QtCore import QTimer

        self.times_ms: list[float] = []
        self._buttons, self._picture = buttons, picture
        self._clicked_at: float | None = None
        for button in buttons:
            button.clicked.connect(self._answered)
        self._timer = QTimer()
        self._timer.timeout.connect(self._click)
        self._timer.start(CLICK_MS)

    def stop(self) -> None:
        """No more clicks."""
        self._timer.stop()

    def _click(self) -> None:
        from PySide6.QtCore import QEvent, QPointF, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        button = self._buttons[len(self.times_ms) % 2]
        center = QPointF(button.rect().center())
        left, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        self._clicked_at = perf_counter()
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            event = QMouseEvent(kind, center, button.mapToGlobal(center), left, left, no_key)
            QApplication.postEvent(button, event)

    def _answered(self) -> None:
        self._picture.repaint()
        if self._clicked_at is not None:
            self.times_ms.append((perf_counter() - self._clicked_at) * 1000)
            self._clicked_at = None


def measure(seconds: float = 20) -> list[dict[str, Any]]:
    """The network page, then the graph page."""
    return [watch_page(page, seconds) for page in BUTTONS]


def watch_page(page: str, seconds: float) -> dict[str, Any]:
    """Train at full speed with one page shown."""
    window = open_window()
    window.stage.show_page(page)
    pictures = {
        "network": window.view("network").diagram,
        "graph": window.view("graph").view.canvas,
    }
    buttons = [window.findChild(object, name) for name in BUTTONS[page]]
    clock, clicker = FrameClock(window), Clicker(buttons, pictures[page])
    window.runner.run()
    wait(seconds)
    steps = window.session.cursor.steps
    window.runner.pause()
    clicker.stop()
    close_window(window)
    # The first second warms caches up: fonts, styles, byte code.
    return {
        "page": page,
        "size": [window.width(), window.height()],
        "seconds": seconds,
        "steps_per_s": steps / seconds,
        "frame_ms": spread(clock.milliseconds(since=clock.moments[0] + 1)),
        "click_ms": spread(clicker.times_ms),
    }


def show(results: list[dict[str, Any]]) -> Iterator[str]:
    """One table for both pages."""
    rows: list[list[Any]] = []
    for result in results:
        for name, key in [("frame", "frame_ms"), ("click to repaint", "click_ms")]:
            rows.append([f"{result['page']} page, {name}", *result[key].values()])
    width, height = results[0]["size"]
    yield table(
        f"Full speed for {results[0]['seconds']:.0f} s, {width}x{height}",
        ["", "ms, median", "99 %", "longest", "count"],
        rows,
    )
    for result in results:
        yield f"  {result['page']} page: {rounded(result['steps_per_s'])} steps/s in the window"
