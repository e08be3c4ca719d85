"""The line in which the formula of a computed input is typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill, named_label

ABOUT = (
    "A formula of the other inputs by their names, or as x1, x2, …: x1*x2, sin(2*x1), x1 > 0; "
    "Enter takes it, Escape leaves all as it is"
)


class FormulaLine(QWidget):
    """A field for a formula. `given(text)` comes with Enter and with the button."""

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        describe(self.field, "computed_input_formula", "Formula of the input", ABOUT)
        self.field.setPlaceholderText("x1*x2")
        caption = named_label("", "quiet", "computed as")
        caption.setBuddy(self.field)
        self.take = QPushButton()
        self.field.returnPressed.connect(self._give)
        self.take.clicked.connect(self._give)
        fill(QHBoxLayout(self), caption, (self.field, 1), self.take, spacing=8)
        self.hide()

    def ask(self, formula: str) -> None:
        """Show the line, with the formula that there is; an empty one is of a new input."""
        word, about = ("Change", "Compute the input anew") if formula else ("Add", "Add the input")
        self.take.setText(word)
        describe(self.take, "computed_input_take", word, f"{about} by this formula (Enter)")
        self.field.setText(formula)
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        self.given.emit(self.field.text())
