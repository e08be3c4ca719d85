"""The rules that the layout protects: who knows whom, who owns what, who can use it."""

import ast
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDockWidget

from app.views.contract import View
from app.window.view_table import VIEWS as SPECS
from app.window.view_table import class_of

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
# The session's own ways to write them.
CHANGES = {"happen", "add_event", "rewind", "resume", "end_step", "reopen_step", "diverge"}


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def nodes_of(file: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree_of(file)))


@cache
def imports_of(file: Path) -> tuple[str, ...]:
    """Every module that a file imports, at the top or inside a function."""
    return tuple(imported(file))


def imported(file: Path) -> Iterator[str]:
    for node in nodes_of(file):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(file)}: a relative import"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def packages_of(file: Path) -> set[str]:
    return {module.partition(".")[0] for module in imports_of(file)}


def offences(files: list[Path], offence: Callable[[Path], Collection[str]]) -> dict[str, object]:
    """The forbidden things in each of the files that has some."""
    assert files
    return {name_of(file): found for file in files if (found := offence(file))}


# Who imports whom.


def test_the_engine_knows_neither_the_window_nor_qt() -> None:
    banned = {"app", "resources", "PySide6", "shiboken6", "pyqtgraph"}
    assert offences(ENGINE, lambda file: packages_of(file) & banned) == {}


def test_a_newcomer_to_the_library_meets_three_modules_first_and_rooms_beside_them() -> None:
    first = [file for file in ENGINE if file.parent.name == "micrograd"]
    lines = {file.stem: len(file.read_text(encoding="utf-8").splitlines()) for file in first}
    assert lines.keys() == {"__init__", "__main__", "engine", "operations", "nn"}
    assert max(lines.values()) < 280, lines


def test_the_window_imports_what_the_project_depends_on_only() -> None:
    known = {"app", "micrograd", "resources", "PySide6", "pyqtgraph", "numpy", "fast_sugiyama"}
    # PySide6 brings shiboken6 with it.
    known |= {"shiboken6", "av", "platformdirs", "msgspec", "filelock", "pygments"}
    known |= set(sys.stdlib_module_names)
    assert offences(WINDOW, lambda file: packages_of(file) - known) == {}


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
        "print({'msgspec', 'av'} & set(sys.modules))"
    )
    assert run_python(program).stdout.strip() == "set()"


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


def test_no_view_knows_another_and_only_the_window_puts_them_together() -> None:
    assert offences(WINDOW, lambda file: put_together() & set(imports_of(file))) == {}


def test_what_lies_below_the_views_does_not_know_them() -> None:
    above = {"scenes", "window"}
    below = [file for file in WINDOW if file not in VIEWS and above.isdisjoint(file.parts)]
    assert offences(below, lambda f: [m for m in imports_of(f) if m.startswith("app.views")]) == {}


# Who writes what.


def targets_of(nodes: Iterable[ast.AST]) -> Iterator[ast.expr]:
    """Everything that is assigned to, added to, deleted or bound by a loop."""
    for node in nodes:
        if isinstance(node, ast.Assign | ast.Delete):
            yield from node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.For | ast.NamedExpr):
            yield node.target


def attributes_written(nodes: Sequence[ast.AST]) -> list[str]:
    """The attributes in all targets, also inside tuples; and those that setattr names."""
    written = [
        node.attr
        for target in targets_of(nodes)
        for node in ast.walk(target)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del)
    ]
    called = [node for node in nodes if isinstance(node, ast.Call)]
    uses_setattr = [c for c in called if isinstance(c.func, ast.Name) and c.func.id == "setattr"]
    return written + ["setattr" for _ in uses_setattr]


@pytest.mark.parametrize("code", ["p.data = 1", "a, p.grad = 1, 2", "p.data += 1", "del p.data"])
def test_this_test_sees_what_is_written(code: str) -> None:
    assert OWNED & set(attributes_written([*ast.walk(ast.parse(code))]))


def test_only_the_session_writes_parameters_data_and_learning_rate() -> None:
    # An event writes them, and only the session lets one happen.
    banned = OWNED | {"setattr"}
    assert offences(WINDOW, lambda file: banned & set(attributes_written(nodes_of(file)))) == {}
    others = [file for file in WINDOW if file.parent.name != "session"]
    assert offences(others, lambda file: CHANGES & methods_called(file)) == {}


def test_no_view_trains_on_its_own() -> None:
    banned = {"step_operation", "backward", "zero_grad", "restart_step", "advance"}
    assert offences(VIEWS, lambda file: banned & methods_called(file)) == {}


def methods_called(file: Path) -> set[str]:
    called = [node.func for node in nodes_of(file) if isinstance(node, ast.Call)]
    return {function.attr for function in called if isinstance(function, ast.Attribute)}


# The places of files.


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


def test_a_module_says_first_what_it_is_for() -> None:
    assert [name_of(file) for file in SOURCES if not ast.get_docstring(tree_of(file))] == []


# Text as it is.

PLAIN_TEXT = ROOT / "app" / "kit" / "plain_text.py"
# What shows a text that may be taken for markup or a format, and the files that may use it.
GUESSES = {
    "QLabel": set(),
    "QMessageBox": {"app/kit/questions.py"},
    "QErrorMessage": set(),
    "QProgressDialog": set(),
    "QInputDialog": set(),
    "QToolTip": set(),
    "QStaticText": set(),
    "QGraphicsTextItem": set(),
    "LabelItem": set(),
    "LegendItem": set(),
    "setToolTip": set(),
    "setStatusTip": set(),
    "setWhatsThis": set(),
    "setTextFormat": {"app/kit/questions.py"},
    "setInformativeText": {"app/kit/questions.py"},
    "getSaveFileName": {"app/kit/files.py"},
    "setLabel": {"app/kit/widgets/plot_axes.py"},
    "setTitle": {"app/export/svg.py"},
    "setHtml": {"app/kit/widgets/markdown_view.py", "app/views/panels/loss/reading.py"},
}
# These show a text only by way of what is imported beside them.
TOGETHER = {"ToolTipRole": "as_it_is", "InfLineLabel": "line_format"}


def names_used(nodes: Sequence[ast.AST]) -> set[str]:
    """The names that are called or subclassed, and the attributes that are read."""
    called = [node.func for node in nodes if isinstance(node, ast.Call)]
    bases = [base for node in nodes if isinstance(node, ast.ClassDef) for base in node.bases]
    names = {node.id for node in [*called, *bases] if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def guessing(file: Path) -> set[str]:
    """What a file uses that takes text for markup or a format, without leave."""
    used = names_used(nodes_of(file))
    imported_names = {module.rpartition(".")[2] for module in imports_of(file)}
    banned = {name for name, files in GUESSES.items() if name_of(file) not in files}
    alone = {name for name, other in TOGETHER.items() if other not in imported_names}
    return used & banned | used & alone


@pytest.mark.parametrize(
    "code", ["QLabel(x)", "class A(QLabel): pass", "a.setToolTip(x)", "pg.InfLineLabel(line, x)"]
)
def test_this_test_sees_what_guesses(code: str) -> None:
    assert names_used([*ast.walk(ast.parse(code))]) & {*GUESSES, *TOGETHER}


def test_one_place_decides_what_is_markup() -> None:
    assert offences([file for file in WINDOW if file != PLAIN_TEXT], guessing) == {}
