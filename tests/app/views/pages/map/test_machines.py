"""The row that says where the map is trained: here, or by the workers of a scheduler."""

from collections.abc import Generator, Iterable
from typing import Any, ClassVar

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.views.pages.map.page import MapPage
from micrograd.compiled.many import StopFlag
from micrograd.maps.axes import Floats
from micrograd.maps.tiles import RUN_STEPS, Tile
from micrograd.parallel.address import ClusterError

ADDRESS = "tcp://10.0.0.1:8786"


class Workers:
    """Workers of a scheduler that never was: `given` are the tiles of each question."""

    given: ClassVar[list[list[Tile]]] = []
    error = ""

    def __init__(self, connect: object, work: Any) -> None:
        self._work = work

    def cancel(self) -> None:
        pass

    def hand_out(self, tiles: Iterable[Tile]) -> Generator[tuple[Tile, Floats]]:
        self.given.append([])
        for tile in tiles:
            if self.error and self.given[-1]:
                raise ClusterError(self.error)
            self.given[-1].append(tile)
            yield tile, self._work.do(tile, StopFlag())


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> type[Workers]:
    """A scheduler listens at ADDRESS."""
    monkeypatch.setattr("micrograd.parallel.workplace.ClusterWorkers", Workers)
    monkeypatch.setattr(Workers, "given", [])
    monkeypatch.setattr(Workers, "error", "")
    return Workers


def type_address(qtbot: QtBot, page: MapPage, text: str) -> None:
    """Show the row, and type an address."""
    if not page.controls.machines.isChecked():
        qtbot.mouseClick(page.controls.machines, Qt.MouseButton.LeftButton)
    field = page.machines.field
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_row_is_there_once_it_is_wanted(qtbot: QtBot, page: MapPage) -> None:
    assert not page.machines.isVisible()
    qtbot.mouseClick(page.controls.machines, Qt.MouseButton.LeftButton)
    assert page.machines.isVisible()
    assert (page.machines.field.text(), page.machines.field.placeholderText()) == (
        "",
        "this machine",
    )


def test_workers_of_a_scheduler_train_the_map_in_larger_tiles(
    qtbot: QtBot, page: MapPage, wait: Any, workers: type[Workers]
) -> None:
    wait(page)
    type_address(qtbot, page, ADDRESS)
    page.form.steps.setValue(page.form.steps.value() + 1)
    drawing = wait(page)
    assert sum(tile.pixels for tile in workers.given[-1]) == drawing.picture.values.size
    assert drawing.question.run_steps == RUN_STEPS
    assert np.isfinite(drawing.picture.values).all()


@pytest.mark.parametrize("typed", ["somewhere", "tcp://10.0.0.1", "tcp://10.0.0.1:0"])
def test_what_is_no_address_is_told_beside_the_field_and_changes_nothing(
    qtbot: QtBot, page: MapPage, called: list[int], typed: str
) -> None:
    runs, drawing = sum(called), page.drawing
    type_address(qtbot, page, typed)
    message = page.machines.message
    assert message.isVisible()
    assert message.text() == f"'{typed}' is not tcp://HOST:PORT, such as tcp://192.168.1.10:8786."
    assert page.machines.field.property("wrong")
    assert (page.machines.address, page.drawing, sum(called)) == ("", drawing, runs)


def test_escape_brings_back_the_address_that_holds(qtbot: QtBot, page: MapPage) -> None:
    type_address(qtbot, page, "somewhere")
    QTest.keyClick(page.machines.field, Qt.Key.Key_Escape)
    assert page.machines.field.text() == ""
    assert not page.machines.message.isVisible()


def test_what_becomes_of_the_scheduler_is_told_and_what_was_done_stays(
    qtbot: QtBot, page: MapPage, wait: Any, workers: type[Workers], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.views.pages.map.asking.RUN_STEPS", 100_000)
    workers.error = f"the scheduler at {ADDRESS} is gone"
    type_address(qtbot, page, ADDRESS)
    page.form.steps.setValue(page.form.steps.value() + 1)
    qtbot.waitUntil(lambda: page.machines.message.isVisible())
    assert page.machines.message.text() == f"The scheduler at {ADDRESS} is gone."
    done = sum(tile.pixels for tile in workers.given[-1])
    assert done
    # The same again, once the scheduler is there.
    workers.error = ""
    QTest.keyClick(page.machines.field, Qt.Key.Key_Return)
    assert not page.machines.message.isVisible()
    all_pixels = wait(page).picture.values.size
    assert sum(tile.pixels for tile in workers.given[-1]) == all_pixels - done


def test_an_empty_field_trains_on_this_machine_again(
    qtbot: QtBot, page: MapPage, wait: Any, called: list[int], workers: type[Workers]
) -> None:
    type_address(qtbot, page, ADDRESS)
    type_address(qtbot, page, "")
    page.form.steps.setValue(page.form.steps.value() + 1)
    assert wait(page).question.run_steps is None


def test_a_remembered_address_is_seen_and_holds_once_enter_is_pressed(
    page: MapPage, wait: Any, workers: type[Workers]
) -> None:
    machines = page.machines
    page.choices["map_scheduler"].choose(ADDRESS)
    assert machines.isVisible()
    assert machines.field.text() == ADDRESS
    assert machines.news.full_text == "Enter connects to it; until then this machine trains"
    # Turning to something else is not Enter.
    machines.field.setFocus()
    page.form.steps.setFocus()
    page.form.steps.setValue(page.form.steps.value() + 1)
    assert wait(page).question.run_steps is None
    assert (machines.address, workers.given) == ("", [])
    assert page.choices["map_scheduler"].read() == ADDRESS
    machines.field.setFocus()
    QTest.keyClick(machines.field, Qt.Key.Key_Return)
    page.form.steps.setValue(page.form.steps.value() + 1)
    assert wait(page).question.run_steps == RUN_STEPS
    assert machines.news.full_text == ""
    assert page.choices["map_scheduler"].read() == ADDRESS


def test_escape_forgets_a_remembered_address(page: MapPage) -> None:
    machines = page.machines
    page.choices["map_scheduler"].choose(ADDRESS)
    QTest.keyClick(machines.field, Qt.Key.Key_Escape)
    assert (machines.address, machines.field.text(), machines.news.full_text) == ("", "", "")
    assert page.choices["map_scheduler"].read() == ""


@pytest.mark.parametrize("kept", ["", "somewhere"])
def test_what_is_remembered_and_is_no_address_is_left_alone(page: MapPage, kept: str) -> None:
    page.choices["map_scheduler"].choose(kept)
    assert page.machines.field.text() == ""
    assert not page.machines.isVisible()


def test_where_nobody_listens_that_is_told(qtbot: QtBot, page: MapPage) -> None:
    pytest.importorskip("distributed")
    # Nobody else is given this port.
    type_address(qtbot, page, "tcp://127.0.0.1:1")
    qtbot.waitUntil(lambda: page.machines.message.isVisible())
    assert page.machines.message.text() == "No scheduler answers at tcp://127.0.0.1:1."
