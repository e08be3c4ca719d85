"""The last actions of a window and edits of its experiment, for a report."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from app.session.session import Session
from app.window.reports.last_actions import MOST, LastActions
from micrograd.data.dataset import Dataset


def told(actions: LastActions) -> list[tuple[str, int]]:
    return [(deed.what, deed.times) for deed in actions.deeds]


def make(session: Session, *names: str) -> tuple[LastActions, dict[str, QAction]]:
    by_name = {name: QAction(name, QApplication.instance()) for name in names}
    return LastActions(by_name, session.undo_stack, session), by_name


def test_actions_follow_one_another_and_repeats_are_counted(session: Session) -> None:
    actions, by_name = make(session, "step", "run")
    for name in ("step", "step", "run", "step"):
        by_name[name].trigger()
    assert told(actions) == [("step", 2), ("run", 1), ("step", 1)]


def test_an_edit_is_among_them_and_its_undoing_is_not(session: Session) -> None:
    actions, _ = make(session)
    session.edits.set_learning_rate(0.3)
    session.undo_stack.undo()
    assert told(actions) == [("edit: change learning rate", 1)]


@pytest.mark.parametrize(("file", "told_as"), [("ada b.csv", "a file .csv"), ("ada", "a file")])
def test_a_table_that_was_opened_is_not_named(session: Session, file: str, told_as: str) -> None:
    actions, _ = make(session)
    session.edits.set_dataset(Dataset([[1.0, 2.0, 3.0]], [0.5]), f"open {file}")
    assert told(actions) == [(f"edit: open {told_as}", 1)]


def test_only_the_newest_are_kept(session: Session) -> None:
    names = [f"action {number}" for number in range(MOST + 5)]
    actions, by_name = make(session, *names)
    for name in names:
        by_name[name].trigger()
    assert [deed.what for deed in actions.deeds] == names[5:]
