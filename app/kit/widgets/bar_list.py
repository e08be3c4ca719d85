"""Bars with numbers, one line each, from a zero line in the middle."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.numbers import cut
from app.kit.plain_text import show_tooltip
from app.kit.spoken import Chart, in_speech
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe

# Pixels.
LOWEST_ROW, HIGHEST_ROW = 18, 26
GAP, SMALLEST_BAR = 8, 34


class Bar(NamedTuple):
    """One line. names: its name, from the longest form to the shortest. share: its bar's length.

    text: its number. samples: the samples that it stands for; a click on it chooses the only one.
    hint: its tooltip.
    """

    names: tuple[str, ...]
    share: float
    text: str
    samples: tuple[int, ...] = ()
    hint: str = ""

    @property
    def sample(self) -> int | None:
        """The sample that a click on it chooses."""
        return self.samples[0] if len(self.samples) == 1 else None


class BarList(QWidget):
    """Lines with a bar from a zero line in the middle; `chosen(sample)` comes with a click or key.

    bars: the lines. total: one more, below a rule, or None. sample: the one to be marked.
    """

    spoken = Chart

    chosen = Signal(int)

    def __init__(self, name: str, accessible: str, tooltip: str, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.bars: list[Bar] = []
        self.total: Bar | None = None
        self.sample = 0
        self.row_height = LOWEST_ROW
        describe(self, name, accessible, "")
        self._tooltip = tooltip
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        appearance.changed.connect(self.update)

    def show_bars(self, bars: Sequence[Bar], row_height: int, total: Bar | None = None) -> None:
        """Draw these lines, each `row_height` pixels high; screen readers read them out."""
        self.bars, self.row_height, self.total = list(bars), row_height, total
        lines = [*bars, total] if total else list(bars)
        said = ", ".join(f"{bar.names[0]} {bar.text}" for bar in lines)
        self.setAccessibleDescription(in_speech(f"{said}. {self._tooltip}"))
        self.updateGeometry()
        self.update()

    def mark(self, sample: int) -> None:
        """Mark the line of this sample."""
        self.sample = sample
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, (len(self.bars) + (self.total is not None)) * self.row_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    # Screen to state.

    def _row_at(self, y: float) -> Bar | None:
        row = int(y // self.row_height)
        return self.bars[row] if 0 <= row < len(self.bars) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        bar = self._row_at(event.position().y())
        if bar and bar.sample is not None:
            self.chosen.emit(bar.sample)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
            return
        samples = [bar.sample for bar in self.bars if bar.sample is not None]
        choices = list(dict.fromkeys(samples))
        if self.sample in choices:
            offset = -1 if event.key() == Qt.Key.Key_Up else 1
            following = choices.index(self.sample) + offset
            self.chosen.emit(choices[min(max(following, 0), len(choices) - 1)])
        elif choices:
            self.chosen.emit(choices[0])

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            bar = self._row_at(event.pos().y())
            show_tooltip(event.globalPos(), bar.hint if bar and bar.hint else self._tooltip)
            return True
        return super().event(event)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = [*self.bars, self.total] if self.total else self.bars
        if lines:
            metrics = QFontMetricsF(self.font())
            number = max(metrics.horizontalAdvance(bar.text) for bar in lines)
            number = max(number, metrics.horizontalAdvance("+0.0000"))
            form, name = self._form(metrics, lines, number)
            span = QRectF(name + GAP, 0, self.width() - name - number - 2 * GAP - 6, 0)
            finite = [abs(bar.share) for bar in lines if math.isfinite(bar.share)]
            largest = max(finite, default=0.0) or 1.0
            for row, bar in enumerate(lines):
                self._paint_row(painter, row, bar, bar.names[form], span, largest)
        if self.hasFocus():
            painter.setPen(self._appearance.theme.color("accent_text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def _form(
        self, metrics: QFontMetricsF, lines: Sequence[Bar], number: float
    ) -> tuple[int, float]:
        """The index of the form of the names that fits, and the width of their column."""
        room = self.width() - number - 2 * GAP - 6 - SMALLEST_BAR
        forms = min(len(bar.names) for bar in lines)
        for form in range(forms):
            widest = max(metrics.horizontalAdvance(bar.names[form]) for bar in lines) + 8
            if widest <= room:
                return form, widest
        return forms - 1, room

    def _paint_row(
        self, painter: QPainter, row: int, bar: Bar, name: str, span: QRectF, largest: float
    ) -> None:
        theme = self._appearance.theme
        line = QRectF(0, row * self.row_height, self.width(), self.row_height)
        is_total = bar is self.total
        if self.sample in bar.samples:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection"))
            painter.drawRoundedRect(line.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if is_total:
            painter.setPen(theme.color("border"))
            painter.drawLine(line.topLeft() + QPointF(0, 0.5), line.topRight() + QPointF(0, 0.5))
        self._paint_bar(painter, line, bar, span, largest)
        painter.setPen(theme.color("text" if is_total or bar.sample is not None else "quiet"))
        place = QRectF(6, line.top(), span.left() - GAP - 6, line.height())
        advance = painter.fontMetrics().horizontalAdvance
        shown = cut(name, place.width() + 1, advance, in_the_middle=True)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | middle, shown)
        painter.setPen(
            theme.signed("grad", bar.share, text=True) if bar.share else theme.color("quiet")
        )
        painter.drawText(line.adjusted(0, 0, -6, 0), Qt.AlignmentFlag.AlignRight | middle, bar.text)

    def _paint_bar(
        self, painter: QPainter, line: QRectF, bar: Bar, span: QRectF, largest: float
    ) -> None:
        theme = self._appearance.theme
        zero = round(span.center().x()) + 0.5
        painter.setPen(theme.color("disabled"))
        painter.drawLine(QPointF(zero, line.top() + 3), QPointF(zero, line.bottom() - 3))
        share = bar.share / largest if math.isfinite(bar.share) else math.copysign(1, bar.share)
        length = share * (span.width() / 2 - 1)
        if length:
            thickness = 10.0
            top = line.center().y() - thickness / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.signed("grad", bar.share))
            painter.drawRoundedRect(QRectF(zero, top, length, thickness).normalized(), 2, 2)
