"""The speed of a run: held, or doubled every second from a few steps a second to full speed."""

import pytest

from app.playing.speed import FIRST_SPEED, FULL_SPEED, LATE_FRAMES, SPEEDS, Speed, speed_text

FRAME_S = 0.016


@pytest.fixture
def speed(qapp: object) -> Speed:
    return Speed()


def run_for(speed: Speed, seconds: float) -> int:
    """Let frames pass, do every step that is due, and count them."""
    done = 0
    for _ in range(round(seconds / FRAME_S)):
        speed.pass_time(FRAME_S)
        if speed.per_s == FULL_SPEED:
            break
        done += int(speed.owed)
        speed.owed %= 1
    return done


def test_it_rises_from_a_few_steps_a_second_unless_one_is_held(speed: Speed) -> None:
    assert (speed.rises, speed.per_s) == (True, FIRST_SPEED)
    assert 2 <= FIRST_SPEED <= 5


def test_it_doubles_every_second(speed: Speed) -> None:
    speed.start_over()
    for seconds in (1, 2, 3):
        run_for(speed, 1)
        assert speed.per_s == pytest.approx(FIRST_SPEED * 2**seconds, rel=0.03)


def test_the_first_seconds_have_steps_that_can_be_watched_the_next_ones_too_many(
    speed: Speed,
) -> None:
    speed.start_over()
    assert 5 <= run_for(speed, 1) <= 8
    assert 30 <= run_for(speed, 2) <= 45
    assert run_for(speed, 12) > 100_000


def test_it_ends_at_full_speed(speed: Speed) -> None:
    speed.start_over()
    run_for(speed, 20)
    assert speed.per_s == FULL_SPEED


def test_engines_that_can_do_no_more_are_at_full_speed_though_the_number_would_rise(
    speed: Speed,
) -> None:
    speed.start_over()
    run_for(speed, 6)
    for _ in range(LATE_FRAMES + 20):
        # Nothing of what is due is done.
        speed.pass_time(FRAME_S)
    assert speed.per_s == FULL_SPEED


def test_a_single_late_frame_is_made_up_for_and_hardly_raises_the_speed(speed: Speed) -> None:
    speed.start_over()
    speed.pass_time(30.0)
    assert FIRST_SPEED < speed.per_s < 1.5 * FIRST_SPEED
    assert speed.owed <= 2
    run_for(speed, 1)
    assert speed.per_s < 4 * FIRST_SPEED


def test_the_next_run_begins_slowly_again(speed: Speed) -> None:
    run_for(speed, 20)
    speed.start_over()
    assert speed.per_s == FIRST_SPEED


def test_a_held_speed_stays_from_run_to_run(speed: Speed) -> None:
    speed.hold(25)
    assert 23 <= run_for(speed, 1) <= 26
    speed.start_over()
    assert (speed.rises, speed.per_s) == (False, 25)


def test_it_rises_on_from_the_speed_that_was_held(speed: Speed) -> None:
    speed.hold(200)
    speed.rise()
    assert speed.per_s == 200
    run_for(speed, 1)
    assert speed.per_s == pytest.approx(400, rel=0.03)


def test_phases_are_due_four_times_as_often_as_steps(speed: Speed) -> None:
    speed.hold(5)
    speed.pass_time(0.1, phases=4)
    assert speed.owed == pytest.approx(2)


def test_changes_are_told_where_the_slider_moves_not_at_every_frame(speed: Speed) -> None:
    told: list[int] = []
    speed.changed.connect(lambda: told.append(speed.position))
    run_for(speed, 3)
    assert 8 <= len(told) <= 10
    assert told == sorted(set(told))


def test_every_speed_is_at_its_position_and_three_positions_are_a_factor_of_two(
    speed: Speed,
) -> None:
    for position, per_s in enumerate(SPEEDS):
        speed.hold(per_s)
        assert speed.position == position
    assert (SPEEDS[0], SPEEDS[-2:]) == (1, [1e6, FULL_SPEED])
    for slow, fast in zip(SPEEDS, SPEEDS[3:-1], strict=False):
        assert fast / slow == pytest.approx(2, rel=0.02)


def test_speeds_are_written_as_steps_a_second() -> None:
    texts = [speed_text(per_s) for per_s in (1, 3.15, 12.5, 5_000, 315_000, 1e6, FULL_SPEED)]
    assert texts == [
        "1 step/s",
        "3.15 steps/s",
        "12.5 steps/s",
        "5,000 steps/s",
        "315,000 steps/s",
        "1,000,000 steps/s",
        "full speed",
    ]
