"""The guide tells how a lesson is written: its example is played, its tables lack nothing."""

import re
import typing

import pytest
from pytestqt.qtbot import QtBot

import resources
from app.scenes.acts.any_act import AnyAct
from app.scenes.parts.targets import StoredTarget
from app.scenes.playground.quantities import ROWS, quantity
from app.scenes.reading import script_of
from app.scenes.script import Scene
from app.window.main_window import MainWindow
from micrograd.files.errors import FileError
from tests.app.scenes.lessons.test_lessons import play_to_its_end
from tests.app.scenes.scripts import VOCABULARY

GUIDE = resources.path("guide.md").read_text(encoding="utf-8")
SECTION = GUIDE.partition("## Write a lesson\n")[2].partition("\n## ")[0]
EXAMPLE = re.findall(r"```json\n(.*?)```", SECTION, re.DOTALL)[0]


def first_cells(header: str) -> set[str]:
    """The names in the first column of the table with this header."""
    table = SECTION.partition(f"| {header} |")[2].partition("\n\n")[0]
    return set(re.findall(r"`([^`]+)`", " ".join(re.findall(r"^\| ([^|]*) \|", table, re.M))))


def test_the_example_is_played_to_its_end(qtbot: QtBot, renewed_window: MainWindow) -> None:
    play_to_its_end(qtbot, renewed_window, script_of(EXAMPLE.encode(), VOCABULARY))


def test_a_mistake_in_the_example_is_told_as_the_guide_says() -> None:
    with pytest.raises(FileError) as refused:
        script_of(EXAMPLE.replace("loss < 0.005", "los < 0.005").encode(), VOCABULARY)
    (told,) = re.findall(r"^    (line .*)$", SECTION, re.M)
    assert str(refused.value).startswith(told)


def test_every_act_is_told_of_and_no_other() -> None:
    tags = {act.__struct_config__.tag for act in typing.get_args(AnyAct)}
    assert first_cells("Act") == tags


def test_every_target_is_told_of_and_no_other() -> None:
    assert first_cells("Target") == set(StoredTarget.__struct_fields__)


def test_every_part_of_a_scene_is_told_of_and_no_other() -> None:
    assert first_cells("Part of a scene") == set(Scene.__struct_fields__)


def test_every_quantity_is_told_of_and_no_other() -> None:
    named = first_cells("Quantity")
    assert {id(quantity(each, "").row) for each in named} == {id(row) for row in ROWS}
