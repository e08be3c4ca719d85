"""ParameterDelegate: draws the numbers of the parameters, and their bars."""

from PySide6.QtCore import (
    QRect,
    QRectF,
    QSortFilterProxyModel,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QStyleOptionViewItem,
    QWidget,
)

from app.kit.numbers import signed
from app.kit.table_model import Index
from app.kit.widgets.number_delegate import TEXT_FLAGS, NumberDelegate
from app.views.panels.parameters.model import BAR_PX, DATA, ParameterModel


class ParameterDelegate(NumberDelegate):
    """A number, and beside it a small bar to the left or right by its sign and size."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.appearance.theme
        rect: QRect = option.rect
        self.draw_background(painter, option, index)
        # Asked directly: by way of Qt's roles it would take half of the time that painting takes.
        proxy = index.model()
        assert isinstance(proxy, QSortFilterProxyModel)
        model = proxy.sourceModel()
        assert isinstance(model, ParameterModel)
        number = model.number_at(proxy.mapToSource(index))
        if number is None:
            return
        kind = "data" if index.column() == DATA else "grad"
        painter.setPen(theme.color("text"))
        painter.drawText(
            rect.adjusted(4, 0, -2 * BAR_PX - 8, 0), TEXT_FLAGS, signed(number, model.digits)
        )
        share = model.share(number, index.column())
        middle = rect.right() - BAR_PX - 2
        length = max(1.0, abs(share) * BAR_PX) if share else 0.0
        bar = QRectF(middle if share > 0 else middle - length, rect.center().y() - 3, length, 7)
        painter.fillRect(bar, theme.signed(kind, share))
        painter.fillRect(QRectF(middle - 0.5, rect.center().y() - 5, 1, 11), theme.color("border"))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect)
