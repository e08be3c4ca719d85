"""The choosers of how a text is a table: a row of READING that has answers each."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.kit.text_size import px
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import NarrowChoice, named_label
from micrograd.data.table.choices import ANSWERS
from micrograd.recipe.reading import READING

ACROSS, SPACING = 3, 10
# A longer answer is cut where there is little room, and whole in the list.
LETTERS = 9


class AnswerChoice(NarrowChoice):
    """One of the answers of a row. `chosen(name, answer)`: the person chose it."""

    chosen = Signal(str, str)

    def __init__(self, name: str) -> None:
        super().__init__(LETTERS)
        row = READING[name]
        describe(self, f"table_{name}", row.caption.capitalize(), row.help)
        self._name = name
        for key, answer in ANSWERS[name].items():
            self.addItem(answer.title.capitalize() if name != "encoding" else answer.title, key)
        self.activated.connect(self._choose)

    def show_answer(self, key: str) -> None:
        """Show the answer that holds; none for "", where nothing tells."""
        self.setCurrentIndex(self.findData(key))

    def _choose(self) -> None:
        self.chosen.emit(self._name, self.currentData())


class TableSettings(QWidget):
    """`chosen(name, answer)`: the person chose an answer."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.boxes = {name: AnswerChoice(name) for name in ANSWERS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(SPACING))
        for i, (name, box) in enumerate(self.boxes.items()):
            caption = named_label("", "quiet", READING[name].caption.capitalize())
            caption.setBuddy(box)
            row, column = divmod(i, ACROSS)
            grid.addWidget(caption, row, 2 * column)
            grid.addWidget(box, row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
            box.chosen.connect(self.chosen)

    def show_answers(self, answers: dict[str, str]) -> None:
        """Show what holds now, by the names of the rows."""
        for name, key in answers.items():
            self.boxes[name].show_answer(key)
