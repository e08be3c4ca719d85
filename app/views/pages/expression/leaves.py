"""The leaves of an expression: a field for each, beside its gradient."""

import math
import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from app.kit.numbers import cut, signed
from app.kit.plain_text import Label, set_tooltip
from app.kit.signals import connect_all
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.parts import discard, fill, named_label
from app.views.pages.expression.field import FIELD_PX, WIDEST_PX, LeafField, tint
from app.walking.expression_walk import ExpressionWalk
from app.walking.walk import PassProgress
from micrograd.system.quoting import shortened

# The height of a row, alone and with the space below it; the gap between two columns.
ROW_PX, LINE_PX, GAP_PX = 24, 26, 10
# Inside a row: the narrowest gradient, the widest name, and the gap between two parts.
GRAD_PX, NAME_PX, INNER_GAP_PX = 58, 72, 4
OTHERS_PX = GRAD_PX + 2 * INNER_GAP_PX
OBJECT_NAME = "expression_leaf_"


class LeafRow(QWidget):
    """One leaf: its name, its data, its gradient."""

    def __init__(
        self, walk: ExpressionWalk, appearance: Appearance, name: str, object_name: str
    ) -> None:
        super().__init__()
        self._walk, self._appearance, self.leaf = walk, appearance, name
        self.name = Label()
        self.field = LeafField(walk, appearance, name, object_name)
        self.name.setBuddy(self.field)
        set_tooltip(self.name, shortened(name, 200))
        self.gradient = named_label(f"{object_name}_grad", "caption")
        hold(self.gradient, least_width=GRAD_PX)
        items = self.name, (self.field, 1), self.gradient
        fill(QHBoxLayout(self), *items, spacing=INNER_GAP_PX)
        hold(self, height=ROW_PX)

    def show_leaf(self, known: PassProgress, reach: float) -> None:
        """Show the present data and gradient. reach: the number whose bar is full."""
        value = self._walk.expression.leaves[self.leaf]
        node = self._walk.index.get(value)
        self.setEnabled(self._walk.error is None)
        self.field.show_data(value.data, reach)
        theme = self._appearance.theme
        text, tooltip, color = "∇ ·", "No gradient has reached it yet", theme["quiet"]
        if node is None:
            text, tooltip = "not used", "The result does not depend on it"
        elif known.grad(node):
            text, tooltip = f"∇ {signed(value.grad)}", f"grad {value.grad!r}"
            color = theme.signed("grad", value.grad, text=True).name()
        self.gradient.setText(text)
        set_tooltip(self.gradient, tooltip)
        tint(self.gradient, theme, color)
        is_chosen = node is not None and node == self._walk.chosen
        tint(self.name, theme, theme["accent_text"] if is_chosen else theme["text"])

    def set_name_width(self, pixels: int) -> None:
        """Set the width of the name, and cut the name to fit."""
        self.name.setFixedWidth(pixels)
        advance = self.name.fontMetrics().horizontalAdvance
        self.name.setText(cut(self.leaf, pixels + 1, advance))


class ExpressionLeaves(QScrollArea):
    """The leaves of the walk's expression, in columns of equal width."""

    def __init__(self, walk: ExpressionWalk, appearance: Appearance) -> None:
        super().__init__()
        self._walk, self._appearance = walk, appearance
        self.rows: list[LeafRow] = []
        self.setObjectName("expression_leaves")
        self.setAccessibleName("Leaves")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP_PX)
        self._grid.setVerticalSpacing(2)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setWidget(content)
        self._throttle = Throttle(0, self.show_numbers, self)
        walk.text_changed.connect(self.show_leaves)
        connect_all(self.show_numbers, walk.refused, appearance.changed)
        connect_all(self._throttle.request, walk.moved, walk.rebuilt, walk.chosen_changed)
        self.show_leaves()

    def show_leaves(self) -> None:
        """Show the present leaves; rows stay if the names are the same."""
        names = list(self._walk.expression.leaves)
        if names != [row.leaf for row in self.rows]:
            # The focus may go from a row to another one, which shows its leaf then.
            gone, self.rows = self.rows, []
            for row in gone:
                self._grid.removeWidget(row)
                discard(row)
            pairs = zip(names, object_names(names), strict=True)
            self.rows = [LeafRow(self._walk, self._appearance, *pair) for pair in pairs]
            self._arrange()
        self.show_numbers()

    def show_numbers(self) -> None:
        """Show the present data and gradients."""
        known = PassProgress(self._walk)
        reach = round_above([leaf.data for leaf in self._walk.expression.leaves.values()])
        for row in self.rows:
            row.show_leaf(known, reach)

    # The room that they take.

    def rows_needed(self, width: int) -> int:
        """The number of rows that all leaves need at a width."""
        return -(-len(self.rows) // self._columns_in(width))

    @staticmethod
    def height_of(rows: int) -> int:
        """The height of this many rows in pixels."""
        return rows * px(LINE_PX) - 2 if rows else 0

    def _columns_in(self, width: int) -> int:
        narrowest = self._name_px() + px(FIELD_PX + OTHERS_PX)
        fitting = (width + GAP_PX) // (narrowest + GAP_PX)
        return max(1, min(fitting, len(self.rows)))

    def _name_px(self) -> int:
        """The width of every name: the same for all, so that numbers stand below each other."""
        metrics = self.fontMetrics()
        widths = [metrics.horizontalAdvance(row.leaf) + 2 for row in self.rows]
        return min(px(NAME_PX), max(widths, default=0))

    def _arrange(self) -> None:
        """Lay the rows out in columns, no wider than their parts need; the rest stays empty."""
        width, name = self.viewport().width(), self._name_px()
        columns = self._columns_in(width)
        widest = name + px(WIDEST_PX + OTHERS_PX)
        column_px = min(widest, (width - (columns - 1) * GAP_PX) // columns)
        for i, row in enumerate(self.rows):
            row.set_name_width(name)
            row.setFixedWidth(column_px)
            self._grid.addWidget(row, i // columns, i % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def object_names(names: Sequence[str]) -> list[str]:
    """Unique object names of the fields: lower case letters, digits and single underscores."""
    made: list[str] = []
    for name in names:
        plain = re.sub("[^a-z0-9]+", "_", name.lower()).strip("_") or "name"
        number, unique = 1, plain
        while OBJECT_NAME + unique in made:
            number += 1
            unique = f"{plain}_{number}"
        made.append(OBJECT_NAME + unique)
    return made


def round_above(numbers: Sequence[float]) -> float:
    """The first of 1, 2, 5, 10, 20, … that is at least as large as every number."""
    largest = max([1.0, *map(abs, numbers)])
    below = 10.0 ** math.floor(math.log10(largest))
    return next((k * below for k in (1, 2, 5) if k * below >= largest), 10 * below)
