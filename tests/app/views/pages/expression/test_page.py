"""Expression page: text to graph, graph to text, errors, undo, and the walk, as a user does it."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage, QTextCharFormat
from PySide6.QtWidgets import QComboBox, QMainWindow, QPlainTextEdit, QToolButton
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.session.session import Session
from app.views.pages.expression.page import ExpressionPage
from app.views.walking.walk_view import GRAPH_PX
from app.walking.expression_walk import FIRST_TEXT
from micrograd.expression.expression import EXAMPLES, parse_expression
from micrograd.training.phases import Phase
from tests.event_loop import turn

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
RMUL = EXAMPLES["A number from the left: 3 * a"]


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> ExpressionPage:
    page = ExpressionPage(appearance)
    qtbot.addWidget(page, before_close_func=lambda p: p.player.pause())
    page.resize(694, 745)
    with qtbot.waitExposed(page):
        page.show()
    return page


def editor(page: ExpressionPage) -> QPlainTextEdit:
    return page.findChild(QPlainTextEdit, "expression_text")


def type_over(qtbot: QtBot, page: ExpressionPage, text: str) -> None:
    """Mark everything, and type; the page takes it over when the typing pauses."""
    editor(page).setFocus()
    qtbot.keyClick(editor(page), Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(editor(page), Qt.Key.Key_Delete)
    for number, line in enumerate(text.split("\n")):
        if number:
            qtbot.keyClick(editor(page), Qt.Key.Key_Return)
        qtbot.keyClicks(editor(page), line)
    qtbot.waitUntil(lambda: page.walk.text == text)


def click(qtbot: QtBot, page: ExpressionPage, name: str) -> None:
    qtbot.mouseClick(page.findChild(QToolButton, name), LEFT)


def choose(page: ExpressionPage, combo: str, text: str) -> None:
    choice = page.findChild(QComboBox, combo)
    choice.setCurrentText(text)
    choice.activated.emit(choice.currentIndex())
    choice.textActivated.emit(text)


def shown_numbers(page: ExpressionPage) -> list[float]:
    """The data that the picture draws, in its order."""
    return [value.data for value in page.view.canvas.scene.order]


def gradients(text: str) -> dict[str, str]:
    expression = parse_expression(text)
    expression.root.backward()
    return {name: value.grad.hex() for name, value in expression.names.items()}


def walked(page: ExpressionPage) -> dict[str, str]:
    return {name: value.grad.hex() for name, value in page.walk.expression.names.items()}


def piece_with(page: ExpressionPage, is_wave: bool) -> str:
    """The piece of text that is underlined, or that is lit."""
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    for selection in editor(page).extraSelections():
        if (selection.format.underlineStyle() == wave) == is_wave:
            return selection.cursor.selectedText()
    return ""


# Text to graph.


def test_it_opens_with_an_example_done(page: ExpressionPage) -> None:
    assert editor(page).toPlainText() == FIRST_TEXT
    assert page.example.currentText() == next(iter(EXAMPLES))
    assert shown_numbers(page) == [2, -3, -6, 10, 4, -2, -8]
    assert walked(page) == gradients(FIRST_TEXT)


def test_what_is_typed_is_drawn(qtbot: QtBot, page: ExpressionPage) -> None:
    type_over(qtbot, page, "d = a*b + c; e = tanh(d)")
    qtbot.waitUntil(lambda: len(page.view.canvas.scene.layout.boxes) == 6)
    assert page.view.canvas.scene.names == ["a", "b", "a × b", "c", "d", "e"]
    assert page.example.currentIndex() == -1
    type_over(qtbot, page, "a = 2\nb = a**3")
    assert shown_numbers(page) == [2, 8]


def test_typing_is_taken_when_the_editor_is_left(qtbot: QtBot, page: ExpressionPage) -> None:
    editor(page).setFocus()
    editor(page).moveCursor(editor(page).textCursor().MoveOperation.End)
    qtbot.keyClicks(editor(page), "*2")
    qtbot.keyClick(editor(page), Qt.Key.Key_Tab)
    assert page.walk.text == f"{FIRST_TEXT}*2"
    assert not editor(page).hasFocus()


def test_a_wrong_text_is_explained_and_the_last_graph_stays(
    qtbot: QtBot, page: ExpressionPage
) -> None:
    before = shown_numbers(page)
    height = page.view.canvas.height()
    type_over(qtbot, page, "d = a*b; e = tan(d)")
    assert page.message.isVisible()
    assert page.message.text().startswith("column 14: “tan” is no function")
    assert piece_with(page, is_wave=True) == "tan"
    assert shown_numbers(page) == before
    assert not page.leaves.rows[0].field.isEnabled()
    assert page.view.canvas.height() == height
    type_over(qtbot, page, "d = a*b; e = tanh(d)")
    assert not page.message.isVisible()
    assert piece_with(page, is_wave=True) == ""
    assert page.leaves.rows[0].field.isEnabled()


def test_the_place_of_an_error_is_marked_in_later_lines_and_behind_odd_letters(
    qtbot: QtBot, page: ExpressionPage
) -> None:
    page.walk.set_text("# 😀\na = 1\nb = a $ 2")
    assert page.message.text().startswith("line 3, column 7: ")
    assert piece_with(page, is_wave=True) == "$"
    page.walk.set_text("a = 2 +")
    assert piece_with(page, is_wave=True) == "+"


def test_too_large_a_number_is_refused_in_words(qtbot: QtBot, page: ExpressionPage) -> None:
    type_over(qtbot, page, "9**9**9**9")
    assert "too large for a number" in page.message.text()
    editor(page).insertPlainText("a = 1\n" * 700)
    qtbot.waitUntil(lambda: "characters" in page.message.text())
    assert "shorten it to 2000" in page.message.text()


def test_an_example_replaces_the_text_and_undo_brings_it_back(
    qtbot: QtBot, page: ExpressionPage
) -> None:
    type_over(qtbot, page, "a*a")
    choose(page, "expression_example", "One neuron")
    assert editor(page).toPlainText() == EXAMPLES["One neuron"] == page.walk.text
    editor(page).setFocus()
    qtbot.keyClick(editor(page), Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: page.walk.text == "a*a")
    assert page.example.currentIndex() == -1


def test_every_example_can_be_chosen_with_the_keyboard(qtbot: QtBot, page: ExpressionPage) -> None:
    page.example.setFocus()
    for text in list(EXAMPLES.values())[1:]:
        qtbot.keyClick(page.example, Qt.Key.Key_Down)
        assert page.walk.text == text
        assert not page.message.isVisible()
        assert walked(page) == gradients(text)


# The walk.


def test_the_buttons_walk_back_to_the_beginning_and_on_to_the_same_bits(
    qtbot: QtBot, page: ExpressionPage
) -> None:
    click(qtbot, page, "expression_pass_start_button")
    assert page.walk.phase is Phase.FORWARD
    assert page.walk.last_pass.position == 3
    for _ in range(3):
        click(qtbot, page, "expression_operation_back_button")
    assert page.walk.last_pass.node is None
    scene = page.view.canvas.scene
    assert [scene.has_data(i) for i in range(7)] == [True, True, False, True, False, True, False]
    assert not page.findChild(QToolButton, "expression_operation_back_button").isEnabled()
    for _ in range(6):
        click(qtbot, page, "expression_operation_button")
    assert not page.findChild(QToolButton, "expression_operation_button").isEnabled()
    assert walked(page) == gradients(FIRST_TEXT)


def test_keys_in_the_graph_walk_too(qtbot: QtBot, page: ExpressionPage) -> None:
    canvas = page.view.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert page.walk.last_pass.position == 2
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert not page.walk.can_step
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert walked(page) == gradients(FIRST_TEXT)


def test_play_at_the_end_begins_again(qtbot: QtBot, page: ExpressionPage) -> None:
    page.player.set_speed(100)
    click(qtbot, page, "expression_play_button")
    assert page.walk.last_pass.position == 0
    qtbot.waitUntil(lambda: not page.player.is_playing)
    assert walked(page) == gradients(FIRST_TEXT)


def test_a_click_on_a_node_chooses_it_and_the_slider_runs_to_it(
    qtbot: QtBot, page: ExpressionPage
) -> None:
    canvas = page.view.canvas
    box = canvas.scene.box_of(4)
    at = canvas.camera.transform.map(box.center[0], box.center[1])
    qtbot.mouseClick(canvas, LEFT, pos=QPoint(round(at[0]), round(at[1])))
    assert page.walk.name(page.walk.chosen) == "d"
    page.walk.restart()
    click(qtbot, page, "expression_to_selected_button")
    assert page.walk.last_pass.node is page.walk.order[4]


def test_a_single_leaf_has_nothing_to_walk_through(qtbot: QtBot, page: ExpressionPage) -> None:
    type_over(qtbot, page, "a = 3")
    assert walked(page) == gradients("a = 3")
    for name in ("operation", "operation_back", "pass_start", "pass_end"):
        click(qtbot, page, f"expression_{name}_button")
    page.grab()
    assert walked(page) == gradients("a = 3")


# The calls.


def test_a_number_from_the_left_shows_why_the_right_operand_was_asked(
    page: ExpressionPage,
) -> None:
    page.walk.set_text(RMUL)
    assert page.calls.calls.currentText() == "Value.__rmul__ for 3 * a"
    assert "answers NotImplemented" in page.calls.why.full_text
    assert piece_with(page, is_wave=False) == "3 * a"
    page.calls.why.grab()


def test_the_call_follows_the_operation(qtbot: QtBot, page: ExpressionPage) -> None:
    page.walk.set_text(RMUL)
    page.walk.restart()
    seen = []
    for _ in range(3):
        click(qtbot, page, "expression_operation_button")
        seen.append((page.calls.calls.currentText(), piece_with(page, is_wave=False)))
    assert seen == [
        ("Value.__rmul__ for 3 * a", "3 * a"),
        ("Value.__rsub__ for 1 - b", "1 - b"),
        ("Value.__rsub__ for 1 - b", "1 - b"),
    ]


def test_the_chosen_node_and_the_chosen_call_are_the_same(
    qtbot: QtBot, page: ExpressionPage
) -> None:
    index = {page.walk.name(i): i for i in range(len(page.walk.order))}
    page.walk.choose(index["d"])
    assert page.calls.calls.currentText() == "Value.__add__ for a*b + c"
    choose(page, "expression_calls", "Value.__mul__ for d * f")
    assert page.walk.chosen == index["L"]
    page.walk.choose(index["a"])
    assert page.calls.calls.currentText() == "Value.__mul__ for d * f"


def test_a_text_without_operators_calls_nothing(page: ExpressionPage) -> None:
    page.walk.set_text("a = 3")
    assert not page.calls.calls.isEnabled()
    assert "called no method" in page.calls.why.full_text
    page.walk.set_text("a*2")
    assert page.calls.calls.isEnabled()


# Undo.


def test_undo_on_the_page_is_the_texts_and_not_the_windows(
    qtbot: QtBot, appearance: Appearance
) -> None:
    window, page = QMainWindow(), ExpressionPage(appearance)
    asked = []
    undo = QAction("Undo", window, shortcut="Ctrl+Z", triggered=lambda: asked.append(1))
    window.addAction(undo)
    window.setCentralWidget(page)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    field = page.leaves.rows[0].field
    transport = page.view.transport
    for focused in (
        *(field, page.view.canvas, page.calls.calls, page.example),
        *(transport.slider, transport.speed, page.editor),
    ):
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_Up)
        assert page.walk.text != FIRST_TEXT
        focused.setFocus()
        qtbot.keyClick(focused, Qt.Key.Key_Z, CONTROL)
        qtbot.waitUntil(lambda: page.walk.text == FIRST_TEXT)
        qtbot.keyClick(focused, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda: page.walk.text != FIRST_TEXT)
        qtbot.keyClick(focused, Qt.Key.Key_Z, CONTROL)
    assert asked == []


def test_text_examples_and_leaves_are_undone_with_the_mouse(
    qtbot: QtBot, page: ExpressionPage
) -> None:
    undo, redo = (page.findChild(QToolButton, f"expression_{n}_button") for n in ("undo", "redo"))
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    texts = [page.walk.text]
    field = page.leaves.rows[0].field
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    texts.append(page.walk.text)
    choose(page, "expression_example", list(EXAMPLES)[1])
    texts.append(page.walk.text)
    type_over(qtbot, page, "z = 2 * q")
    qtbot.waitUntil(lambda: page.walk.text == "z = 2 * q")
    while undo.isEnabled():
        qtbot.mouseClick(undo, LEFT)
    assert page.walk.text == texts[0]
    assert not undo.isEnabled()
    for text in texts[1:]:
        qtbot.mouseClick(redo, LEFT)
        assert page.walk.text == text


def test_the_text_of_the_last_start_is_no_change_to_undo(page: ExpressionPage) -> None:
    page.choices["expression"].choose("a * 7")
    assert page.walk.text == editor(page).toPlainText() == "a * 7"
    assert page.own_undo.undo_text == ""


def test_the_whole_word_that_is_refused_is_underlined(qtbot: QtBot, page: ExpressionPage) -> None:
    type_over(qtbot, page, "d = 2")
    page.walk.set_text("d = a·b")
    assert piece_with(page, is_wave=True) == "a·b"
    assert page.message.text().endswith("write a*b")


# Room.


@pytest.mark.parametrize("size", [(694, 745), (534, 560), (1000, 800)])
def test_the_graph_keeps_its_room(
    qtbot: QtBot, page: ExpressionPage, size: tuple[int, int]
) -> None:
    page.tools.setParent(None)
    for title in EXAMPLES:
        for _ in range(2):  # a card that was wide gives way when it has become narrow
            page.resize(*size)
            turn()
        page.walk.set_text(EXAMPLES[title])
        turn()
        assert page.width() == size[0], title
        assert page.view.canvas.height() >= GRAPH_PX, title
    page.tools.setParent(page)


def test_the_card_stays_where_it_is_when_the_text_takes_what_the_graph_leaves(
    page: ExpressionPage, appearance: Appearance
) -> None:
    appearance.resize_text(200)
    for height in range(900, 1200, 20):
        page.resize(1880, height)
        turn(4)
        is_beside, heights = page.view.divider.is_beside, set()
        for _ in range(4):
            turn()
            heights.add(page.view.height())
        assert len(heights) == 1, height
        assert page.view.divider.is_beside == is_beside
        assert page.view.card.rule.wordWrap() == is_beside


def test_a_mistake_leaves_the_older_graph_and_its_card_pale(
    qtbot: QtBot, page: ExpressionPage
) -> None:
    def looks() -> list[QImage]:
        return [part.grab().toImage() for part in (page.view.canvas, page.view.card_area)]

    type_over(qtbot, page, "a = 2\nb = a*a")
    clear = looks()
    # A widget with an effect makes Qt paint what lies behind it, with every step.
    assert page.view.canvas.graphicsEffect() is None
    page.walk.set_text("a = 2\nb = a*")
    assert all(pale != before for pale, before in zip(looks(), clear, strict=True))
    page.walk.set_text("a = 2\nb = a*a")
    assert looks() == clear


def test_five_lines_are_seen_whole(qtbot: QtBot, page: ExpressionPage) -> None:
    page.walk.set_text(EXAMPLES["One neuron"])
    turn()
    assert editor(page).blockCount() == 5
    assert editor(page).verticalScrollBar().maximum() == 0


def test_the_first_text_is_seen_whole_with_the_line_that_defines_its_root(
    page: ExpressionPage,
) -> None:
    page.resize(602, 630)
    page.walk.set_text(FIRST_TEXT)
    turn()
    assert "\nL =" in FIRST_TEXT
    assert editor(page).verticalScrollBar().maximum() == 0


def test_three_lines_are_seen_whole_where_the_graph_has_no_more_than_it_needs(
    page: ExpressionPage,
) -> None:
    page.resize(612, 622)
    page.walk.set_text("h = w*x + b\ny = tanh(h)\nloss = (y - t)**2")
    turn()
    assert page.walk.error is None
    assert editor(page).verticalScrollBar().maximum() == 0
    assert editor(page).height() == editor(page).height_of(3)


def test_a_long_text_and_many_leaves_scroll(qtbot: QtBot, page: ExpressionPage) -> None:
    names = [f"weight_{i}" for i in range(30)]
    page.walk.set_text(
        "\n".join(f"{n} = {i}" for i, n in enumerate(names)) + "\n" + "+".join(names)
    )
    turn()
    assert page.walk.error is None
    assert len(page.leaves.rows) == 30
    assert page.leaves.height() <= page.leaves.height_of(3)
    assert page.view.canvas.height() >= GRAPH_PX


def test_both_themes_are_drawn(page: ExpressionPage, appearance: Appearance) -> None:
    for theme in ("light", "dark"):
        appearance.choose(theme)
        assert not page.grab().isNull()


# Whatever is typed.


def test_names_of_controls_are_there_once_and_say_what_they_do(page: ExpressionPage) -> None:
    page.walk.set_text("A = 1; a = 2; α = 3; β = 4; x_ = 5; e = A*a*α*β*x_")
    names = [row.field.objectName() for row in page.leaves.rows]
    assert len(set(names)) == 5
    controls = [editor(page), page.example, page.calls.calls, *(r.field for r in page.leaves.rows)]
    assert all(each.accessibleName() and each.toolTip() for each in controls)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.one_of(st.text(max_size=40), st.text("ab12 +-*/()=;\n.^#", max_size=40)))
def test_any_text_leaves_the_page_alive(page: ExpressionPage, text: str) -> None:
    editor(page).setPlainText(text)
    editor(page).flush()
    assert bool(page.walk.message) == (page.walk.error is not None)
    page.grab()
    page.walk.step_back()
    page.walk.set_text(FIRST_TEXT)
    page.walk.finish_pass()
    assert walked(page) == gradients(FIRST_TEXT)


def test_training_is_not_involved(qtbot: QtBot, page: ExpressionPage, session: Session) -> None:
    def bits() -> list[tuple[float, float]]:
        return [(each.data, each.grad) for each in session.cursor.trainer.parameters]

    session.training.step()
    before, chance = bits(), random.getstate()
    type_over(qtbot, page, "a*b")
    page.walk.restart()
    qtbot.keyClick(page.leaves.rows[0].field, Qt.Key.Key_Up)
    page.walk.choose(0)
    assert (bits(), session.cursor.steps, session.undo_stack.count) == (before, 1, 0)
    assert session.selection.parameters == []
    assert random.getstate() == chance
