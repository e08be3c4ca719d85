"""What a script may not do: files, the clipboard, dialogs and other machines are left to people."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.scenes.player import Player
from app.scenes.playground.playground import Playground
from app.window.actions.action_table import MENUS, SCRIPTED
from app.window.main_window import MainWindow
from micrograd.files.errors import FileError
from tests.app.scenes.scripts import script


def played(window: MainWindow, *acts: dict[str, Any]) -> Player:
    player = Player(script({"do": list(acts)}), Playground(window))
    player.go_to(0)
    return player


def test_no_action_of_a_script_asks_or_touches_files() -> None:
    asking = {row.name for rows in MENUS.values() for row in rows if row and "…" in row.text}
    assert not SCRIPTED & asking
    assert {"step", "reset", "undo", "show_graph", "begin_trainability"} <= SCRIPTED
    assert not SCRIPTED & {"save_experiment", "quit", "paste_dataset", "full_screen", "export"}


@pytest.mark.parametrize("name", ["save_experiment_as", "export", "open_dataset", "quit"])
def test_a_script_with_an_action_left_to_people_is_refused(name: str) -> None:
    with pytest.raises(FileError, match=f"there is no action “{name}”"):
        script({"do": [{"do": "action", "name": name}]})


def test_a_button_of_such_an_action_can_not_be_pressed(renewed_window: MainWindow) -> None:
    player = played(renewed_window, {"do": "control", "name": "new_data_button"})
    assert player.failure == "scene 1: the control new_data_button is left to people"
    assert renewed_window.findChild(QDialog) is None


def test_the_address_of_other_machines_can_not_be_typed(renewed_window: MainWindow) -> None:
    acts = (
        {"do": "page", "name": "map"},
        {"do": "control", "name": "map_scheduler", "to": "tcp://127.0.0.1:1"},
    )
    assert "map_scheduler is left to people" in played(renewed_window, *acts).failure


def test_a_dialog_that_is_open_is_out_of_reach(
    qtbot: QtBot, renewed_window: MainWindow, tmp_path: Path
) -> None:
    renewed_window.dialogs.export()
    dialog = renewed_window.findChild(QDialog)
    assert dialog is not None
    field = dialog.findChild(QLineEdit, "export_file")
    assert field is not None
    player = played(
        renewed_window,
        {"do": "control", "name": "export_file", "to": str(tmp_path / "run.py")},
    )
    assert player.failure == "scene 1: there is no control “export_file”"
    assert list(tmp_path.iterdir()) == []
    dialog.close()
