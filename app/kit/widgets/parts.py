"""Small parts that every view is built of: lines of widgets, labels, buttons, thin bars."""

from typing import TypeVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QLabel,
    QLayout,
    QProgressBar,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QWidget,
)

from app.kit.numbers import cut
from app.kit.plain_text import Label, RichLabel, one_line, set_tooltip
from app.kit.text_size import hold
from app.kit.theme import ICON_PX, Appearance
from app.kit.widgets.fields import describe

CENTER = Qt.AlignmentFlag.AlignCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
# The property of a widget with a control and its caption.
IS_GROUP = "is_group"
# More pixels than any text is high.
MOST_PX = 100_000

Line = TypeVar("Line", bound=QBoxLayout)
AnyWidget = TypeVar("AnyWidget", bound=QWidget)
AnyLabel = TypeVar("AnyLabel", bound=QLabel)
# A pair is an item and its stretch, a number is a gap in pixels, None is an empty stretch.
Item = QWidget | QLayout | int | None | tuple[QWidget | QLayout, int]


def fill(
    line: Line, *items: Item, spacing: int = 4, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> Line:
    """Add items to a row or column, set its spacing and margins in pixels, and return it."""
    line.setContentsMargins(*margins)
    line.setSpacing(spacing)
    for item in items:
        part, stretch = item if isinstance(item, tuple) else (item, 0)
        if part is None:
            line.addStretch()
        elif isinstance(part, int):
            line.addSpacing(part)
        elif isinstance(part, QLayout):
            line.addLayout(part, stretch)
        else:
            line.addWidget(part, stretch)
    return line


def in_box(line: QBoxLayout) -> QWidget:
    """A widget around a row or a column."""
    box = QWidget()
    box.setLayout(line)
    return box


def in_group(column: QBoxLayout) -> QWidget:
    """A widget with a control and its caption: who points at the control points at both."""
    group = in_box(column)
    group.setProperty(IS_GROUP, True)
    return group


def named_label(
    name: str,
    role: str = "",
    text: str = "",
    align: Qt.AlignmentFlag | None = None,
    wraps: bool = False,
) -> Label:
    """A label with an object name, and a role for the style sheet."""
    label = dressed(Label(text), name, role, align)
    label.setWordWrap(wraps)
    return label


def rich_label(name: str, role: str = "", wraps: bool = False) -> RichLabel:
    """A label of markup with an object name, and a role for the style sheet."""
    label = dressed(RichLabel(), name, role)
    label.setWordWrap(wraps)
    return label


def dressed(
    label: AnyLabel, name: str, role: str = "", align: Qt.AlignmentFlag | None = None
) -> AnyLabel:
    """Give a label its object name, its role and its alignment, and return it."""
    label.setObjectName(name)
    if role:
        label.setProperty("role", role)
    if align is not None:
        label.setAlignment(align)
    return label


def yielding(widget: AnyWidget, both_ways: bool = False) -> AnyWidget:
    """Let a widget be narrower than it wants to be, `both_ways` also lower, and return it."""
    policy = QSizePolicy.Policy
    widget.setSizePolicy(policy.Ignored, policy.Ignored if both_ways else policy.Preferred)
    return widget


def discard(widget: QWidget) -> None:
    """Take a widget away; what is typed into it until Qt deletes it goes nowhere."""
    for each in (widget, *widget.findChildren(QWidget)):
        each.blockSignals(True)
    widget.hide()
    widget.deleteLater()


def thin_bar(name: str, accessible: str, most: int = 100, height: int = 8) -> QProgressBar:
    """A progress bar from 0 to `most` without text, `height` pixels high."""
    bar = QProgressBar()
    describe(bar, name, accessible)
    bar.setRange(0, most)
    bar.setTextVisible(False)
    bar.setFixedHeight(height)
    return bar


class ElidedLabel(Label):
    """A line of which the middle is left out where there is no room; `full_text` is all of it.

    With word wrap it has as many lines as fit, and the end is left out.
    """

    def __init__(self, name: str, role: str = "", align: Qt.AlignmentFlag | None = None) -> None:
        super().__init__()
        self.full_text = ""
        dressed(yielding(self), name, role, align)

    def show_text(self, text: str) -> None:
        """Show this text, as far as there is room."""
        if text != self.full_text:
            self.full_text = text
            set_tooltip(self, text)
        metrics, text = self.fontMetrics(), one_line(text)
        if self.wordWrap():
            lines = max(1, self.height() // metrics.lineSpacing())
            # A line with a character of another font is a little higher.
            room = (lines + 0.5) * metrics.lineSpacing()
            self.setText(cut(text, room, self._wrapped_height))
        else:
            self.setText(cut(text, self.width(), metrics.horizontalAdvance, in_the_middle=True))

    def _wrapped_height(self, text: str) -> int:
        """The height of a text in lines that are as long as the label is wide, in pixels."""
        room, wraps = QRect(0, 0, self.width(), MOST_PX), int(Qt.TextFlag.TextWordWrap)
        return self.fontMetrics().boundingRect(room, wraps, text).height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_text(self.full_text)


class NarrowChoice(QComboBox):
    """A choice as wide as `characters`; its list is as wide as the longest of its items."""

    def __init__(self, characters: int) -> None:
        super().__init__()
        self.setMinimumContentsLength(characters)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Leave the end of a text out where there is no room; the style would cut it."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        complex_, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(complex_, option, part, self).width() - 2
        text = self.placeholderText() if self.currentIndex() < 0 else option.currentText
        if self.currentIndex() < 0:
            quiet = option.palette.color(QPalette.ColorRole.PlaceholderText)
            option.palette.setColor(QPalette.ColorRole.Text, quiet)
            option.palette.setColor(QPalette.ColorRole.ButtonText, quiet)
        option.currentText = cut(text, room, option.fontMetrics.horizontalAdvance)
        painter.drawComplexControl(complex_, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 16)
        super().showPopup()


class IconButton(QToolButton):
    """A button with an icon in a colour of the theme; without a border if it is flat."""

    def __init__(
        self,
        appearance: Appearance,
        icon: str,
        name: str,
        accessible: str,
        tooltip: str,
        *,
        color: str = "text",
        is_flat: bool = False,
    ) -> None:
        super().__init__()
        self._appearance, self._color = appearance, color
        describe(self, name, accessible, tooltip)
        self.setProperty("flat", is_flat)
        hold(self, icon=ICON_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_icon(icon)
        appearance.changed.connect(self._draw)

    def show_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self._draw()

    def _draw(self) -> None:
        self.setIcon(self._appearance.icon(self._icon, self._color))


def action_button(
    action: QAction,
    name: str = "",
    accessible: str = "",
    style: Qt.ToolButtonStyle = Qt.ToolButtonStyle.ToolButtonIconOnly,
    make: type[QToolButton] = QToolButton,
) -> QToolButton:
    """A button of an action; its name and accessible name are the action's unless given."""
    button = make()
    button.setDefaultAction(action)
    hold(button, icon=ICON_PX)
    name = name or f"{action.objectName()}_button"
    text = action.text().replace("&", "").partition("\t")[0]
    describe(button, name, accessible or text, action.toolTip())
    button.setToolButtonStyle(style)
    return button
