"""The methods that Python called, one for each operator and function of the text."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.plain_text import as_it_is
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import ElidedLabel, NarrowChoice, fill, named_label, yielding
from app.walking.expression_walk import ExpressionWalk
from micrograd.expression.expression import MethodCall
from micrograd.system.quoting import shortened

# The most characters of the text that name a call.
LONGEST_SOURCE = 24
# The caption is hidden where the list is narrower than this, in pixels.
WIDE = 280
CALLS_TIP = "The method of Value that Python ran for each operator and function, in their order"
NOTHING = "Only numbers and names: Python called no method of Value."
# Methods that need more explaining than `a.__mul__(b)`, the most surprising first.
INSTRUCTIVE = ("__r", "__truediv__", "__sub__", "__neg__")


class ExpressionCalls(QWidget):
    """A list that stands at the call of the current operation or node, and why it was made.

    Choosing a call chooses its node.
    """

    def __init__(self, walk: ExpressionWalk) -> None:
        super().__init__()
        self._walk = walk
        self.caption = named_label("", "quiet", "Python called")
        self.calls = NarrowChoice(8)
        describe(self.calls, "expression_calls", "What Python called", CALLS_TIP)
        self.why = ElidedLabel("expression_why", "caption", Qt.AlignmentFlag.AlignTop)
        self.why.setWordWrap(True)
        yielding(self.why, both_ways=True)
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
                self.calls.setItemData(i, as_it_is(call.why), Qt.ItemDataRole.ToolTipRole)
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
        text = NOTHING if call is None else call.why
        self.why.show_text(text)
        self.why.setAccessibleName(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self.calls.sizeHint().height() + self.why.fontMetrics().lineSpacing()
        self.why.setVisible(self.height() >= needed)
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
