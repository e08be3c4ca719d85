"""Guide: how to do what one wants to do, in a window beside the main window."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

import resources
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.markdown_view import MarkdownView
from app.kit.widgets.parts import fill, named_label
from app.views.dialogs.parts import dress_dialog, resize_on_screen

SIZE, CONTENTS_PX, ROW_PX = (1024, 768), 264, 28


class GuideDialog(QDialog):
    """Subjects and a field to search in at the left, the guide itself at the right."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        dress_dialog(self, "guide_dialog", "Guide", is_modal=False)
        resize_on_screen(self, SIZE)
        self._is_jumping = False
        markdown = resources.path("guide.md").read_text(encoding="utf-8")
        self.text = MarkdownView(appearance, markdown)
        describe(self.text, "guide_text", "Guide")
        self.field = QLineEdit()
        self.field.setPlaceholderText("search")
        self.field.setClearButtonEnabled(True)
        tooltip = "Enter goes to the next place, Shift+Enter to the one before (Ctrl+F)"
        describe(self.field, "guide_search", "Search the guide", tooltip)
        self.found = named_label("guide_found", "quiet")
        self.contents = self._subject_list()
        side = QWidget()
        hold(side, width=CONTENTS_PX)
        search = fill(QHBoxLayout(), (self.field, 1), self.found, spacing=8)
        column = QVBoxLayout(side)
        fill(column, search, (self.contents, 1), spacing=12, margins=(16, 16, 12, 16))
        fill(QHBoxLayout(self), side, (self.text, 1), spacing=0)
        self._connect()
        self.text.setFocus()

    def _subject_list(self) -> QListWidget:
        contents = QListWidget()
        describe(contents, "guide_contents", "Subjects")
        contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        contents.addItems(self.text.subjects)
        for row in range(contents.count()):
            contents.item(row).setSizeHint(QSize(0, px(ROW_PX)))
        contents.setCurrentRow(0)
        return contents

    def _connect(self) -> None:
        QShortcut(QKeySequence.StandardKey.Find, self, self._begin_search)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._go_on)
        self.contents.currentRowChanged.connect(self._jump)
        self.text.verticalScrollBar().valueChanged.connect(self._show_subject)

    def _begin_search(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def _search(self, text: str) -> None:
        count = self.text.search(text)
        self.found.setText(f"1 of {count}" if count else "not found" if text else "")

    def _go_on(self) -> None:
        is_back = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        _, _, count = self.found.text().partition(" of ")
        if count:
            self.found.setText(f"{self.text.go_to_match(-1 if is_back else 1)} of {count}")

    def _jump(self, subject: int) -> None:
        # The last headings can't reach the top: the chosen subject stays chosen all the same.
        self._is_jumping = True
        self.text.jump(subject)
        self._is_jumping = False

    def _show_subject(self) -> None:
        if self._is_jumping:
            return
        self.contents.blockSignals(True)
        self.contents.setCurrentRow(self.text.subject)
        self.contents.blockSignals(False)
