"""Every control of the window has names, says what it does, and is reached with the keyboard."""

import re
from collections import defaultdict
from fnmatch import fnmatchcase

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

from app.kit.widgets.segmented_control import SegmentedControl
from app.views.graph.canvas import GraphCanvas
from app.window.main_window import MainWindow
from app.window.script_windows import vocabulary
from micrograd.data.generators import GENERATORS
from tests.control_names import FAMILIES, names_of
from tests.window_pages import pages_of

CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QAbstractSpinBox,
    QComboBox,
    QAbstractSlider,
    QAbstractItemView,
    QPlainTextEdit,
    QTextEdit,
)

# Roles that say nothing, and one that no screen reader knows.
NO_ROLES = QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Grip


def controls_of(window: QWidget) -> list[QWidget]:
    """The visible controls that are ours: not the parts that Qt makes them of."""
    parts_of = (QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit)
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and widget.isVisible()
        and not isinstance(widget, QScrollBar | QHeaderView)
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget.parentWidget(), parts_of)
    ]


def surfaces_of(window: MainWindow) -> list[QWidget]:
    """The large drawn views."""
    return [
        window.view("network").diagram,
        window.view("network").surface.view,
        window.view("surface").view,
        *window.findChildren(GraphCanvas),
        window.view("loss").plot,
        *window.view("history").plots.values(),
    ]


def focusable_in(window: QWidget) -> list[QWidget]:
    """The visible widgets that Tab leads to, but for the parts that Qt makes others of."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.focusProxy()
        and not isinstance(widget, QTabBar | QScrollBar)
        and not widget.objectName().startswith("qt_")
    ]


@pytest.fixture(scope="module")
def pages(shared_window: MainWindow) -> dict[str, tuple[list[QWidget], list[QWidget]]]:
    """The controls that are visible on each page of the stage, and all that Tab leads to."""
    # It comes by itself with the second run.
    shared_window.view("runs").show()
    shared_window.actions_by_name["stop_conditions"].setChecked(True)
    window = shared_window
    return {page: (controls_of(window), focusable_in(window)) for page in pages_of(window)}


@pytest.mark.usefixtures("pages")
def test_scripts_know_the_names_of_all_controls(shared_window: MainWindow) -> None:
    known, found = set(vocabulary().controls), names_of(shared_window)
    new = {name for name in found if not any(fnmatchcase(name, each) for each in known)}
    gone = known - found - {*FAMILIES}
    assert (new, gone) == (set(), set()), "python -m tests.control_names > resources/controls.txt"


@pytest.fixture(scope="module")
def controls_by_page(
    pages: dict[str, tuple[list[QWidget], list[QWidget]]],
) -> dict[str, list[QWidget]]:
    """The controls that are visible on each page of the stage."""
    return {page: controls for page, (controls, _) in pages.items()}


@pytest.fixture(scope="module")
def focusable_by_page(
    pages: dict[str, tuple[list[QWidget], list[QWidget]]],
) -> dict[str, list[QWidget]]:
    """What Tab leads to on each page of the stage."""
    return {page: focusable for page, (_, focusable) in pages.items()}


@pytest.fixture(scope="module")
def controls(controls_by_page: dict[str, list[QWidget]]) -> list[QWidget]:
    """The controls that are visible on any page of the stage, each once."""
    found = [control for controls in controls_by_page.values() for control in controls]
    return list(dict.fromkeys(found))


def all_named(widgets: list[QWidget]) -> None:
    for widget in widgets:
        where = f"{type(widget).__name__} {widget.objectName()!r} in {widget.parentWidget()}"
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", widget.objectName()), where
        assert widget.accessibleName(), where
        told = QAccessible.queryAccessibleInterface(widget)
        assert told.text(QAccessible.Text.Name), where
        assert told.role() not in NO_ROLES, where
        if isinstance(widget, QAbstractButton):
            assert told.state().checked == widget.isChecked(), where


def can_be_reached(window: MainWindow, widget: QWidget) -> bool:
    """True by Tab, by the keys of one of its actions, or by arrows from the segment beside it."""
    segments = widget.parentWidget()
    if isinstance(segments, SegmentedControl):
        widget = segments.buttons[segments.choice()]
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab or any(not action.shortcut().isEmpty() for action in widget.actions())


def test_there_are_controls_in_every_panel(
    shared_window: MainWindow, controls: list[QWidget]
) -> None:
    window = shared_window
    for panel in [*window.panels.values(), window.controls, window.stage, window.view("graph")]:
        assert any(panel.isAncestorOf(control) for control in controls), panel


def test_every_page_has_controls_of_its_own(controls_by_page: dict[str, list[QWidget]]) -> None:
    by_page = {page: set(controls) for page, controls in controls_by_page.items()}
    for page, controls in by_page.items():
        others = [each for name, each in by_page.items() if name != page]
        assert controls - set().union(*others), page


def test_every_control_has_names(shared_window: MainWindow, controls: list[QWidget]) -> None:
    assert len(controls) > 60
    all_named([*controls, *surfaces_of(shared_window)])


def test_every_name_is_there_once(shared_window: MainWindow, controls: list[QWidget]) -> None:
    widgets = [*controls, *surfaces_of(shared_window)]
    names = [widget.objectName() for widget in dict.fromkeys(widgets)]
    assert sorted(set(names)) == sorted(names)


def test_what_has_the_same_words_does_the_same(controls_by_page: dict[str, list[QWidget]]) -> None:
    for controls in controls_by_page.values():
        meanings: dict[str, set[str]] = defaultdict(set)
        for control in controls:
            written = control.text() if isinstance(control, QAbstractButton) else ""
            # One action may have two buttons: the same key stands in both tooltips.
            keys = re.search(r"\(([^)]*)\)$", control.toolTip())
            for words in {control.accessibleName(), written.replace("&", "")} - {""}:
                meanings[words].add(keys[1] if keys else control.objectName())
        assert {words: found for words, found in meanings.items() if len(found) > 1} == {}


def test_every_control_says_what_it_does(controls: list[QWidget]) -> None:
    for control in controls:
        is_large = isinstance(control, QAbstractItemView)
        said = control.toolTip() or (is_large and control.accessibleDescription())
        assert said, control.objectName()


def test_every_large_view_says_what_it_shows(shared_window: MainWindow) -> None:
    for surface in surfaces_of(shared_window):
        said = surface.toolTip() or surface.accessibleDescription()
        assert said, surface.objectName()


def test_every_control_is_reached_with_the_keyboard(
    shared_window: MainWindow, controls: list[QWidget]
) -> None:
    canvases = shared_window.findChildren(GraphCanvas)
    views = shared_window.view("network").diagram, shared_window.view("surface").view
    surfaces = [*views, shared_window.view("loss").plot, *canvases]
    for widget in [*controls, *surfaces]:
        assert can_be_reached(shared_window, widget), widget.objectName()


def test_screen_readers_know_a_role_of_all_that_takes_the_keyboard(
    focusable_by_page: dict[str, list[QWidget]],
) -> None:
    for widgets in focusable_by_page.values():
        all_named(widgets)


@pytest.mark.parametrize("name", ["shortcuts", "export", "lessons"])
def test_screen_readers_know_a_role_of_all_that_takes_the_keyboard_in_a_dialog(
    shared_window: MainWindow, name: str
) -> None:
    shared_window.actions_by_name[name].trigger()
    dialogs = [each for each in shared_window.findChildren(QDialog) if each.isVisible()]
    assert dialogs
    for each in dialogs:
        widgets = focusable_in(each)
        assert len(widgets) > 1
        all_named(widgets)
        each.reject()


def test_the_divergence_banner_keeps_the_rules_too(window: MainWindow) -> None:
    for index in range(3):
        window.session.edits.set_activation(index, "linear")
    window.session.edits.set_learning_rate(10.0)
    while not window.session.cursor.divergence:
        window.session.training.step()
    controls = [c for c in controls_of(window) if window.doctor.isAncestorOf(c)]
    assert controls
    all_named(controls)
    assert all(c.toolTip() and can_be_reached(window, c) for c in controls)


def test_the_proposal_banner_keeps_the_rules_too(window: MainWindow) -> None:
    window.session.edits.set_dataset(GENERATORS["moons"].dataset(20), "")
    controls = [c for c in controls_of(window) if window.proposal.isAncestorOf(c)]
    assert len(controls) == 2
    all_named(controls)
    assert all(c.toolTip() and can_be_reached(window, c) for c in controls)


def test_the_dialog_of_new_data_keeps_the_rules_too(window: MainWindow) -> None:
    window.dialogs.new_data()
    dialog = window.findChild(QDialog, "new_data_dialog")
    controls = controls_of(dialog)
    assert len(controls) > 5
    all_named([*controls, dialog.findChild(QWidget, "new_data_preview")])
    assert all(c.focusPolicy() & Qt.FocusPolicy.TabFocus for c in controls)
    assert all(c.toolTip() or isinstance(c, QAbstractItemView) for c in controls)
    dialog.reject()
