"""Goes through the pages of a window."""

from collections.abc import Iterator

from PySide6.QtWidgets import QApplication

from app.window.main_window import MainWindow


def pages_of(window: MainWindow) -> Iterator[str]:
    """Every page of the stage, shown one after the other; of a parameter where one is needed."""
    window.session.selection.choose([7])
    for name in window.stage.names:
        window.actions_by_name[f"show_{name}"].trigger()
        assert window.stage.page == name
        while name == "gradient" and window.view("gradient").hint.isVisible():
            QApplication.processEvents()
        yield name
