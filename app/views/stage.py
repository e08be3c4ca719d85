"""Stage: the card in the middle of the window, one page at a time, a tab for each."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.kit.spoken import Group, Tab
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.folding import Fold, FoldingLine
from app.kit.widgets.panel import paint_card, update_with_focus
from app.kit.widgets.parts import action_button, fill, in_box
from app.kit.widgets.scroll_if_cramped import ScrollIfCramped

# More tabs than this have smaller texts, so that all fit a window 1280 pixels wide.
ROOMY_TABS = 5
# The largest height of a widget that Qt knows, in pixels.
MOST_PX = 16_777_215
# Makes a page, and the widget shown for it: the page itself or a container around it.
MakePage = Callable[[], tuple[Any, QWidget]]


class PageTab(QToolButton):
    """The tab of a page."""

    spoken = Tab


class Pages(QStackedWidget):
    """One page at a time."""

    spoken = Group


class Stage(QWidget):
    """Pages by name, each made when it is first needed. Their `tools` stand beside the tabs.

    `page_asked` comes whenever somebody turns to a page, even to the one that is shown;
    `panels_asked` with the button that shows the panels instead; `page_made(name)` after a page
    was made; `page_turning(name)` just before a page is shown, so that room can be made for it.
    """

    page_asked = Signal()
    panels_asked = Signal()
    page_made = Signal(str)
    page_turning = Signal(str)
    page_changed = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("stage")
        self._appearance = appearance
        self._stacks = Pages(), Pages()
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
        tabs, self._menu, self.panels_tab = in_box(self._tabs), self._pages_menu(), self._beside()
        menu, below = [self._menu], [tools]
        self._folds = {
            False: (Fold(gone=menu), Fold(below=below, gone=menu), Fold(below=below, gone=[tabs])),
            True: (Fold(gone=menu), Fold(gone=[tabs]), Fold(below=below, gone=[tabs])),
        }
        parts = tabs, self._menu, self.panels_tab, None, (tools, 1)
        self._line = FoldingLine(parts, self._folds[False])
        self._head = ScrollIfCramped(self._line, "stage_head")
        fill(QVBoxLayout(self), self._head, (pages, 1), margins=(12, 6, 12, 8))
        appearance.changed.connect(self.update)
        update_with_focus(self)

    def _pages_menu(self) -> QToolButton:
        """The list of pages, where there is no room for their tabs."""
        button = QToolButton()
        describe(button, "pages_menu", "Pages", "Turn to another page")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(QMenu(button))
        button.setProperty("segment", True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _beside(self) -> QToolButton:
        """The tab that shows the panels, where these and a page take turns."""
        tab = PageTab()
        tab.setText("Panels")
        describe(tab, "panels_tab", "Panels", "Show the panels here; a page comes back by its name")
        tab.setProperty("tab", True)
        tab.setCheckable(True)
        tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tab.clicked.connect(self._turn_to_panels)
        tab.hide()
        return tab

    def _turn_to_panels(self, is_wanted: bool) -> None:
        if is_wanted:
            self.panels_asked.emit()
        else:
            self.page_asked.emit()

    def be_low(self, is_low: bool) -> None:
        """Keep the head on one line where that can be: a menu stands for the tabs."""
        self._line.fold_by(self._folds[is_low])

    def take_turns(self, with_panels: bool, has_turn: bool = True) -> None:
        """Show the page and the panels in turns, or side by side. has_turn: the page is shown."""
        self.panels_tab.setVisible(with_panels)
        self.panels_tab.setChecked(not has_turn)
        for stack in self._stacks:
            stack.setVisible(has_turn)
        self._show_turn()
        head = max(self.sizeHint().height(), self.minimumHeight())
        self.setMaximumHeight(MOST_PX if has_turn else head)

    def _show_turn(self) -> None:
        """Mark the page that is shown, if it is the page's turn."""
        has_turn = not self.panels_tab.isChecked()
        for each, action in self._actions.items():
            action.setChecked(has_turn and each == self.page)
        self._menu.setText(f"{self._actions[self.page].iconText()} ▾" if self.page else "")

    def add_page(self, name: str, make: MakePage, action: QAction) -> None:
        """Add a page with a tab that triggers its action."""
        self._makers[name] = make
        self._actions[name] = action
        action.setCheckable(True)
        text_only = Qt.ToolButtonStyle.ToolButtonTextOnly
        tab = action_button(action, f"{name}_tab", action.iconText(), text_only, PageTab)
        tab.setProperty("tab", True)
        tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tabs.insertWidget(self._tabs.count() - 1, tab)
        self._menu.menu().addAction(action)
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
            self._parts[name] = page.tools or QWidget(), ScrollIfCramped(shown, f"{name}_area")
            for stack, widget in zip(self._stacks, self._parts[name], strict=True):
                stack.addWidget(widget)
                _fit_to(stack, stack.currentWidget())
            self.page_made.emit(name)
        return self.pages[name]

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        self.page_asked.emit()
        if name != self.page:
            self.made(name)
            self.page_turning.emit(name)
            self.page = name
            for stack, widget in zip(self._stacks, self._parts[name], strict=True):
                _fit_to(stack, widget)
                stack.setCurrentWidget(widget)
            self.page_changed.emit()
        self._show_turn()

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
