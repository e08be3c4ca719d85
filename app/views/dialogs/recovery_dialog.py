"""Recovery dialog: work that was not saved when the program ended, to go on with or to delete."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.documents.autosave import Autosave
from app.documents.recovery import Found, Slot
from app.kit.numbers import counted
from app.kit.questions import Reply, Role, ask, cancel
from app.kit.text_size import px
from app.kit.widgets.fields import MessageLine, describe
from app.kit.widgets.parts import RIGHT, fill, named_label
from app.views.dialogs.parts import dress_dialog, fill_dialog, push_button, resize_on_screen
from micrograd.files.errors import FileError
from micrograd.system.saving import reason_of

SIZE, ROW_HEIGHT = (560, 340), 24
# The columns with numbers.
NUMBERS = (2, 3)


class RecoveryDialog(QDialog):
    """A list of unsaved work. What is neither recovered nor deleted is offered again later.

    found: the work that was found, None to look for it.
    """

    def __init__(
        self, autosave: Autosave, parent: QWidget, found: list[Found] | None = None
    ) -> None:
        super().__init__(parent)
        self._autosave = autosave
        self._found: list[Found] = []
        dress_dialog(self, "recovery_dialog", "Recover unsaved work")
        resize_on_screen(self, SIZE)
        self.list = _work_list()
        self.home = named_label("recovery_home", "quiet", wraps=True)
        self.message = MessageLine("recovery_message")
        self._lay_out()
        self.list.currentItemChanged.connect(self._show_chosen)
        self.list.itemActivated.connect(self._recover)
        self._show(autosave.find() if found is None else found)

    def _lay_out(self) -> None:
        text = "This work was not saved when the program ended. Recover it to go on with it."
        about = named_label("", text=text, wraps=True)
        later = "Keep everything; File > Recover… offers it again"
        delete, recover = "Delete the chosen work for good", "Go on with the chosen work"
        self.delete = push_button("recovery_delete", "Delete…", delete, self._ask_to_delete)
        self.later = push_button("recovery_later", "Not now", later, self.reject)
        self.recover = push_button("recovery_recover", "Recover", recover, self._recover, True)
        buttons = fill(QHBoxLayout(), self.delete, None, self.later, self.recover, spacing=8)
        fill_dialog(self, about, (self.list, 1), self.home, self.message, buttons)

    # State to screen.

    def _show(self, work: list[Found]) -> None:
        self._found = work
        self.list.clear()
        for found in work:
            steps = "not readable" if found.problem else f"{found.steps:,}"
            runs = "" if found.problem else f"{found.runs:,}"
            item = QTreeWidgetItem([found.name, day_and_time(found.changed), runs, steps])
            for column in NUMBERS:
                item.setTextAlignment(column, RIGHT)
            item.setSizeHint(0, QSize(0, px(ROW_HEIGHT)))
            self.list.addTopLevelItem(item)
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        self._show_chosen()

    @property
    def _chosen(self) -> Found | None:
        row = self.list.currentIndex().row()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _show_chosen(self) -> None:
        found = self._chosen
        self.delete.setEnabled(found is not None)
        self.recover.setEnabled(found is not None and not found.problem)
        self.message.say("")
        if found is None:
            self.home.setText("There is nothing to recover.")
            return
        self.home.setText(f"Last saved as {found.home}" if found.home else "Never saved")
        if found.problem:
            self.message.say(
                f"It can't be recovered: {found.problem}. It is kept in {found.folder}"
            )

    # Screen to state.

    def _recover(self) -> None:
        found = self._chosen
        if found is None or found.problem:
            return
        try:
            self._autosave.recover(found)
        except FileError as error:
            self.message.say(f"It can't be recovered: {error}.")
        else:
            self.accept()

    def _ask_to_delete(self) -> None:
        found = self._chosen
        assert found is not None
        runs = f"{counted(found.runs, 'run')}, last changed {day_and_time(found.changed)}."
        ask(
            self,
            "Delete unsaved work",
            f"Delete the unsaved work on “{found.name}” for good?",
            "" if found.problem else runs,
            cancel(),
            Reply("&Delete", Role.DestructiveRole, lambda: self._delete(found)),
        )

    def _delete(self, found: Found) -> None:
        try:
            Slot(found.folder).remove()
        except BlockingIOError:
            self.message.say("It was not deleted: another window has opened it.")
        except OSError as error:
            self.message.say(f"It was not deleted: {reason_of(error)}.")
        else:
            self._show(self._autosave.find())


def _work_list() -> QTreeWidget:
    work = QTreeWidget()
    description = "Work that was not saved when the program ended"
    describe(work, "recovery_list", "Unsaved work", description=description)
    work.setHeaderLabels(["Experiment", "Last change", "Runs", "Steps"])
    work.setRootIsDecorated(False)
    work.setUniformRowHeights(True)
    work.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    header = work.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in NUMBERS:
        work.headerItem().setTextAlignment(column, RIGHT)
    return work


def day_and_time(time: datetime) -> str:
    """`today, 14:03`."""
    days = {date.today(): "today", date.today() - timedelta(days=1): "yesterday"}
    # Python would name the month in the language of the system.
    month = QLocale.c().monthName(time.month)
    day = days.get(time.date(), f"{time.day} {month} {time.year}")
    return f"{day}, {time:%H:%M}"
