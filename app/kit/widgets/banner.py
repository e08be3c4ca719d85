"""Banner: words across the window, with buttons beside or below them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QWidget

from app.kit.widgets.parts import Item, fill
from app.kit.widgets.wrapping_box import WrappingBox

BESIDE, BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
TOP, MIDDLE = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter
GAP, GAP_BELOW = 10, 4


class Banner(WrappingBox):
    """A box of words with buttons, which stand where the box is less high with them.

    Beside the words as long as these have the width for it, else in a line of their own.
    """

    def lay_out(
        self,
        words: QWidget | QLayout,
        buttons: Sequence[QWidget],
        icon: QWidget | None,
        *last: QWidget,
    ) -> None:
        """Fill the box. icon: before the words, if any. last: at the end of its first line."""
        row = fill(QHBoxLayout(), *buttons, None, spacing=GAP)
        first: list[QWidget] = [icon] if icon else []
        self._parts = words, row
        self._ends = *first, *last
        self._decided_for: tuple[object, ...] = ()
        self._inner = fill(QBoxLayout(BESIDE), (words, 1), row, spacing=GAP)
        items: list[Item] = [*first, (self._inner, 1), *last]
        fill(QHBoxLayout(self), *items, spacing=GAP, margins=(12, 6, 8, 6))

    def _turn(self) -> None:
        """Put the buttons where they leave the box lower; beside the words if it is all one."""
        needs = self._needs()
        # Measuring asks for another layout, which comes here again.
        if needs == self._decided_for:
            return
        self._decided_for = needs
        before = self._inner.direction()
        direction = min((BESIDE, BELOW), key=self._height)
        self._point(direction)
        if direction != before:
            self.updateGeometry()

    def _needs(self) -> tuple[object, ...]:
        """All that decides where the buttons stand: widths, and what the parts ask for."""
        words, buttons = self._parts
        sizes = (part.sizeHint() for part in (words, buttons, *self._ends))
        shown = (not end.isHidden() for end in self._ends)
        return self.width(), words.heightForWidth(self.width()), *sizes, *shown

    def _height(self, direction: QBoxLayout.Direction) -> int:
        """The height of the box with buttons beside or below the words, at its present width."""
        self._point(direction)
        return self._layout().totalHeightForWidth(self.width())

    def _point(self, direction: QBoxLayout.Direction) -> None:
        self._inner.setDirection(direction)
        self._inner.setSpacing(GAP if direction == BESIDE else GAP_BELOW)
        for widget in self._ends:
            self._layout().setAlignment(widget, MIDDLE if direction == BESIDE else TOP)
        self._layout().invalidate()

    def _layout(self) -> QHBoxLayout:
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        return layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        # Other words, or another button, come with this event.
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)
