"""Timeline: a slider over all steps of the run, a step back, a step on, and to any step."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine, NumberField, describe
from app.kit.widgets.panel import paint_card, update_with_focus
from app.session.session import Session
from app.views.timeline.strip import THE_END, TimelineStrip
from micrograd.data.dataset import LONGEST_QUOTE

# name, icon, accessible name, tooltip
BACK = ("step_back", "left", "Step back", "Show the window as it was a step before (Shift+F10)")
FORWARD = ("step_forward", "right", "Step forward", "Show the next step that was trained")
END = ("to_end", "to_end", "To the end of the run", "Show the last step that was trained")
NARROWEST = 64
# In one row there is room for the note from this width on.
WIDE_ROW = 660
# Qt's own limit: as wide as there is room.
UNLIMITED = 2**24 - 1
BRANCH_TOOLTIP = "Training on from an earlier step starts a new run; this one stays as it is"


class BranchNote(QLabel):
    """Says that training on from here starts a branch, in as many words as there is room for."""

    TEXTS = ("Run starts a branch", "Run branches", "branches", "")

    def __init__(self) -> None:
        super().__init__()
        self._is_said = False
        self.setObjectName("branch_note")
        self.setProperty("role", "caption")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, is_said: bool) -> None:
        """Say it, or nothing."""
        if is_said != self._is_said:
            self._is_said = is_said
            self.setToolTip(BRANCH_TOOLTIP if is_said else "")
            self._fit()

    @property
    def longest(self) -> int:
        """How wide it is in full, in pixels."""
        return self.fontMetrics().horizontalAdvance(self.TEXTS[0])

    def _fit(self) -> None:
        texts = self.TEXTS if self._is_said else [""]
        width = self.fontMetrics().horizontalAdvance
        self.setText(next(text for text in texts if width(text) <= self.width() or not text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class Timeline(QWidget):
    """The strip over the whole width, and a row of buttons and a field below it.

    Compact it is a card of its own, with all of that in one row.
    """

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session, self._appearance = session, appearance
        self.is_compact = False
        self.strip = TimelineStrip(session, appearance)
        describe(
            self.strip,
            "timeline",
            "Timeline: the step that is shown",
            "Drag, or press an arrow for a step, with Shift for a hundred; Home and End",
        )
        self._buttons = {spec[0]: _button(*spec) for spec in (BACK, FORWARD, END)}
        self.field = NumberField()
        describe(
            self.field,
            "go_to_step",
            "Go to step",
            "The step that is shown; type another one and press Enter to go there",
        )
        self.count = QLabel()
        self.count.setObjectName("steps_of_run")
        self.count.setProperty("role", "quiet")
        self.note = BranchNote()
        self.message = MessageLine("go_to_step_message")
        self._said_at = (0, 0)
        self._lay_out()
        self._connect()
        self._draw_icons()
        update_with_focus(self)

    def _lay_out(self) -> None:
        self._line = line = QHBoxLayout()
        line.setSpacing(4)
        for button in self._buttons.values():
            line.addWidget(button)
        line.addSpacing(4)
        line.addWidget(self.field)
        line.addWidget(self.count)
        line.addSpacing(8)
        line.addWidget(self.note, 1)
        self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._rows.addWidget(self.strip)
        self._rows.addLayout(line)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(2)
        self._column.addLayout(self._rows)
        self._column.addWidget(self.message)
        self.set_compact(False)

    def set_compact(self, is_compact: bool) -> None:
        """Choose between one row, as a card of its own, and two rows inside another one."""
        self.is_compact = is_compact
        direction = QBoxLayout.Direction
        self._rows.setDirection(direction.LeftToRight if is_compact else direction.TopToBottom)
        self._rows.setSpacing(8 if is_compact else 2)
        # As high as the track, which is not in the middle of the strip.
        self._line.setContentsMargins(0, 10 if is_compact else 0, 0, 0)
        margins = (4, 2, 12, 6) if is_compact else (0, 0, 0, 0)
        self._column.setContentsMargins(*margins)
        # What is wrong is said under the field.
        side = Qt.AlignmentFlag.AlignRight if is_compact else Qt.AlignmentFlag.AlignLeft
        self.message.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        vertical = QSizePolicy.Policy.Fixed if is_compact else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        self._make_room_for_note()

    def _connect(self) -> None:
        session = self._session
        self._buttons["step_back"].clicked.connect(self.step_back)
        self._buttons["step_forward"].clicked.connect(self.step_forward)
        self._buttons["to_end"].clicked.connect(self.go_to_end)
        self.field.committed.connect(self._go_to_typed)
        for signal in (self.field.reverted, session.cursor.moved, session.runs.changed):
            signal.connect(self._forget_typed)
        for signal in (session.cursor.step_taken, session.cursor.edited, session.opened):
            signal.connect(self._show_place)
        self._appearance.changed.connect(self._draw_icons)

    # Screen to state.

    def step_back(self) -> None:
        """Show the step before; where one is under way, its beginning."""
        self.strip.go_by(-1)

    def step_forward(self) -> None:
        """Show the next step that was trained; at the end of the run nothing happens."""
        self.strip.go_by(1)

    def go_to_start(self) -> None:
        """Show the first step."""
        self.strip.go_to(self._session.cursor.run.first_step)

    def go_to_end(self) -> None:
        """Show the last step that was trained."""
        self.strip.go_to(THE_END)

    def ask_step(self) -> None:
        """Let the person type a step."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _go_to_typed(self, text: str) -> None:
        run = self._session.cursor.run
        digits = text.strip().replace(",", "").replace("_", "").replace(" ", "")
        is_number = digits.isascii() and digits.isdecimal() and len(digits) <= 18
        if is_number and run.first_step <= int(digits) <= run.steps:
            self._session.cursor.go_to(int(digits))
        else:
            quoted = f"{int(digits):,}" if is_number else f"“{text[:LONGEST_QUOTE]}”"
            self._say(f"No step {quoted}: type {run.first_step:,} to {run.steps:,}.")

    def _forget_typed(self) -> None:
        self._say("")
        self._show_place()

    def _say(self, text: str) -> None:
        self._said_at = self._session.cursor.steps, self._session.cursor.run.steps
        self.field.set_wrong(bool(text))
        self.message.say(text)

    # State to screen.

    def _show_place(self) -> None:
        """Show the step, and where one can go from there."""
        if not self.isVisible():
            return
        session = self._session
        steps, last = session.cursor.steps, session.cursor.run.steps
        can_go_back = (
            steps > session.cursor.run.first_step or not session.cursor.trainer.is_between_steps
        )
        self._buttons["step_back"].setEnabled(can_go_back)
        self._buttons["step_forward"].setEnabled(steps < last)
        self._buttons["to_end"].setEnabled(steps < last)
        if (steps, last) != self._said_at:
            # What was said of a step was said of another place.
            self._say("")
        if self.message.isHidden():
            self.field.show_number(f"{steps:,}")
        self.count.setText(f"of {last:,}")
        self._make_room(f"{last:,}")
        self.note.say(session.cursor.is_in_the_past)

    def _make_room(self, longest: str) -> None:
        """Give field and label a width that changes only where a figure is added."""
        figures = longest.translate(str.maketrans("123456789", "000000000"))
        width = self.fontMetrics().horizontalAdvance(figures)
        self.field.setFixedWidth(max(NARROWEST, width + 24))
        self.count.setFixedSize(
            self.fontMetrics().horizontalAdvance("of ") + width + 4, self.field.height()
        )

    def _make_room_for_note(self) -> None:
        """In one row it has a place that it keeps, said or not: the strip must not jump."""
        least, most = 0, UNLIMITED
        if self.is_compact:
            least = most = self.note.longest if self.width() >= WIDE_ROW else 0
        self.note.setMinimumWidth(least)
        self.note.setMaximumWidth(most)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room_for_note()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_compact:
            paint_card(self, self._appearance)

    def _draw_icons(self) -> None:
        for name, icon, *_ in (BACK, FORWARD, END):
            self._buttons[name].setIcon(self._appearance.icon(icon))


def _button(name: str, icon: str, accessible: str, tooltip: str) -> QToolButton:
    button = QToolButton()
    describe(button, f"timeline_{name}_button", accessible, tooltip)
    button.setProperty("flat", True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
