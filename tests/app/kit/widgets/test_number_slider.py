"""A slider that screen readers read as the number that it stands for."""

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from app.kit.widgets.number_slider import NumberSlider

pytestmark = pytest.mark.usefixtures("set_up")


@pytest.mark.parametrize(
    ("position", "number", "step"), [(0, 1.0, 1.0), (1, 0.25, 0.01), (2, 0.063, 0.001)]
)
def test_it_is_read_with_all_decimals_of_its_number(
    qtbot: QtBot, position: int, number: float, step: float
) -> None:
    slider = NumberSlider((1.0, 0.25, 0.063).__getitem__, lambda number: f"{number} m")
    qtbot.addWidget(slider)
    slider.setRange(0, 2)
    slider.setValue(position)
    told = QAccessible.queryAccessibleInterface(slider)
    assert told.valueInterface().currentValue() == number
    assert told.valueInterface().minimumStepSize() == pytest.approx(step)
    assert told.text(QAccessible.Text.Value) == f"{number} m"
