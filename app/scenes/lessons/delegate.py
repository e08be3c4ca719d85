"""Draws a lesson in the list: its picture, its title, what it is about, how long it takes."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.kit.text_size import px
from app.kit.theme import Appearance
from app.scenes.captions import DONE
from app.scenes.lessons.catalogue import Lesson

PICTURE, GAP, PADDING = (192, 108), 16, 10
LESSON = Qt.ItemDataRole.UserRole
IS_DONE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


def told_of(lesson: Lesson, is_done: bool) -> str:
    """How long a lesson is, and whether it is done: `4 minutes, 8 scenes · done ✓`."""
    return f"{lesson.words} · done {DONE}" if is_done else lesson.words


class LessonDelegate(QStyledItemDelegate):
    """Rows as high as their picture. Each index has its `Lesson` as LESSON, and if it IS_DONE."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._pictures: dict[str, QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, px(PICTURE[1] + 2 * PADDING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        lesson, theme = index.data(LESSON), self._appearance.theme
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selection"))
        inner = option.rect.adjusted(*(px(PADDING) * sign for sign in (1, 1, -1, -1)))
        place = QRect(inner.topLeft(), QSize(*map(px, PICTURE)))
        painter.fillRect(place, theme.color("field"))
        if lesson.picture:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, self._picture(lesson))
        inner.setLeft(place.right() + px(GAP))
        self._paint_text(painter, inner, lesson, told_of(lesson, index.data(IS_DONE)), option.font)
        painter.restore()

    def _picture(self, lesson: Lesson) -> QPixmap:
        return self._pictures.setdefault(lesson.name, QPixmap(str(lesson.picture)))

    def _paint_text(
        self, painter: QPainter, room: QRect, lesson: Lesson, words: str, font: QFont
    ) -> None:
        theme = self._appearance.theme
        bold = QFont(font)
        bold.setBold(True)
        wraps = Qt.TextFlag.TextWordWrap
        for text, own, token in (
            (lesson.script.title, bold, "text"),
            (words, font, "quiet"),
            (lesson.script.summary, font, "text"),
        ):
            painter.setFont(own)
            painter.setPen(theme.color(token))
            used = painter.drawText(room, int(wraps), text)
            room = room.adjusted(0, used.height() + px(4), 0, 0)
