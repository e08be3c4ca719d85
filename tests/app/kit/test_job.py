"""Job: work in slices that says how far it is, ends, fails, and is cancelled at once."""

from collections.abc import Iterator
from time import perf_counter, sleep

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from app.kit.job import Job
from tests.event_loop import is_at_rest, turn


class Heard:
    """What a job has said."""

    def __init__(self, job: Job) -> None:
        self.shares: list[float] = []
        self.ends: list[str] = []
        job.advanced.connect(lambda: self.shares.append(job.progress.share))
        job.finished.connect(lambda: self.ends.append("finished"))
        job.failed.connect(self.ends.append)


@pytest.fixture
def job(qapp: object) -> Iterator[Job]:
    job = Job()
    yield job
    job.cancel()


@pytest.fixture
def heard(job: Job) -> Heard:
    return Heard(job)


class Work:
    """Counts to 100, a millisecond each; is_closed: it was given the chance to clear up."""

    def __init__(self, error: Exception | None = None) -> None:
        self.done, self.is_closed, self._error = 0, False, error

    def run(self) -> Iterator[float]:
        try:
            for self.done in range(1, 101):
                sleep(0.001)
                if self._error and self.done == 30:
                    raise self._error
                yield self.done / 100
        finally:
            self.is_closed = True


def test_work_is_done_with_the_event_loop_alive(qtbot: QtBot, job: Job, heard: Heard) -> None:
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(1)
    work = Work()
    job.start(work.run())
    assert job.is_running
    qtbot.waitUntil(lambda: not job.is_running)
    timer.stop()
    assert (work.done, heard.ends) == (100, ["finished"])
    assert len(heard.shares) > 2
    assert heard.shares == sorted(heard.shares)
    assert len(ticks) > 2


def test_cancel_answers_at_once_and_lets_the_work_clear_up(
    qtbot: QtBot, job: Job, heard: Heard
) -> None:
    work = Work()
    job.start(work.run())
    qtbot.waitUntil(lambda: work.done > 0)
    began = perf_counter()
    job.cancel()
    assert perf_counter() - began < 0.05
    assert work.is_closed
    assert not job.is_running
    assert is_at_rest(job)
    turn(3)
    assert heard.ends == []
    assert work.done < 100


def test_work_that_lets_events_happen_can_be_cancelled_by_one_of_them(
    qtbot: QtBot, job: Job, heard: Heard
) -> None:
    work = Work()

    def with_events() -> Iterator[float]:
        for share in work.run():
            QCoreApplication.processEvents()
            yield share

    job.start(with_events())
    QTimer.singleShot(10, job.cancel)
    qtbot.waitUntil(lambda: not job.is_running)
    qtbot.waitUntil(lambda: work.is_closed)
    assert heard.ends == []


@pytest.mark.parametrize("error", [ValueError("it is full"), OSError("it is full")])
def test_what_goes_wrong_is_said(qtbot: QtBot, job: Job, heard: Heard, error: Exception) -> None:
    job.start(Work(error).run())
    qtbot.waitUntil(lambda: not job.is_running)
    assert heard.ends == ["it is full"]
    assert job.error is error


def test_a_mistake_in_the_program_ends_the_work_and_is_not_swallowed(
    qtbot: QtBot, job: Job, heard: Heard
) -> None:
    with capture_exceptions() as caught:
        job.start(Work(ZeroDivisionError("oh")).run())
        qtbot.waitUntil(lambda: not job.is_running)
        turn()
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert len(heard.ends) == 1
    assert "ZeroDivisionError" in heard.ends[0]


def test_other_work_takes_the_place_of_what_was_being_done(
    qtbot: QtBot, job: Job, heard: Heard
) -> None:
    first, second = Work(), Work()
    job.start(first.run())
    qtbot.waitUntil(lambda: first.done > 0)
    job.start(second.run())
    assert first.is_closed
    qtbot.waitUntil(lambda: not job.is_running)
    assert (second.done, heard.ends) == (100, ["finished"])
