"""Draws a chain: what stays from step to step, and the numbers."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from app.kit.numbers import cut, fitted, plain
from app.kit.theme import Theme
from app.views.walking.chain_layout import LEFT, ChainLayout, note_of
from app.walking.chain import Chain


def draw_still(painter: QPainter, layout: ChainLayout, theme: Theme, chosen: int) -> None:
    """Draw all but the numbers; the row of the chosen sample has a band behind it."""
    if chosen in layout.rows:
        painter.fillRect(layout.rows[chosen], theme.color("selection"))
    for word in layout.words:
        painter.setFont(word.font)
        painter.setPen(theme.color(word.token))
        painter.drawText(word.place, int(word.align), word.text)
    painter.setPen(QPen(theme.color("quiet"), 1))
    painter.drawLines(layout.bars)


def draw_numbers(painter: QPainter, layout: ChainLayout, theme: Theme, chain: Chain) -> None:
    """Draw the numbers; a place is held for each that is not known yet."""
    fonts, room = layout.fonts, layout.number_px
    advance = QFontMetricsF(fonts.bold).horizontalAdvance
    for number, slot in zip(layout.values(chain), layout.slots, strict=True):
        if number is None:
            margin, top = layout.px(1), layout.px(4)
            _hold(painter, slot.place.adjusted(top, top, -margin, -top), theme)
            continue
        token = theme.signed("grad", number, text=True) if slot.is_grad else theme.color("text")
        painter.setFont(fonts.bold if slot.is_bold else fonts.number)
        painter.setPen(token)
        painter.drawText(slot.place, int(slot.align), fitted(plain(number), room, advance, number))
    if not chain.is_true and chain.recorded is not None:
        _draw_note(painter, layout, theme, layout.note, chain.recorded)
    if not chain.has_true_ways and chain.output_grad is not None and layout.ways_note:
        painter.fillRect(layout.ways_note, theme.color("surface"))
        _draw_note(painter, layout, theme, layout.ways_note, chain.output_grad)


def _draw_note(
    painter: QPainter, layout: ChainLayout, theme: Theme, place: QRectF, recorded: float
) -> None:
    """Say that the graph has another number."""
    symbol = layout.fonts.symbol
    painter.setFont(symbol)
    painter.setPen(theme.color("warning"))
    words = cut(note_of(recorded), place.width(), QFontMetricsF(symbol).horizontalAdvance)
    painter.drawText(place, int(LEFT), words)


def _hold(painter: QPainter, place: QRectF, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("field"))
    painter.drawRoundedRect(place, 3, 3)
