"""CaptionStrip: the words of a scene along the bottom of the window, and the way through a script.

Who plays a script shows its scenes here, and listens to what is asked for.
"""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.kit.spoken import announce
from app.kit.text_size import hold, px, scaled
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.fitted_label import FittedLabel
from app.kit.widgets.parts import IconButton, fill
from app.views.dialogs.parts import push_button

# Its height in pixels, and the share of a low window that it takes at most.
HEIGHT_PX, MOST_SHARE = 66, 0.16
TEXT_SIZES = (20, 18, 16, 15, 14, 13, 12, 11)
# Radii of a dot, and of that of the scene that is shown; the least room for one, in pixels.
DOT, DOT_NOW, DOT_ROOM = 3.0, 4.5, 7.0
MARGIN = 24
# The button that goes on is as wide in every scene, whatever it says.
NEXT_PX = 104
NEXT_TIP = "Go on to the next scene (PgDown)"
NEXT_LESSON = "Next lesson"


class ProgressDots(QWidget):
    """A dot for each scene: full up to the one that is shown, which is larger."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.at, self.count = 0, 0
        hold(self, height=12, least_width=96)
        appearance.changed.connect(self.update)

    def show_place(self, at: int, count: int) -> None:
        """Show the scene `at`, counted from 0, of so many."""
        self.at, self.count = at, count
        describe(self, "caption_dots", f"Scene {at + 1} of {count}" if count else "No scene")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._appearance.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spacing = min(scaled(2 * DOT_ROOM), self.width() / max(1, self.count))
        left = (self.width() - spacing * self.count) / 2
        for i in range(self.count):
            center = QPointF(left + (i + 0.5) * spacing, self.height() / 2)
            is_done = i <= self.at
            radius = scaled(DOT_NOW if i == self.at else DOT)
            painter.setPen(QPen(theme.color("accent" if is_done else "quiet"), scaled(1)))
            painter.setBrush(theme.color("accent" if is_done else "surface"))
            painter.drawEllipse(center, radius, radius)
        painter.end()


class CaptionStrip(QFrame):
    """A strip along the bottom of a window, below all else in it; hidden where it says nothing.

    Its height depends on the window and the size of the text alone, so nothing moves while a script
    is played.

    has_buttons: False in a film. is_silent: True where it is never shown.
    """

    back_asked = Signal()
    play_asked = Signal()
    next_asked = Signal()
    again_asked = Signal()

    def __init__(self, window: QWidget, appearance: Appearance) -> None:
        super().__init__(window)
        describe(self, "caption_strip", "Captions")
        self._window, self._appearance = window, appearance
        self.has_buttons, self.is_silent = True, False
        self.text = FittedLabel("caption_text", appearance, TEXT_SIZES)
        self.text.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.dots = ProgressDots(appearance)
        way = fill(QVBoxLayout(), None, self.dots, self._make_buttons(), None, spacing=4)
        items = (self.text, 1), way
        fill(QHBoxLayout(self), *items, spacing=20, margins=(MARGIN, 4, MARGIN, 4))
        appearance.changed.connect(self._fit)
        window.installEventFilter(self)
        self.hide()

    def _make_buttons(self) -> QHBoxLayout:
        self.back = self._button(
            "left", "back", "Back", "Begin this scene, or the one before (PgUp)"
        )
        self.play = self._button("run", "play", "Play", "Go on by itself")
        again, go_on = self.again_asked.emit, self.next_asked.emit
        about = "Begin again from the first scene"
        self.again = push_button("caption_again", "Again", about, lambda: again())
        self.next = push_button("caption_next", "Next", NEXT_TIP, lambda: go_on(), is_primary=True)
        hold(self.next, width=NEXT_PX)
        self.back.clicked.connect(self.back_asked)
        self.play.clicked.connect(self.play_asked)
        # A shortcut of the button itself would go with its next text.
        for keys, button in (("PgUp", self.back), ("PgDown", self.next)):
            QShortcut(QKeySequence(keys), self, button.click)
        return fill(QHBoxLayout(), self.again, self.back, self.play, self.next, spacing=6)

    def _button(self, icon: str, name: str, text: str, tooltip: str) -> IconButton:
        button = IconButton(self._appearance, icon, f"caption_{name}", text, tooltip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        hold(button, width=44)
        return button

    # State to screen.

    @property
    def is_shown(self) -> bool:
        """Whether a script is played."""
        return not self.isHidden()

    @property
    def caption(self) -> str:
        """The words that are shown."""
        return self.text.text()

    def expect(self, captions: Iterable[str]) -> None:
        """Show all of these captions in one font, the largest in which each is seen whole."""
        self.text.expect(captions)

    def show_scene(
        self, caption: str, at: int = 0, count: int = 0, next_text: str = "Next"
    ) -> None:
        """Show the words of the scene `at`, counted from 0, of so many; of none without the way.

        next_text: what the button that goes on is called.
        """
        self.next.setText(next_text)
        describe(self.next, "caption_next", next_text, NEXT_TIP)
        self.again.hide()
        is_new = caption != self.caption
        self.text.setText(caption)
        self.dots.show_place(at, count)
        self.dots.setVisible(count > 0)
        for button in (self.back, self.play, self.next):
            button.setVisible(count > 0 and self.has_buttons)
        if not (self.is_shown or self.is_silent):
            self.show()
            self._fit()
        if is_new:
            announce(self.text, caption)

    def offer(self, title: str) -> None:
        """Offer the next lesson at the end of one, beside beginning this one again."""
        self.next.setText(NEXT_LESSON)
        name = f"{NEXT_LESSON}: {title}"
        describe(self.next, "caption_next", name, f"Play “{title}” in this window (PgDown)")
        self.again.setVisible(self.has_buttons)

    def show_refusal(self, is_one: bool) -> None:
        """Show the words as a mistake, or as a caption again."""
        role = "wrong" if is_one else ""
        if (self.text.property("role") or "") != role:
            self.text.setProperty("role", role)
            self.text.style().polish(self.text)
            self.text.fit()

    def show_playing(self, is_playing: bool) -> None:
        """Show Pause while scenes follow each other by themselves, else Play."""
        self.play.show_icon("pause" if is_playing else "run")
        name, about = ("Pause", "Stay at this scene") if is_playing else ("Play", "Go on by itself")
        describe(self.play, "caption_play", name, about)

    def end(self) -> None:
        """Say nothing any more, and give the room back."""
        self.hide()
        self.text.setText("")
        self.text.expect(())
        self._fit()

    # Its place.

    @staticmethod
    def height_in(height: int) -> int:
        """The height of the strip in a window of a height, in pixels."""
        return min(px(HEIGHT_PX), round(MOST_SHARE * height))

    def _fit(self) -> None:
        """Lie along the bottom of the window, which keeps all else off."""
        window = self._window
        height = self.height_in(window.height()) if self.is_shown else 0
        margins = window.contentsMargins()
        if margins.bottom() != height:
            margins.setBottom(height)
            window.setContentsMargins(margins)
        self.setGeometry(QRect(0, window.height() - height, window.width(), height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        elif event.type() == QEvent.Type.WindowActivate and self.is_shown:
            # What was said before the window had the keyboard may have been cut short.
            announce(self.text, self.caption)
        return False
