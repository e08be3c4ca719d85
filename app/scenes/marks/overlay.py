"""Overlay: marks over the whole window, for those who watch: what is pointed at, clicked, pressed.

A script points and clicks with it, a presentation shows what the presenter does. All that moves
follows `advance`, so a film of a script is the same each time.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QChildEvent,
    QElapsedTimer,
    QEvent,
    QObject,
    QPointF,
    QRect,
    QRectF,
    Qt,
    QTimer,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from app.kit.spoken import Unseen
from app.kit.text_size import scaled
from app.kit.theme import Appearance
from app.scenes.marks import painting as marks
from app.scenes.marks.fading import Fading
from app.scenes.marks.key_caps import FADE_S, ShownKeys, draw_keys, keys_height
from app.scenes.marks.pointing import Pointing
from app.scenes.marks.spots import region_without, ring_around

FRAME_MS = 16
# Seconds that a click spreads, and that a field is lit in which something was typed.
CLICK_S, LIT_S = 0.55, 1.5
# Pixels between the shown keys and what is below them.
KEYS_GAP = 24
CHILDREN_ONLY = Qt.FindChildOption.FindDirectChildrenOnly


class Overlay(QWidget):
    """Marks over everything in a window, which neither the mouse nor the keyboard notice.

    Places are in pixels of the window. has_clock: marks move by themselves; who makes a film
    switches that off, and calls `advance`. strokes, nib: of the pen, and where it stands while it
    is moved with the keyboard. is_dark: nothing is seen but darkness. After a change of these comes
    `show_marks`. Keys are shown above what lies in the lower margin of the window.
    """

    spoken = Unseen

    def __init__(self, window: QWidget, appearance: Appearance) -> None:
        super().__init__(window)
        self.setObjectName("overlay")
        self.setAccessibleName("Marks over the window")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._window, self._appearance = window, appearance
        # 0 where the system asks for reduced motion.
        duration = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
        self._pointing = Pointing(window, duration / 1000)
        self.has_clock = True
        self.strokes: list[marks.Stroke] = []
        self.nib: QPointF | None = None
        self.is_dark = False
        self._pointer: QPointF | None = None
        self._halo: QPointF | None = None
        self._clicks = Fading[QPointF](CLICK_S)
        self._kept: list[QWidget] = []
        self._lit = Fading[QRectF](LIT_S)
        self._keys = ShownKeys()
        self._timer = QTimer(self, interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._since = QElapsedTimer()
        self._above_soon = QTimer(self, singleShot=True, interval=0)
        self._above_soon.timeout.connect(self._stay_above)
        appearance.changed.connect(self.update)
        for each in (window, *window.findChildren(QWidget, options=CHILDREN_ONLY)):
            each.installEventFilter(self)
        self.hide()
        self._fit()

    # State to screen.

    @property
    def motion_s(self) -> float:
        """How long a change of what is pointed at takes, in seconds; 0 for reduced motion."""
        return self._pointing.motion_s

    @motion_s.setter
    def motion_s(self, seconds: float) -> None:
        self._pointing.motion_s = seconds

    def point_at(self, spots: Sequence[QRectF], words: str = "", dims: bool = True) -> None:
        """Dim all but some rects, with a ring around and an arrow to each; none brings all back.

        words: what they are, for those who cannot see it. dims: False leaves the rest as it is.
        """
        self._pointing.turn_to(spots)
        self._pointing.dims = dims
        self.setAccessibleDescription(words)
        self.show_marks()

    @property
    def spots(self) -> list[QRectF]:
        """The places that are pointed at."""
        return list(self._pointing.spots)

    @property
    def dims(self) -> bool:
        """Whether all but what is pointed at is dimmed."""
        return self._pointing.dims

    @property
    def pointer(self) -> QPointF | None:
        """The tip of the drawn pointer; None for none."""
        return self._pointer

    @pointer.setter
    def pointer(self, at: QPointF | None) -> None:
        self._update_around(self._pointer, at)
        self._pointer = at
        self._show_or_hide()

    @property
    def halo(self) -> QPointF | None:
        """The middle of the halo around the pointer; None for none."""
        return self._halo

    @halo.setter
    def halo(self, at: QPointF | None) -> None:
        self._update_around(self._halo, at)
        self._halo = at
        self._show_or_hide()

    def click(self, at: QPointF) -> None:
        """Show a click: a ring that spreads and fades."""
        self._clicks.add(QPointF(at))
        self.show_marks()

    def light(self, spot: QRectF) -> None:
        """Show that something was typed there: a ring that stays for a moment."""
        self._lit.add(QRectF(spot))
        self.show_marks()

    @property
    def lit(self) -> list[QRectF]:
        """The fields that are lit."""
        return self._lit.marks

    @property
    def clicks(self) -> list[QPointF]:
        """The clicks that can still be seen, oldest first."""
        return self._clicks.marks

    def show_keys(self, keys: str) -> None:
        """Show keys that were pressed, as `Ctrl+Shift+Z`, for a moment."""
        self._keys.press(keys)
        self.show_marks()

    @property
    def shown_keys(self) -> str:
        """The keys that can be seen, as `F12 × 3` where they were pressed more than once."""
        return self._keys.text

    def extend_stroke(self, at: QPointF) -> None:
        """Lead the last stroke on to a point, and draw only what is new."""
        points = self.strokes[-1].points
        points.append(at)
        new = marks.around(at)
        for each in points[-4:-1]:
            new |= marks.around(each)
        # All between them: a fast mouse tells few points.
        self.update(new.toAlignedRect())

    def show_marks(self) -> None:
        """Draw all marks as they are now, and let time pass where something moves."""
        self.raise_()
        self._show_or_hide()
        self.update()
        if self.has_clock and self.is_moving and not self._timer.isActive():
            self._since.start()
            self._timer.start()

    def clear(self) -> None:
        """Take every mark away at once."""
        self._pointing = Pointing(self._window, self.motion_s)
        self._pointer = self._halo = None
        self.strokes, self.nib, self.is_dark = [], None, False
        self._clicks.clear()
        self._lit.clear()
        self._keys.forget()
        self.show_marks()

    # Time.

    @property
    def is_moving(self) -> bool:
        """Whether something of it changes by itself."""
        return self._pointing.is_moving or bool(self.clicks or self.lit or self._keys.caps)

    def advance(self, seconds: float) -> None:
        """Let so much time pass for all that moves."""
        if self._pointing.is_moving:
            self._pointing.advance(seconds)
            self.update()
        self._update_around(*self.clicks)
        self._clicks.advance(seconds)
        for spot in self.lit:
            self.update(ring_around(spot).toAlignedRect())
        self._lit.advance(seconds)
        if self._keys.caps:
            self.update(self._keys_place())
            self._keys.advance(seconds, fades=self.motion_s > 0)
        self._show_or_hide()

    def _tick(self) -> None:
        self.advance(self._since.restart() / 1000)
        if not self.is_moving:
            self._timer.stop()

    # Its place.

    def take_mouse(self, is_taken: bool) -> None:
        """Take the mouse from what is below, as the pen does, or let it through again."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not is_taken)
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        """Be there only where something is to be seen: what is below is then painted faster."""
        takes_mouse = not self.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        has_points = self._pointer is not None or self._halo is not None
        has_marks = self._pointing.is_seen or self.is_moving or bool(self.strokes) or self.is_dark
        is_needed = has_marks or has_points or takes_mouse
        if is_needed == self.isHidden():
            self.setVisible(is_needed)
            # In a window that is never on screen, what appears is not drawn by itself.
            self._window.update()

    def _fit(self) -> None:
        self.setGeometry(self._window.rect())
        self.raise_()

    def keep(self, widget: QWidget) -> None:
        """Let a child of the window lie above all others, never dimmed, below the marks."""
        self._kept.append(widget)
        widget.destroyed.connect(lambda: self._kept.remove(widget))
        self._stay_above()

    def _stay_above(self) -> None:
        for widget in (*self._kept, self):
            widget.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._window and kind == QEvent.Type.Resize:
            self._fit()
        elif watched is self._window and isinstance(event, QChildEvent) and event.added():
            child = event.child()
            if isinstance(child, QWidget) and child is not self:
                child.installEventFilter(self)
                self._above_soon.start()
        elif kind == QEvent.Type.ZOrderChange and watched not in (*self._kept, self):
            # A panel that is raised comes in front of its tabs only while it is on top of all.
            self._above_soon.start()
        return False

    def _keys_middle(self) -> QPointF:
        """The place above which keys are shown."""
        floor = self.height() - self._window.contentsMargins().bottom()
        return QPointF(self.width() / 2, floor - scaled(KEYS_GAP))

    def _keys_place(self) -> QRect:
        middle, height = self._keys_middle(), keys_height() + 2
        return QRectF(0, middle.y() - height + 1, self.width(), height).toAlignedRect()

    def _update_around(self, *places: QPointF | None) -> None:
        for at in places:
            if at is not None:
                self.update(marks.around(at).toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pointing.is_looking:
            return
        painter, theme = QPainter(self), self._appearance.theme
        if self.is_dark:
            painter.fillRect(event.rect(), Qt.GlobalColor.black)
            painter.end()
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pointing.is_seen:
            painter.setClipRegion(region_without(self.rect(), self._kept))
            taken = [QRectF(each.geometry()) for each in self._kept if not each.isHidden()]
            self._pointing.paint(painter, theme, taken)
            painter.setClipping(False)
        for stroke in self.strokes:
            marks.draw_stroke(painter, stroke, theme)
        if self.nib is not None:
            marks.draw_nib(painter, self.nib, theme)
        if self._halo is not None:
            marks.draw_halo(painter, self._halo, theme)
        for spot, age_s in self._lit.aged:
            marks.draw_light(painter, spot, min(1.0, (LIT_S - age_s) / FADE_S), theme)
        for at, age_s in self._clicks.aged:
            marks.draw_click(painter, at, age_s / CLICK_S, theme)
        if self._keys.caps:
            draw_keys(painter, self._keys, self._keys_middle(), theme)
        if self._pointer is not None:
            marks.draw_pointer(painter, self._pointer)
        painter.end()
