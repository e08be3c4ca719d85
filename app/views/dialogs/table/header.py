"""The headings of the columns of a table, with a chooser of its role below each."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QWidget

from app.kit.widgets.parts import discard


class RoleHeader(QHeaderView):
    """Choosers that stay in sight while the rows below scroll.

    `chosen`: the person chose a role. `reached(column)`: the keys came to the chooser of a column.
    """

    chosen, reached = Signal(), Signal(object)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._strip = QWidget(self)
        self.choosers: list[QComboBox] = []
        self.setAccessibleName("Columns")
        self.sectionResized.connect(self.place)

    def make_choosers(self, titles: list[str], count: int) -> None:
        """Have choosers of so many columns, and give each column room for its own."""
        if count != len(self.choosers):
            for chooser in self.choosers:
                discard(chooser)
            self.choosers = [self._chooser(titles) for _ in range(count)]
        self.setViewportMargins(0, 0, 0, self._chooser_height())
        for i, chooser in enumerate(self.choosers):
            self.resizeSection(i, max(self.sectionSize(i), chooser.sizeHint().width()))
        # Tells the table that the height may be another one.
        self.geometriesChanged.emit()
        self.place()

    def _chooser(self, titles: list[str]) -> QComboBox:
        chooser = QComboBox(self._strip)
        chooser.addItems(titles)
        chooser.activated.connect(self._choose)
        chooser.installEventFilter(self)
        chooser.show()
        return chooser

    def place(self) -> None:
        """Put each chooser below the heading of its column."""
        height = self._chooser_height()
        self._strip.setGeometry(0, self.height() - height, self.width(), height)
        for i, chooser in enumerate(self.choosers[: self.count()]):
            chooser.setGeometry(self.sectionViewportPosition(i), 0, self.sectionSize(i), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(0, self._chooser_height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and watched in self.choosers:
            self.reached.emit(self.choosers.index(watched))
        return super().eventFilter(watched, event)

    def _chooser_height(self) -> int:
        return max((chooser.sizeHint().height() for chooser in self.choosers), default=0)

    def _choose(self) -> None:
        self.chosen.emit()
