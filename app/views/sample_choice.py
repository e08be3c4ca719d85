"""The choice of the sample whose values are shown, the same in every view."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QSize, Qt
from PySide6.QtWidgets import QComboBox, QListView, QStyle, QStyleOptionComboBox

from app.kit.table_model import Index
from app.kit.widgets.fields import describe
from app.session.session import Session

WORD = "sample "
# The least height of a line of text in a combo box of Qt, and its margin, in pixels.
LEAST_LINE, LINE_MARGIN = 14, 2


class SampleNames(QAbstractListModel):
    """The names of so many samples; each is made when it is asked for."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._count = 0

    def set_count(self, count: int) -> None:
        """Have this many samples."""
        self.beginResetModel()
        self._count = count
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{WORD}{index.row() + 1}"
        return None

    def match(self, start: Index, role: int, value: Any, *_: Any, **__: Any) -> list[QModelIndex]:
        """Find the sample whose number is typed."""
        digits = str(value).removeprefix(WORD)
        is_one = digits.isascii() and digits.isdecimal() and 0 < int(digits) <= self._count
        return [self.index(int(digits) - 1)] if is_one else []


class SampleChoice(QComboBox):
    """A list of the samples that shows the chosen one; a number that is typed chooses one, too."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self._session = session
        about = "The sample whose values are shown, from the list or by typing its number"
        about = f"{about}; training does not depend on this choice"
        describe(self, name, "Sample shown", about)
        self._names = SampleNames(self)
        self._list = QListView()
        self._list.setUniformItemSizes(True)
        # Qt lays a hidden list out as well: with each change of the font, and of what is around it.
        self._list.setLayoutMode(QListView.LayoutMode.Batched)
        self.setView(self._list)
        self.setModel(self._names)
        self.activated.connect(session.selection.choose_sample)
        session.selection.sample_changed.connect(self.show_sample)
        session.cursor.dataset_changed.connect(self.show_samples)
        self.show_samples()

    def show_samples(self) -> None:
        """List the samples of the present dataset."""
        count = len(self._session.cursor.dataset)
        if self.count() != count:
            self._names.set_count(count)
            self.updateGeometry()
        self.show_sample()

    def show_sample(self) -> None:
        """Show which sample is chosen."""
        self.setCurrentIndex(self._session.selection.sample)

    def showPopup(self) -> None:
        self._list.setLayoutMode(QListView.LayoutMode.SinglePass)
        super().showPopup()

    def hidePopup(self) -> None:
        super().hidePopup()
        self._list.setLayoutMode(QListView.LayoutMode.Batched)

    def sizeHint(self) -> QSize:
        """The size for the last name. Qt would measure every one of them."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        metrics = self.fontMetrics()
        last = f"{WORD}{self.count()}"
        width = metrics.horizontalAdvance(last)
        size = QSize(width, max(LEAST_LINE, metrics.height()) + LINE_MARGIN)
        kind = QStyle.ContentsType.CT_ComboBox
        return self.style().sizeFromContents(kind, option, size, self)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
