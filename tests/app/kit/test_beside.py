"""Work beside the window: its results come back to the window, the newest one each time."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.kit.beside import Beside


@pytest.fixture
def beside(qtbot: QtBot) -> Iterator[Beside]:
    beside = Beside("test")
    yield beside
    beside.end()


def test_results_come_to_the_thread_of_the_window_and_the_last_one_always(
    qtbot: QtBot, beside: Beside
) -> None:
    results: list[object] = []
    threads: list[object] = []

    def work() -> Iterator[object]:
        threads.append(threading.current_thread())
        yield from range(1000)

    beside.delivered.connect(results.append)
    with qtbot.waitSignal(beside.finished):
        beside.start(work())
        assert beside.is_running
    assert results[-1] == 999
    assert results == sorted(results)
    assert threads != [threading.current_thread()]
    assert not beside.is_running


def test_work_that_is_replaced_delivers_nothing_more(qtbot: QtBot, beside: Beside) -> None:
    results: list[object] = []
    goes_on = threading.Event()

    def old() -> Iterator[object]:
        goes_on.wait()
        yield "old"

    beside.delivered.connect(results.append)
    beside.start(old())
    with qtbot.waitSignal(beside.finished):
        beside.start(iter(["new"]))
        goes_on.set()
    assert results == ["new"]


def test_an_error_of_the_work_is_raised_in_the_window(qtbot: QtBot, beside: Beside) -> None:
    def work() -> Iterator[object]:
        raise RuntimeError("broken")
        yield

    beside.start(work())
    while not beside._future.done():
        pass
    with pytest.raises(RuntimeError, match="broken"):
        beside._look()
    assert not beside.is_running
