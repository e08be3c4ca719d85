"""MoreButton: holds the controls that a line has no room for, and opens them below itself."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QToolButton, QVBoxLayout, QWidget

from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill


def keep_size_when_hidden(widget: QWidget) -> None:
    """Let a fold be measured whose widget is hidden: Qt gives it no size otherwise."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


class MoreButton(QToolButton):
    """A button with dots; a click or the space bar opens what it holds.

    A second click closes it, and so do Escape and whatever takes the focus elsewhere. What it holds
    lies over the window and is a part of it, so that it is seen in a picture of the window.
    """

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText("⋯")
        describe(self, name, "More controls", "Controls that have no room beside these")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        keep_size_when_hidden(self)
        self.popup = QFrame(self)
        self.popup.setObjectName(f"{name}_popup")
        self.popup.setProperty("more", True)
        self.popup.installEventFilter(self)
        self._column = fill(QVBoxLayout(self.popup), spacing=8, margins=(12, 8, 12, 12))
        self._held: list[QWidget] = []
        self.clicked.connect(self._toggle)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)
        self.popup.hide()
        self.hide()

    def hold(self, widgets: Sequence[QWidget]) -> None:
        """Hold these from now on; the others are laid out by whoever has them."""
        if not widgets:
            self.popup.hide()
        for widget in self._held:
            self._column.removeWidget(widget)
        self._held = list(widgets)
        for widget in widgets:
            self._column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(widgets))

    def _toggle(self) -> None:
        if self.popup.isVisible():
            self.popup.hide()
        else:
            self.open()

    def open(self) -> None:
        """Show what it holds below the button, within the window."""
        popup, window = self.popup, self.window()
        popup.setParent(window)
        popup.adjustSize()
        place = self.mapTo(window, QPoint(0, self.height()))
        room = window.size() - popup.size()
        popup.move(max(0, min(place.x(), room.width())), max(0, min(place.y(), room.height())))
        popup.show()
        popup.raise_()
        first = next(
            (each for each in self._held[0].findChildren(QWidget) if _can_focus(each)), None
        )
        (first or self._held[0]).setFocus()

    def _follow_focus(self, _: QWidget | None, widget: QWidget | None) -> None:
        # A list that a field pops up is a window of its own.
        if widget is None or widget is self or widget.window() is not self.window():
            return
        if not self.popup.isAncestorOf(widget):
            self.popup.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.popup.hide()
            self.setFocus()
            return True
        return super().eventFilter(watched, event)


def _can_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not widget.isHidden()
