"""A frame begins when the one before is painted; long frames come less often, but evenly."""

import pytest
from pytestqt.qtbot import QtBot

from app.playing import frame_pacing
from app.playing.frame_pacing import CALM, FEWEST, FRAME_MS, MOST, FramePacing
from tests.clock import Clock
from tests.event_loop import turn


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for name in ("perf_counter", "thread_time"):
        monkeypatch.setattr(frame_pacing, name, clock)
    return clock


@pytest.fixture
def pacing(qapp: object, clock: Clock) -> FramePacing:
    return FramePacing()


def show(pacing: FramePacing, clock: Clock, seconds: float) -> None:
    """Paint a frame that takes so long."""
    pacing.begin()
    clock.seconds += seconds
    turn()


def test_the_first_frame_may_begin_at_once(pacing: FramePacing, clock: Clock) -> None:
    assert pacing.allows(clock())


def test_no_frame_begins_while_one_is_painted(
    qtbot: QtBot, pacing: FramePacing, clock: Clock
) -> None:
    pacing.begin()
    assert not pacing.allows(clock() + 1)
    with qtbot.waitSignal(pacing.became_free):
        pass
    assert pacing.allows(clock() + 1)


def test_a_frame_that_nobody_waits_for_is_painted_without_a_word(
    qtbot: QtBot, pacing: FramePacing, clock: Clock
) -> None:
    with qtbot.assertNotEmitted(pacing.became_free):
        show(pacing, clock, 0.001)


def test_frames_that_are_painted_fast_follow_each_other_at_the_rate_of_the_screen(
    pacing: FramePacing, clock: Clock
) -> None:
    for _ in range(FEWEST + 2):
        show(pacing, clock, 0.002)
    assert pacing.frame_s == FRAME_MS / 1000


def test_frames_that_take_long_to_paint_leave_as_much_time_for_anything_else(
    pacing: FramePacing, clock: Clock
) -> None:
    for _ in range(2 * MOST):
        show(pacing, clock, 0.05)
    assert pacing.painting_s == pytest.approx(0.05)
    # Twice 50 ms, in whole ticks of 16 ms.
    assert pacing.ticks == 7
    assert pacing.frame_s == 7 * FRAME_MS / 1000
    now = clock()
    show(pacing, clock, 0.05)
    assert not pacing.allows(now + 0.5 * pacing.frame_s)
    assert pacing.allows(now + pacing.frame_s)


@pytest.mark.parametrize(("painting_ms", "ticks"), [(15, 1), (20, 2), (29, 2), (40, 5)])
def test_frames_that_do_not_fit_use_every_second_tick_or_a_later_one(
    pacing: FramePacing, clock: Clock, painting_ms: int, ticks: int
) -> None:
    for _ in range(2 * MOST):
        show(pacing, clock, painting_ms / 1000)
    assert pacing.ticks == ticks


def test_frames_use_more_ticks_as_soon_as_the_fewest_are_known(
    pacing: FramePacing, clock: Clock
) -> None:
    for _ in range(FEWEST):
        assert pacing.ticks == 1
        show(pacing, clock, 0.020)
    assert pacing.ticks == 2


def test_a_single_slow_frame_changes_nothing(pacing: FramePacing, clock: Clock) -> None:
    for _ in range(FEWEST - 1):
        show(pacing, clock, 0.001)
    show(pacing, clock, 0.025)
    assert pacing.ticks == 1


def test_a_frame_that_is_a_little_late_changes_nothing(pacing: FramePacing, clock: Clock) -> None:
    for _ in range(2 * MOST):
        show(pacing, clock, 0.019)
    assert pacing.ticks == 1


def test_frames_come_as_often_as_before_once_they_fit_again(
    pacing: FramePacing, clock: Clock
) -> None:
    pacing.ticks = 3
    for _ in range(CALM):
        assert pacing.ticks == 3
        show(pacing, clock, 0.001)
    assert pacing.ticks == 1
