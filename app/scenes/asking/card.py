"""QuestionCard: a small card that asks, takes the answer, and shows what came of it."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QMargins, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.kit.spoken import announce
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine
from app.kit.widgets.panel import RADIUS, paint_card, title_label, update_with_focus
from app.kit.widgets.parts import discard, fill, in_box, named_label
from app.kit.widgets.segmented_control import segment_button
from app.scenes.asking.answers import Scores
from app.scenes.asking.corners import CORNERS, at_corner, best_corner
from app.scenes.asking.fields import AnswerField
from app.scenes.asking.outcomes import Outcome
from app.views.dialogs.parts import push_button

# The width of the card, and how far it is from the edges of its room, in pixels.
WIDTH_PX = 344
MARGINS = QMargins(12, 12, 12, 12)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QuestionCard(QWidget):
    """Stands in a corner of the room that `place` gives it, as high as it has to be.

    parent: the window.
    `answered(answer)` comes with an answer, `skipped` without one, `forgotten` where the scores
    of the script are to be forgotten.
    """

    answered = Signal(object)
    skipped = Signal()
    forgotten = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("question_card")
        self.setAccessibleName("Question")
        # Nothing below the card is clicked through it.
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self._appearance, self._parent = appearance, parent
        self._room, self._corner = parent.rect(), CORNERS[0]
        self.field: AnswerField | None = None
        self.text = named_label("question_text", wraps=True)
        self.scores = named_label("question_scores", "caption")
        self.forget = segment_button(
            "question_forget",
            "Forget",
            "Forget the scores of this script; they are kept on this computer only",
            "Forget the scores",
            self.forgotten.emit,
        )
        self.forget.setProperty("flat", True)
        self.answer = push_button(
            "question_answer", "Answer", "Give this answer (Enter)", self._answer, True
        )
        self.skip = push_button(
            "question_skip",
            "Show me",
            "See it without an answer, and without a score",
            self.skipped.emit,
        )
        self.message = MessageLine("question_message")
        self.truth = named_label("question_truth", "number")
        self.score = named_label("question_score", "now")
        self.words = named_label("question_words", "quiet", wraps=True)
        self._lay_out()
        appearance.changed.connect(self.update)
        update_with_focus(self)
        self.hide()

    def _lay_out(self) -> None:
        head = fill(QHBoxLayout(), title_label("Predict"), None, self.scores, self.forget)
        self._wide, self._beside = QVBoxLayout(), QHBoxLayout()
        asking = fill(QHBoxLayout(), self._beside, None, self.answer, self.skip, spacing=8)
        self._asking = in_box(asking)
        result = fill(QHBoxLayout(), (self.words, 1), self.score, spacing=8)
        parts = head, self.text, (self._wide, 1), self._asking, self.message, self.truth, result
        self._column = fill(QVBoxLayout(self), *parts, spacing=8, margins=(12, 8, 12, 12))

    # State to screen.

    def ask(self, text: str, field: AnswerField, scores: Scores | None, is_film: bool) -> None:
        """Ask in these words. scores: of the question by now. is_film: only show what is asked."""
        self.clear()
        self.field = field
        field.changed.connect(lambda: self.message.say(""))
        (self._wide if field.is_wide else self._beside).addWidget(field)
        self.text.setText(text)
        announce(self.text, text)
        self.show_scores(scores)
        self._asking.setVisible(not is_film)
        chain = [*field.stops, self.answer, self.skip, self.forget]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)
        self._come()
        if not is_film:
            field.stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def wait(self, answer: object) -> None:
        """Take no other answer, and wait for what comes of this one; None for none."""
        words = self.field.said(answer) if self.field and answer is not None else ""
        self._close(words)

    def _close(self, words: str) -> None:
        self._leave()
        if self.field:
            self.field.end()
            self.field.setVisible(self.field.is_wide)
        self._asking.hide()
        self.message.say("")
        _tell(self.words, words)
        self._come()

    def reveal(self, outcome: Outcome, scores: Scores | None) -> None:
        """Show the right answer, and how far the person's is from it."""
        self._close(outcome.words)
        _tell(self.truth, outcome.truth)
        _tell(self.score, "" if outcome.score is None else f"{outcome.score} of 100")
        self.show_scores(scores)
        told = self.truth, self.score, self.words
        announce(self, ". ".join(each.text() for each in told if each.text()))
        self._come()

    def clear(self) -> None:
        """Go, with the question."""
        self._leave()
        self.hide()
        self.message.say("")
        for label in (self.truth, self.words, self.score):
            _tell(label, "")
        if self.field:
            discard(self.field)
            self.field = None

    def _leave(self) -> None:
        """Give the keyboard back to the window: Qt would give it to whatever comes next."""
        focus = self._parent.focusWidget()
        if focus and self.isAncestorOf(focus):
            self._parent.setFocus()

    def show_scores(self, scores: Scores | None) -> None:
        """Show what is kept of the question; None where nothing is."""
        _tell(self.scores, _kept(scores) if scores else "")
        self.forget.setVisible(scores is not None)

    # Its place.

    def place(self, room: QRect, spots: Sequence[QRectF] = ()) -> None:
        """Stand in a corner of a room of the window, beside what is pointed at; spots: in it."""
        self._room = room.marginsRemoved(MARGINS)
        self._corner = best_corner(self._room, self._size(), spots)
        self._fit()

    def _come(self) -> None:
        self.show()
        self._fit()

    def _size(self) -> QSize:
        """Be as high as is needed, and no larger than the room."""
        self._column.activate()
        width = min(px(WIDTH_PX), self._room.width())
        return QSize(width, min(self._column.totalHeightForWidth(width), self._room.height()))

    def _fit(self) -> None:
        self.setGeometry(at_corner(self._room, self._size(), self._corner))

    def event(self, event: QEvent) -> bool:
        was_handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and not self.isHidden():
            self._fit()
        if event.type() == QEvent.Type.ShortcutOverride and _is_enter(event):
            # It answers here, whatever it does elsewhere in the window.
            event.accept()
            return True
        return was_handled

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_card(self, event.rect(), self._appearance)
        # It lies over others that look alike: its edge is seen without the keyboard in it, too.
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._appearance.theme.color("quiet"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.end()

    # Screen to state.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _is_enter(event):
            super().keyPressEvent(event)
        elif self._parent.focusWidget() is self.skip:
            self.skip.click()
        else:
            self._answer()

    def _answer(self) -> None:
        if not self.field or self._asking.isHidden():
            return
        try:
            answer = self.field.answer()
        except ValueError as error:
            self.message.say(str(error))
            self.field.stops[0].setFocus()
            return
        self.answered.emit(answer)


def _is_enter(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() in ENTER


def _kept(scores: Scores) -> str:
    if scores.last == scores.best:
        return f"best so far {scores.best}"
    return f"last {scores.last} · best {scores.best}"


def _tell(label: QLabel, text: str) -> None:
    """Show a text in a label that takes no room without one."""
    label.setText(text)
    label.setVisible(bool(text))
