"""A panel: a dock drawn as a card, with its title, a detail and buttons to float and hide."""

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QHBoxLayout, QVBoxLayout, QWidget

from app.kit.plain_text import Label
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine
from app.kit.widgets.parts import IconButton, Item, fill
from app.kit.widgets.scroll_if_cramped import ScrollIfCramped

RADIUS = 6
# A panel lower and at least as wide as this is a strip, as with large text; in pixels at 100 %.
STRIP_BELOW, STRIP_FROM = 190, 480
# The sides of a window where panels stand.
AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "top": Qt.DockWidgetArea.TopDockWidgetArea,
}


def paint_card(widget: QWidget, exposed: QRect, appearance: Appearance) -> None:
    """Fill the widget as a card: surface, rounded corners, a border that shows the focus.

    exposed: the part to be painted; one in the middle needs no border.
    """
    theme, painter = appearance.theme, QPainter(widget)
    if widget.rect().adjusted(RADIUS, RADIUS, -RADIUS, -RADIUS).contains(exposed):
        painter.fillRect(exposed, theme.color("surface"))
        return
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


def title_label(text: str) -> Label:
    """A heading in small capitals."""
    label = Label(text)
    label.setProperty("role", "title")
    font = label.font()
    font.setCapitalization(QFont.Capitalization.AllUppercase)
    label.setFont(font)
    return label


class PanelHeader(QWidget):
    """The title at the left; a detail, extra controls, float and hide at the right."""

    def __init__(self, panel: "Panel", title: str, appearance: Appearance) -> None:
        super().__init__(panel)
        self.detail = Label()
        self.detail.setProperty("role", "title")
        self.extra = QHBoxLayout()
        self.extra.setSpacing(4)
        self.title = title_label(title)
        line = fill(QHBoxLayout(self), self.title, None, self.extra, self.detail)
        # The one way in which a person hides a panel: as the menu does.
        hide = panel.toggleViewAction().trigger
        for icon, verb, tooltip, slot in (
            ("float", "Float", "Take this panel out of the window", panel.toggle_floating),
            ("remove", "Hide", "Hide this panel; View brings it back", hide),
        ):
            name = f"{panel.objectName()}_{verb.lower()}"
            about = f"{verb} {title}", tooltip
            button = IconButton(appearance, icon, name, *about, color="quiet", is_flat=True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(slot)
            line.addWidget(button)
        line.setContentsMargins(12, 6, 6, 2)


class Panel(QDockWidget):
    """One dock of the window. `body` is the layout that a view fills.

    `asked` comes just before the panel is brought forward, so that room can be made for it.
    """

    asked = Signal()

    def __init__(self, name: str, title: str, appearance: Appearance) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.appearance = appearance
        self.header = PanelHeader(self, title, appearance)
        self._no_header: QWidget | None = None
        self.setTitleBarWidget(self.header)
        content = QWidget()
        self.body = QVBoxLayout(content)
        self._foot: QWidget | None = None
        self.setWidget(ScrollIfCramped(content, f"{name}_area"))
        appearance.changed.connect(self.update)
        # With text of another size it may be a strip, or none, without another size of its own.
        appearance.changed.connect(self._fit)
        update_with_focus(self)
        self.toggleViewAction().triggered.connect(self._come_forward)

    def be_bare(self, is_bare: bool) -> None:
        """Be without title and buttons, or with them again."""
        self._no_header = self._no_header or QWidget(self)
        self.setTitleBarWidget(self._no_header if is_bare else self.header)
        self._place_foot()

    @property
    def is_in_front(self) -> bool:
        """True unless the panel is hidden, or behind the tab of another one."""
        return not (self.isHidden() or self._is_behind)

    @property
    def _is_behind(self) -> bool:
        # Qt moves a panel behind a tab out of sight, and tells it by nothing else.
        return not self.isFloating() and self.geometry().right() < 0

    def is_seen(self) -> bool:
        """True where it is shown in a window, and not behind the tab of another one."""
        return self.isVisible() and not self._is_behind

    def bring_forward(self) -> None:
        """Show the panel, in front of those that have tabs beside its own."""
        self.asked.emit()
        self.show()
        self.raise_()

    def _come_forward(self, is_wanted: bool) -> None:
        # Whoever chooses a panel that is behind another one wants to see it.
        if is_wanted or self._is_behind:
            self.bring_forward()

    def lay_out(self, *items: Item, margins: tuple[int, int, int, int] = (12, 2, 12, 8)) -> None:
        """Fill the body, from top to bottom."""
        fill(self.body, *items, spacing=6, margins=margins)

    def let_rise(self, foot: QWidget) -> None:
        """Have a line of the body in the header, instead of the detail, where it is a strip."""
        self._foot, self._foot_at = foot, self.body.indexOf(foot)

    @property
    def is_strip(self) -> bool:
        """True where it is low and wide: what it shows gets the height."""
        return self.height() < px(STRIP_BELOW) and self.width() >= px(STRIP_FROM)

    def _place_foot(self) -> None:
        if self._foot is None:
            return
        has_risen = self.header.extra.indexOf(self._foot) >= 0
        rises = self.is_strip and self.titleBarWidget() is self.header
        if rises == has_risen:
            return
        if rises:
            self.header.extra.addWidget(self._foot)
        else:
            self.body.insertWidget(self._foot_at, self._foot)
        # Qt hides a widget that gets another parent.
        self._foot.show()
        self.header.detail.setHidden(rises)

    def fit_strip(self) -> None:
        """Arrange what depends on the size of the panel, in pixels at 100 %; for its kinds."""

    def _fit(self) -> None:
        self._place_foot()
        self.fit_strip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def end_messages(self) -> None:
        """Take back what was said of refused numbers: those from before are in use."""
        for message in self.findChildren(MessageLine):
            if not message.stands:
                message.say("")

    def toggle_floating(self) -> None:
        """Take the panel out of the window, or put it back."""
        self.setFloating(not self.isFloating())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_card(self, event.rect(), self.appearance)
