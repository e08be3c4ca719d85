"""Error dialog: what went wrong, what is safe, and a report to copy; nothing is sent anywhere."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QWidget

from app.kit.text_size import fixed_font
from app.kit.widgets.fields import MessageLine, describe
from app.kit.widgets.parts import fill, named_label
from app.views.dialogs.parts import dress_dialog, fill_dialog, push_button, resize_on_screen

SIZE, REPORT_PX = (640, 460), 12
UNEXPECTED = "Something went wrong that the program did not expect"
NO_ERROR = "No error was met so far"
COPY, COPIED = "Copy report", "Copied"


class ErrorDialog(QDialog):
    """The person goes on, or has the program begin again with everything that it knows.

    restart: keeps what there is and begins again; returns why it can't, "" where it does.
    """

    def __init__(self, parent: QWidget, restart: Callable[[], str]) -> None:
        super().__init__(parent)
        self._restart = restart
        dress_dialog(self, "error_dialog", "Report an error")
        self.headline = named_label("error_headline", "rule", wraps=True)
        self.what = named_label("error_what", "wrong", wraps=True)
        self.safe = named_label("error_safe", wraps=True)
        self.report = QPlainTextEdit()
        describe(self.report, "error_report", "Report", description="What helps to mend it")
        self.report.setReadOnly(True)
        self.report.setFont(fixed_font(REPORT_PX))
        self.report.setTabChangesFocus(True)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.message = MessageLine("error_message")
        self._lay_out()
        resize_on_screen(self, SIZE)

    def _lay_out(self) -> None:
        note = named_label("", "quiet", "Nothing is sent anywhere. Pass the report on if you like.")
        copy = "Copy the report: versions, the last actions and the errors, without any path"
        restart = "Keep all unsaved work, start the program anew, and go on there"
        self.copy = push_button("error_copy", COPY, copy, self._copy)
        self.restart = push_button(
            "error_restart", "Restart with everything recovered", restart, self._begin_again
        )
        self.go_on = push_button("error_go_on", "Go on", "Go on working here", self.accept, True)
        buttons = fill(QHBoxLayout(), self.copy, None, self.restart, self.go_on, spacing=8)
        told = self.headline, self.what, self.safe
        fill_dialog(self, *told, (self.report, 1), note, self.message, buttons)
        self.go_on.setFocus()

    def show_state(self, what: str, safe: str, report: str) -> None:
        """Show what went wrong, what is safe, and the report; again with each further error.

        what: the kind and message of the newest error, "" for none.
        """
        self.headline.setText(UNEXPECTED if what else NO_ERROR)
        self.what.setText(what)
        self.what.setVisible(bool(what))
        self.safe.setText(safe)
        if report != self.report.toPlainText():
            self.report.setPlainText(report)
            self.copy.setText(COPY)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy.setText(COPIED)

    def _begin_again(self) -> None:
        self.message.tell(self._restart())
