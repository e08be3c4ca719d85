"""The parts of dialogs: one that can shrink is no larger than the screen, with large text, too."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.export.kinds import KINDS
from app.kit.theme import Appearance
from app.session.session import Session
from app.views.dialogs.export.dialog import ExportDialog
from app.views.dialogs.guide import GuideDialog
from app.views.dialogs.new_data.dialog import NewDataDialog
from app.views.dialogs.parts import FRAME
from app.views.dialogs.table.dialog import TableDialog
from app.views.dialogs.table.reading import Content
from app.window.main_window import MainWindow
from app.window.view_table import EXPORTED
from micrograd.data.named import NAMED

SMALL = QSize(1024, 700)
COLUMNS, ROWS = 12, 40
TABLE = "".join(";".join(["1,5"] * (COLUMNS - 1) + ["?"]) + "\n" for _ in range(ROWS))


@pytest.fixture(autouse=True)
def small_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QScreen, "availableSize", lambda screen: SMALL)


@pytest.fixture
def show(qtbot: QtBot, appearance: Appearance) -> Callable[[int, Callable], QDialog]:
    """Shows the dialog that is made while all text has a size in percent."""

    def show(percent: int, make: Callable[[], QDialog]) -> QDialog:
        appearance.resize_text(percent)
        dialog = make()
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    return show


def is_on_screen(dialog: QDialog) -> bool:
    """True where the screen has room for the dialog and for its frame."""
    room = SMALL - FRAME
    return dialog.width() <= room.width() and dialog.height() <= room.height()


def is_in_sight(dialog: QDialog, widget: QWidget) -> bool:
    """True for a visible widget that no edge cuts."""
    inside = widget.visibleRegion().boundingRect() == widget.rect()
    return inside and dialog.rect().contains(widget.rect().translated(place(dialog, widget)))


def place(dialog: QDialog, widget: QWidget) -> QPoint:
    return widget.mapTo(dialog, QPoint())


def middle(dialog: QDialog) -> QScrollArea:
    found = dialog.findChild(QScrollArea, f"{dialog.objectName()}_middle")
    assert isinstance(found, QScrollArea)
    return found


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("name", ["moons", "blobs", "formula", "iris"])
def test_new_data_fit_the_screen(
    show: Callable, session: Session, appearance: Appearance, name: str, percent: int
) -> None:
    dialog = show(percent, lambda: NewDataDialog(session, appearance, None))
    dialog.list.setCurrentRow(list(NAMED).index(name))
    QApplication.processEvents()
    assert is_on_screen(dialog)
    assert is_in_sight(dialog, dialog.cancel)
    assert is_in_sight(dialog, dialog.use)
    # Large text fits whole; what is left over of huge text is scrolled to.
    is_whole = not middle(dialog).horizontalScrollBar().maximum()
    assert is_whole or percent == 200
    column = [dialog.preview, dialog.about, dialog.form]
    parts = [each.geometry() for each in column if each.isVisible()]
    assert all(upper.bottom() < lower.top() for upper, lower in pairwise(parts))


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_the_preview_of_a_table_fits_the_screen(
    show: Callable, appearance: Appearance, percent: int
) -> None:
    content = Content(TABLE, "own")
    dialog = show(percent, lambda: TableDialog(content, appearance, None, print))
    QApplication.processEvents()
    assert is_on_screen(dialog)
    assert is_in_sight(dialog, dialog.cancel_button)
    assert is_in_sight(dialog, dialog.open_button)
    is_whole = not middle(dialog).horizontalScrollBar().maximum()
    assert is_whole or percent == 200


def test_what_has_no_room_is_scrolled_to_by_the_tab_key(
    qtbot: QtBot, show: Callable, session: Session, appearance: Appearance
) -> None:
    dialog = show(200, lambda: NewDataDialog(session, appearance, None))
    dialog.activateWindow()
    dialog.resize(500, 400)
    button: QPushButton = dialog.form.next_seed
    assert not is_in_sight(dialog, button)
    for _ in range(20):
        if QApplication.focusWidget() is button:
            break
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert is_in_sight(dialog, button)
    assert is_in_sight(dialog, dialog.use)


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_an_export_fits_the_screen(
    show: Callable, session: Session, appearance: Appearance, kind: str, percent: int
) -> None:
    view = MainWindow.offscreen_view
    dialog = show(percent, lambda: ExportDialog(session, appearance, view, EXPORTED, None, kind))
    QApplication.processEvents()
    assert not middle(dialog).verticalScrollBar().maximum() or percent == 200
    dialog.doubt.say("What this computer can't reproduce is told at length. " * 4)
    dialog.target.say("This file can't be written, and that takes some words. " * 4)
    QApplication.processEvents()
    assert is_on_screen(dialog)
    assert is_in_sight(dialog, dialog.cancel)
    assert is_in_sight(dialog, dialog.start)
    assert not middle(dialog).verticalScrollBar().maximum() or percent > 100


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_the_guide_fits_the_screen(
    qtbot: QtBot, show: Callable, appearance: Appearance, percent: int
) -> None:
    behind = QWidget()
    qtbot.addWidget(behind)
    assert is_on_screen(show(percent, lambda: GuideDialog(appearance, behind)))
