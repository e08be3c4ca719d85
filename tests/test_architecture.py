"""The rules that the layout protects: who knows whom, who owns what, who can use it."""

import ast
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.kit.widgets.segments import Segments
from app.session.session import Session
from app.views.contract import View
from app.views.graph.canvas import GraphCanvas
from app.walking.training_walk import SCOPES
from app.window.main_window import MainWindow
from app.window.view_table import VIEWS as SPECS
from app.window.view_table import class_of
from micrograd.training.phases import PHASES
from micrograd.training.trainer import Trainer

ROOT = Path(__file__).parents[1]
ENGINE = sorted((ROOT / "micrograd").rglob("*.py"))
WINDOW = sorted((ROOT / "app").rglob("*.py"))
VIEWS = sorted((ROOT / "app" / "views").rglob("*.py"))
SOURCES = [*ENGINE, *WINDOW, *sorted((ROOT / "resources").rglob("*.py"))]

ALLOWED_AT_THE_TOP = {
    "app",
    "micrograd",
    "resources",
    "tests",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "LICENSE.md",
    "CHANGELOG",
    "CHANGELOG.md",
}
# Attributes that only the session may assign: the network's numbers and what they are trained on.
OWNED = {"data", "grad", "learning_rate", "dataset"}
# How the session has them written.
CHANGES = {"happen", "add_event", "rewind", "resume", "end_step", "reopen_step", "diverge"}


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports_of(file: Path) -> Iterator[str]:
    """Every module that a file imports, at the top or inside a function."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(file)}: a relative import"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def packages_of(file: Path) -> set[str]:
    return {module.partition(".")[0] for module in imports_of(file)}


# Who imports whom.


@pytest.mark.parametrize("file", ENGINE, ids=name_of)
def test_the_engine_knows_neither_the_window_nor_qt(file: Path) -> None:
    assert packages_of(file) & {"app", "resources", "PySide6", "shiboken6", "pyqtgraph"} == set()


@pytest.mark.parametrize("file", WINDOW, ids=name_of)
def test_the_window_imports_what_the_project_depends_on_only(file: Path) -> None:
    known = {"app", "micrograd", "resources", "PySide6", "pyqtgraph", "numpy", "fast_sugiyama"}
    known |= {"PIL", "imageio_ffmpeg", "platformdirs", "msgspec", "filelock", "pygments"}
    assert packages_of(file) <= known | set(sys.stdlib_module_names)


def test_the_window_stands_on_the_engine() -> None:
    assert any("micrograd" in packages_of(file) for file in WINDOW)


def test_the_engine_starts_without_qt_and_numpy() -> None:
    program = (
        "import sys, micrograd, micrograd.nn, micrograd.training.trainer, micrograd.data.dataset\n"
        "heavy = {'PySide6', 'shiboken6', 'numpy', 'pyqtgraph', 'app'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    result = run_python(program)
    assert (result.stdout.strip(), result.stderr) == ("[]", "")


def test_experiments_and_their_files_start_without_qt() -> None:
    program = (
        "import sys, micrograd.files.reading, micrograd.files.writing\n"
        "print(any(name.startswith(('PySide6', 'app.')) for name in sys.modules))"
    )
    assert run_python(program).stdout.strip() == "False"


def test_a_window_starts_without_what_reads_and_writes_files() -> None:
    program = (
        "import sys, app.terminal.main, app.terminal.window\n"
        "from app.kit.application import make_application\n"
        "from app.kit.theme import Appearance\n"
        "from app.session.session import Session\n"
        "application = make_application(['app', '-platform', 'offscreen'])\n"
        "window = app.terminal.window.MainWindow(Session(), Appearance('dark'))\n"
        "window.autosave.keep()\n"
        "print('msgspec' in sys.modules)"
    )
    assert run_python(program).stdout.strip() == "False"


def run_python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )


def put_together() -> set[str]:
    """The modules of the pages and panels that the window puts together."""
    return {spec.made_by.partition(":")[0] for spec in SPECS}


def test_every_page_and_panel_fulfils_the_contract_of_views() -> None:
    assert len(put_together()) == len(SPECS) >= 12
    for spec in SPECS:
        assert issubclass(class_of(spec), View), spec.name
        assert issubclass(class_of(spec), QDockWidget) == (spec.area != "stage"), spec.name


@pytest.mark.parametrize("file", WINDOW, ids=name_of)
def test_no_view_knows_another_and_only_the_window_puts_them_together(file: Path) -> None:
    assert put_together() & set(imports_of(file)) == set()


@pytest.mark.parametrize("file", [f for f in WINDOW if f not in VIEWS], ids=name_of)
def test_what_lies_below_the_views_does_not_know_them(file: Path) -> None:
    if file.parent.name != "window":
        assert not [m for m in imports_of(file) if m.startswith("app.views")]


# Who writes what.


def targets_of(tree: ast.Module) -> Iterator[ast.expr]:
    """Whatever is assigned to, added to, deleted or bound by a loop."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.Delete):
            yield from node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.For | ast.NamedExpr):
            yield node.target


def attributes_written(tree: ast.Module) -> list[str]:
    """The attributes in all targets, also inside tuples; and those that setattr names."""
    written = [
        node.attr
        for target in targets_of(tree)
        for node in ast.walk(target)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del)
    ]
    called = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    uses_setattr = [c for c in called if isinstance(c.func, ast.Name) and c.func.id == "setattr"]
    return written + ["setattr" for _ in uses_setattr]


@pytest.mark.parametrize("code", ["p.data = 1", "a, p.grad = 1, 2", "p.data += 1", "del p.data"])
def test_this_test_sees_what_is_written(code: str) -> None:
    assert OWNED & set(attributes_written(ast.parse(code)))


@pytest.mark.parametrize("file", WINDOW, ids=name_of)
def test_only_the_session_writes_parameters_data_and_learning_rate(file: Path) -> None:
    # An event writes them, and only the session lets one happen.
    assert (OWNED | {"setattr"}) & set(attributes_written(tree_of(file))) == set()
    if file.parent.name != "session":
        assert CHANGES & methods_called(file) == set()


@pytest.mark.parametrize("file", VIEWS, ids=name_of)
def test_no_view_trains_on_its_own(file: Path) -> None:
    banned = {"step_operation", "backward", "zero_grad", "restart_step", "advance"}
    assert banned & methods_called(file) == set()


def methods_called(file: Path) -> set[str]:
    called = [node.func for node in ast.walk(tree_of(file)) if isinstance(node, ast.Call)]
    return {function.attr for function in called if isinstance(function, ast.Attribute)}


# What lies where.


def test_the_top_of_the_project_holds_nothing_else() -> None:
    # Files that git keeps: others in the checkout are somebody's own.
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    names = {line.split("/")[0] for line in listed.stdout.splitlines()}
    names = {name for name in names if not name.startswith(".")}
    assert {"app", "micrograd", "resources", "tests", "pyproject.toml"} <= names
    assert names <= ALLOWED_AT_THE_TOP


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_a_module_says_first_what_it_is_for(file: Path) -> None:
    assert ast.get_docstring(tree_of(file))


# Everyone can use every control.

CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QAbstractSpinBox,
    QComboBox,
    QAbstractSlider,
    QAbstractItemView,
    QPlainTextEdit,
)


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
        *window.findChildren(GraphCanvas),
        window.view("loss").plot,
        *window.view("history").plots.values(),
    ]


def pages_of(window: MainWindow) -> Iterator[str]:
    """Every page of the stage, shown one after the other; of a parameter where one is needed."""
    window.session.selection.choose([7])
    for name in window.stage.names:
        window.actions_by_name[f"show_{name}"].trigger()
        assert window.stage.page == name
        while name == "gradient" and window.view("gradient").hint.isVisible():
            QApplication.processEvents()
        yield name


def controls_of_all_pages(window: MainWindow) -> list[QWidget]:
    """The controls that are visible on any page of the stage, each once."""
    # It comes by itself with the second run.
    window.view("runs").show()
    found = [control for _ in pages_of(window) for control in controls_of(window)]
    return list(dict.fromkeys(found))


def all_named(widgets: list[QWidget]) -> None:
    for widget in widgets:
        where = f"{type(widget).__name__} {widget.objectName()!r} in {widget.parentWidget()}"
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", widget.objectName()), where
        assert widget.accessibleName(), where


def can_be_reached(window: MainWindow, widget: QWidget) -> bool:
    """With Tab, by the keys of one of its actions, or with arrows from the segment beside it."""
    segments = widget.parentWidget()
    if isinstance(segments, Segments):
        widget = segments.buttons[segments.choice()]
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab or any(not action.shortcut().isEmpty() for action in widget.actions())


def test_there_are_controls_in_every_panel(window: MainWindow) -> None:
    controls = controls_of_all_pages(window)
    for panel in [*window.panels.values(), window.controls, window.stage, window.view("graph")]:
        assert any(panel.isAncestorOf(control) for control in controls), panel


def test_every_page_has_controls_of_its_own(window: MainWindow) -> None:
    by_page = {page: set(controls_of(window)) for page in pages_of(window)}
    for page, controls in by_page.items():
        others = [each for name, each in by_page.items() if name != page]
        assert controls - set().union(*others), page


def test_every_control_has_names(window: MainWindow) -> None:
    controls = [*controls_of_all_pages(window), *surfaces_of(window)]
    assert len(controls) > 60
    all_named(controls)


def test_every_name_is_there_once(window: MainWindow) -> None:
    widgets = [*controls_of_all_pages(window), *surfaces_of(window)]
    names = [widget.objectName() for widget in dict.fromkeys(widgets)]
    assert sorted(set(names)) == sorted(names)


def test_every_control_says_what_it_does(window: MainWindow) -> None:
    for control in controls_of_all_pages(window):
        is_large = isinstance(control, QAbstractItemView)
        said = control.toolTip() or (is_large and control.accessibleDescription())
        assert said, control.objectName()


def test_every_large_view_says_what_it_shows(window: MainWindow) -> None:
    for surface in surfaces_of(window):
        said = surface.toolTip() or surface.accessibleDescription()
        assert said, surface.objectName()


def test_every_control_is_reached_with_the_keyboard(window: MainWindow) -> None:
    canvases = window.findChildren(GraphCanvas)
    surfaces = [window.view("network").diagram, window.view("loss").plot, *canvases]
    for widget in [*controls_of_all_pages(window), *surfaces]:
        assert can_be_reached(window, widget), widget.objectName()


def test_the_divergence_banner_keeps_the_rules_too(window: MainWindow) -> None:
    for index in range(3):
        window.session.edits.set_activation(index, "linear")
    window.session.edits.set_learning_rate(10.0)
    while not window.session.cursor.divergence:
        window.session.training.step()
    controls = [c for c in controls_of(window) if window.banner.isAncestorOf(c)]
    assert controls
    all_named(controls)
    assert all(c.toolTip() and can_be_reached(window, c) for c in controls)


# Looking changes nothing.


def trained(session: Session) -> tuple[Session, Trainer]:
    """A session after three steps and two phases, and an untouched twin of its trainer."""
    twin = Session()
    for each in (session, twin):
        for _ in range(3):
            each.training.step()
        each.training.step_phase()
        each.training.step_phase()
    return session, twin.cursor.trainer


def bits(trainer: Trainer) -> tuple[object, ...]:
    """Every number of the training, to the last bit, and the place in it."""
    return (
        [(parameter.data.hex(), parameter.grad.hex()) for parameter in trainer.parameters],
        [(value.data.hex(), value.grad.hex()) for value in trainer.graph.order],
        trainer.loss,
        trainer.steps,
        trainer.phase,
        trainer.learning_rate,
        trainer.is_between_phases,
        trainer.next_pass.position,
    )


def settle(canvas: GraphCanvas) -> None:
    """Wait until the layout is there."""
    while canvas.is_working:
        QTest.qWait(1)


def look_at_the_graph(window: MainWindow) -> None:
    """One scope, the next one at each call, from near and far and with everything open.

    It is opened and closed, searched, hovered over, zoomed, and nodes are chosen in it.
    """
    window.actions_by_name["show_graph"].trigger()
    page, view, canvas = (
        window.view("graph"),
        window.view("graph").view,
        window.view("graph").view.canvas,
    )
    canvas.camera.glide_ms = 0
    is_last = page.scope.currentIndex() == page.scope.count() - 1
    QTest.keyClick(page.scope, Qt.Key.Key_Home if is_last else Qt.Key.Key_Down)
    settle(canvas)
    canvas.grab()
    for name in ("unfold", "fit"):
        QTest.mouseClick(button_of(window, f"graph_{name}_button"), Qt.MouseButton.LeftButton)
        settle(canvas)
    for box in canvas.scene.layout.boxes[::29]:
        place = canvas.camera.transform.map(QPointF(*box.center)).toPoint()
        QTest.mouseMove(canvas, place)
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    canvas.grab()
    for key in [Qt.Key.Key_Plus] * 9 + [Qt.Key.Key_Minus, Qt.Key.Key_Return, Qt.Key.Key_F]:
        QTest.keyClick(canvas, key)
    view.search.setText("layer 2 w1")
    QTest.keyClick(view.search, Qt.Key.Key_Return)
    canvas.show_selection()
    settle(canvas)
    canvas.grab()
    view.search.clear()
    QTest.mouseClick(button_of(window, "graph_fold_button"), Qt.MouseButton.LeftButton)
    for _ in range(2):
        QTest.mouseClick(view.follow, Qt.MouseButton.LeftButton)
    settle(canvas)


def button_of(window: MainWindow, name: str) -> QToolButton:
    found = window.findChild(QToolButton, name)
    assert found is not None, name
    return found


def look_at_the_gradient(window: MainWindow) -> None:
    """A parameter, a node in the middle and the loss: slope, sources, check, check of all."""
    page, session = window.view("gradient"), window.session
    window.actions_by_name["show_gradient"].trigger()
    values = [
        session.cursor.trainer.parameters[7],
        session.cursor.graph.outputs[1][0][2],
        session.cursor.graph.loss,
    ]
    for value in values:
        session.cursor.choose_value(value)
        window.grab()
        page.plot.fit()
        QTest.mouseMove(page.plot.viewport(), page.plot.viewport().rect().center())
    session.selection.choose([3])
    page.check.check_all_button.click()
    while page.check.work.is_running:
        QApplication.processEvents()
    assert "41 of 41" in page.check.headline.text()


def look_at_the_expression(window: MainWindow) -> None:
    """Type, step and drag there: it has values of its own."""
    page = window.view("expression")
    window.actions_by_name["show_expression"].trigger()
    page.walk.set_text("a = 2; b = 3 * a + a; c = tanh(b)")
    for _ in range(3):
        window.walks.step_back()
    window.walks.step()
    page.walk.set_leaf("a", 0.5)
    window.grab()
    assert page.walk.expression.leaves["a"].data == 0.5


def look_at_everything(window: MainWindow) -> None:
    diagram, session = window.view("network").diagram, window.session
    places = diagram.layout_now
    for column in places.columns:
        QTest.mouseMove(diagram, column[0].center.toPoint())
        QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=column[0].center.toPoint())
    QTest.mouseMove(diagram, QPoint(1, 1))
    for kind in ("grad", "data"):
        diagram.show_kind(kind)
        diagram.grab()
    for sample in range(len(session.cursor.dataset)):
        session.selection.choose_sample(sample)
        window.grab()
    session.selection.choose(range(len(session.cursor.trainer.parameters)))
    assert session.cursor.evaluation.loss > 0
    for theme in ("light", "dark"):
        window.theme_actions[theme].trigger()
        window.grab()
    window.view("parameters").filter.setText("layer 2 b")
    window.view("parameters").digits.setValue(12)
    window.view("parameters").tree.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    window.view("loss").plot.set_logarithmic(False)
    QTest.mouseMove(window.view("loss").plot.viewport(), QPoint(120, 60))
    window.view("loss").plot.fit()
    window.view("history").hide()
    window.view("dataset").table.selectAll()
    window.view("dataset").copy()
    window.resize(1300, 850)
    window.grab()
    for _ in SCOPES:
        look_at_the_graph(window)
    look_at_the_gradient(window)
    look_at_the_expression(window)
    for theme in ("light", "dark"):
        window.theme_actions[theme].trigger()
        for i, _ in enumerate(pages_of(window)):
            session.selection.choose_sample(i % 4)
            session.selection.choose([7 * i])
            window.grab()
    window.actions_by_name["show_network"].trigger()


def test_looking_changes_nothing_and_training_goes_on_as_if_nobody_had_looked(
    qtbot: QtBot, window: MainWindow
) -> None:
    session, twin = trained(window.session)
    chance = random.getstate()
    look_at_everything(window)
    assert bits(session.cursor.trainer) == bits(twin)
    assert random.getstate() == chance
    assert session.undo_stack.count == 0
    session.training.step()
    twin.step()
    for _ in range(5):
        session.training.step()
    look_at_everything(window)
    losses = twin.run(5)
    assert session.cursor.owner.history.losses.values.tolist()[4:] == losses
    assert bits(session.cursor.trainer) == bits(twin)


def test_training_with_every_page_in_use_is_training_without_them(
    qtbot: QtBot, window: MainWindow
) -> None:
    session, twin = window.session, Session()
    chance = random.getstate()
    look_at_the_graph(window)
    for _ in range(3):
        session.training.step()
        twin.training.step()
        look_at_the_graph(window)
        assert bits(session.cursor.trainer) == bits(twin.cursor.trainer)
    for _ in PHASES:
        session.training.step_phase()
        twin.training.step_phase()
        look_at_the_graph(window)
        look_at_the_gradient(window)
        look_at_the_expression(window)
        assert bits(session.cursor.trainer) == bits(twin.cursor.trainer)
    assert (
        session.cursor.owner.history.losses.values.tolist()
        == twin.cursor.owner.history.losses.values.tolist()
    )
    assert random.getstate() == chance


def test_looking_within_a_pass_changes_nothing(qtbot: QtBot, window: MainWindow) -> None:
    session, twin = window.session, Session()
    for operations in (100, 240, 30, 200, 180):
        for each in (session, twin):
            for _ in range(operations):
                each.training.step_operation()
        look_at_the_graph(window)
        assert bits(session.cursor.trainer) == bits(twin.cursor.trainer)
    assert session.undo_stack.count == 0
