"""The keys that were pressed, as they are shown over the window: words, and caps of keys."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPen

from app.kit.painter_fonts import PainterFonts
from app.kit.text_size import scaled
from app.kit.theme import Theme
from app.scenes.marks.painting import RADIUS, with_share

FONT_PX, CAP_PX = 22, 36
# Inside a cap and between two, beside the caps and above them, in pixels.
INSIDE, BETWEEN, BESIDE, ABOVE = 10, 6, 10, 8
# Between a cap and what is written beside it.
WORD_GAP = 10
MODIFIERS = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
}
# What stands on a cap instead of Qt's word for the key.
SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "PgUp": "PgUp", "Return": "Enter"}
# Seconds that keys are shown before they fade for FADE_S.
KEYS_S, FADE_S = 1.5, 0.25
# At most this many of the characters typed last are shown.
MOST_TYPED = 16


def keys_of(event: QKeyEvent) -> str:
    """The keys of an event as `Ctrl+Shift+Z`; "" for a modifier alone."""
    if event.key() in MODIFIERS or event.key() in (0, Qt.Key.Key_unknown):
        return ""
    text = event.text()
    is_typed = text.isprintable() and bool(text.strip()) and not is_command(event)
    if is_typed:
        return text
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if 0x20 < event.key() < 0x100 and not chr(event.key()).isalpha():
        # Which signs are above others differs from keyboard to keyboard.
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    combined = QKeySequence(modifiers.value | event.key())
    return combined.toString(QKeySequence.SequenceFormat.PortableText)


def is_command(event: QKeyEvent) -> bool:
    """Whether the key is pressed together with one that makes a command of it."""
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.modifiers() & held)


def caps_of(keys: str) -> list[str]:
    """What stands on the caps: `Ctrl+Z` is two, `Ctrl++` as well."""
    parts = keys[:-1].split("+") if keys.endswith("+") and len(keys) > 1 else keys.split("+")
    caps = [part for part in parts if part]
    if keys.endswith("+"):
        caps.append("+")
    return [SIGNS.get(cap, cap) for cap in caps]


class ShownKeys:
    """The keys that are shown: the same key again counts, characters that are typed are joined."""

    def __init__(self) -> None:
        self.caps: list[str] = []
        self.times = 0
        self._is_typed, self._age_s = False, 0.0

    @property
    def text(self) -> str:
        """The keys in words."""
        return "+".join(self.caps) + (f" × {self.times}" if self.times > 1 else "")

    def press(self, keys: str) -> None:
        """Go on with other keys, as `keys_of` writes them."""
        if self._age_s > KEYS_S:
            self.forget()
        self._age_s = 0.0
        caps, is_typed = caps_of(keys), len(keys) == 1
        if is_typed and self._is_typed:
            self.caps = [(self.caps[0] + keys)[-MOST_TYPED:]]
        elif caps == self.caps:
            self.times += 1
        else:
            self.caps, self.times = caps, 1
        self._is_typed = is_typed

    def advance(self, seconds: float, fades: bool) -> None:
        """Let so much time pass. fades: they go by and by at the end, else at once."""
        self._age_s += seconds
        if self._age_s >= KEYS_S + (FADE_S if fades else 0):
            self.forget()

    @property
    def share(self) -> float:
        """How much they still cover what is below, from 1 to 0."""
        return 1 - max(0.0, (self._age_s - KEYS_S) / FADE_S)

    def forget(self) -> None:
        """Begin again: what is pressed next stands alone."""
        self.caps, self.times, self._is_typed = [], 0, False


def keys_height() -> float:
    """The height of shown keys in pixels."""
    return scaled(CAP_PX + 2 * ABOVE)


def draw_keys(painter: QPainter, keys: ShownKeys, middle: QPointF, theme: Theme) -> None:
    """Draw a cap for each key, and how often they were pressed, above a point."""
    share, fonts = keys.share, PainterFonts(painter)
    fonts.use(FONT_PX, bold=True)
    metrics = QFontMetricsF(painter.font())
    height = scaled(CAP_PX)
    widths = [max(height, metrics.horizontalAdvance(cap) + scaled(2 * INSIDE)) for cap in keys.caps]
    words = f"× {keys.times}" if keys.times > 1 else ""
    extra = scaled(WORD_GAP) + metrics.horizontalAdvance(words) if words else 0.0
    total = sum(widths) + scaled(BETWEEN) * (len(widths) - 1) + extra
    box = QRectF(0, 0, total + scaled(2 * BESIDE), keys_height())
    box.moveCenter(QPointF(middle.x(), 0))
    box.moveBottom(middle.y())
    painter.setPen(QPen(with_share(theme.color("quiet"), share), 1))
    painter.setBrush(with_share(theme.color("background"), 0.94 * share))
    painter.drawRoundedRect(box, scaled(RADIUS), scaled(RADIUS))
    left = box.left() + scaled(BESIDE)
    for cap, width in zip(keys.caps, widths, strict=True):
        place = QRectF(left, box.top() + scaled(ABOVE), width, height)
        painter.setPen(QPen(with_share(theme.color("border"), share), scaled(1.2)))
        painter.setBrush(with_share(theme.color("field"), share))
        painter.drawRoundedRect(place, scaled(6), scaled(6))
        painter.setPen(with_share(theme.color("text"), share))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, cap)
        left += width + scaled(BETWEEN)
    if words:
        place = QRectF(box.right() - scaled(BESIDE) - extra, box.top(), extra, box.height())
        painter.setPen(with_share(theme.color("accent_text"), share))
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(place, side, words)
