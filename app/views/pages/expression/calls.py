"""The methods that Python called, one for each operator and function of the text."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill
from app.walking.expression_walk import ExpressionWalk, shortened
from micrograd.expression.expression import MethodCall

# The most characters of the text that name a call.
LONGEST_SOURCE = 24
# A narrower list hides its caption.
WIDE = 280
NOTHING = "Only numbers and names: Python called no method of Value."
# Methods that need more explaining than `a.__mul__(b)`, the most surprising first.
INSTRUCTIVE = ("__r", "__truediv__", "__sub__", "__neg__")


class Explained(QWidget):
    """A text in as many lines as fit, cut with an ellipsis; the tooltip has all of it."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.text = ""
        self.setObjectName("expression_why")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        font = self.font()
        font.setPixelSize(11)
        self.setFont(font)
        appearance.changed.connect(self.update)

    def show_text(self, text: str) -> None:
        """Show a text."""
        self.text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 3 * self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._appearance.theme.color("quiet"))
        spacing = self.fontMetrics().lineSpacing()
        lines = _wrapped(self.text, self)
        fitting = self.height() // spacing
        if len(lines) > fitting > 0:
            rest = "".join(lines[fitting - 1 :])
            cut = Qt.TextElideMode.ElideRight
            lines[fitting - 1 :] = [self.fontMetrics().elidedText(rest, cut, self.width())]
        for i, line in enumerate(lines[:fitting]):
            painter.drawText(QPointF(0, i * spacing + self.fontMetrics().ascent()), line)
        painter.end()


def _wrapped(text: str, widget: QWidget) -> list[str]:
    """Break a text into lines as wide as the widget."""
    layout = QTextLayout(text, widget.font())
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    lines = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(widget.width())
        lines.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return lines


class ExpressionCalls(QWidget):
    """The list of calls, at the one of the current operation or node, and why it was made.

    Choosing a call chooses its node.
    """

    def __init__(self, walk: ExpressionWalk, appearance: Appearance) -> None:
        super().__init__()
        self._walk = walk
        self.caption = QLabel("Python called")
        self.caption.setProperty("role", "quiet")
        self.calls = QComboBox()
        self.calls.setMinimumContentsLength(8)
        self.calls.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        describe(
            self.calls,
            "expression_calls",
            "What Python called",
            "The method of Value that Python ran for each operator and function, in their order",
        )
        self.why = Explained(appearance)
        line = fill(QHBoxLayout(), self.caption, (self.calls, 1), spacing=8)
        fill(QVBoxLayout(self), line, (self.why, 1), spacing=2)
        self.calls.activated.connect(self._choose)
        walk.text_changed.connect(self.show_calls)
        walk.stepped.connect(self._show_operation)
        walk.chosen_changed.connect(self._show_chosen)
        self.show_calls()

    @property
    def call(self) -> MethodCall | None:
        """The shown call, if there is any."""
        calls = self._walk.expression.calls
        return calls[self.calls.currentIndex()] if calls else None

    # State to screen.

    def show_calls(self) -> None:
        """List the calls of the present text; if they are the same, stay at the same one."""
        walk = self._walk
        texts = [_written(call) for call in walk.expression.calls]
        if texts != [self.calls.itemText(i) for i in range(self.calls.count())]:
            self.calls.clear()
            self.calls.addItems(texts)
            for i, call in enumerate(walk.expression.calls):
                self.calls.setItemData(i, call.why, Qt.ItemDataRole.ToolTipRole)
            self.calls.view().setMinimumWidth(self.calls.view().sizeHintForColumn(0) + 16)
            self.calls.setEnabled(bool(texts))
            self._show(most_instructive(walk.expression.calls))
        else:
            self._show(self.call)

    def _show_operation(self) -> None:
        """Show the call of the current operation; both ends of the walk have none."""
        walk = self._walk
        node = walk.last_pass.node
        if node is None or not walk.can_step:
            self._show(most_instructive(walk.expression.calls))
        else:
            self._show(walk.call_of(walk.index[node]))

    def _show_chosen(self) -> None:
        if self._walk.chosen is not None:
            self._show(self._walk.call_of(self._walk.chosen) or self.call)

    def _show(self, call: MethodCall | None) -> None:
        if call is not None:
            self.calls.setCurrentIndex(self._walk.expression.calls.index(call))
        self.why.show_text(NOTHING if call is None else call.why)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.caption.setVisible(self.width() >= WIDE)

    # Screen to state.

    def _choose(self, index: int) -> None:
        self._walk.choose(self._walk.index[self._walk.expression.calls[index].node])


def _written(call: MethodCall) -> str:
    source = shortened(" ".join(call.source.split()), LONGEST_SOURCE)
    return f"{call.method} for {source}"


def most_instructive(calls: list[MethodCall]) -> MethodCall | None:
    """A call to the right operand if there is any, else one that is rewritten, else the first."""
    for part in INSTRUCTIVE:
        for call in calls:
            if call.method.startswith(f"Value.{part}"):
                return call
    return calls[0] if calls else None
