"""CodeView: code that scrolls where there is little room shows whole lines."""

import math

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.kit.widgets.code_view import HANGING, MARGIN, CodeView

CODE = [f"line_{number} = {number}" for number in range(9)]


@pytest.fixture
def code(qtbot: QtBot, appearance: Appearance) -> CodeView:
    code = CodeView(appearance, 8, least=1)
    qtbot.addWidget(code)
    with qtbot.waitExposed(code):
        code.show()
    return code


@pytest.mark.parametrize("lit", [0, 4, 8])
@pytest.mark.parametrize("height", range(24, 60, 5))
def test_code_that_scrolls_shows_no_line_in_part(code: CodeView, lit: int, height: int) -> None:
    code.resize(300, height)
    code.show_code(CODE, {lit})
    assert code.verticalScrollBar().maximum() > 0
    spacing = math.ceil(QFontMetricsF(code.font()).height())
    assert (code.viewport().height() - MARGIN) % spacing == 0
    shown = code.line_rect(lit)
    assert shown.top() >= 0
    assert shown.bottom() <= code.viewport().height()


def test_what_is_wrapped_stands_further_in_and_is_copied_as_one_line(code: CodeView) -> None:
    line = "    data = " + " + ".join(f"number_{i}" for i in range(9))
    code.resize(300, 150)
    code.show_code(["for data in numbers:", line], {1})
    block = code.document().findBlockByNumber(1)
    layout = block.layout()
    assert layout.lineCount() > 2
    character = QFontMetricsF(code.font()).horizontalAdvance(" ")
    begins = [layout.lineAt(i).x() for i in range(layout.lineCount())]
    assert begins[1:] == pytest.approx([begins[0] + (4 + HANGING) * character] * len(begins[1:]))
    assert code.line_rect(1).height() == pytest.approx(
        layout.lineCount() * math.ceil(QFontMetricsF(code.font()).height())
    )
    code.selectAll()
    assert code.createMimeDataFromSelection().text() == f"for data in numbers:\n{line}"


def test_code_that_fits_does_not_scroll(code: CodeView) -> None:
    code.resize(300, code.sizeHint().height())
    code.show_code(CODE[:8], {7})
    assert code.verticalScrollBar().maximum() == 0
