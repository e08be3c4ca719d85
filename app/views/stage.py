"""Stage: the card in the middle of the window, one page at a time, a tab for each."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.kit.theme import Appearance
from app.kit.widgets.folding import Fold, FoldingLine
from app.kit.widgets.panel import paint_card, update_with_focus
from app.kit.widgets.parts import action_button, fill, in_box
from app.kit.widgets.scroll_if_cramped import ScrollIfCramped

# More tabs than this have smaller texts, so that all fit a window 1280 pixels wide.
ROOMY_TABS = 5
# Makes a page, and the widget shown for it: the page itself or a container around it.
MakePage = Callable[[], tuple[Any, QWidget]]


class Stage(QWidget):
    """Pages by name, each made when it is first needed. Their `tools` stand beside the tabs.

    `page_made(name)` comes after a page was made; `page_turning(name)` comes just before a page
    is shown, so that room can be made for it.
    """

    page_made = Signal(str)
    page_turning = Signal(str)
    page_changed = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("stage")
        self._appearance = appearance
        self._stacks = QStackedWidget(), QStackedWidget()
        self._makers: dict[str, MakePage] = {}
        self._actions: dict[str, QAction] = {}
        self.page = ""
        self.pages: dict[str, Any] = {}
        # The tools of each page, and the widget shown for it: the Tab key follows this order.
        self._parts: dict[str, tuple[QWidget, QWidget]] = {}
        self._tabs = fill(QHBoxLayout(), spacing=2)
        # Tabs keep their places, whether the tools of a page stand beside or below them.
        self._tabs.addStretch(1)
        tools, pages = self._stacks
        head = FoldingLine([in_box(self._tabs), (tools, 1)], [Fold(), Fold(below=[tools])])
        self._head = ScrollIfCramped(head)
        fill(QVBoxLayout(self), self._head, (pages, 1), margins=(12, 6, 12, 8))
        appearance.changed.connect(self.update)
        update_with_focus(self)

    def add_page(self, name: str, make: MakePage, action: QAction) -> None:
        """Add a page with a tab that triggers its action."""
        self._makers[name] = make
        self._actions[name] = action
        action.setCheckable(True)
        text_only = Qt.ToolButtonStyle.ToolButtonTextOnly
        tab = action_button(action, f"{name}_tab", action.iconText(), text_only)
        tab.setProperty("tab", True)
        tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tabs.insertWidget(self._tabs.count() - 1, tab)
        if len(self._makers) > ROOMY_TABS:
            self._tabs.setSpacing(0)
            self.setProperty("crowded", True)

    def shown_for(self, name: str) -> QWidget:
        """The widget shown for a page that was made; it scrolls where it is too small."""
        return self._parts[name][1]

    @property
    def names(self) -> list[str]:
        """The names of the pages, from left to right."""
        return list(self._makers)

    def made(self, name: str) -> Any:
        """Return the page of this name, and make it if nobody needed it before."""
        if name not in self.pages:
            page, shown = self._makers[name]()
            self.pages[name] = page
            self._parts[name] = page.tools or QWidget(), ScrollIfCramped(shown)
            for stack, widget in zip(self._stacks, self._parts[name], strict=True):
                stack.addWidget(widget)
                _fit_to(stack, stack.currentWidget())
            self.page_made.emit(name)
        return self.pages[name]

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        for each, action in self._actions.items():
            action.setChecked(each == name)
        if name != self.page:
            self.made(name)
            self.page_turning.emit(name)
            self.page = name
            for stack, widget in zip(self._stacks, self._parts[name], strict=True):
                _fit_to(stack, widget)
                stack.setCurrentWidget(widget)
            self.page_changed.emit()

    def be_bare(self, is_bare: bool) -> None:
        """Be a page without tabs and tools, or with them again."""
        self._head.setHidden(is_bare)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_card(self, event.rect(), self._appearance)


def _fit_to(stack: QStackedWidget, shown: QWidget | None) -> None:
    """Let only the shown widget limit how small the stage may become."""
    for each in (stack.widget(i) for i in range(stack.count())):
        policy = QSizePolicy.Policy.Preferred if each is shown else QSizePolicy.Policy.Ignored
        if each:
            each.setSizePolicy(policy, policy)
