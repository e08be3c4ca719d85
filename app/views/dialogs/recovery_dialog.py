"""Recovery dialog: work that was not saved when the program ended, to go on with or to delete."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.documents.autosave import Autosave
from app.documents.recovery import Found
from app.kit.numbers import counted
from app.kit.questions import Choice, Role, ask, cancel
from app.kit.widgets.fields import MessageLine, describe
from micrograd.files.errors import FileError
from micrograd.saving import reason_of

SIZE, ROW_HEIGHT = (560, 340), 24
COLUMNS = ["Experiment", "Last change", "Runs", "Steps"]
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RecoveryDialog(QDialog):
    """A list of what was left. What is neither recovered nor deleted stays for another time.

    found: what was found by now, None to look for it.
    """

    def __init__(
        self, autosave: Autosave, parent: QWidget, found: list[Found] | None = None
    ) -> None:
        super().__init__(parent)
        self._autosave = autosave
        self._found: list[Found] = []
        self.setObjectName("recovery_dialog")
        self.setWindowTitle("Recover unsaved work")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(*SIZE)
        self.list = self._make_list()
        self.home = QLabel()
        self.home.setObjectName("recovery_home")
        self.home.setProperty("role", "quiet")
        self.home.setWordWrap(True)
        self.home.setTextFormat(Qt.TextFormat.PlainText)
        self.message = MessageLine("recovery_message")
        self._lay_out()
        self.list.currentItemChanged.connect(self._show_chosen)
        self.list.itemActivated.connect(self._recover)
        self._show(autosave.find() if found is None else found)

    def _make_list(self) -> QTreeWidget:
        work = QTreeWidget()
        describe(work, "recovery_list", "Unsaved work", "")
        work.setAccessibleDescription("Work that was not saved when the program ended")
        work.setHeaderLabels(COLUMNS)
        work.setRootIsDecorated(False)
        work.setUniformRowHeights(True)
        work.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = work.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (2, 3):
            work.headerItem().setTextAlignment(column, RIGHT)
        return work

    def _lay_out(self) -> None:
        about = QLabel(
            "This work was not saved when the program ended. Recover it to go on with it."
        )
        about.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(about)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.home)
        layout.addWidget(self.message)
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.delete = QPushButton("Delete…")
        describe(self.delete, "recovery_delete", "Delete", "Delete the chosen work for good")
        self.later = QPushButton("Not now")
        describe(
            self.later,
            "recovery_later",
            "Not now",
            "Keep everything; File > Recover… offers it again",
        )
        self.recover = QPushButton("Recover")
        describe(self.recover, "recovery_recover", "Recover", "Go on with the chosen work")
        self.recover.setProperty("primary", True)
        self.recover.setDefault(True)
        self.delete.clicked.connect(self._ask_to_delete)
        self.later.clicked.connect(self.reject)
        self.recover.clicked.connect(self._recover)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.delete)
        line.addStretch()
        for button in (self.later, self.recover):
            line.addWidget(button)
        for button in (self.delete, self.later):
            button.setAutoDefault(False)
        return line

    # State to screen.

    def _show(self, work: list[Found]) -> None:
        self._found = work
        self.list.clear()
        for found in work:
            steps = "not readable" if found.problem else f"{found.steps:,}"
            runs = "" if found.problem else f"{found.runs:,}"
            item = QTreeWidgetItem([found.name, moment(found.changed), runs, steps])
            for column in (2, 3):
                item.setTextAlignment(column, RIGHT)
            item.setSizeHint(0, QSize(0, ROW_HEIGHT))
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
        runs = f"{counted(found.runs, 'run')}, last changed {moment(found.changed)}."
        ask(
            self,
            "Delete unsaved work",
            f"Delete the unsaved work on “{found.name}” for good?",
            "" if found.problem else runs,
            cancel(),
            Choice("&Delete", Role.DestructiveRole, lambda: self._delete(found)),
        )

    def _delete(self, found: Found) -> None:
        try:
            self._autosave.delete(found)
        except BlockingIOError:
            self.message.say("It was not deleted: another window has opened it.")
        except OSError as error:
            self.message.say(f"It was not deleted: {reason_of(error)}.")
        else:
            self._show(self._autosave.find())


def moment(time: datetime) -> str:
    """`today, 14:03`."""
    days = {date.today(): "today", date.today() - timedelta(days=1): "yesterday"}
    day = days.get(time.date(), f"{time.day} {time:%B %Y}")
    return f"{day}, {time:%H:%M}"
