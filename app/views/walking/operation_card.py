"""Operation card: the last operation in words, as a formula, in numbers and as source code."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.kit.numbers import MINUS
from app.kit.signals import connect_all
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.code_view import CodeView
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import ElidedLabel, fill, named_label, yielding
from app.views.walking.arithmetic_table import LARGE_PX, MOST_ROWS, SMALL_PX, ArithmeticTable
from app.walking.explanation import Formula, explain
from app.walking.source_code import Excerpt
from app.walking.walk import Walk

# A narrower card stacks both pieces of code, shows fewer lines of them and smaller numbers.
WIDE = 640
CODE_PX = 11
METHOD_LINES, RULE_LINES = 8, 4
NARROW_METHOD_LINES, NARROW_RULE_LINES = 3, 1
CODE_TIP = "The lines of micrograd that did it, read from its source; the current one is lit"


class OperationCard(QWidget):
    """The card of a walk. name: the prefix of its parts' object names."""

    def __init__(self, walk: Walk, appearance: Appearance, name: str) -> None:
        super().__init__()
        self._walk, self._appearance = walk, appearance
        self.setObjectName(f"{name}_operation_card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.node = ElidedLabel(f"{name}_operation_node", "node")
        self.where = named_label(f"{name}_operation_where", "quiet")
        self.rule = named_label(f"{name}_operation_rule", "rule")
        self.formulas = [named_label(f"{name}_formula_{i + 1}", "text") for i in range(MOST_ROWS)]
        self.table = ArithmeticTable()
        for part in (self.rule, *self.formulas, self.table):
            yielding(part)
        self.code = CodeView(appearance, METHOD_LINES + 1, CODE_PX)
        self.rule_code = CodeView(appearance, RULE_LINES + 1, CODE_PX)
        describe(self.code, f"{name}_method_source", "Source of this pass", CODE_TIP)
        describe(self.rule_code, f"{name}_rule_source", "Source of this rule", CODE_TIP)
        self._lay_out()
        connect_all(self.show_operation, walk.moved, walk.rebuilt)
        appearance.changed.connect(self._fit_text)

    def _lay_out(self) -> None:
        first = fill(QHBoxLayout(), (self.node, 1), self.where, spacing=3)
        self._codes = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._codes.setSpacing(12)
        self._codes.addWidget(self.code, 11, Qt.AlignmentFlag.AlignTop)
        self._codes.addWidget(self.rule_code, 9, Qt.AlignmentFlag.AlignTop)
        column = fill(QVBoxLayout(self), first, self.rule, *self.formulas)
        fill(column, self.table, self._codes, spacing=3, margins=(0, 4, 0, 0))

    def show_operation(self) -> None:
        """Show what the last operation did."""
        if not self.isVisible():
            return
        made = explain(self._walk)
        self.node.show_text(made.node)
        self.where.setText(made.where)
        self.rule.setText(made.rule)
        # A text that is set twice, to another one in between, lays out the whole window.
        texts = [made.hint] if made.hint else list(map(_formula_text, made.formulas))
        for i, label in enumerate(self.formulas):
            label.setText(texts[i] if i < len(texts) else "")
        self.table.show_rows(made, self._appearance.theme)
        self._show_code(made.sources)

    def _show_code(self, sources: Sequence[Excerpt]) -> None:
        is_wide = self.width() >= px(WIDE)
        narrow = NARROW_METHOD_LINES, NARROW_RULE_LINES
        rooms = (METHOD_LINES, RULE_LINES) if is_wide else narrow
        views = self.code, self.rule_code
        for view, excerpt, room in zip(views, [*sources, None, None], rooms, strict=False):
            view.show_lines(room + 1)
            view.setVisible(excerpt is not None or view is self.code)
            if excerpt is None:
                view.show_code([], set())
                continue
            first = max(0, min(excerpt.lit - room + 1, len(excerpt.lines) - room))
            lines = excerpt.lines[first : first + room]
            head = f"# {excerpt.file}, line {excerpt.first + excerpt.lit}"
            view.show_code([head, *lines], {excerpt.lit - first + 1})

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_operation()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_text()

    def _fit_text(self) -> None:
        is_wide = self.width() >= px(WIDE)
        directions = QBoxLayout.Direction
        self._codes.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        self.table.set_size(LARGE_PX if is_wide else SMALL_PX)
        self.show_operation()


def _formula_text(formula: Formula) -> str:
    """The sides of the equation, without those that repeat the one before."""
    sides = [formula.gives, formula.names]
    if _number(formula.names) is None:
        is_result = _number(formula.numbers) == _number(formula.result)
        sides += [formula.result] if is_result else [formula.numbers, formula.result]
    return " = ".join(sides)


def _number(text: str) -> float | None:
    """The number that is a side of an equation; None if the side is more than a number."""
    try:
        return float(text.replace(MINUS, "-").strip("()"))
    except ValueError:
        return None
