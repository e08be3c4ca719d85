"""The methods that Python called, one for each operator and function of the text."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import NarrowChoice, fill, named_label, yielding
from app.walking.expression_walk import ExpressionWalk, shortened
from micrograd.expression.expression import MethodCall

# The most characters of the text that name a call.
LONGEST_SOURCE = 24
# The caption is hidden where the list is narrower than this, in pixels.
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
        yielding(self, both_ways=True)
        font = self.font()
        font.setPixelSize(11)
        self.setFont(font)
        appearance.changed.connect(self.update)

    def show_text(self, text: str) -> None:
        """Show a text."""
        self.text = text
        describe(self, "expression_why", text, text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 3 * self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, metrics = QPainter(self), self.fontMetrics()
        painter.setPen(self._appearance.theme.color("quiet"))
        layout = QTextLayout(self.text, self.font())
        layout.beginLayout()
        last = self.height() // metrics.lineSpacing() - 1
        for i in range(last + 1):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(self.width())
            rest = self.text[line.textStart() :]
            cut = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, self.width())
            y = i * metrics.lineSpacing() + metrics.ascent()
            painter.drawText(QPointF(0, y), cut if i == last else rest[: line.textLength()])
        layout.endLayout()
        painter.end()


class ExpressionCalls(QWidget):
    """A list that stands at the call of the current operation or node, and why it was made.

    Choosing a call chooses its node.
    """

    def __init__(self, walk: ExpressionWalk, appearance: Appearance) -> None:
        super().__init__()
        self._walk = walk
        self.caption = named_label("", "quiet", "Python called")
        self.calls = NarrowChoice(8)
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
        calls = self._walk.expression.calls
        texts = [_written(call) for call in calls]
        if texts != [self.calls.itemText(i) for i in range(self.calls.count())]:
            self.calls.clear()
            self.calls.addItems(texts)
            for i, call in enumerate(calls):
                self.calls.setItemData(i, call.why, Qt.ItemDataRole.ToolTipRole)
            self.calls.setEnabled(bool(texts))
            self._show(most_instructive(calls))
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
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
