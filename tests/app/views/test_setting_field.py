"""The field of a setting follows from its row in the table."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.session.session import Session
from app.views.setting_field import RealField, SettingField
from micrograd.recipe.settings import SETTINGS


def test_a_real_number_that_is_typed_begins_the_run_with_it(qtbot: QtBot, session: Session) -> None:
    said: list[str] = []
    whole = SettingField(session, SETTINGS["learning_rate"], said.append)
    qtbot.addWidget(whole)
    field = whole.field
    assert isinstance(field, RealField)
    whole.show_value()
    assert field.text() == "0.1"
    type_in(qtbot, field, "fast")
    assert field.property("wrong")
    assert session.cursor.recipe.learning_rate == 0.1
    assert said[-1] == "“fast” is not a number"
    type_in(qtbot, field, "0.30")
    assert said[-1] == ""
    assert session.cursor.recipe.learning_rate == 0.3
    assert field.text() == "0.3"
    assert not field.property("wrong")


def test_escape_brings_the_present_number_back(qtbot: QtBot, session: Session) -> None:
    field = RealField(SETTINGS["learning_rate"])
    qtbot.addWidget(field)
    field.show_value(0.5)
    reasons: list[str] = []
    field.refused.connect(reasons.append)
    type_in(qtbot, field, "-1")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert reasons == ["-1 is not a finite number above 0", ""]
    assert field.text() == "0.5"


def type_in(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
