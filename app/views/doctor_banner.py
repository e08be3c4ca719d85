"""The training doctor's line: what is the matter with the run, why, and a button that helps."""

import re
from html import escape

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from app.kit.plain_text import Label, set_tooltip
from app.kit.signals import connect_all
from app.kit.sliced import Sliced
from app.kit.spoken import announce
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.banner import Banner
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import IconButton, rich_label
from app.session.remedies import carry_out
from app.session.session import Session
from app.views.dialogs.parts import push_button
from micrograd.analysis.doctor.doctor import Diagnosis
from micrograd.system.quoting import shown

# Milliseconds between two looks while training goes on, and of rest before remedies are tried, so
# that nothing is tried while the timeline is dragged.
LOOK_MS, REST_MS = 500, 50
# Seconds of trying remedies before the event loop goes on.
SLICE_S = 0.002
# In a line narrower than this, in pixels, words are cut to their head.
NARROW = 560
# Matches the head of a text, up to its first colon or full stop: what is the matter, in short.
HEAD = re.compile(r".+?[:.](?= )")


class DoctorBanner(Banner):
    """A line shown while something is the matter, until that is over or it is put away.

    `told(is_shown)` comes when the line is shown, and when it goes.
    """

    told = Signal(bool)

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("doctor_banner")
        self._session, self._appearance = session, appearance
        self.diagnosis: Diagnosis | None = None
        self._is_quiet = False
        # What was put away: the subject and the name of the illness.
        self._put_away: object = None
        self._icon = Label()
        self.text = rich_label("doctor_text", wraps=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.remedy = push_button("doctor_remedy", "", "", self._help)
        words = "doctor_dismiss", "Put the advice away", "Hide this until something else is wrong"
        self.dismiss = IconButton(appearance, "remove", *words, color="quiet", is_flat=True)
        self.dismiss.clicked.connect(self._dismiss)
        self.lay_out(self.text, [self.remedy], self._icon, self.dismiss)
        self._now_and_then = Throttle(LOOK_MS, self.look, self)
        self._trials = Sliced(self, SLICE_S)
        # Training may have gone on while remedies were tried: what was found is told as of now.
        self._trials.finished.connect(self.look)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._try_remedies)
        cursor = session.cursor
        cursor.step_taken.connect(self._now_and_then.request)
        self._signals = cursor.diverged, cursor.edited, cursor.moved, session.runs.changed
        connect_all(self.look, *self._signals)
        appearance.changed.connect(self._show)
        self.hide()
        self.look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._show_words()

    def look(self) -> None:
        """Let the doctor look at where the cursor stands, and show what is the matter."""
        examination = self._session.examination
        examination.look(self._session.is_running)
        self._show_found()
        if not examination.is_searching or not self._session.cursor.is_at_the_end:
            self._trials.cancel()
        if examination.is_searching and not self._trials.is_running:
            self._rest.start()

    @property
    def is_busy(self) -> bool:
        """True while more may be found of the step that was looked at."""
        return self._rest.isActive() or self._trials.is_running

    def _try_remedies(self) -> None:
        self._trials.start_soon(self._session.examination.search())

    def _show_found(self) -> None:
        diagnosis = self._session.examination.diagnosis
        if self._is_quiet or self._put_away == self._key(diagnosis):
            diagnosis = None
        if diagnosis != self.diagnosis:
            self.diagnosis = diagnosis
            self._show()

    def be_quiet(self, is_quiet: bool) -> None:
        """Say nothing for now, or what is to be said by now."""
        self._is_quiet = is_quiet
        self._show_found()

    def end(self) -> None:
        """Say nothing any more, as in a picture, where nothing can be pressed."""
        for signal in self._signals:
            signal.disconnect(self.look)
        self._session.cursor.step_taken.disconnect(self._now_and_then.request)
        self._rest.stop()
        self._trials.cancel()
        self.hide()

    def _key(self, diagnosis: Diagnosis | None) -> object:
        return (self._session.examination.subject, diagnosis.rule) if diagnosis else ()

    def _show(self) -> None:
        diagnosis = self.diagnosis
        was_shown = not self.isHidden()
        if diagnosis:
            self._icon.setPixmap(self._appearance.icon("warning", "warning").pixmap(18, 18))
            if diagnosis.text != self.accessibleName() or not was_shown:
                announce(self, diagnosis.text)
            self.setAccessibleName(diagnosis.text)
            self._show_remedy(diagnosis)
            self._show_words()
        self.setVisible(diagnosis is not None)
        if was_shown != (diagnosis is not None):
            self.told.emit(diagnosis is not None)

    def _show_words(self) -> None:
        """Say all of it; in a narrow line its head, with the rest in the tooltip."""
        if self.diagnosis is None:
            return
        text = shown(self.diagnosis.text)
        head = HEAD.match(text)
        end = head.end() if head else 0
        is_short = self.width() < px(NARROW) and bool(end)
        set_tooltip(self.text, text if is_short else "")
        begin = f"{text[:end].rstrip(' :.')}." if is_short else text[:end]
        self.text.setText(f"<b>{escape(begin)}</b>{'' if is_short else escape(text[end:])}")

    def _show_remedy(self, diagnosis: Diagnosis) -> None:
        remedy = diagnosis.remedy
        self.remedy.setVisible(remedy is not None)
        if remedy:
            self.remedy.setText(remedy.title)
            cursor = self._session.cursor
            about = remedy.about if cursor.is_at_the_end else remedy.about_in_the_past(cursor.steps)
            describe(self.remedy, "doctor_remedy", remedy.title, about)

    def _help(self) -> None:
        if self.diagnosis and self.diagnosis.remedy:
            carry_out(self._session, self.diagnosis.remedy)

    def _dismiss(self) -> None:
        self._put_away = self._key(self.diagnosis)
        self.look()
