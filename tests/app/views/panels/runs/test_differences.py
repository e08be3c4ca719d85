"""The table of differences: a column per run, a row per setting, compared when it is asked to."""

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.panels.runs.differences import DifferencesModel

HORIZONTAL, VERTICAL = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


def test_columns_are_runs_and_rows_are_settings(
    qtmodeltester: ModelTester, session: Session
) -> None:
    model = DifferencesModel(session)
    qtmodeltester.check(model)
    session.training.step()
    session.edits.new_weights()
    session.edits.set_learning_rate(0.5)
    model.refresh()
    assert [model.headerData(c, HORIZONTAL) for c in range(2)] == ["run 1", "run 2"]
    assert [model.headerData(r, VERTICAL) for r in range(2)] == ["learning rate", "seed"]
    cells = [[model.index(r, c).data() for c in range(2)] for r in range(2)]
    assert cells == [["0.1", "0.5"], ["0", "1"]]
    said = model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "run 2" in said
    assert "learning rate: 0.5" in said


def test_a_refresh_without_a_change_emits_nothing(qtbot: QtBot, session: Session) -> None:
    model = DifferencesModel(session)
    session.training.step()
    session.edits.new_weights()
    model.refresh()
    with qtbot.assertNotEmitted(model.modelReset):
        session.training.step()
        model.refresh()
    with qtbot.waitSignal(model.modelReset):
        session.runs.rename(session.cursor.run, "another")
        model.refresh()
