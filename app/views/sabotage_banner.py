"""The banner over the stage while a line of the training loop is wrong on purpose."""

from functools import partial
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QVBoxLayout

from app.kit.plain_text import Label, in_color, menu_text, set_tooltip
from app.kit.signals import connect_all
from app.kit.text_size import fixed_font, px
from app.kit.theme import Appearance
from app.kit.widgets.banner import Banner
from app.kit.widgets.parts import fill, rich_label
from app.session.session import Session
from app.views.dialogs.parts import push_button

MEND_TIP = "Go on with the right line from here; Undo brings the wrong one back"
COMPARE_TIP = "Train the same steps with the right line in a run beside this one, and compare both"
ANSWER_TIP = "Say which line you think is wrong"
SHOW_TIP = "End the search: show which line is wrong"
FINDING = "<b>One line is wrong: which?</b> Watch the operations, read the code, check a gradient."
LINE_PX = 12
# From text this much larger on, in percent, the explanation leaves room for the rest of the window.
LARGE_TEXT = 150


class SabotageBanner(Banner):
    """Says which line is wrong, or asks for it; a button mends it, another compares."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("sabotage_banner")
        self.setProperty("role", "sabotage")
        self._session, self._appearance = session, appearance
        self._sabotage = session.sabotage
        self._icon = Label()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text = rich_label("sabotage_text", wraps=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.lines = rich_label("sabotage_lines", wraps=True)
        self.answer = self._answer_button()
        sabotage = self._sabotage
        self.reveal = push_button("sabotage_show", "Show me", SHOW_TIP, sabotage.reveal)
        self.compare = push_button("sabotage_compare", "Compare", COMPARE_TIP, self._compare)
        self.mend = push_button("sabotage_mend", "Mend it", MEND_TIP, sabotage.mend)
        words = fill(QVBoxLayout(), self.text, self.lines, spacing=2)
        buttons = self.answer, self.reveal, self.compare, self.mend
        self.lay_out(words, buttons, self._icon)
        connect_all(self.show_fault, *session.sabotage.changes, appearance.changed)
        self.show_fault()

    def _answer_button(self) -> QPushButton:
        button = push_button("sabotage_answer", "Answer", ANSWER_TIP, lambda: None)
        self.menu = QMenu(button)
        self.menu.setObjectName("sabotage_answers")
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill_answers)
        button.setMenu(self.menu)
        return button

    def _fill_answers(self) -> None:
        """Offer every fault that changes something here."""
        self.menu.clear()
        for row in self._sabotage.possible:
            entry = self.menu.addAction(menu_text(row.title))
            entry.setObjectName(f"answer_{row.name}")
            set_tooltip(entry, row.words)
            entry.triggered.connect(partial(self._guess, row.name))

    def _guess(self, name: str, checked: bool = False) -> None:
        self._sabotage.guess(name)

    def _compare(self) -> None:
        self._sabotage.compare_with_right()

    def show_fault(self) -> None:
        """Say what is wrong at the step that is shown, or hide."""
        sabotage = self._sabotage
        self.setVisible(sabotage.is_on)
        if not sabotage.is_on:
            return
        icon = self._appearance.icon("warning", "warning")
        self._icon.setPixmap(icon.pixmap(px(18), px(18)))
        is_secret = sabotage.is_secret
        # The button that was used goes: the keyboard would land anywhere.
        was_asked = self.window().focusWidget() in (self.answer, self.reveal)
        for button, is_shown in (
            (self.answer, is_secret),
            (self.reveal, is_secret),
            (self.compare, not is_secret),
            (self.mend, not is_secret),
        ):
            button.setVisible(is_shown)
        if was_asked and not is_secret:
            self.mend.setFocus()
        self.text.setText(FINDING if is_secret else self._words())
        self.lines.setText("" if is_secret else self._code())
        self.lines.setVisible(not is_secret)
        fault = sabotage.fault
        set_tooltip(self, "" if is_secret else f"{fault.words} {fault.effect}")

    def be_pictured(self) -> None:
        """Show no buttons, as in a picture, where nothing can be pressed."""
        for button in (self.answer, self.reveal, self.compare, self.mend):
            button.setMaximumWidth(0)

    def _words(self) -> str:
        sabotage = self._sabotage
        fault = sabotage.fault
        verdict = f"<b>{escape(sabotage.verdict)}</b> " if sabotage.verdict else ""
        what = f"<b>One line is wrong: {escape(fault.title)}.</b>"
        if px(100) < LARGE_TEXT:
            what += f" {escape(fault.words)}"
        if why := sabotage.without_effect:
            what += f" It changes nothing here: {escape(why)}."
        return f"{verdict}{what}"

    def _code(self) -> str:
        fault, theme = self._sabotage.fault, self._appearance.theme
        font = fixed_font(LINE_PX)
        style = f"font-family:{QFontInfo(font).family()}; font-size:{font.pixelSize()}px"
        wrong = in_color(f"✗ {fault.wrong}", theme["warning"], style)
        right = in_color(f"✓ {fault.right}", theme["text"], style)
        return f"{wrong}&nbsp;&nbsp;&nbsp;&nbsp; {right}"
