"""A line of controls that gives up what is secondary where it is narrow."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetItem,
)

from app.kit.widgets.more_button import MoreButton, keep_size_when_hidden
from app.kit.widgets.parts import Item, fill

# A roomier fold comes back only where it has this many pixels to spare: the line does not flutter
# while the edge of the window is dragged.
SLACK = 8
BOTTOM = Qt.AlignmentFlag.AlignBottom
# The gap between controls of the second line is wider by so many pixels.
WIDER = 6
# Qt tells a hidden line nothing of its parts: it is measured again when it is shown.
MEASURING = QEvent.Type.LayoutRequest, QEvent.Type.Show
# The gap between the two lines, in pixels.
GAP = 2


class Fold(NamedTuple):
    """How a line is folded.

    icons: these buttons have no text. below: these form a second line. more: these are behind a
    button that opens them. gone: these, or parts of them, are not shown.
    """

    icons: Sequence[QToolButton] = ()
    below: Sequence[QWidget] = ()
    more: Sequence[QWidget] = ()
    gone: Sequence[QWidget] = ()


class FoldingLine(QWidget):
    """Controls from left to right, as the first of the folds that fits.

    items: as for `fill`; those in `below` of a fold are widgets. They keep their order.
    folds: from the roomiest to the narrowest. name: of the button with `more`, where a fold has it.
    """

    def __init__(
        self, items: Sequence[Item], folds: Sequence[Fold], spacing: int = 4, name: str = "line"
    ) -> None:
        super().__init__()
        self._items, self._folds = items, folds
        self._line, self._below = QHBoxLayout(), QHBoxLayout()
        self._spacing = spacing
        self.more = MoreButton(f"{name}_more", self)
        # The width that each fold needs.
        self._needs: dict[int, int] = {}
        # The items that this line has hidden, and the parts of items.
        self._gone: set[QWidget] = set()
        self._parts_gone: set[QWidget] = set()
        self.fold = 0
        # Widgets that come and go let Qt lay the line out at once.
        self._is_folding = False
        fill(QVBoxLayout(self), self._line, self._below, None, spacing=0)
        for widget in self._widgets():
            # One that the first fold has not belongs to the window all the same.
            widget.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._measure()
        self._apply(0)

    def fold_by(self, folds: Sequence[Fold]) -> None:
        """Fold by others from now on."""
        if folds != self._folds:
            self._folds = folds
            self._measure()
            self._apply(self._fitting(-1))
            self.updateGeometry()

    def _apply(self, fold: int) -> None:
        self._is_folding = True
        self.fold, row = fold, self._folds[fold]
        hidden = {each for each in self._widgets() if _is_put_away(each)} - self._gone
        for line in (self._line, self._below):
            while line.takeAt(0):
                pass
        self.more.hold([widget for widget in self._widgets() if widget in row.more])
        fill(self._line, *self._first(row), spacing=self._spacing)
        fill(self._below, *row.below, spacing=self._spacing + WIDER)
        self._below.addStretch(1)
        self._below.setContentsMargins(0, GAP if row.below else 0, 0, 0)
        self._line.setAlignment(self.more, BOTTOM)
        for widget in self._widgets():
            for line in (self._line, self._below):
                # Controls without a caption stand beside those below theirs.
                line.setAlignment(widget, BOTTOM)
            # Qt hides a widget that gets another parent.
            widget.setVisible(widget not in hidden and widget not in row.gone)
        self._gone = {*row.gone} & {*self._widgets()}
        self._show_parts(row)
        self._is_folding = False

    def _show_parts(self, row: Fold) -> None:
        """Show what is in the items as a fold has it."""
        gone = {*row.gone} - {*self._widgets()}
        for part in self._parts_gone | gone:
            part.setVisible(part not in gone)
        self._parts_gone = gone
        styles = Qt.ToolButtonStyle
        for button in {each for other in self._folds for each in other.icons}:
            is_icon = button in row.icons
            style = styles.ToolButtonIconOnly if is_icon else styles.ToolButtonTextBesideIcon
            button.setToolButtonStyle(style)

    def _first(self, row: Fold) -> list[Item]:
        """What stands in the first line."""
        elsewhere = {*row.below, *row.more, *row.gone}
        items = [item for item in self._items if _part(item) not in elsewhere]
        return [*items, self.more] if row.more else items

    def _widgets(self) -> list[QWidget]:
        return [part for part in map(_part, self._items) if isinstance(part, QWidget)]

    def _needed(self, row: Fold) -> int:
        """The least width of a fold, whether it is on or not."""
        return max(
            _least_width(self._first(row), self._spacing),
            _least_width(row.below, self._spacing + WIDER),
        )

    def _measure(self) -> None:
        """Measure every fold: the narrowest says how narrow the line may become."""
        self._is_folding, self._needs = True, {}
        for widget in self._widgets():
            if any(widget in row.gone for row in self._folds):
                keep_size_when_hidden(widget)
        for fold, row in enumerate(self._folds):
            self._show_parts(row)
            self._needs[fold] = self._needed(row)
        self._show_parts(self._folds[min(self.fold, len(self._folds) - 1)])
        self._is_folding = False

    def _fitting(self, present: int) -> int:
        """The first fold that fits; one roomier than the present needs a little more."""
        # A line that has just the room that it asks for does not flutter.
        is_granted = self.width() == self._needs.get(0)
        for fold, needed in self._needs.items():
            slack = SLACK if fold < present and not is_granted else 0
            if needed + slack <= self.width():
                return fold
        return len(self._folds) - 1

    def _fit(self, present: int) -> None:
        if self._is_folding or len(self._needs) < len(self._folds):
            return
        fold = self._fitting(present)
        if fold != self.fold:
            self._apply(fold)

    def sizeHint(self) -> QSize:
        # A folded line still wants the room that unfolds it.
        return QSize(self._needs.get(0, 0), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._needs.values(), default=0), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(self.fold)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in MEASURING and not self._is_folding:
            needed = self._needed(self._folds[self.fold])
            if needed != self._needs[self.fold]:
                self._measure()
                # No edge is dragged: a line whose parts are what they were is as it was.
                self._fit(-1)
        return done


def _is_put_away(widget: QWidget) -> bool:
    """True where somebody has hidden it, and not only Qt with what is around it."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def as_high_as_hinted(line: FoldingLine) -> FoldingLine:
    """Give a line the height that it wants, never less, and return it."""
    line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return line


def _part(item: Item) -> object:
    return item[0] if isinstance(item, tuple) else item


def _least_width(items: Sequence[Item], spacing: int) -> int:
    """The least width of a row of items, as its layout has it."""
    widths, gaps = [], 0
    for part in map(_part, items):
        if isinstance(part, int):
            gaps += part
            continue
        item = QWidgetItem(part) if isinstance(part, QWidget) else part
        # A layout leaves out what is hidden, with its gap.
        if isinstance(item, QWidgetItem | QLayout) and not item.isEmpty():
            widths.append(item.minimumSize().width())
    return sum(widths) + gaps + spacing * max(0, len(widths) - 1)
