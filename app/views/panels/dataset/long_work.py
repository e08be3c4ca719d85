"""LongWork: copies and writes samples, many of them while the window goes on."""

from collections.abc import Callable, Iterator

from PySide6.QtGui import QGuiApplication

from app.kit.numbers import counted, shortest
from app.kit.sliced import Sliced
from app.kit.widgets.fields import MessageLine
from app.session.session import Session
from app.views.panels.dataset.model import DatasetModel
from micrograd.data.csv_samples import csv_pieces
from micrograd.data.tasks import class_of
from micrograd.system.saving import SaveError, write_file

# Rows that are copied or written at once: in some milliseconds.
FEW = 1000
# Rows whose numbers are looked up together.
ROWS_AT_A_TIME = 256


class LongWork(Sliced):
    """One thing after the other; what begins ends what was under way."""

    def __init__(self, session: Session, model: DatasetModel, message: MessageLine) -> None:
        super().__init__(message)
        self._session, self._model, self._message = session, model, message

    def copy(self, rows: range, columns: range) -> None:
        """Put a block of cells on the clipboard."""

        def finish(text: str) -> None:
            QGuiApplication.clipboard().setText(text.removesuffix("\n"))
            if len(rows) > FEW:
                self._session.announce(f"Copied {counted(len(rows), 'row')}.")

        lines = lines_of(self._session, self._model, rows, columns)
        self._do((f"{line}\n" for line in lines), len(rows), finish)

    def save(self, path: str) -> None:
        """Write the samples as CSV, or say why not."""

        def finish(text: str) -> None:
            try:
                write_file(path, text.encode())
            except SaveError as error:
                self._message.say(str(error))
            else:
                self._message.say("")
                self._session.announce(f"Saved the dataset to {path}.")

        dataset = self._session.cursor.dataset
        self._do(csv_pieces(dataset), len(dataset), finish)

    def _do(self, pieces: Iterator[str], rows: int, finish: Callable[[str], None]) -> None:
        if rows <= FEW:
            self.cancel()
            finish("".join(pieces))
        else:
            self.start(_joined(pieces, finish))


def lines_of(session: Session, model: DatasetModel, rows: range, columns: range) -> Iterator[str]:
    """A block of cells as a spreadsheet takes it: lines with tabs, at full precision.

    They are those of the time when the first one is asked for.
    """
    cursor, names = session.cursor, model.classes
    dataset, found, samples = cursor.dataset, cursor.evaluation, cursor.trainer.samples
    parts = dataset.xs, dataset.targets, found.predictions, found.sample_losses
    for begin in range(rows.start, rows.stop, ROWS_AT_A_TIME):
        some = slice(begin, min(begin + ROWS_AT_A_TIME, rows.stop))
        for x, y, prediction, loss in zip(*(part[some] for part in parts), strict=True):
            numbers = *x, *y, *samples.in_units(prediction), loss
            texts = [shortest(numbers[column]) for column in columns]
            if names and dataset.nin in columns:
                texts[dataset.nin - columns.start] = names[class_of(y)]
            yield "\t".join(texts)


def _joined(pieces: Iterator[str], finish: Callable[[str], None]) -> Iterator[None]:
    text = []
    for piece in pieces:
        text.append(piece)
        yield
    finish("".join(text))
