"""A message about what was typed moves nothing that a person could be about to click."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QSlider,
    QWidget,
)

from app.kit.widgets.fields import MessageLine
from app.window.main_window import MainWindow
from tests.event_loop import turn

CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QSlider)
PAGES = "network", "sweep", "map"
# A warning about the data, which stays while they are what they are.
STANDING = "training_targets_warning"


def places(window: MainWindow) -> dict[QWidget, tuple[object, ...]]:
    """The place and the size of each control that is seen."""
    controls = [each for kind in CONTROLS for each in window.findChildren(kind)]
    return {
        each: (each.mapTo(window, QPoint()).toTuple(), each.size().toTuple())
        for each in controls
        if each.isVisible()
    }


def messages(window: MainWindow) -> list[MessageLine]:
    """All messages about what was typed that a page or a panel may show."""
    found = window.findChildren(MessageLine)
    return [each for each in found if not each.stands and each.objectName() != STANDING]


def panel_of(widget: QWidget) -> QDockWidget | None:
    while widget is not None and not isinstance(widget, QDockWidget):
        widget = widget.parentWidget()
    return widget


def test_a_message_about_what_was_typed_moves_no_control(renewed_window: MainWindow) -> None:
    window, told = renewed_window, set()
    window.resize(1280, 770)
    window.actions_by_name["stop_conditions"].trigger()
    for page in PAGES:
        window.show_page(page)
        for message in messages(window):
            if panel := panel_of(message):
                panel.bring_forward()
            turn(4)
            if not message.parentWidget().isVisible() or message in told:
                continue
            before = places(window)
            message.say("“1,234” has two meanings.")
            turn(2)
            assert message.isVisible(), message.objectName()
            assert places(window) == before, message.objectName()
            told.add(message)
            message.say("")
    window.actions_by_name["stop_conditions"].trigger()
    names = {each.objectName() for each in told}
    assert names >= {
        "stop_message",
        "network_message",
        "go_to_step_message",
        "training_message",
        "dataset_message",
        "sweep_steps_message",
        "sweep_runs_message",
        "sweep_rates_message",
        "map_x_message",
    }
