"""The line in which the formula or the name of a column is typed."""

from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill, named_label


class Question(NamedTuple):
    """A question: the caption of its field, its tooltip, and the word on its button."""

    caption: str
    about: str
    word: str


KEYS = "Enter takes it, Escape leaves all as it is"
NEW_FORMULA = Question(
    "computed as",
    f"A formula of the other inputs by their names, or as x1, x2, …: x1*x2, sin(2*x1); {KEYS}",
    "Add",
)
FORMULA = NEW_FORMULA._replace(word="Change")
NAME = Question(
    "called", f"The name of this column, any text; empty for the usual one; {KEYS}", "Name"
)


class ColumnLine(QWidget):
    """A field for something about a column. `given(text)` comes with Enter and with the button."""

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field, self.take = QLineEdit(), QPushButton()
        self.question = NEW_FORMULA
        self._caption = named_label("", "quiet")
        self._caption.setBuddy(self.field)
        self.field.returnPressed.connect(self._give)
        self.take.clicked.connect(self._give)
        fill(QHBoxLayout(self), self._caption, (self.field, 1), self.take, spacing=8)
        self._describe()
        self.hide()

    def ask(self, question: Question, text: str) -> None:
        """Show the line with what there is now."""
        self.question = question
        self._describe()
        self.field.setText(text)
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def _describe(self) -> None:
        caption, about, word = self.question
        self._caption.setText(caption)
        describe(self.field, "column_field", f"Column {caption}", about)
        self.take.setText(word)
        describe(self.take, "column_take", word, f"{word} the column (Enter)")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        self.given.emit(self.field.text())
