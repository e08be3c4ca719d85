"""Operation card: the last operation in words, as a formula, in numbers and as source code."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.kit.numbers import number_in
from app.kit.signals import connect_all
from app.kit.spoken import announce
from app.kit.text_size import fixed_font, px
from app.kit.theme import Appearance
from app.kit.widgets.code_view import CodeView
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import ElidedLabel, fill, named_label, yielding
from app.views.walking.arithmetic_table import (
    LARGE_PX,
    MOST_ROWS,
    SMALL_PX,
    USUAL_ROWS,
    ArithmeticTable,
)
from app.walking.explained import Formula
from app.walking.explanation import explain
from app.walking.source_code import Excerpt
from app.walking.walk import Walk

# A narrower card stacks both pieces of code, wants fewer lines of them and smaller numbers.
WIDE = 640
CODE_PX = 11
# The lines of code that a card wants, and the fewest that it has; others are scrolled to.
METHOD_LINES, RULE_LINES = 8, 4
NARROW_METHOD_LINES, NARROW_RULE_LINES = 5, 1
FEWEST_METHOD_LINES, FEWEST_RULE_LINES = 2, 1
# Beside a graph, the heights from which on the card has the name of the node, the words of the
# rule, the code of the pass and that of the rule, in pixels.
NAME_FROM, WORDS_FROM, METHOD_FROM, RULE_FROM = 99, 150, 208, 242
# The height that is always in sight of the card; the rest of it is scrolled to.
LOWEST_PX = 48
CODE_TIP = "The lines of micrograd that did it, read from its source; those that ran for it are lit"


class OperationCard(QWidget):
    """The card of a walk. name: the prefix of its parts' object names."""

    def __init__(self, walk: Walk, appearance: Appearance, name: str) -> None:
        super().__init__()
        self._walk, self._appearance = walk, appearance
        self.setObjectName(f"{name}_operation_card")
        self.node = ElidedLabel(f"{name}_operation_node", "node")
        self.where = named_label(f"{name}_operation_where", "quiet")
        self.rule = ElidedLabel(f"{name}_operation_rule", "rule")
        self.formulas = [ElidedLabel(f"{name}_formula_{i + 1}", "text") for i in range(MOST_ROWS)]
        self.table = yielding(ArithmeticTable())
        self.table.setObjectName(f"{name}_operation_table")
        self.code = CodeView(appearance, METHOD_LINES, CODE_PX, FEWEST_METHOD_LINES)
        self.rule_code = CodeView(appearance, RULE_LINES, CODE_PX, FEWEST_RULE_LINES)
        describe(self.code, f"{name}_method_source", "Source of this pass", CODE_TIP)
        describe(self.rule_code, f"{name}_rule_source", "Source of this rule", CODE_TIP)
        self.heads = [ElidedLabel(f"{name}_{which}_file", "quiet") for which in ("method", "rule")]
        # An operation that was shown keeps its room: the graph must not jump with each step.
        self._keeps_room = False
        self._is_brief = False
        # Whether there is room for the name, the words of the rule, and both codes.
        self._has_room = [True, True, True, True]
        self._lay_out()
        connect_all(self.show_operation, walk.moved, walk.rebuilt)
        walk.stepped.connect(self._say)
        appearance.changed.connect(self._fit_text)

    def _lay_out(self) -> None:
        first = fill(QHBoxLayout(), (self.node, 1), self.where, spacing=3)
        self._codes = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for head, code in zip(self.heads, (self.code, self.rule_code), strict=True):
            self._codes.addLayout(fill(QVBoxLayout(), head, (code, 1), spacing=0))
        column = fill(QVBoxLayout(self), first, self.rule, *self.formulas)
        fill(column, self.table, (self._codes, 1), None, spacing=3, margins=(0, 4, 0, 0))

    def be_brief(self, is_brief: bool) -> None:
        """Leave out the numbers and the code, where something else shows them or needs the room."""
        self._is_brief = is_brief
        self.show_operation()

    def fit_height(self, in_sight: int) -> None:
        """Leave out code and words beside a graph where the rest would be scrolled to.

        in_sight: the height of what is seen of the card at once.
        """
        is_beside = self.rule.wordWrap()
        heights = NAME_FROM, WORDS_FROM, METHOD_FROM, RULE_FROM
        has_room = [not is_beside or in_sight >= px(least) for least in heights]
        if has_room != self._has_room:
            self._has_room = has_room
            self.show_operation()

    def be_narrow(self, is_narrow: bool) -> None:
        """Fit a column beside the graph: long words have two lines, and numbers fewer digits."""
        if is_narrow == self.rule.wordWrap():
            return
        for label in (self.rule, self.formulas[0]):
            label.setWordWrap(is_narrow)
        self.table.be_narrow(is_narrow)
        self._fit_text()

    def show_operation(self) -> None:
        """Show what the last operation did."""
        if not self.isVisible():
            return
        made = explain(self._walk)
        self._keeps_room = self._keeps_room or bool(made.sources)
        self.table.setVisible(self._keeps_room and not self._is_brief)
        for name in (self.node, self.where):
            name.setVisible(self._has_room[0])
        self.rule.setVisible(self._has_room[1])
        for part in self.formulas[1:USUAL_ROWS]:
            part.setVisible(self._keeps_room)
        self.node.show_text(made.node)
        # The controls below the graph say the rest.
        where = made.where.partition(" · ")[0] if self.rule.wordWrap() else made.where
        self.where.setText(where)
        self._show_wrapped(self.rule, made.rule)
        # A text that is set twice, to another one in between, lays out the whole window.
        texts = [made.hint] if made.hint else self._formula_texts(made.formulas)
        self._show_wrapped(self.formulas[0], texts[0] if texts else "")
        for i, label in enumerate(self.formulas[1:], start=1):
            label.show_text(texts[i] if i < len(texts) else "")
        for label in self.formulas[USUAL_ROWS:]:
            label.setVisible(len(texts) > USUAL_ROWS)
        self.table.show_rows(made, self._appearance.theme)
        self._show_code(made.sources)

    def _show_wrapped(self, label: ElidedLabel, text: str) -> None:
        """Show a text that has two lines where the card is narrow and one is not enough."""
        metrics = label.fontMetrics()
        is_long = label.wordWrap() and metrics.horizontalAdvance(text) > self.width()
        label.setMinimumHeight(2 * metrics.lineSpacing() if is_long else 0)
        label.show_text(text)

    def _say(self) -> None:
        """Let a screen reader say the operation that was just done."""
        if self.isVisible():
            told = self.node, *self.formulas
            announce(self, ". ".join(label.full_text for label in told if label.full_text))

    def _formula_texts(self, formulas: Sequence[Formula]) -> list[str]:
        """A line for each; a single one that is too long for its line goes on in the next one."""
        texts = [" = ".join(_sides(formula)) for formula in formulas]
        label = self.formulas[0]
        if len(texts) == 1 and label.fontMetrics().horizontalAdvance(texts[0]) > label.width():
            gives, names, *numbers = _sides(formulas[0])
            texts = [f"{gives} = {names}", " = ".join(["", *numbers]).lstrip()]
        return texts

    def _show_code(self, sources: Sequence[Excerpt]) -> None:
        views = self.code, self.rule_code
        is_kept = self._keeps_room and not sources
        excerpts = [*sources, None, None][: len(views)]
        rooms = self._has_room[2:]
        for view, head, excerpt, has_room in zip(views, self.heads, excerpts, rooms, strict=True):
            for part in (view, head):
                is_shown = has_room and not self._is_brief
                part.setVisible((excerpt is not None or is_kept) and is_shown)
            if excerpt is None:
                head.show_text("")
                view.show_code([], set())
            else:
                head.show_text(f"# {excerpt.place}")
                view.show_code(excerpt.lines, set(excerpt.lit), excerpt.wrong)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_operation()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keeps_room = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_text()

    def _fit_text(self) -> None:
        is_wide = self.width() >= px(WIDE)
        directions = QBoxLayout.Direction
        self._codes.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        # Beside each other the views share the width; below each other the method has what is left.
        self._codes.setSpacing(12 if is_wide else 4)
        for which, share in enumerate((11, 9) if is_wide else (1, 0)):
            self._codes.setStretch(which, share)
        self.table.set_size(LARGE_PX if is_wide else SMALL_PX)
        for head in self.heads:
            head.setFont(fixed_font(CODE_PX))
        if self.rule.property("narrow") != (not is_wide):
            self.rule.setProperty("narrow", not is_wide)
            self.rule.style().polish(self.rule)
        lines = METHOD_LINES if is_wide else NARROW_METHOD_LINES
        self.code.show_lines(lines, FEWEST_METHOD_LINES)
        lines = RULE_LINES if is_wide else NARROW_RULE_LINES
        self.rule_code.show_lines(lines, FEWEST_RULE_LINES)
        self.show_operation()


class CardArea(QScrollArea):
    """A card that scrolls where it is higher than its room."""

    def __init__(self, card: OperationCard) -> None:
        super().__init__()
        self.setObjectName(f"{card.objectName()}_area")
        self._card = card
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(card)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._card.fit_height(self.viewport().height())

    def minimumSizeHint(self) -> QSize:
        least = self._card.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(least, px(LOWEST_PX))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._card and event.type() == QEvent.Type.LayoutRequest:
            # The layout around the area is told that the card wants another size.
            self.updateGeometry()
        return super().eventFilter(watched, event)


def _sides(formula: Formula) -> list[str]:
    """The sides of the equation, without those that repeat the one before."""
    sides = list(dict.fromkeys([formula.gives, formula.names]))
    if _number(formula.names) is None:
        number = _number(formula.numbers)
        # Lists, since what is not a number does not equal itself.
        is_result = number is not None and [number] == [_number(formula.result)]
        sides += [formula.result] if is_result else [formula.numbers, formula.result]
    return sides


def _number(side: str) -> float | None:
    """The number that is a side of an equation; None if the side is more than a number."""
    return number_in(side.strip("()"))
