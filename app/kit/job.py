"""Job: long work that reports its progress, in slices of the event loop; it can be cancelled."""

from collections.abc import Generator, Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.kit.progress import Progress

SLICE_S = 0.015


class Job(QObject):
    """Draws from an iterator of shares, 0 to 1, until it is done.

    `progressed` comes after each slice, then either `finished` or `failed(message)`; neither
    comes after `cancel`. A generator that is cancelled is closed, so that it can clear up.
    ValueError and OSError are said with `failed`; any other error is a mistake in the program,
    and goes on to whoever reports these.
    """

    progressed = Signal()
    finished = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.progress = Progress()
        self.error: Exception | None = None
        self._work: Iterator[float] | None = None
        self._is_in_slice = False
        # Started anew after each slice: work may itself let events happen.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._run_slice)

    @property
    def is_running(self) -> bool:
        """True from `start` to `finished`, `failed` or `cancel`."""
        return self._work is not None

    def start(self, work: Iterator[float]) -> None:
        """Do this work instead of other work; the first slice comes with the next events."""
        self.cancel()
        self.progress, self.error, self._work = Progress(), None, work
        self._timer.start(0)

    def cancel(self) -> None:
        """Stop, and forget the work."""
        self._timer.stop()
        work, self._work = self._work, None
        # Inside of its own slice it can't be closed; it is, right after that.
        if not self._is_in_slice:
            _close(work)

    def _run_slice(self) -> None:
        work = self._work
        assert work is not None
        ends, self._is_in_slice = perf_counter() + SLICE_S, True
        try:
            while self._work is work and perf_counter() < ends:
                self.progress.share = next(work)
        except StopIteration:
            self._end(work)
        except Exception as error:
            self._end(work, error)
        finally:
            self._is_in_slice = False
        if self._work is not work:
            _close(work)
            return
        self._timer.start(0)
        self.progressed.emit()

    def _end(self, work: Iterator[float], error: Exception | None = None) -> None:
        if self._work is not work:
            # Cancelled meanwhile.
            return
        self._work, self.error = None, error
        if error is None:
            self.finished.emit()
            return
        is_told = isinstance(error, (ValueError, OSError))
        self.failed.emit(str(error) if is_told else f"a mistake in this program: {error!r}")
        if not is_told:
            raise error


def _close(work: Iterator[float] | None) -> None:
    if isinstance(work, Generator):
        work.close()
