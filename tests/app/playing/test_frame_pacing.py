"""A frame begins when the one before is painted; frames that take long come less often, evenly."""

from time import perf_counter, thread_time

import pytest
from pytestqt.qtbot import QtBot

from app.playing.frame_pacing import FEWEST, FRAME_MS, MOST, FramePacing


@pytest.fixture
def pacing(qapp: object) -> FramePacing:
    return FramePacing()


def paint(seconds: float) -> None:
    began = thread_time()
    while thread_time() - began < seconds:
        pass


def show(qtbot: QtBot, pacing: FramePacing, seconds: float) -> None:
    """A frame that takes so long to paint."""
    pacing.begin()
    paint(seconds)
    qtbot.wait(1)


def test_the_first_frame_may_begin_at_once(pacing: FramePacing) -> None:
    assert pacing.allows(perf_counter())


def test_no_frame_begins_while_one_is_painted(qtbot: QtBot, pacing: FramePacing) -> None:
    pacing.begin()
    assert not pacing.allows(perf_counter() + 1)
    with qtbot.waitSignal(pacing.became_free):
        pass
    assert pacing.allows(perf_counter() + 1)


def test_a_frame_that_nobody_waits_for_is_painted_without_a_word(
    qtbot: QtBot, pacing: FramePacing
) -> None:
    pacing.begin()
    with qtbot.assertNotEmitted(pacing.became_free, wait=30):
        pass


def test_frames_that_are_painted_fast_follow_each_other_at_the_rate_of_the_screen(
    qtbot: QtBot, pacing: FramePacing
) -> None:
    for _ in range(FEWEST + 2):
        pacing.begin()
        qtbot.wait(2)
    assert pacing.frame_s == FRAME_MS / 1000


def test_frames_that_take_long_to_paint_leave_as_much_time_for_anything_else(
    qtbot: QtBot, pacing: FramePacing
) -> None:
    for _ in range(12):
        show(qtbot, pacing, 0.05)
    assert pacing.frame_s >= 2 * pacing.painting_s > 0.07
    now = perf_counter()
    pacing.begin()
    qtbot.wait(5)
    assert not pacing.allows(now + 0.5 * pacing.frame_s)
    assert pacing.allows(now + 1.5 * pacing.frame_s)


def test_frames_that_do_not_fit_use_every_second_tick(qtbot: QtBot, pacing: FramePacing) -> None:
    for _ in range(FEWEST):
        show(qtbot, pacing, 0.020)
    assert pacing.ticks >= 2


def test_a_single_slow_frame_changes_nothing(qtbot: QtBot, pacing: FramePacing) -> None:
    for _ in range(FEWEST - 1):
        show(qtbot, pacing, 0.001)
    show(qtbot, pacing, 0.025)
    assert pacing.ticks == 1


def test_frames_come_as_often_as_before_once_they_fit_again(
    qtbot: QtBot, pacing: FramePacing
) -> None:
    pacing.ticks = 3
    for _ in range(MOST):
        show(qtbot, pacing, 0.001)
    assert pacing.ticks < 3
