"""Small parts: texts that have no room are cut where a person sees it."""

from pytestqt.qtbot import QtBot

from app.kit.widgets.parts import ElidedLabel, NarrowChoice
from tests.app.drawn_texts import drawn_texts

TEXT = (
    "Python asks the left operand: (w3*x3 + b).__sub__(y). Instead of that it could ask the other"
)


def test_the_end_of_a_choice_is_left_out_where_there_is_no_room(qtbot: QtBot) -> None:
    choice = NarrowChoice(8)
    qtbot.addWidget(choice)
    choice.addItem("Value.__sub__ for w3*x3 + b - y")
    choice.resize(150, 26)
    (text,) = drawn_texts(choice)
    assert text.endswith("…")
    assert choice.currentText().startswith(text[:-1])
    choice.resize(500, 26)
    assert drawn_texts(choice) == [choice.currentText()]


def test_a_choice_of_nothing_says_what_it_is_for(qtbot: QtBot) -> None:
    choice = NarrowChoice(8)
    qtbot.addWidget(choice)
    choice.addItem("One neuron")
    choice.setPlaceholderText("Examples")
    choice.setCurrentIndex(-1)
    choice.resize(150, 26)
    assert drawn_texts(choice) == ["Examples"]


def test_a_wrapped_label_has_as_many_whole_lines_as_fit(qtbot: QtBot) -> None:
    label = ElidedLabel("some_label")
    label.setWordWrap(True)
    qtbot.addWidget(label)
    line = label.fontMetrics().lineSpacing()
    label.resize(130, line)
    label.show()
    label.show_text(TEXT)
    shown = []
    for lines in (1, 2, 3, 8):
        label.resize(130, lines * line)
        assert label.heightForWidth(130) <= (lines + 0.5) * line
        shown.append(label.text())
    assert all(text.endswith("…") for text in shown[:3])
    assert [*map(len, shown)] == sorted(map(len, shown))
    assert shown[-1] == TEXT
