"""A panel: a dock drawn as a card, with its title, a detail and buttons to float and hide."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.kit.theme import Appearance
from app.kit.widgets.fields import describe

RADIUS = 6


def paint_card(widget: QWidget, appearance: Appearance) -> None:
    """Fill the widget as a card: surface, rounded corners, a border that shows the focus."""
    theme = appearance.theme
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    focus = QApplication.focusWidget()
    has_focus = focus is not None and widget.isAncestorOf(focus)
    painter.setPen(QPen(theme.color("quiet" if has_focus else "border"), 1))
    painter.setBrush(theme.color("surface"))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.end()


def update_with_focus(widget: QWidget) -> None:
    """Paint the card again whenever the focus comes or goes."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.focusChanged.connect(widget.update)


def title_label(text: str) -> QLabel:
    """A heading in small capitals."""
    label = QLabel(text)
    label.setProperty("role", "title")
    font = label.font()
    font.setCapitalization(QFont.Capitalization.AllUppercase)
    label.setFont(font)
    return label


class PanelHeader(QWidget):
    """The title at the left; a detail, extra controls, float and hide at the right."""

    def __init__(self, panel: "Panel", title: str, appearance: Appearance) -> None:
        super().__init__(panel)
        self._appearance = appearance
        self.detail = QLabel()
        self.detail.setProperty("role", "title")
        self.extra = QHBoxLayout()
        self.extra.setSpacing(4)
        self._float_button = _flat_button(
            f"{panel.objectName()}_float", f"Float {title}", "Take this panel out of the window"
        )
        self._hide_button = _flat_button(
            f"{panel.objectName()}_hide", f"Hide {title}", "Hide this panel; View brings it back"
        )
        self._float_button.clicked.connect(panel.toggle_floating)
        self._hide_button.clicked.connect(panel.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 2)
        layout.setSpacing(4)
        layout.addWidget(title_label(title))
        layout.addStretch()
        layout.addLayout(self.extra)
        layout.addWidget(self.detail)
        layout.addWidget(self._float_button)
        layout.addWidget(self._hide_button)
        appearance.changed.connect(self._draw_icons)
        self._draw_icons()

    def _draw_icons(self) -> None:
        self._float_button.setIcon(self._appearance.icon("float", "quiet"))
        self._hide_button.setIcon(self._appearance.icon("remove", "quiet"))


class Panel(QDockWidget):
    """One dock of the window. `body` is the layout that a view fills."""

    def __init__(self, name: str, title: str, appearance: Appearance) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.appearance = appearance
        self.header = PanelHeader(self, title, appearance)
        self.setTitleBarWidget(self.header)
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(12, 2, 12, 8)
        self.body.setSpacing(6)
        self.setWidget(content)
        appearance.changed.connect(self.update)
        update_with_focus(self)

    def toggle_floating(self) -> None:
        """Take the panel out of the window, or put it back."""
        self.setFloating(not self.isFloating())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_card(self, self.appearance)


def _flat_button(name: str, accessible: str, tooltip: str) -> QToolButton:
    button = QToolButton()
    describe(button, name, accessible, tooltip)
    button.setProperty("flat", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
