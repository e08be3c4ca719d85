"""Table dialog: what is understood of a table of one's own, before its samples are used."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine
from app.kit.widgets.parts import fill, named_label
from app.views.dialogs.parts import (
    dress_dialog,
    fill_dialog,
    push_button,
    resize_on_screen,
    scrolling,
)
from app.views.dialogs.table.chosen_roles import ChosenRoles
from app.views.dialogs.table.grid import PreviewGrid
from app.views.dialogs.table.reading import Content, TableReading, Understood
from app.views.dialogs.table.settings import TableSettings
from micrograd.data.dataset import Dataset
from micrograd.data.table.choices import GAPS, WRONG_TOO, Choices
from micrograd.data.table.columns import Role
from micrograd.recipe.reading import READING

SIZE = (860, 600)
# The field of Choices that names the columns of a role.
FIELDS: dict[Role, str] = {
    "input": "inputs",
    "target": "targets",
    "label": "label",
    "left out": "leave_out",
}


class TableDialog(QDialog):
    """The first rows of a table, how it is read, and the role of each column.

    use: takes the samples, and what was understood in words. takes_plain: a table of one meaning
    is used at once, when it is read.
    """

    def __init__(
        self,
        content: Content,
        appearance: Appearance,
        parent: QWidget | None,
        use: Callable[[Dataset, str], object],
        takes_plain: bool = False,
    ) -> None:
        super().__init__(parent)
        self._content, self._use, self._takes_plain = content, use, takes_plain
        self.choices = Choices()
        self._understood: Understood | None = None
        self._chosen_roles = ChosenRoles()
        is_pasted = isinstance(content.data, str)
        title = "Paste as new dataset" if is_pasted else f"Open {content.name}"
        dress_dialog(self, "table_dialog", title)
        self.settings = TableSettings()
        self.grid = PreviewGrid(appearance)
        self.words = named_label("table_words", wraps=True)
        self.questions = named_label("table_questions", "quiet", wraps=True)
        self.problem = MessageLine("table_problem")
        self._lay_out()
        self.reading = TableReading(self, self._show)
        self.settings.chosen.connect(self._choose_setting)
        self.grid.roles_chosen.connect(self._choose_roles)
        self._read()

    def _lay_out(self) -> None:
        cancel, use = "Keep the data as they are (Esc)", "Train on these samples (Enter)"
        self.cancel_button = push_button("table_cancel", "Cancel", cancel, self.reject)
        self.open_button = push_button("table_open", "Open", use, self._take, is_primary=True)
        buttons = fill(QHBoxLayout(), None, self.cancel_button, self.open_button, spacing=8)
        parts = (self.settings, (self.grid, 1), self.questions, self.problem, self.words)
        middle = scrolling(self, fill(QVBoxLayout(), *parts, spacing=12))
        fill_dialog(self, (middle, 1), buttons)
        resize_on_screen(self, SIZE)

    # State to screen.

    def _read(self) -> None:
        """Read the table as it is chosen now."""
        self.open_button.setEnabled(False)
        self.words.setText("Reading the table…")
        self.reading.read(self._content, self.choices)

    def _show(self, understood: Understood) -> None:
        table = understood.table
        if table and not self.choices.has_roles:
            roles = self._chosen_roles.of(table.columns)
            if roles != [column.role for column in table.columns]:
                self._read_with(roles)
                return
        self._understood = understood
        self.grid.show_table(table, understood.lines)
        if table:
            gaps = self.choices.gaps or "leave-out"
            unknown = [doubt.choice for doubt in table.doubts if doubt.choice == "decimal"]
            answers = {**table.layout._asdict(), "gaps": gaps, **dict.fromkeys(unknown, "")}
            self.settings.show_answers(answers)
        open_ones = [doubt.question for doubt in table.doubts if not doubt.stops] if table else []
        self.questions.setText("\n".join(f"Please check: {each}." for each in open_ones[:3]))
        self.questions.setVisible(bool(open_ones))
        self.problem.say(_problem(understood))
        self.words.setText(table.words if table else "")
        self.open_button.setEnabled(understood.dataset is not None)
        if not self.isVisible():
            self.open_button.setFocus()
        if self._takes_plain and table and table.is_plain:
            self._take()
        self._takes_plain = False

    # Screen to state.

    def _choose_setting(self, name: str, answer: str) -> None:
        """Read the table in another way, with roles found anew where its columns may be others.

        Those that a person chose for columns that are there again stay.
        """
        if name != "gaps":
            roles: dict[str, Any] = dict.fromkeys(FIELDS.values())
            self.choices = replace(self.choices, **roles)
        chosen: dict[str, Any] = {name: answer}
        self.choices = replace(self.choices, **chosen)
        self._read()

    def _choose_roles(self) -> None:
        roles, known = self.grid.roles(), self._understood
        if known and known.table:
            self._chosen_roles.note(known.table.columns, roles)
        self._read_with(roles)

    def _read_with(self, roles: Sequence[Role]) -> None:
        columns: dict[str, Any] = dict.fromkeys(FIELDS.values(), ())
        for number, role in enumerate(roles, start=1):
            columns[FIELDS[role]] = (*columns[FIELDS[role]], f"#{number}")
        self.choices = replace(self.choices, **columns)
        self._read()

    def _take(self) -> None:
        if self._understood and self._understood.table and self._understood.dataset:
            self.accept()
            self._use(self._understood.dataset, self._understood.table.words)

    def done(self, result: int) -> None:
        self.reading.cancel()
        super().done(result)


def _problem(understood: Understood) -> str:
    """Why nothing can be read, and what to choose where a choice of rows helps; "" for nothing."""
    if not understood.problem:
        return ""
    doubts = understood.table.doubts if understood.table else []
    stopping = next((doubt for doubt in doubts if doubt.stops), None)
    answer, caption = GAPS[WRONG_TOO].title.capitalize(), READING["gaps"].caption.capitalize()
    helps = stopping and stopping.choice == "gaps" and WRONG_TOO in stopping.advice
    way = f" To read the other rows, choose {caption}: “{answer}”." if helps else ""
    return f"{understood.problem}.{way}"
