"""Parameters are copied to a spreadsheet and pasted from it, as a person does with keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.session.session import Session
from app.views.panels.parameters.panel import ParameterPanel
from app.window.main_window import MainWindow
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def session(renewed_window: MainWindow) -> Session:
    return renewed_window.session


@pytest.fixture
def panel(renewed_window: MainWindow) -> ParameterPanel:
    panel = renewed_window.view("parameters")
    assert isinstance(panel, ParameterPanel)
    return panel


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def paste(panel: ParameterPanel, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(panel.tree, Qt.Key.Key_V, CONTROL)


def data(session: Session) -> list[float]:
    return [parameter.data for parameter in session.cursor.trainer.parameters]


def test_the_chosen_parameters_are_copied_with_every_digit(
    panel: ParameterPanel, session: Session
) -> None:
    session.training.step()
    session.selection.choose([40, 0])
    QTest.keyClick(panel.tree, Qt.Key.Key_C, CONTROL)
    parameters = session.cursor.trainer.parameters
    assert clipboard().split("\n") == [
        "parameter\tdata\tgrad",
        f"layer 1 · neuron 1 · w1\t{parameters[0].data!r}\t{parameters[0].grad!r}",
        f"layer 3 · neuron 1 · b\t{parameters[40].data!r}\t{parameters[40].grad!r}",
    ]


def test_all_of_them_come_back_to_the_last_bit_in_one_edit(
    renewed_window: MainWindow, panel: ParameterPanel, session: Session
) -> None:
    for _ in range(3):
        session.training.step()
    renewed_window.actions_by_name["copy_all_parameters"].trigger()
    before, copied = [x.hex() for x in data(session)], clipboard()
    session.training.step()
    after = [x.hex() for x in data(session)]
    QGuiApplication.clipboard().setText(copied)
    renewed_window.actions_by_name["paste_parameters"].trigger()
    assert [x.hex() for x in data(session)] == before
    assert (session.undo_stack.count, session.undo_stack.undo_text) == (1, "change 41 parameters")
    assert session.selection.parameters == list(range(41))
    (event,) = session.cursor.run.events
    assert (event.step, event.text) == (4, "41 parameters")
    session.edits.undo()
    assert [x.hex() for x in data(session)] == after
    session.edits.redo()
    assert [x.hex() for x in data(session)] == before


def test_the_numbers_of_a_neuron_are_pasted_and_what_changed_is_chosen(
    panel: ParameterPanel, session: Session
) -> None:
    old = data(session)
    session.selection.choose([4, 5, 6, 7])
    said: list[str] = []
    session.announced.connect(said.append)
    paste(panel, f"0,5\t{old[5]!r}\t-1,25\t2")
    assert data(session)[4:8] == [0.5, old[5], -1.25, 2.0]
    assert data(session)[8:] == old[8:]
    assert session.selection.parameters == [4, 6, 7]
    assert said[-1] == "Pasted 4 parameters: 3 changed, chosen now."
    paste(panel, "0,5\t-1,25\t2")
    assert said[-1] == "Pasted 3 parameters: they had these numbers already."
    assert session.undo_stack.count == 1


def test_what_does_not_fit_is_said_in_the_panel_and_nothing_is_lost(
    panel: ParameterPanel, session: Session
) -> None:
    old, chosen = data(session), session.selection.parameters
    paste(panel, "1.1.w1\t1\n1.1.w2\ttwo")
    assert panel.message.text() == (
        "Not pasted: row 2, layer 1 · neuron 1 · w2: “two” is not a number."
    )
    assert panel.message.isVisible()
    assert (data(session), session.selection.parameters) == (old, chosen)
    assert session.undo_stack.count == 0
    paste(panel, "1.1.w1\t1\n1.1.w2\t2")
    assert panel.message.text() == ""
    assert data(session)[:2] == [1.0, 2.0]


def test_a_block_is_one_change_of_the_run_in_its_file_too(
    panel: ParameterPanel, session: Session
) -> None:
    session.training.step()
    paste(panel, "1\n2\n3")
    session.training.step()
    run = from_bytes(to_bytes(session.experiment)).current
    assert run.events == session.cursor.run.events
    assert [event.edits for event in run.events] == [{0: 1.0, 1: 2.0, 2: 3.0}]
    loss, state = session.cursor.evaluation.loss, session.cursor.trainer.state
    session.cursor.go_to(0)
    session.cursor.go_to(2)
    assert (session.cursor.evaluation.loss, session.cursor.trainer.state) == (loss, state)


def test_pasting_in_the_middle_of_a_step_says_that_it_begins_again(
    panel: ParameterPanel, session: Session
) -> None:
    said: list[str] = []
    session.announced.connect(said.append)
    session.training.step_phase()
    paste(panel, "1\n2")
    assert "2 parameters were changed. The forward pass was under way" in said[0]
