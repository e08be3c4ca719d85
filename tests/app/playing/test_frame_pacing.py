"""A frame begins when the one before is painted, and painting never takes all of the time."""

from time import perf_counter, thread_time

import pytest
from pytestqt.qtbot import QtBot

from app.playing.frame_pacing import FRAME_MS, Pace


@pytest.fixture
def pace(qapp: object) -> Pace:
    return Pace()


def paint(seconds: float) -> None:
    began = thread_time()
    while thread_time() - began < seconds:
        pass


def test_the_first_frame_may_begin_at_once(pace: Pace) -> None:
    assert pace.allows(perf_counter())


def test_no_frame_begins_while_one_is_painted(qtbot: QtBot, pace: Pace) -> None:
    pace.begin()
    assert not pace.allows(perf_counter() + 1)
    with qtbot.waitSignal(pace.became_free):
        pass
    assert pace.allows(perf_counter() + 1)


def test_a_frame_that_nobody_waits_for_is_painted_without_a_word(qtbot: QtBot, pace: Pace) -> None:
    pace.begin()
    with qtbot.assertNotEmitted(pace.became_free, wait=30):
        pass


def test_frames_that_are_painted_fast_follow_each_other_at_the_rate_of_the_screen(
    qtbot: QtBot, pace: Pace
) -> None:
    for _ in range(5):
        pace.begin()
        qtbot.wait(2)
    assert pace.frame_s == FRAME_MS / 1000


def test_frames_that_take_long_to_paint_leave_as_much_time_for_anything_else(
    qtbot: QtBot, pace: Pace
) -> None:
    for _ in range(12):
        pace.begin()
        paint(0.05)
        qtbot.wait(1)
    assert pace.frame_s == 2 * pace.painting_s > 0.07
    now = perf_counter()
    pace.begin()
    qtbot.wait(5)
    assert not pace.allows(now + 0.5 * pace.frame_s)
    assert pace.allows(now + 1.5 * pace.frame_s)
