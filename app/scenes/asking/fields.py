"""Fields in which questions are answered: a row of FIELDS for each kind of question."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.plain_text import in_color
from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.widgets.fields import NumberField, describe
from app.kit.widgets.parts import fill, rich_label, yielding
from app.kit.widgets.segmented_control import segment_button
from app.scenes.asking.axes import Curve, axes_for
from app.scenes.asking.curve_plot import GUESS_SERIES, CurvePlot
from app.scenes.asking.guess import Guess
from app.scenes.asking.observed import Observed
from app.scenes.asking.outcomes import (
    SIGNS,
    Outcome,
    curve_outcome,
    number_outcome,
    said,
    sign_outcome,
)
from app.scenes.asking.sign_choice import SignChoice
from app.scenes.playground.playground import Playground
from app.scenes.playground.quantities import quantity
from app.scenes.script import Question
from micrograd.data.typed import parse_number

FIELD_PX = 104
OR_SKIP = "or press Show me"
DRAW = "Draw here with the mouse, or with the arrow keys"


class Asked(NamedTuple):
    """A question, and what is known when it is asked. is_film: nobody will answer."""

    question: Question
    playground: Playground
    observed: Observed
    appearance: Appearance
    is_film: bool = False

    def number(self) -> float:
        """The quantity as it is now. Raises ScriptError where there is none."""
        return float(quantity(self.question.of, "of").read(self.playground))


class AnswerField(QWidget):
    """A field of one kind. `changed` comes with each change of the answer.

    is_wide: it takes the width of the card, and stays there when it was answered. stops: where the
    keyboard goes in it, in turn.
    """

    changed = Signal()
    is_wide = False
    stops: Sequence[QWidget]

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.asked = asked

    def answer(self) -> Any:
        """What the person says. Raises ValueError, with the reason, where that is nothing yet."""
        raise NotImplementedError

    def said(self, answer: Any) -> str:
        """The answer in words."""
        raise NotImplementedError

    def end(self) -> None:
        """Take no other answer any more."""
        self.setEnabled(False)

    def follow(self) -> None:
        """Show what the acts have done by now."""

    def outcome(self, answer: Any) -> Outcome:
        """What came of it. answer: None where nobody answered. Raises ScriptError."""
        raise NotImplementedError


class NumberAnswer(AnswerField):
    """A number, typed as everywhere in the window."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.field = NumberField()
        self.stops = [self.field]
        describe(
            self.field, "predicted_number", "Your prediction", "Type a number: what will it be?"
        )
        self.field.setPlaceholderText("a number")
        hold(self.field, width=FIELD_PX)
        self.field.textEdited.connect(self._edit)
        self.field.reverted.connect(self.field.clear)
        self.field.reverted.connect(self._edit)
        fill(QHBoxLayout(self), self.field)

    def _edit(self) -> None:
        self.field.set_wrong(False)
        self.changed.emit()

    def answer(self) -> float:
        text = self.field.text()
        self.field.set_wrong(True)
        if not text.strip():
            raise ValueError(f"Type a number first, {OR_SKIP}")
        number = parse_number(text)
        self.field.set_wrong(False)
        return number

    def said(self, answer: Any) -> str:
        return f"{said(answer)}."

    def outcome(self, answer: Any) -> Outcome:
        return number_outcome(self.asked.question, answer, self.asked.number())


class SignAnswer(AnswerField):
    """A sign: one of three buttons, also by its key."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.choice = SignChoice()
        self.stops = list(self.choice.buttons.values())
        self.choice.changed.connect(self.changed)
        fill(QHBoxLayout(self), self.choice)

    def answer(self) -> int:
        sign = self.choice.sign()
        if sign is None:
            raise ValueError(f"Choose a sign first, {OR_SKIP}")
        return sign

    def said(self, answer: Any) -> str:
        return f"You said {SIGNS[answer]}."

    def outcome(self, answer: Any) -> Outcome:
        return sign_outcome(self.asked.question, answer, self.asked.number())


class CurveAnswer(AnswerField):
    """A curve, drawn on a plot of what is known of it."""

    is_wide = True

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        question, session = asked.question, asked.playground.session
        self._name, step = question.of.strip(), session.cursor.steps
        row = quantity(question.of, "of").row
        known = asked.observed.curve(self._name, step - question.steps, step)
        axes = axes_for(known, question.steps, question.scale == "log", row.bounds)
        self.plot = CurvePlot(asked.appearance, self._name, known, axes)
        self.caption = yielding(rich_label("predicted_reading", "caption"))
        self.clear = segment_button(
            "predicted_clear", "Clear", "Begin the curve again", pressed=self.plot.begin_again
        )
        self.stops = [self.plot, self.clear]
        self.plot.drawn.connect(self._show_reading)
        self.plot.drawn.connect(self.changed)
        asked.appearance.changed.connect(self._show_legend)
        below = fill(QHBoxLayout(), (self.caption, 1), self.clear)
        fill(QVBoxLayout(self), (self.plot, 1), below)
        self.clear.setEnabled(False)
        self.caption.setText(DRAW)
        if asked.is_film:
            self.end()

    def answer(self) -> Guess:
        if not self.plot.guess.is_drawn:
            raise ValueError(f"Draw the curve first, {OR_SKIP}")
        return self.plot.guess

    def said(self, answer: Any) -> str:
        return ""

    def end(self) -> None:
        self.plot.end()
        self.clear.hide()
        self._show_legend()

    def follow(self) -> None:
        self.plot.show_truth(self._truth())

    def outcome(self, answer: Any) -> Outcome:
        self.follow()
        return curve_outcome(self.plot.axes, answer, self._truth())

    def _truth(self) -> Curve:
        axes = self.plot.axes
        return self.asked.observed.curve(self._name, axes.first, axes.last)

    def _show_reading(self) -> None:
        is_drawn = self.plot.guess.is_drawn
        self.clear.setEnabled(is_drawn)
        self.caption.setText(self.plot.reading if is_drawn or self.plot.hasFocus() else DRAW)

    def _show_legend(self) -> None:
        """Say which line is which, once nothing is drawn any more."""
        if self.clear.isVisibleTo(self):
            return
        theme = self.asked.appearance.theme
        parts = [in_color("━ the run", theme["text"])]
        if self.plot.guess.is_drawn:
            parts.append(in_color("╍ yours", theme.series(GUESS_SERIES)))
        self.caption.setText(" &nbsp; ".join(parts))


FIELDS: dict[str, type[AnswerField]] = {
    "number": NumberAnswer,
    "sign": SignAnswer,
    "curve": CurveAnswer,
}
