"""Work that a person has to wait for: how far it has come, and a button that ends it."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.kit.progress import Progress, work_for
from app.kit.sliced import Sliced
from app.kit.text_size import hold
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill, named_label, thin_bar

# Seconds of work that is done at once: a dialog that comes and goes at once would only flicker.
AT_ONCE_S = 0.3
# Seconds of work between two looks at the mouse and the keys: nothing else happens meanwhile.
SLICE_S = 0.02
WIDTH = 360


def wait_for(
    window: QWidget,
    text: str,
    work: Iterator[float],
    then: Callable[[], object],
    cancelled: Callable[[], object],
) -> None:
    """Do work, then call `then`; where it takes longer, a dialog over the window may cancel it.

    work: yields the share that is done, 0 to 1; it is closed where it is cancelled. text: what is
    being done. An error of the work ends the waiting, neither is called.
    """
    if work_for(AT_ONCE_S, work, Progress()):
        then()
    else:
        WaitingDialog(window, text, work, then, cancelled).open()


class WaitingDialog(QDialog):
    """Does the rest of the work, and blocks its window until then."""

    def __init__(
        self,
        window: QWidget,
        text: str,
        work: Iterator[float],
        then: Callable[[], object],
        cancelled: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._then, self._cancelled = then, cancelled
        self.setObjectName("waiting_dialog")
        self.setWindowTitle("Please wait")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        hold(self, width=WIDTH)
        self.bar = thin_bar("waiting_bar", text, 1000)
        self.reading = named_label("waiting_reading", "quiet")
        cancel = QPushButton("Cancel")
        describe(cancel, "waiting_cancel", "Cancel", "Leave everything as it was (Esc)")
        cancel.clicked.connect(self.reject)
        line = fill(QHBoxLayout(), (self.reading, 1), cancel)
        what = named_label("waiting_text", text=text, wraps=True)
        fill(QVBoxLayout(self), what, self.bar, line, spacing=12, margins=(16, 16, 16, 16))
        self.job = Sliced(self, SLICE_S)
        self.job.advanced.connect(self._show_progress)
        self.job.finished.connect(self._finish)
        self.job.start_soon(self._watched(work))
        self._show_progress()

    def _watched(self, work: Iterator[float]) -> Iterator[float]:
        """Do the work; an error in it closes the dialog first."""
        try:
            yield from work
        except Exception:
            self.accept()
            raise

    def _show_progress(self) -> None:
        self.bar.setValue(round(1000 * self.job.progress.share))
        self.reading.setText(self.job.progress.text)

    def _finish(self) -> None:
        self.accept()
        self._then()

    def reject(self) -> None:
        """Cancel the work."""
        self.job.cancel()
        super().reject()
        self._cancelled()
