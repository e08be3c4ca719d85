"""The project does what the README and the guide promise."""

import random
import re
from pathlib import Path

import pytest

import resources
from app.kit.widgets.markdown_view import anchor_of
from app.terminal.command_line import make_parser
from app.window.actions.action_spec import ActionSpec
from app.window.actions.action_table import ACTIONS, MENUS
from app.window.view_table import VIEWS, class_of
from micrograd import MLP, Trainer, four_samples

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = resources.path("guide.md").read_text(encoding="utf-8")
both = pytest.mark.parametrize("text", [README, GUIDE], ids=["readme", "guide"])
MENU_PATH = rf"\*((?:{'|'.join(MENUS)}) > [^*]+)\*"
# A key after a menu path: in parentheses, or in the next cell of a table.
KEY_OF_PATH = re.compile(MENU_PATH + r"(?:\s\(([^)]+)\)|(?= \|) \|([^|\n]*)\|)")
# A button by the words on it, and its key.
KEY_OF_BUTTON = re.compile(r"\*\*([\w ]+)\*\*(?: page)? \(([^)]+)\)")
# Those after it are of the library's own command.
OF_LIBRARY = "## Use the library"
KEY = re.compile(r"\b(?:(?:Ctrl|Alt|Shift)\+)+\w+\b|\bF\d{1,2}\b")
# Menus that are filled while the program runs, and keys that go with the mouse.
SUBMENUS = {
    *("File > Open recent", "View > Theme", "View > Presentation size"),
    "Training > Sabotage",
}
WITH_THE_MOUSE = {"Ctrl+click"}
# Code that asks which system it is on, or uses what not all of them have.
OF_A_SYSTEM = re.compile(
    r"\b(sys\.platform|os\.name|platform\.system|platform\.libc_ver|QSysInfo|platformdirs|filelock"
    r"|fcntl|msvcrt|os\.exec\w+|os\.fork|signal\.SIG\w+|systemFont)\b"
    r"|import signal|\"/proc|(?:has|get)attr\(os, "
)


def path_of(menu: str, spec: ActionSpec) -> str:
    return " > ".join(filter(None, (menu, spec.submenu, spec.text.replace("&", ""))))


PATHS = {path_of(menu, spec): spec for menu, rows in MENUS.items() for spec in rows if spec}


def joined(text: str) -> str:
    """A text whose lines are not broken inside a menu path."""
    return re.sub(r"\n *(?=[^\s|#\-`\d])", " ", text)


# Menus and keys.


@both
def test_every_menu_path_exists(text: str) -> None:
    named = set(re.findall(MENU_PATH, joined(text)))
    assert named
    assert named <= set(PATHS) | SUBMENUS


@both
def test_a_key_beside_a_menu_path_is_the_key_of_that_action(text: str) -> None:
    found = KEY_OF_PATH.findall(joined(text))
    assert found
    for path, in_parentheses, in_cell in found:
        keys = (in_parentheses or in_cell).strip()
        if path not in SUBMENUS and not keys.endswith("in the list"):
            assert keys == PATHS[path].shortcut, path


@both
def test_a_key_beside_a_button_is_the_key_of_that_button(text: str) -> None:
    keys = {(name.replace("&", ""), s.shortcut) for s in ACTIONS for name in (s.text, s.short)}
    found = set(KEY_OF_BUTTON.findall(text))
    assert found
    assert found <= keys


@both
def test_every_key_means_something(text: str) -> None:
    keys = {spec.shortcut for spec in ACTIONS} | WITH_THE_MOUSE
    places = [rows for spec in VIEWS for rows in class_of(spec).keys.values()]
    keys |= {key for rows in places for names, _ in rows for key in names.split(", ")}
    assert set(KEY.findall(text)) - keys == set()


@pytest.mark.parametrize("path", PATHS)
def test_the_guide_tells_of_every_action_and_its_key(path: str) -> None:
    assert f"*{path}*" in joined(GUIDE)
    keys = [
        cell or bracket
        for name, bracket, cell in KEY_OF_PATH.findall(joined(GUIDE))
        if name == path
    ]
    assert PATHS[path].shortcut in [key.strip() for key in keys] or not PATHS[path].shortcut


# The command line.


def options() -> set[str]:
    return {flag for action in make_parser()._actions for flag in action.option_strings}


def options_of(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", text))


@both
def test_every_option_exists(text: str) -> None:
    found = options_of(text.split(OF_LIBRARY)[0])
    assert found
    assert found <= options()


def test_the_guide_tells_of_every_option() -> None:
    assert options() - options_of(GUIDE) == {"-h"}


def test_the_library_takes_the_options_that_the_guide_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from micrograd.__main__ import main

    for command in ([], ["map"], ["sweep"]):
        with pytest.raises(SystemExit):
            main([*command, "--help"])
    text = GUIDE.split(OF_LIBRARY)[1]
    of_window = re.findall(r"python -m app .*", text)
    assert options_of(" ".join(of_window)) <= options()
    for line in of_window:
        text = text.replace(line, "")
    assert options_of(text) == options_of(capsys.readouterr().out) - {"--help"}


def test_ci_runs_the_test_command_of_the_readme() -> None:
    section = README.split("## Test it")[1]
    found = re.search(r"```sh\n(.+)\n```", section)
    assert found is not None
    assert found[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


# Files, links and numbers.


@both
def test_every_file_exists(text: str) -> None:
    links = re.findall(r"\]\(([^)h#][^)]*)\)", text)
    paths = re.findall(r"`((?:app|micrograd|tests|resources|\.ci)/[\w./]*)`", text)
    assert [name for name in links + paths if not (ROOT / name).exists()] == []


def test_every_file_that_differs_between_systems_is_listed() -> None:
    packaging = (ROOT / ".ci/packaging/README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`([\w./]+)`", packaging.split("## What differs")[1]))
    assert [name for name in listed if "/" in name and not (ROOT / name).exists()] == []
    differing = {
        path.relative_to(ROOT).as_posix()
        for package in ("app", "micrograd")
        for path in (ROOT / package).rglob("*.py")
        if OF_A_SYSTEM.search(path.read_text(encoding="utf-8"))
    }
    assert differing - listed == set()


def test_every_room_of_the_drawing_exists_and_the_drawing_has_every_room() -> None:
    drawing = README.split("## How it is built")[1].split("```")[1]
    drawn, folder = set(), ""
    for line in drawing.splitlines():
        if found := re.match(r"( *)([\w.]+/?)(?=\s|$)", line):
            folder = found[2] if not found[1] else folder
            drawn.add(folder if not found[1] else folder + found[2])
    assert [name for name in drawn if not (ROOT / name).exists()] == []
    rooms = {
        f"{top}/{folder.name}/"
        for top in ("app", "micrograd")
        for folder in (ROOT / top).iterdir()
        if (folder / "__init__.py").exists()
    }
    assert rooms - drawn == set()


def test_links_inside_the_guide_lead_to_headings() -> None:
    headings = {anchor_of(head) for head in re.findall(r"^## (.+)$", GUIDE, re.MULTILINE)}
    links = set(re.findall(r"\]\(#([^)]+)\)", GUIDE))
    assert links
    assert links <= headings


def test_the_losses_in_the_guide_are_those_of_the_engine() -> None:
    shown = re.findall(r"^\d (\d+\.\d{10,})$", GUIDE, re.MULTILINE)
    trainer = Trainer(MLP(3, [4, 4, 1], rng=random.Random(0)), four_samples())
    assert shown == [repr(loss) for loss in trainer.run(3)]


@both
def test_the_python_in_it_runs(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    for code in re.findall(r"```python\n(.+?)```", text, re.DOTALL):
        names: dict[str, object] = {}
        exec(code, names)
        assert names["a"].grad == 7.0  # type: ignore[attr-defined]
    capsys.readouterr()


def test_the_readme_can_be_read_in_one_sitting() -> None:
    assert len(README.splitlines()) <= 200
