"""Stage: the card in the middle of the window, one page at a time, a tab for each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.panel import paint_card, update_with_focus


class Stage(QWidget):
    """Pages by name. Their `tools` stand in one line with the tabs.

    `page_turning(name)` comes just before a page is shown, when room can be made for it.
    """

    page_turning = Signal(str)
    page_changed = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("stage")
        self._appearance = appearance
        self._pages = QStackedWidget()
        self._tools = QStackedWidget()
        self._names: list[str] = []
        self._actions: list[QAction] = []
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addLayout(self._tabs)
        head.addWidget(self._tools, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        appearance.changed.connect(self.update)
        update_with_focus(self)

    def add_page(self, name: str, page: QWidget, tools: QWidget | None, action: QAction) -> None:
        """Add a page; its action is what the tab is pressed for."""
        self._names.append(name)
        self._pages.addWidget(page)
        self._tools.addWidget(tools or QWidget())
        self._actions.append(action)
        action.setCheckable(True)
        tab = QToolButton()
        tab.setDefaultAction(action)
        tab.setProperty("tab", True)
        tab.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        describe(tab, f"{name}_tab", action.iconText(), action.toolTip())
        tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tabs.addWidget(tab)
        action.setChecked(len(self._names) == 1)
        self._fit_to(self._pages.currentIndex())

    @property
    def names(self) -> Sequence[str]:
        """The names of the pages, from left to right."""
        return self._names

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self._names[self._pages.currentIndex()]

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        index = self._names.index(name)
        for i, action in enumerate(self._actions):
            action.setChecked(i == index)
        if index != self._pages.currentIndex():
            self.page_turning.emit(name)
            self._fit_to(index)
            self._tools.setCurrentIndex(index)
            self._pages.setCurrentIndex(index)
            self.page_changed.emit()

    def _fit_to(self, shown: int) -> None:
        """Only the page that is shown has a say in how small the stage may be."""
        for stack in (self._pages, self._tools):
            for i in range(stack.count()):
                policy = QSizePolicy.Policy.Preferred if i == shown else QSizePolicy.Policy.Ignored
                page = stack.widget(i)
                assert page is not None
                page.setSizePolicy(policy, policy)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_card(self, self._appearance)
