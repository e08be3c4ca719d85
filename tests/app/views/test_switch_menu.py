"""The context menu of parameters, in the network and in the tree; the marks of both."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.views.pages.network.page import DiagramPanel, NetworkDiagram
from app.views.panels.parameters.model import NAME
from app.views.panels.parameters.panel import ParameterPanel
from app.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)
# Parameters of 3-[4, 4, 1]: the bias of neuron 2 in layer 1, the weight from it to layer 2's first.
BIAS, NEXT_WEIGHT = 7, 17


@pytest.fixture
def window(renewed_window: MainWindow) -> Iterator[MainWindow]:
    yield renewed_window
    while menu := QApplication.activePopupWidget():
        menu.close()


@pytest.fixture
def diagram(window: MainWindow) -> NetworkDiagram:
    page = window.view("network")
    assert isinstance(page, DiagramPanel)
    return page.diagram


@pytest.fixture
def parameters(window: MainWindow) -> ParameterPanel:
    panel = window.view("parameters")
    assert isinstance(panel, ParameterPanel)
    return panel


def menu_at(widget: QWidget, place: QPoint, is_key: bool = False) -> QMenu:
    """The menu that a right click at a place opens, or the menu key."""
    reason = QContextMenuEvent.Reason.Keyboard if is_key else QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def take(menu: QMenu, name: str) -> None:
    """Choose an entry with the keyboard."""
    action = next(each for each in menu.actions() if each.objectName() == name)
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Return)


def node(diagram: NetworkDiagram, column: int, row: int) -> QPoint:
    return diagram.layout_now.columns[column][row].center.toPoint()


def test_a_right_click_on_a_neuron_chooses_it_and_offers_what_can_be_done(
    diagram: NetworkDiagram, window: MainWindow
) -> None:
    menu = menu_at(diagram, node(diagram, 1, 1))
    assert window.session.selection.parameters == [BIAS]
    assert texts(menu) == [
        "Freeze layer 1 · neuron 2 · b",
        "Freeze layer 1 · neuron 2",
        "Freeze layer 1",
        "Switch off layer 1 · neuron 2",
        "Unfreeze all (0)",
        "Switch all on (0)",
    ]
    assert [action.isEnabled() for action in menu.actions() if action.text()][-2:] == [False] * 2
    take(menu, "freeze_neuron")
    assert window.session.cursor.recipe.frozen == ("1.2",)


def test_the_menu_undoes_what_it_did(diagram: NetworkDiagram, window: MainWindow) -> None:
    take(menu_at(diagram, node(diagram, 1, 1)), "switch_neuron")
    take(menu_at(diagram, node(diagram, 1, 1)), "freeze_layer")
    menu = menu_at(diagram, node(diagram, 1, 1))
    assert texts(menu)[2:] == [
        "Unfreeze layer 1",
        "Switch on layer 1 · neuron 2",
        "Unfreeze all (16)",
        "Switch all on (1)",
    ]
    take(menu, "unfreeze_all")
    take(menu_at(diagram, node(diagram, 1, 1)), "switch_all_on")
    recipe = window.session.cursor.recipe
    assert (recipe.frozen, recipe.off) == ((), ())


def test_the_menu_key_opens_it_for_what_is_chosen(
    diagram: NetworkDiagram, window: MainWindow
) -> None:
    window.session.selection.choose([NEXT_WEIGHT])
    assert texts(menu_at(diagram, QPoint(0, 0), is_key=True))[0] == "Freeze layer 2 · neuron 1 · w2"
    assert window.session.selection.parameters == [NEXT_WEIGHT]


def test_an_input_has_nothing_to_freeze(diagram: NetworkDiagram, window: MainWindow) -> None:
    window.session.selection.choose([])
    menu = menu_at(diagram, node(diagram, 0, 0))
    assert not any(action.isEnabled() for action in menu.actions() if action.text())


def colors(widget: QWidget, rect: QRect) -> list[QColor]:
    image = widget.grab(rect).toImage()
    return [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]


def has(found: list[QColor], color: QColor) -> bool:
    """True where a pixel is nearly of a colour; thin lines are blended with what is behind."""
    wanted = color.getRgb()[:3]
    pairs = (zip(each.getRgb()[:3], wanted, strict=True) for each in found)
    return any(max(abs(a - b) for a, b in pair) < 30 for pair in pairs)


def around(place: QPointF, reach: int) -> QRect:
    return QRect(0, 0, 2 * reach + 1, 2 * reach + 1).translated(
        place.toPoint() - QPoint(reach, reach)
    )


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_network_marks_what_is_frozen_and_what_is_off(
    diagram: NetworkDiagram, window: MainWindow, theme: str
) -> None:
    window.appearance.choose(theme)
    frozen, surface = map(window.appearance.theme.color, ("frozen", "surface"))
    edge = diagram.layout_now.edge_of(NEXT_WEIGHT)
    assert edge is not None
    place = around(diagram.layout_now.paths[edge].pointAtPercent(0.3), 6)
    assert not has(colors(diagram, place), frozen)
    window.session.selection.choose([NEXT_WEIGHT])
    window.session.switches.toggle_frozen()
    assert has(colors(diagram, place), frozen)
    radius = diagram.layout_now.radius
    inside = around(QPointF(node(diagram, 1, 1)) - QPointF(0, 0.6 * radius), 1)
    assert not has(colors(diagram, inside), surface)
    window.session.selection.choose([BIAS])
    window.session.switches.toggle_off()
    assert set(map(QColor.name, colors(diagram, inside))) == {surface.name()}


def test_the_mouse_reads_that_a_neuron_is_off_and_a_weight_frozen(
    diagram: NetworkDiagram, window: MainWindow
) -> None:
    window.session.selection.choose([BIAS])
    window.session.switches.toggle_off()
    window.session.switches.toggle_frozen()
    QTest.mouseMove(diagram, node(diagram, 1, 1))
    assert "layer 1 · neuron 2, switched off: output +0.0000" in diagram._readout.text()
    assert diagram._readout.text().endswith("frozen")


# The tree of parameters.


def test_a_right_click_on_a_layer_of_the_tree_is_about_all_of_it(
    parameters: ParameterPanel, window: MainWindow
) -> None:
    index = parameters.proxy.index(1, NAME)
    parameters.tree.scrollTo(index)
    place = parameters.tree.visualRect(index).center()
    menu = menu_at(parameters.tree.viewport(), place)
    assert len(window.session.selection.parameters) == 20
    assert texts(menu)[:2] == ["Freeze 20 parameters", "Freeze 4 neurons"]
    take(menu, "freeze_layer")
    assert window.session.cursor.recipe.frozen == ("2",)
    assert index.data() == "layer 2 · 20 parameters · frozen"


def test_the_tree_says_what_is_frozen_and_off_and_counts_it(
    parameters: ParameterPanel, window: MainWindow
) -> None:
    assert parameters.switched.isHidden()
    window.session.selection.choose([BIAS])
    window.session.switches.toggle_off()
    window.session.switches.toggle_frozen()
    neuron = parameters.proxy.index(1, NAME, parameters.proxy.index(0, NAME))
    assert neuron.data() == "neuron 2 · off"
    bias = parameters.proxy.index(3, NAME, neuron)
    assert bias.data(Qt.ItemDataRole.AccessibleTextRole) == "b, frozen"
    assert parameters.switched.full_text == "1 parameter frozen, 1 neuron off"
    assert not parameters.switched.isHidden()
    window.session.edits.undo()
    window.session.edits.undo()
    assert parameters.switched.isHidden()


def test_the_row_of_a_frozen_parameter_has_its_mark(
    parameters: ParameterPanel, window: MainWindow
) -> None:
    window.session.selection.choose([0])
    window.session.switches.toggle_frozen()
    row = parameters.tree.visualRect(parameters.proxy.mapFromSource(parameters.model.index_of(0)))
    assert has(colors(parameters.tree.viewport(), row), window.appearance.theme.color("frozen"))


def test_the_keys_do_the_same(window: MainWindow) -> None:
    window.session.selection.choose([BIAS])
    for name in ("freeze_neuron", "switch_neuron"):
        window.actions_by_name[name].trigger()
    recipe = window.session.cursor.recipe
    assert (recipe.frozen, recipe.off) == (("1.2",), ("1.2",))
