"""The card of the last operation shows what is explained, in words, numbers and source lines."""

import re

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.kit import text_size
from app.kit.numbers import shortest, signed
from app.kit.theme import Appearance
from app.kit.widgets.code_view import CodeView
from app.session.session import Session
from app.views.walking.arithmetic_table import MOST_CELLS, MOST_ROWS, ArithmeticTable
from app.views.walking.operation_card import WIDE, OperationCard
from app.walking.explained import DIGITS, Explanation, Row
from app.walking.explanation import explain
from app.walking.expression_walk import ExpressionWalk
from app.walking.training_walk import TrainingWalk
from app.walking.walk import Walk
from micrograd.nn import ACTIVATIONS
from micrograd.training.phases import PHASES, Phase
from tests.event_loop import turn

WIDTHS = pytest.mark.parametrize("width", [WIDE + 200, WIDE - 200])


@pytest.fixture
def walk(session: Session) -> TrainingWalk:
    return TrainingWalk(session)


@pytest.fixture
def card(qtbot: QtBot, walk: TrainingWalk, appearance: Appearance) -> OperationCard:
    """The card alone in a window."""
    card = OperationCard(walk, appearance, "some")
    card.resize(WIDE + 200, 300)
    qtbot.addWidget(card)
    with qtbot.waitExposed(card):
        card.show()
    return card


def plain_text(label: QLabel) -> str:
    """The text of a label without the tags that colour it."""
    return re.sub(r"<[^>]*>", "", label.text())


def labels(card: OperationCard, name: str) -> list[str]:
    return [plain_text(label) for label in card.table.findChildren(QLabel, name)]


def numbers_of(row: Row | None) -> list[str]:
    cells = row.cells if row else ()
    texts = [
        shortest(cell.number) if cell.caption == "learning rate" else signed(cell.number, DIGITS)
        for cell in cells
    ]
    return texts + [""] * (MOST_CELLS - len(texts))


def number(text: str) -> float | None:
    """The number on a side of an equation, None if the side is a formula."""
    try:
        return float(text.replace("−", "-"))
    except ValueError:
        return None


def is_short_for(text: str, name: str) -> bool:
    """True for a name, and for one of which the middle is left out."""
    start, _, end = text.partition("…")
    return text == name or ("…" in text and name.startswith(start) and name.endswith(end))


def shows(card: OperationCard, made: Explanation) -> None:
    """Every part of the explanation stands on the card."""
    assert (card.node.text(), card.where.text(), card.rule.text()) == (
        made.node,
        made.where,
        made.rule,
    )
    for label, formula in zip(card.formulas, made.formulas, strict=False):
        assert label.text().startswith(f"{formula.gives} = ")
        sides = label.text().split(" = ")
        assert number(sides[-1]) == number(formula.result)
        assert formula.names in label.text() or number(formula.names) == number(sides[-1])
    if not made.formulas:
        assert card.formulas[0].text() == made.hint
    rows = [*made.rows, *[None] * MOST_ROWS][:MOST_ROWS]
    assert labels(card, "cell") == [text for row in rows for text in numbers_of(row)]
    names = [labels(card, f"row_{i}")[0] for i in range(MOST_ROWS)]
    assert all(map(is_short_for, names, [row.name if row else "" for row in rows]))
    signs = [[*row.signs, *[""] * 3][:3] if row else [""] * 3 for row in rows]
    assert labels(card, "sign") == [sign for row in signs for sign in row]
    captions = [cell.caption for cell in made.rows[0].cells] if made.rows else []
    assert labels(card, "caption") == captions + [""] * (MOST_CELLS - len(captions))


def test_a_result_named_by_its_own_formula_is_written_once(
    qtbot: QtBot, appearance: Appearance
) -> None:
    walk = ExpressionWalk("a = 2; b = a * 3\nb + a")
    card = OperationCard(walk, appearance, "some")
    qtbot.addWidget(card)
    with qtbot.waitExposed(card):
        card.show()
    walk.restart()
    walk.finish_pass()
    assert card.formulas[0].text() == "b + a = 6.00000 + 2.00000 = +8.00000"


def lit_lines(view: CodeView) -> list[str]:
    lines = view.toPlainText().split("\n")
    return [lines[number] for number in sorted(view.lit)]


def lit_rect(view: CodeView) -> QRect:
    """The place of the lit line in the viewport, at least of its end."""
    block = view.document().findBlockByNumber(max(view.lit))
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    return view.cursorRect(cursor).adjusted(0, 1, 0, -1)


def test_the_card_says_how_to_begin_before_the_first_operation(
    card: OperationCard, walk: TrainingWalk
) -> None:
    shows(card, explain(walk))
    assert "F12" in card.formulas[0].text()
    assert card.code.toPlainText() == ""


def test_each_operation_is_explained_once(
    card: OperationCard, walk: TrainingWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    explained = []

    def explain_and_count(walk: Walk) -> Explanation:
        explained.append(explain(walk))
        return explained[-1]

    monkeypatch.setattr("app.views.walking.operation_card.explain", explain_and_count)
    for move in (walk.step, walk.step, walk.step_back, walk.finish_pass, walk.go_to_start):
        before = len(explained)
        move()
        assert len(explained) == before + 1
        shows(card, explained[-1])


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.value)
def test_every_operation_is_shown_as_it_is_explained(
    card: OperationCard, walk: TrainingWalk, phase: Phase
) -> None:
    while walk.phase is not phase:
        walk.finish_pass()
    walk.seek(1)
    for _ in range(30):
        shows(card, explain(walk))
        walk.step()
    walk.step_back()
    shows(card, explain(walk))


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "linear"])
def test_a_formula_that_is_too_long_for_a_line_goes_on_in_the_next_one(
    card: OperationCard, walk: TrainingWalk, session: Session, activation: str
) -> None:
    session.edits.set_activation(0, activation)
    for phase in (Phase.FORWARD, Phase.BACKWARD):
        while walk.phase is not phase or walk.last_pass.node._op != activation:
            walk.step()
        (formula,) = explain(walk).formulas
        for width, is_narrow in [(2000, False), (600, True), (2000, False)]:
            card.resize(width, 300)
            first, second, third = (label.text() for label in card.formulas)
            assert not third
            assert first.startswith(f"{formula.gives} = {formula.names}")
            assert (first + " " + second).rstrip() == " = ".join(formula)
            assert not second or is_narrow


def test_an_update_has_a_line_and_a_row_for_each_number_that_it_moves(
    card: OperationCard, walk: TrainingWalk, session: Session
) -> None:
    assert [label.isVisible() for label in card.formulas] == [True, False, False]
    session.edits.change_setting("optimizer", "adam")
    for _ in range(3):
        session.training.step_phase()
    session.training.step_operation()
    assert [label.isVisible() for label in card.formulas] == [True, True, True]
    assert [labels(card, f"row_{i}")[0] for i in range(3)] == [
        "mean of w1",
        "squares of w1",
        "w1.data",
    ]
    session.edits.change_setting("optimizer", "gradient-descent")
    for _ in range(3):
        session.training.step_phase()
    session.training.step_operation()
    assert [label.isVisible() for label in card.formulas] == [True, True, False]


def test_a_result_on_the_next_line_begins_with_its_sign(
    card: OperationCard, walk: TrainingWalk, session: Session
) -> None:
    session.edits.set_activation(0, "silu")
    while walk.phase is not Phase.BACKWARD or walk.last_pass.node._op != "silu":
        walk.step()
    card.resize(600, 300)
    (formula,) = explain(walk).formulas
    assert card.formulas[1].text() == f"= {formula.numbers} = {formula.result}"


def test_an_infinite_result_has_the_numbers_that_it_comes_from(
    qtbot: QtBot, appearance: Appearance
) -> None:
    walk = ExpressionWalk("a = 0; b = a**0.5")
    card = OperationCard(walk, appearance, "some")
    card.resize(WIDE + 200, 300)
    qtbot.addWidget(card)
    with qtbot.waitExposed(card):
        card.show()
    walk.finish_pass()
    walk.finish_pass()
    (formula,) = explain(walk).formulas
    assert formula.result == "+∞"
    assert card.formulas[0].text() == " = ".join(formula)


def test_formulas_say_everything_once(card: OperationCard, walk: TrainingWalk) -> None:
    walk.seek(1)
    formula = explain(walk).formulas[0]
    parts = [formula.gives, formula.names, formula.numbers, formula.result]
    assert card.formulas[0].text() == " = ".join(parts)
    for _ in range(3):
        walk.finish_pass()
    walk.seek(1)
    # The derivative of a sum is 1: not "= 1 = 1 = +1.00000".
    gives, *rest = card.formulas[0].text().split(" = ")
    assert gives == "∂ loss / ∂ (sum of errors)"
    assert [number(side) for side in rest] == [1.0]


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.value)
@WIDTHS
def test_the_line_that_does_it_is_lit_and_in_sight(
    card: OperationCard, walk: TrainingWalk, phase: Phase, width: int
) -> None:
    card.resize(width, 300)
    while walk.phase is not phase:
        walk.finish_pass()
    sources = explain(walk).sources
    views = zip([card.code, card.rule_code], card.heads, sources, strict=False)
    for view, head, excerpt in views:
        assert view.isVisible()
        assert view.toPlainText() == "\n".join(excerpt.lines)
        assert lit_lines(view) == [excerpt.lines[index] for index in excerpt.lit]
        assert head.full_text.startswith(f"# {excerpt.file}, line")
        assert head.full_text.endswith(f" {excerpt.first + excerpt.lit[-1]}")
        assert view.viewport().rect().contains(lit_rect(view))
    assert card.rule_code.isVisible() == (len(sources) == 2)


@pytest.mark.parametrize("width", [150, 300, WIDE + 200])
def test_no_line_of_code_is_cut_at_the_side(
    card: OperationCard, walk: TrainingWalk, width: int
) -> None:
    for _ in range(3):
        walk.finish_pass()
    walk.step()
    for view in (card.code, card.rule_code):
        view.setFixedWidth(width)
        card.layout().activate()
        block = view.document().begin()
        while block.isValid():
            layout = block.layout()
            for i in range(layout.lineCount()):
                assert layout.lineAt(i).naturalTextWidth() <= view.viewport().width()
            block = block.next()
        assert view.viewport().rect().contains(lit_rect(view))


def test_the_source_can_be_read_and_not_changed(card: OperationCard, walk: TrainingWalk) -> None:
    walk.step()
    assert card.code.isReadOnly()
    assert card.rule_code.isReadOnly()
    assert "Source" in card.code.accessibleName()


def test_numbers_have_the_colours_of_data_and_grad(
    card: OperationCard, walk: TrainingWalk, appearance: Appearance
) -> None:
    for _ in range(3):
        walk.finish_pass()
    for theme in ("dark", "light"):
        appearance.choose(theme)
        cells = [label.text() for label in card.table.findChildren(QLabel, "cell")]
        row = explain(walk).rows[0]
        for cell, text in zip(row.cells, cells, strict=False):
            color = (
                appearance.theme.signed(cell.kind, cell.number, text=True) if cell.kind else None
            )
            assert (color is None) == ("color" not in text)
            assert color is None or color.name() in text


def test_training_in_another_view_is_shown_soon(
    qtbot: QtBot, card: OperationCard, walk: TrainingWalk, session: Session
) -> None:
    walk.step()
    session.training.step()
    qtbot.waitUntil(lambda: card.where.text() == "between two steps")
    shows(card, explain(walk))


def test_a_hidden_card_is_brought_up_to_date_when_it_is_shown(
    qtbot: QtBot, card: OperationCard, walk: TrainingWalk
) -> None:
    before = card.where.text()
    card.hide()
    walk.seek(9)
    assert card.where.text() == before
    with qtbot.waitExposed(card):
        card.show()
    shows(card, explain(walk))


def test_the_card_keeps_its_height_from_operation_to_operation(
    qtbot: QtBot, card: OperationCard, walk: TrainingWalk
) -> None:
    heights = set()
    for _ in range(2):
        for _ in range(30):
            walk.step()
            heights.add(card.sizeHint().height())
        walk.finish_pass()
        walk.finish_pass()
    assert len(heights) == 1


def test_a_table_without_rows_is_empty(qtbot: QtBot, appearance: Appearance) -> None:
    table = ArithmeticTable()
    qtbot.addWidget(table)
    table.show_rows(Explanation("a rule", "a place"), appearance.theme)
    assert {label.text() for label in table.findChildren(QLabel)} == {""}


# Code.


def test_code_is_as_high_as_its_lines_and_can_be_given_others(
    qtbot: QtBot, appearance: Appearance
) -> None:
    view = CodeView(appearance, 3)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    small = view.height()
    view.show_lines(6)
    assert view.height() > small
    view.show_code(["# a comment", "for a in b:", "    c += a"], {2})
    assert view.toPlainText() == "# a comment\nfor a in b:\n    c += a"
    lit = view.grab().toImage()
    view.show_code(["# a comment", "for a in b:", "    c += a"], {1})
    assert view.lit == {1}
    assert view.grab().toImage() != lit


@pytest.mark.parametrize(("percent", "width"), [(150, 394), (200, 605), (250, 605)])
def test_the_numbers_of_a_narrow_card_have_room(
    card: OperationCard, walk: TrainingWalk, appearance: Appearance, percent: int, width: int
) -> None:
    walk.step()
    appearance.resize_text(percent)
    card.be_narrow(True)
    card.resize(width, 500)
    for _ in range(4):
        walk.step()
        turn()
        assert card.table.minimumSizeHint().width() <= width
        cells = card.table.findChildren(QLabel)
        assert all(cell.width() >= cell.minimumSizeHint().width() for cell in cells if cell.text())
    appearance.resize_text(text_size.NORMAL)
