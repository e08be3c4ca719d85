"""WrappingBox: it asks for the height that its text needs at the width that it has."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QToolBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.widgets.parts import fill
from app.kit.widgets.wrapping_box import WrappingBox
from tests.event_loop import turn


def test_text_that_wraps_in_a_tool_bar_has_its_height_in_narrow_and_wide_windows(
    qtbot: QtBot,
) -> None:
    window, bar, wide, box = QMainWindow(), QToolBar(), QWidget(), WrappingBox()
    qtbot.addWidget(window)
    # Its layout wants to be wide, as that of a folded line does.
    fill(QHBoxLayout(wide), 900)
    wide.setMinimumWidth(1)
    text = QLabel("word " * 60)
    text.setWordWrap(True)
    fill(QVBoxLayout(box), wide, text)
    bar.addWidget(box)
    window.addToolBar(bar)
    window.show()
    heights = []
    for width in (300, 600, 300):
        window.resize(width, 400)
        turn(3)
        assert text.height() >= text.heightForWidth(text.width()), width
        heights.append(bar.height())
    assert heights[0] == heights[2] > heights[1]
