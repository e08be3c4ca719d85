"""CodeView: code that scrolls where there is little room shows whole lines."""

import math

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from app.kit.theme import Appearance
from app.kit.widgets.code_view import MARGIN, CodeView

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
    block = code.document().findBlockByNumber(lit)
    shown = code.blockBoundingGeometry(block).translated(code.contentOffset())
    assert shown.top() >= 0
    assert shown.bottom() <= code.viewport().height()


def test_code_that_fits_does_not_scroll(code: CodeView) -> None:
    code.resize(300, code.sizeHint().height())
    code.show_code(CODE[:8], {7})
    assert code.verticalScrollBar().maximum() == 0
