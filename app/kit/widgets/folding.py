"""A line of controls that gives up what is secondary where it is narrow."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.kit.widgets.parts import Item, fill

# A roomier fold comes back only where it has this many pixels to spare: the line does not flutter
# while the edge of the window is dragged.
SLACK = 8


class Fold(NamedTuple):
    """How a line is folded.

    icons: these buttons have no text. below: these form a second line. gone: these are not shown.
    """

    icons: Sequence[QToolButton] = ()
    below: Sequence[QWidget] = ()
    gone: Sequence[QWidget] = ()


class FoldingLine(QWidget):
    """Controls from left to right, as the first of the folds that fits.

    items: as for `fill`; those in `below` of a fold are widgets. They keep their order.
    folds: from the roomiest to the narrowest.
    """

    def __init__(self, items: Sequence[Item], folds: Sequence[Fold], spacing: int = 4) -> None:
        super().__init__()
        self._items, self._folds = items, folds
        self._line, self._below = QHBoxLayout(), QHBoxLayout()
        self._spacing = spacing
        # The width that each fold needs.
        self._needs: dict[int, int] = {}
        self.fold = 0
        # Widgets that come and go let Qt lay the line out at once.
        self._is_folding = False
        fill(QVBoxLayout(self), self._line, self._below, None, spacing=2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._measure()

    def fold_by(self, folds: Sequence[Fold]) -> None:
        """Fold by others from now on."""
        gone = {each for row in self._folds for each in row.gone}
        self._folds, self.fold = folds, 0
        self._measure(gone)
        self._fit()

    def _apply(self, fold: int, also: Collection[QWidget] = ()) -> None:
        """Fold the line. also: widgets that were gone until now."""
        self._is_folding = True
        self.fold, below = fold, self._folds[fold].below
        for line in (self._line, self._below):
            while line.takeAt(0):
                pass
        first = [item for item in self._items if _part(item) not in below]
        fill(self._line, *first, spacing=self._spacing)
        fill(self._below, *below, spacing=self._spacing + 6)
        self._below.addStretch(1)
        for line in (self._line, self._below):
            for part in map(_part, self._items):
                # Controls without a caption stand beside those below theirs.
                if isinstance(part, QWidget):
                    line.setAlignment(part, Qt.AlignmentFlag.AlignBottom)
        for button in {each for row in self._folds for each in row.icons}:
            is_icon = button in self._folds[fold].icons
            styles = Qt.ToolButtonStyle
            style = styles.ToolButtonIconOnly if is_icon else styles.ToolButtonTextBesideIcon
            button.setToolButtonStyle(style)
        for widget in {each for row in self._folds for each in row.gone}.union(also):
            widget.setVisible(widget not in self._folds[fold].gone)
        self._is_folding = False

    def _needed(self) -> int:
        return max(line.minimumSize().width() for line in (self._line, self._below))

    def _measure(self, also: Collection[QWidget] = ()) -> None:
        """Try every fold: the narrowest says how narrow the line may become."""
        now, self._needs = self.fold, {}
        for fold in [*range(len(self._folds)), now]:
            self._apply(fold, also)
            self._needs[fold] = self._needed()

    def _fit(self) -> None:
        """Take the first fold that fits."""
        if self._is_folding or len(self._needs) < len(self._folds):
            return
        for fold in range(len(self._folds)):
            slack = SLACK if fold < self.fold else 0
            if self._needs[fold] + slack <= self.width() or fold == len(self._folds) - 1:
                if fold != self.fold:
                    self._apply(fold)
                return

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._needs.values(), default=0), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        is_asked = event.type() == QEvent.Type.LayoutRequest and not self._is_folding
        if is_asked and self._needed() != self._needs[self.fold]:
            self._measure()
            self._fit()
        return done


def _part(item: Item) -> object:
    return item[0] if isinstance(item, tuple) else item
