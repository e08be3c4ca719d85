"""Job: work that a person waits for, and that may fail."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from app.kit.sliced import Sliced

# How long a slice is, in seconds: longer than others, since the person only waits for it.
SLICE_S = 0.015


class Job(Sliced):
    """Ends with `finished` or with `failed(message)`; `error` is what went wrong.

    ValueError and OSError are said with `failed`; any other error is a mistake in the program,
    and goes on to whoever reports these.
    """

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent, SLICE_S)
        self.error: Exception | None = None

    def start(self, work: Iterator[object]) -> None:
        """Do this work instead of other work; the first slice comes with the next events."""
        self.error = None
        self.start_soon(work)

    def _fail(self, error: Exception) -> None:
        self.error = error
        is_told = isinstance(error, (ValueError, OSError))
        self.failed.emit(str(error) if is_told else f"a mistake in this program: {error!r}")
        if not is_told:
            raise error
