"""Sliced: long work in slices; it can be cancelled, and a mistake in it is not swallowed."""

from collections.abc import Iterator
from time import sleep

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from pytestqt.qtbot import QtBot

from app.kit.sliced import SLICE_S, Sliced
from tests.clock import Clock
from tests.event_loop import is_at_rest, turn


@pytest.fixture
def sliced(qapp: object) -> Sliced:
    return Sliced()


def counting(done: list[int], count: int, pause_s: float = 0.0) -> Iterator[None]:
    for i in range(count):
        sleep(pause_s)
        done.append(i)
        yield


def test_work_is_done_in_its_order_and_then_finished(qtbot: QtBot, sliced: Sliced) -> None:
    done: list[int] = []
    with qtbot.waitSignal(sliced.finished):
        sliced.start(counting(done, 40, 0.001))
    assert done == list(range(40))
    assert not sliced.is_running


def test_the_first_slice_comes_at_once_and_ends_in_time(
    sliced: Sliced, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, done = Clock(), 0
    monkeypatch.setattr("app.kit.progress.perf_counter", clock)

    def work() -> Iterator[None]:
        nonlocal done
        while True:
            clock.seconds += 0.001
            done += 1
            yield

    sliced.start(work())
    assert round(SLICE_S / 0.001) <= done <= round(SLICE_S / 0.001) + 1
    assert sliced.is_running
    sliced.cancel()


def test_short_work_is_finished_before_start_returns(sliced: Sliced) -> None:
    finished = []
    sliced.finished.connect(lambda: finished.append(True))
    sliced.start(iter([1, 2, 3]))
    assert finished == [True]
    assert not sliced.is_running


def test_the_event_loop_runs_between_slices(qtbot: QtBot, sliced: Sliced) -> None:
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(len(ticks)))
    timer.start(5)
    advanced: list[int] = []
    sliced.advanced.connect(lambda: advanced.append(len(ticks)))
    with qtbot.waitSignal(sliced.finished):
        sliced.start(counting([], 60, 0.001))
    timer.stop()
    assert len(advanced) > 3
    assert len(set(advanced)) > 3


def test_cancelled_work_says_nothing_more(sliced: Sliced) -> None:
    done: list[int] = []
    finished = []
    sliced.finished.connect(lambda: finished.append(True))
    sliced.start(counting(done, 1000, 0.001))
    sliced.cancel()
    count = len(done)
    assert is_at_rest(sliced)
    turn(3)
    assert len(done) == count
    assert finished == []


def test_other_work_takes_the_place_of_what_was_running(qtbot: QtBot, sliced: Sliced) -> None:
    first: list[int] = []
    second: list[int] = []
    sliced.start(counting(first, 1000, 0.001))
    with qtbot.waitSignal(sliced.finished):
        sliced.start(counting(second, 20, 0.001))
    assert len(first) < 20
    assert second == list(range(20))


def test_a_listener_may_cancel_between_slices(sliced: Sliced) -> None:
    done: list[int] = []
    sliced.advanced.connect(sliced.cancel)
    sliced.start(counting(done, 1000, 0.001))
    assert not sliced.is_running
    assert is_at_rest(sliced)
    turn(3)
    assert len(done) < 20


def test_a_mistake_in_the_work_ends_it_and_is_not_swallowed(sliced: Sliced) -> None:
    def mistaken() -> Iterator[None]:
        yield
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        sliced.start(mistaken())
    assert not sliced.is_running


class Work:
    """Counts to 100, a millisecond each; is_closed: it was given the chance to clear up."""

    def __init__(self) -> None:
        self.done, self.is_closed = 0, False

    def run(self) -> Iterator[float]:
        try:
            for self.done in range(1, 101):
                sleep(0.001)
                yield self.done / 100
        finally:
            self.is_closed = True


def test_the_progress_is_what_the_work_yields(qtbot: QtBot, sliced: Sliced) -> None:
    shares: list[float] = []
    sliced.advanced.connect(lambda: shares.append(sliced.progress.share))
    with qtbot.waitSignal(sliced.finished):
        sliced.start_soon(Work().run())
    assert len(shares) > 2
    assert shares == sorted(shares)


def test_cancel_answers_at_once_and_lets_the_work_clear_up(qtbot: QtBot, sliced: Sliced) -> None:
    finished = []
    sliced.finished.connect(lambda: finished.append(True))
    work = Work()
    sliced.start_soon(work.run())
    qtbot.waitUntil(lambda: work.done > 0)
    done = work.done
    sliced.cancel()
    # It does not wait for any more of the work.
    assert work.done == done
    assert work.is_closed
    assert not sliced.is_running
    assert is_at_rest(sliced)
    turn(3)
    assert finished == []
    assert work.done < 100


def test_work_that_lets_events_happen_can_be_cancelled_by_one_of_them(
    qtbot: QtBot, sliced: Sliced
) -> None:
    finished = []
    sliced.finished.connect(lambda: finished.append(True))
    work = Work()

    def with_events() -> Iterator[float]:
        for share in work.run():
            QCoreApplication.processEvents()
            yield share

    sliced.start_soon(with_events())
    QTimer.singleShot(10, sliced.cancel)
    qtbot.waitUntil(lambda: not sliced.is_running)
    qtbot.waitUntil(lambda: work.is_closed)
    assert finished == []


def test_other_work_lets_the_work_under_way_clear_up(qtbot: QtBot, sliced: Sliced) -> None:
    finished = []
    sliced.finished.connect(lambda: finished.append(True))
    first, second = Work(), Work()
    sliced.start_soon(first.run())
    qtbot.waitUntil(lambda: first.done > 0)
    sliced.start_soon(second.run())
    assert first.is_closed
    qtbot.waitUntil(lambda: not sliced.is_running)
    assert (second.done, finished) == (100, [True])
