"""NewSample: the class, or the targets, that a sample gets that is added by a click."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.kit.numbers import shortest
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.widgets.fields import NumberField, describe
from app.kit.widgets.parts import NarrowChoice, fill
from app.session.session import Session
from app.views.surface.live import LiveSurface
from micrograd.data.rows import lowest
from micrograd.data.typed import parse_number


class NewSample(QWidget):
    """A choice of classes, or a field for the number of the shown output.

    `refused(reason)` says what is wrong with the number, "" when that is over.
    """

    refused = Signal(str)

    def __init__(self, session: Session, surface: LiveSurface, appearance: Appearance) -> None:
        super().__init__()
        self._session, self._surface, self._appearance = session, surface, appearance
        self.classes: QComboBox = NarrowChoice(8)
        describe(self.classes, "new_sample_class", "Class of a new sample", "The class it gets")
        self.number = NumberField()
        describe(self.number, "new_sample_target", "Target of a new sample", "The target it gets")
        hold(self.number, width=76)
        fill(QHBoxLayout(self), self.classes, self.number)
        self.number.committed.connect(self._look_at)
        self.number.reverted.connect(self._revert)
        surface.refitted.connect(self.show_task)
        appearance.changed.connect(self.show_task)
        self.show_task()

    def show_task(self) -> None:
        """Offer the classes of the present dataset, or a number."""
        answers, dataset = self._surface.answers, self._session.cursor.dataset
        is_classes = bool(answers.classes)
        names = answers.names if is_classes else []
        chosen = max(0, self.classes.currentIndex())
        self.classes.clear()
        for i, name in enumerate(names):
            swatch = QPixmap(px(10), px(10))
            swatch.fill(self._appearance.theme.of_class(i))
            self.classes.addItem(swatch, name)
        self.classes.setCurrentIndex(min(chosen, len(names) - 1))
        self.classes.setVisible(is_classes)
        self.number.setVisible(not is_classes and not self._surface.is_curve)
        if not self.number.text():
            self.number.show_number(shortest(dataset.targets[-1][self._surface.output or 0]))

    def targets(self) -> Sequence[float] | None:
        """The targets of a new sample; None where what is typed is no number, which is told."""
        dataset, answers = self._session.cursor.dataset, self._surface.answers
        if answers.classes:
            return self._of_class(self.classes.currentIndex())
        targets = [*dataset.targets[self._session.selection.sample]]
        if not self._surface.is_curve:
            number = self._look_at()
            if number is None:
                return None
            targets[self._surface.output or 0] = number
        return targets

    def _of_class(self, index: int) -> list[float]:
        dataset = self._session.cursor.dataset
        if dataset.nout > 1:
            return [float(i == index) for i in range(dataset.nout)]
        return [1.0 if index else lowest(dataset.targets)]

    def _look_at(self) -> float | None:
        try:
            number = parse_number(self.number.text())
        except ValueError as error:
            self.number.set_wrong(True)
            self.refused.emit(f"target of a new sample: {error}")
            return None
        self.number.set_wrong(False)
        self.refused.emit("")
        return number

    def _revert(self) -> None:
        self.number.show_number("0")
        self.refused.emit("")
