"""Timeline: a slider over all steps of the run, buttons to step, and a field for any step."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.kit.plain_text import Label, set_tooltip
from app.kit.signals import connect_all
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import NumberField, describe
from app.kit.widgets.message_room import MessageOver
from app.kit.widgets.panel import paint_card, update_with_focus
from app.kit.widgets.parts import IconButton, dressed, fill, named_label, yielding
from app.session.session import Session
from app.views.timeline.strip import MARGINS, THE_END, TimelineStrip
from micrograd.data.typed import TwoMeaningsError, whole_number
from micrograd.system.quoting import quoted

# name, icon, accessible name, tooltip
BUTTONS = (
    ("step_back", "left", "Step back", "Show the window as it was a step before (Alt+Left)"),
    ("step_forward", "right", "Step forward", "Show the next step that was trained"),
    ("to_end", "to_end", "To the end of the run", "Show the last step that was trained"),
)
# The least width of the field in pixels.
NARROWEST = 64
# The least width of a single row that has room for the note.
WIDE_ROW = 660
# QWIDGETSIZE_MAX: no limit.
UNLIMITED = 2**24 - 1
BRANCH_TOOLTIP = "Training on from an earlier step starts a new run; this one stays as it is"


class BranchNote(Label):
    """The note that running from here starts a branch, in as many words as fit."""

    TEXTS = ("Run starts a branch", "Run branches", "branches", "")

    def __init__(self) -> None:
        super().__init__()
        self._is_said = False
        dressed(yielding(self), "branch_note", "caption")

    def say(self, is_said: bool) -> None:
        """Show or hide the note."""
        if is_said != self._is_said:
            self._is_said = is_said
            set_tooltip(self, BRANCH_TOOLTIP if is_said else "")
            self._fit()

    @property
    def longest(self) -> int:
        """The width of the full text in pixels."""
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

    Compact, it is a card of its own with everything in one row. beside: shows the same steps, also
    where the timeline is hidden.
    """

    def __init__(
        self, session: Session, appearance: Appearance, beside: QWidget | None = None
    ) -> None:
        super().__init__()
        self._session, self._appearance = session, appearance
        self.is_compact = False
        self._margins, self._is_aligned = MARGINS, False
        self.strip = TimelineStrip(session, appearance)
        seen = [self] if beside is None else [self, beside]
        self.steps = session.turns.of(self, lambda: any(each.isVisible() for each in seen))
        about = (
            "Drag, or press an arrow for a step, with Shift for a hundred, with Ctrl for a change "
            "or a branch; Home and End; Enter turns to the run that branches off"
        )
        describe(self.strip, "timeline", "Timeline: the step that is shown", about)
        self._buttons = {
            name: IconButton(appearance, icon, f"timeline_{name}_button", *words, is_flat=True)
            for name, icon, *words in BUTTONS
        }
        self.field = NumberField()
        about = "The step that is shown; type another one and press Enter to go there"
        describe(self.field, "go_to_step", "Go to step", about)
        self.count = named_label("steps_of_run", "quiet")
        self.note = BranchNote()
        self.message = MessageOver("go_to_step_message")
        self._said_at = (0, 0)
        self._lay_out()
        self._connect()
        update_with_focus(self)

    def _lay_out(self) -> None:
        self._line = fill(QHBoxLayout(), *self._buttons.values(), 4, self.field, self.count, 8)
        self._line.addWidget(self.note, 1)
        self.message.lie_over(self.strip)
        self._rows = fill(QBoxLayout(QBoxLayout.Direction.TopToBottom), self.strip, self._line)
        self._column = fill(QVBoxLayout(self), self._rows, spacing=2)
        self.set_compact(False)

    def align(self, left: int, right: int) -> None:
        """Let the track be as wide as what stands above it. left, right: its margins in pixels."""
        self._margins = left, right
        self._is_aligned = True
        self._set_margins()

    def _set_margins(self) -> None:
        if self.is_compact:
            self.strip.set_margins(*MARGINS)
        else:
            self.strip.set_margins(*self._margins, self._is_aligned)

    def set_compact(self, is_compact: bool) -> None:
        """Choose between one row as a card of its own, and two rows inside another card."""
        self.is_compact = is_compact
        self._set_margins()
        direction = QBoxLayout.Direction
        self._rows.setDirection(direction.LeftToRight if is_compact else direction.TopToBottom)
        self._rows.setSpacing(8 if is_compact else 2)
        # The track lies below the middle of the strip: the margin brings the buttons to its height.
        self._line.setContentsMargins(0, 10 if is_compact else 0, 0, 0)
        self._column.setContentsMargins(*((4, 2, 12, 6) if is_compact else (0, 0, 0, 0)))
        vertical = QSizePolicy.Policy.Fixed if is_compact else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        self._make_room_for_note()

    def _connect(self) -> None:
        session, cursor = self._session, self._session.cursor
        self._buttons["step_back"].clicked.connect(self.step_back)
        self._buttons["step_forward"].clicked.connect(self.step_forward)
        self._buttons["to_end"].clicked.connect(self.go_to_end)
        self.field.committed.connect(self._go_to_typed)
        moves = self.field.reverted, cursor.moved, session.runs.changed
        connect_all(self._forget_typed, *moves)
        self.steps.connect(self.strip.follow)
        changes = self.steps, cursor.edited, session.opened, self._appearance.changed
        connect_all(self._show_place, *changes)

    # Screen to state.

    def step_back(self) -> None:
        """Show the step before, or the beginning of an unfinished step."""
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
        """Put the focus into the field for a step."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _go_to_typed(self, text: str) -> None:
        run = self._session.cursor.run
        try:
            step = whole_number(text)
        except TwoMeaningsError as error:
            self._say(str(error))
            return
        if step is not None and run.first_step <= step <= run.steps:
            self._session.cursor.go_to(step)
        else:
            what = quoted(text) if step is None else f"{step:,}"
            self._say(f"No step {what}: type {run.first_step:,} to {run.steps:,}.")

    def _forget_typed(self) -> None:
        self._say("")
        self._show_place()

    def _say(self, text: str) -> None:
        self._said_at = self._session.cursor.steps, self._session.cursor.run.steps
        self.field.set_wrong(bool(text))
        self.message.say(text)

    # State to screen.

    def _show_place(self) -> None:
        """Show the step, and enable the moves that are possible from it."""
        if not self.isVisible():
            return
        cursor = self._session.cursor
        steps, last = cursor.steps, cursor.run.steps
        is_within = not cursor.trainer.is_between_steps
        self._buttons["step_back"].setEnabled(steps > cursor.run.first_step or is_within)
        self._buttons["step_forward"].setEnabled(steps < last)
        self._buttons["to_end"].setEnabled(steps < last)
        if (steps, last) != self._said_at:
            # A message belongs to the step at which it was shown.
            self._say("")
        if self.message.isHidden():
            self.field.show_number(f"{steps:,}")
        self.count.setText(f"of {last:,}")
        self._make_room(f"{last:,}")
        self.note.say(cursor.is_in_the_past)

    def _make_room(self, longest: str) -> None:
        """Give field and label a width that changes only with the number of digits."""
        figures = longest.translate(str.maketrans("123456789", "000000000"))
        width = self.fontMetrics().horizontalAdvance(figures)
        self.field.setFixedWidth(max(px(NARROWEST), width + px(24)))
        self.count.setFixedSize(
            self.fontMetrics().horizontalAdvance("of ") + width + 4, self.field.sizeHint().height()
        )

    def _make_room_for_note(self) -> None:
        """Reserve the width of the note in one row, so that the strip does not jump."""
        least, most = 0, UNLIMITED
        if self.is_compact:
            least = most = self.note.longest if self.width() >= px(WIDE_ROW) else 0
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
            paint_card(self, event.rect(), self._appearance)
